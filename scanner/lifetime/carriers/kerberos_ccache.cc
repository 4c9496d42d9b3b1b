// Kerberos credential caches (what KRB5CCNAME names), raw or in base64.
//
// Versions 3 and 4, big-endian: head, default principal, then credentials, each with four times
// in seconds since 1970 (issued, begin, end, renewable until). The ticket-granting ticket counts
// when there is one, otherwise the ticket that ends last; MIT's configuration entries are passed
// over. MIT Kerberos, "Credential cache file format".

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/lifetime/carriers/byte_reader.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "kerberos_ccache";
constexpr std::size_t kListMax = 1'024;  // credentials, components, addresses: far fewer in fact
constexpr std::string_view kConfiguration = "X-CACHECONF:";

struct Principal {
    std::string realm;
    std::vector<std::string> components;

    [[nodiscard]] std::string text() const {
        std::string joined;
        for (const std::string& component : components) {
            if (!joined.empty()) joined += '/';
            joined += component;
        }
        return clean_text(joined + "@" + realm);
    }
};

struct Ticket {
    Principal client;
    Principal server;
    std::uint64_t issued = 0;
    std::uint64_t begins = 0;
    std::uint64_t ends = 0;
    std::uint64_t renewable_until = 0;

    [[nodiscard]] bool is_granting() const {
        return !server.components.empty() && server.components.front() == "krbtgt";
    }
};

std::optional<Principal> principal(ByteReader& reader) {
    const auto name_type = reader.number(4);
    const auto count = reader.number(4);
    const auto realm = reader.counted(4);
    if (!name_type || !count || *count > kListMax || !realm) return std::nullopt;
    Principal read{std::string(*realm), {}};
    for (std::uint64_t i = 0; i < *count; ++i) {
        const auto component = reader.counted(4);
        if (!component) return std::nullopt;
        read.components.emplace_back(*component);
    }
    return read;
}

/// Addresses and authorization data: a count, then a type and counted bytes each.
bool skip_list(ByteReader& reader) {
    const auto count = reader.number(4);
    if (!count || *count > kListMax) return false;
    for (std::uint64_t i = 0; i < *count; ++i) {
        if (!reader.number(2) || !reader.counted(4)) return false;
    }
    return true;
}

bool skip_key(ByteReader& reader, bool is_version_three) {
    // Version 3 writes the key's type twice.
    return reader.number(2) && (!is_version_three || reader.number(2)) && reader.counted(4);
}

std::optional<Ticket> ticket(ByteReader& reader, bool is_version_three) {
    auto client = principal(reader);
    auto server = client ? principal(reader) : std::nullopt;
    if (!server || !skip_key(reader, is_version_three)) return std::nullopt;
    const auto issued = reader.number(4);
    const auto begins = reader.number(4);
    const auto ends = reader.number(4);
    const auto renewable = reader.number(4);
    if (!issued || !begins || !ends || !renewable) return std::nullopt;
    const bool is_whole = reader.number(1) && reader.number(4) && skip_list(reader) &&
                          skip_list(reader) && reader.counted(4) && reader.counted(4);
    if (!is_whole) return std::nullopt;
    return Ticket{std::move(*client), std::move(*server), *issued, *begins, *ends, *renewable};
}

std::optional<std::vector<Ticket>> tickets(ByteReader& reader, bool is_version_three) {
    std::vector<Ticket> read;
    while (!reader.is_at_end()) {
        auto next = ticket(reader, is_version_three);
        if (!next || read.size() == kListMax) return std::nullopt;
        if (next->server.realm != kConfiguration) read.push_back(std::move(*next));
    }
    return read;
}

const Ticket* credential_of(const std::vector<Ticket>& all) {
    const Ticket* best = nullptr;
    for (const Ticket& one : all) {
        const bool is_better = best == nullptr || one.is_granting() > best->is_granting() ||
                               (one.is_granting() == best->is_granting() && one.ends > best->ends);
        if (is_better) best = &one;
    }
    return best;
}

core::Instant instant_from(std::uint64_t seconds) {
    return core::Instant{std::chrono::seconds{static_cast<std::int64_t>(seconds)}};
}

CarrierFacts facts_from(const Ticket& one) {
    CarrierFacts facts = facts_of(kCarrier);
    facts.account = one.client.text();
    facts.name = one.server.text();
    if (one.issued != 0) facts.issued_at = instant_from(one.issued);
    // A ticket without a begin of its own is good from its issue (RFC 4120 5.3).
    if (one.begins != 0) facts.not_before = instant_from(one.begins);
    else facts.not_before = facts.issued_at;
    if (one.ends == 0) facts.problem = "its ticket has no end";
    else facts.expires_at = instant_from(one.ends);
    if (one.renewable_until > one.ends) {
        facts.note = "it can be renewed until " + core::to_text(instant_from(one.renewable_until));
    }
    return facts;
}

}  // namespace

CarrierFacts read_kerberos_ccache(std::string_view bytes) {
    std::string decoded;
    if (!bytes.starts_with('\x05')) {
        decoded = wrapped_base64_decoded(bytes).value_or("");
        bytes = decoded;
    }
    ByteReader reader(bytes);
    const auto version = reader.number(2);
    if (version != 0x0503U && version != 0x0504U) {
        return broken(kCarrier, "it is not a credential cache of version 3 or 4");
    }
    const bool is_version_three = version == 0x0503U;
    const bool has_head = is_version_three || reader.counted(2).has_value();
    if (!has_head || !principal(reader)) return broken(kCarrier, "the cache is cut off");
    const auto all = tickets(reader, is_version_three);
    if (!all) return broken(kCarrier, "the cache is cut off or damaged");
    const Ticket* one = credential_of(*all);
    if (one == nullptr) return broken(kCarrier, "there is no ticket in it");
    return facts_from(*one);
}

}  // namespace curfew::lifetime
