#include "scanner/provider/control.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "scanner/core/digest.h"
#include "scanner/rules/example.h"

namespace curfew::provider {
namespace {

using core::Result;

std::uint64_t fresh_seed() {
    const core::Digest random = core::random_digest();
    std::uint64_t seed = 0;
    std::memcpy(&seed, random.data(), sizeof seed);
    return seed;
}

}  // namespace

Result<Credential> make_control(const Credential& credential) {
    TRY_ASSIGN(rules::Example example, rules::make_example(*credential.signature, 0, fresh_seed()));
    Credential control;
    control.signature = credential.signature;
    control.secret = core::SecretString(std::string_view(example.secret));
    for (const CredentialPart& part : credential.parts) {
        // A part that is itself secret is made up too, so that no real one is spent on a control.
        const auto rule =
            std::ranges::find(credential.signature->parts, part.name, &rules::PartRule::name);
        const auto made = std::ranges::find(example.parts, part.name,
                                            &std::pair<std::string, std::string>::first);
        const bool is_secret = rule != credential.signature->parts.end() && rule->is_secret;
        control.parts.push_back({part.name, is_secret && made != example.parts.end()
                                                ? core::SecretString(std::string_view(made->second))
                                                : part.value.duplicate()});
    }
    return control;
}

}  // namespace curfew::provider
