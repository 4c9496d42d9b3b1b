// GitHub installation tokens of the stateless form: `ghs_`, the app's id, `_`, a JWT.
//
// GitHub asks not to rely on what the JWT says, so its times are a hint: its end is believed, for
// it only ever shortens what the token's kind allows (one hour); a missing one means nothing.
// GitHub changelog, April to June 2026.

#include <cstddef>
#include <string_view>
#include <utility>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "github_jwt";
constexpr std::string_view kPrefix = "ghs_";

}  // namespace

CarrierFacts read_github_jwt(std::string_view text) {
    std::string_view token = trimmed(text);
    if (!token.starts_with(kPrefix)) return broken(kCarrier, "it does not begin with ghs_");
    token.remove_prefix(kPrefix.size());
    const std::size_t end = token.find('_');
    const std::string_view application = token.substr(0, end);
    const bool is_stateless =
        end != std::string_view::npos && !application.empty() && all_of(application, is_digit);
    if (!is_stateless) {
        // The older, opaque form is as good a token; it only tells nothing.
        if (all_of(token, is_base62)) return facts_of(kCarrier);
        return broken(kCarrier, "it has neither of the two forms of installation tokens");
    }
    CarrierFacts inner = read_jwt(token.substr(end + 1));
    CarrierFacts facts = facts_of(kCarrier);
    facts.account = application;
    facts.problem = std::move(inner.problem);
    facts.issued_at = inner.issued_at;
    facts.not_before = inner.not_before;
    facts.expires_at = inner.expires_at;
    if (facts.expires_at) facts.note = "times are a hint: GitHub does not promise the inner form";
    return facts;
}

}  // namespace curfew::lifetime
