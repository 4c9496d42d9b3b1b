// Vault and OpenBao tokens: the prefix tells the kind, everything else is opaque.
//
// Vault 1.10 and later: hvs. service, hvb. batch, hvr. recovery. OpenBao and older Vault: s., b.,
// r. A batch token cannot be revoked or renewed, and ends by itself.

#include <array>
#include <cstddef>
#include <string_view>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "vault_token";
constexpr std::size_t kBodyMin = 24;

struct Kind {
    std::string_view prefix;
    std::string_view name;
    std::string_view note;
};

constexpr std::string_view kService = "a service token: its end can move by renewal";
constexpr std::string_view kBatch = "a batch token: it ends by itself and cannot be revoked";
constexpr std::string_view kRecovery = "a recovery token: it works only in recovery mode";

constexpr std::array kKinds{Kind{"hvs.", "service", kService},   Kind{"hvb.", "batch", kBatch},
                            Kind{"hvr.", "recovery", kRecovery}, Kind{"s.", "service", kService},
                            Kind{"b.", "batch", kBatch},         Kind{"r.", "recovery", kRecovery}};

bool is_token_letter(char letter) {
    return is_base64url(letter) || letter == '.';
}

}  // namespace

CarrierFacts read_vault_token(std::string_view text) {
    const std::string_view token = trimmed(text);
    for (const Kind& kind : kKinds) {
        if (!token.starts_with(kind.prefix)) continue;
        const std::string_view body = token.substr(kind.prefix.size());
        if (body.size() < kBodyMin || !all_of(body, is_token_letter)) break;
        CarrierFacts facts = facts_of(kCarrier);
        facts.name = kind.name;
        facts.note = kind.note;
        return facts;
    }
    return broken(kCarrier, "it is not shaped like a Vault token");
}

}  // namespace curfew::lifetime
