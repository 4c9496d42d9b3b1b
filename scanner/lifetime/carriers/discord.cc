// Discord bot tokens and webhook addresses: the id inside is a snowflake, which tells when the
// account or webhook was made.
//
// That is not when the token was issued, which is not told: a reset gives a new token to the same
// id. Bot token: three parts, the first base64 of the id. Webhook: /api/webhooks/ID/TOKEN.
// Discord developer documentation, "Snowflakes": (id >> 22) + 1420070400000 ms.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "discord";
constexpr std::int64_t kEpochMilliseconds = 1'420'070'400'000;

std::string webhook_id(std::string_view text) {
    constexpr std::string_view kPath = "/webhooks/";
    const std::size_t at = text.find(kPath);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + kPath.size());
    return std::string(text.substr(0, text.find('/')));
}

std::string bot_id(std::string_view text) {
    return base64_decoded(text.substr(0, text.find('.')), Alphabet::either).value_or("");
}

}  // namespace

CarrierFacts read_discord(std::string_view text) {
    const std::string_view whole = trimmed(text);
    const std::string webhook = webhook_id(whole);
    const std::string id = webhook.empty() ? bot_id(whole) : webhook;
    const bool is_id = id.size() >= 17 && id.size() <= 19 && all_of(id, is_digit);
    const auto number = is_id ? number_in(id, "0123456789") : std::nullopt;
    if (!number) return broken(kCarrier, "there is no Discord id in it");
    const core::Instant made{std::chrono::milliseconds{(*number >> 22) + kEpochMilliseconds}};
    CarrierFacts facts = facts_of(kCarrier);
    facts.account = id;
    facts.note = std::string(webhook.empty() ? "the account" : "the webhook") + " was made at " +
                 core::to_text(made);
    return facts;
}

}  // namespace curfew::lifetime
