// Slack's rotating tokens: the class says how long they live, the token not since when.
//
// xoxe.xoxb-, xoxe.xoxp-: access tokens, twelve hours from issue. xoxe-: refresh tokens, used once.
// Slack documentation, "Using token rotation".

#include <chrono>
#include <string_view>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "slack_rotating";

}  // namespace

CarrierFacts read_slack_rotating(std::string_view text) {
    const std::string_view token = trimmed(text);
    CarrierFacts facts = facts_of(kCarrier);
    if (token.starts_with("xoxe.xoxb-") || token.starts_with("xoxe.xoxp-")) {
        facts.lifetime = std::chrono::hours{12};
        facts.name = "rotating access token";
        return facts;
    }
    if (token.starts_with("xoxe-")) {
        facts.name = "refresh token";
        facts.note = "used once; each use gives a new one";
        return facts;
    }
    return broken(kCarrier, "it is not a rotating token");
}

}  // namespace curfew::lifetime
