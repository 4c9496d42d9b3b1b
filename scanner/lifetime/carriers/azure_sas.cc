// Azure shared access signatures: of storage and of Service Bus, Event Hubs and IoT Hub.
//
// Storage: `st` and `se` are ISO 8601 in UTC. With `si` the end may stand in a stored access policy
// instead. A user delegation signature ends with its key at the latest: `skt` to `ske`.
// Service Bus: `sr`, `sig`, `skn`, and `se` in seconds since 1970.
// Microsoft Learn, "Create a service SAS", "Create a user delegation SAS", "Service Bus access
// control with shared access signatures".

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/query_fields.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "azure_sas";

void read_time(CarrierFacts& facts, std::optional<core::Instant>& into, const QueryFields& fields,
               std::string_view name) {
    const auto text = fields.find(name);
    if (!text) return;
    const auto at = instant_from_azure(*text);
    if (at.has_value()) into = at.value();
    else if (facts.problem.empty()) facts.problem = std::string(name) + " is not an instant in UTC";
}

/// "acct" of https://acct.blob.core.windows.net/…
std::string account_in(std::string_view text) {
    for (const std::string_view service : {".blob.", ".file.", ".queue.", ".table.", ".dfs."}) {
        const std::size_t end = text.find(service);
        if (end == std::string_view::npos) continue;
        std::size_t begin = end;
        while (begin > 0 && (is_base62(text[begin - 1]) || text[begin - 1] == '-')) --begin;
        return clean_text(text.substr(begin, end - begin));
    }
    return {};
}

CarrierFacts read_service_bus(const QueryFields& fields) {
    CarrierFacts facts = facts_of(kCarrier);
    facts.name = clean_text(fields.find("skn").value_or(""));
    facts.account = clean_text(fields.find("sr").value_or(""));
    const auto end = instant_from_epoch_text(fields.find("se").value_or(""));
    if (end.has_value()) facts.expires_at = end.value();
    else facts.problem = "se " + end.error().message();
    return facts;
}

CarrierFacts read_storage(const QueryFields& fields, std::string_view text) {
    CarrierFacts facts = facts_of(kCarrier);
    std::optional<core::Instant> key_begin;
    std::optional<core::Instant> key_end;
    read_time(facts, facts.not_before, fields, "st");
    read_time(facts, facts.expires_at, fields, "se");
    read_time(facts, key_begin, fields, "skt");
    read_time(facts, key_end, fields, "ske");
    facts.not_before = later(facts.not_before, key_begin);
    facts.expires_at = earlier(facts.expires_at, key_end);
    if (!facts.problem.empty()) facts.expires_at.reset();

    facts.account = account_in(text);
    const std::string policy = clean_text(fields.find("si").value_or(""));
    facts.name = policy.empty() ? clean_text(fields.find("skoid").value_or("")) : policy;
    const std::string rights = clean_text(fields.find("sp").value_or(""));
    if (!rights.empty()) facts.scopes.push_back(rights);
    if (!facts.expires_at && facts.problem.empty()) {
        facts.problem = policy.empty()
                            ? "it has no se"
                            : "its end stands in the stored access policy '" + policy + "'";
    }
    return facts;
}

}  // namespace

CarrierFacts read_azure_sas(std::string_view text) {
    const QueryFields fields(text);
    const std::string_view twice =
        fields.ambiguous({"st", "se", "skt", "ske", "si", "skn", "sig", "sp"});
    if (!twice.empty()) {
        return broken(kCarrier, std::string(twice) + " stands there twice with different values");
    }
    if (!fields.has("sig")) return broken(kCarrier, "it has no sig");
    const std::string end = fields.find("se").value_or("");
    if (!end.empty() && all_of(end, is_digit)) return read_service_bus(fields);
    return read_storage(fields, text);
}

}  // namespace curfew::lifetime
