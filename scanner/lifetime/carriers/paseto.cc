// PASETO tokens of purpose "public": readable claims with a signature behind them.
//
// `vN.public.` and base64url of the claims, JSON, followed by the signature: 256 bytes in version 1
// (RSA), 64 in 2 and 4 (Ed25519), 96 in 3 (P-384). `iat`, `nbf` and `exp` are RFC 3339 text.
// Tokens of purpose "local" are encrypted. PASETO specification, versions 1 to 4 and claims.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/json_document.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "paseto";

struct Version {
    std::string_view head;
    std::size_t signature_bytes;
};

constexpr std::array kVersions{Version{"v1.public.", 256}, Version{"v2.public.", 64},
                               Version{"v3.public.", 96}, Version{"v4.public.", 64}};

bool is_local(std::string_view token) {
    return token.size() > 9 && token[0] == 'v' && is_digit(token[1]) &&
           token.substr(2).starts_with(".local.");
}

void read_time(CarrierFacts& facts, std::optional<core::Instant>& into, JsonView claims,
               std::string_view name) {
    const auto member = claims.find(name);
    if (!member) return;
    const auto at = core::parse_instant(member->text().value_or(std::string_view()));
    if (at.has_value()) into = at.value();
    else facts.problem = std::string(name) + " is not an RFC 3339 instant";
}

CarrierFacts facts_in(JsonView claims) {
    CarrierFacts facts = facts_of(kCarrier);
    read_time(facts, facts.issued_at, claims, "iat");
    read_time(facts, facts.not_before, claims, "nbf");
    read_time(facts, facts.expires_at, claims, "exp");
    facts.never_expires = !claims.find("exp").has_value();
    facts.account = clean_text(claims.text_at("sub"));
    facts.name = clean_text(claims.text_at("iss"));
    return facts;
}

}  // namespace

CarrierFacts read_paseto(std::string_view text) {
    const std::string_view token = trimmed(text);
    if (is_local(token)) return broken(kCarrier, "its claims are encrypted");
    for (const Version& version : kVersions) {
        if (!token.starts_with(version.head)) continue;
        const std::string_view rest = token.substr(version.head.size());
        const auto bytes = base64_decoded(rest.substr(0, rest.find('.')), Alphabet::url);
        if (!bytes || bytes->size() <= version.signature_bytes) break;
        const auto document = JsonDocument::parse(
            std::string_view(*bytes).substr(0, bytes->size() - version.signature_bytes));
        if (!document.has_value() || !document.value().root().is_object()) break;
        return facts_in(document.value().root());
    }
    return broken(kCarrier, "its claims cannot be read");
}

}  // namespace curfew::lifetime
