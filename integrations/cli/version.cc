#include "integrations/cli/version.h"

#include "scanner/match/matcher.h"
#include "scanner/match/shipped.h"

namespace curfew::cli {

std::string version_text() {
    std::string text = std::string("curfew ") + CURFEW_VERSION + "\n";
    text += "engine     " + match::Matcher::engine_name() + "\n";
    const auto catalog = match::shipped_catalog();
    if (!catalog.has_value()) return text + "catalogue  " + catalog.error().message() + "\n";
    return text + "catalogue  " + std::to_string(catalog.value().signatures().size()) +
           " signatures of " + std::to_string(catalog.value().providers().size()) + " providers\n";
}

}  // namespace curfew::cli
