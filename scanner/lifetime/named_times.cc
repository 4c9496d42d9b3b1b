#include "scanner/lifetime/named_times.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/core/lower_case.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

using core::Instant;

constexpr std::size_t kNameMax = 32;

struct Row {
    std::string_view name;  ///< lower case, without `_` and `-`
    TimeOwner owner;
    NamedTimes::Role role;
};

using enum TimeOwner;
using enum NamedTimes::Role;

// Sorted by name, for binary search.
constexpr std::array kRows{
    Row{"accesstokenexpiration", access, expires},
    Row{"accesstokenexpiresat", access, expires},
    Row{"accesstokenexpireson", access, expires},
    Row{"accesstokenexpiry", access, expires},
    Row{"awsexpiration", access, expires},          // aws-vault, saml2aws profiles
    Row{"cachedat", access, issued},                // MSAL token cache
    Row{"clientidissuedat", client, issued},        // RFC 7591
    Row{"clientsecretexpiresat", client, expires},  // RFC 7591; 0 is never
    Row{"createdat", access, issued},               // Doorkeeper answers, GitLab
    Row{"createdate", access, issued},              // AWS IAM CreateAccessKey
    Row{"creationtime", access, issued},            // Vault lookup
    Row{"enddatetime", access, expires},            // Microsoft Graph passwordCredentials
    Row{"exp", access, expires},
    Row{"expiration", access, expires},      // AWS STS answers and caches
    Row{"expirationdate", access, expires},  // browsers' cookie exports
    Row{"expirationtime", access, expires},
    Row{"expirationtimestamp", access, expires},  // Kubernetes ExecCredential
    Row{"expiredat", access, expires},            // crates.io
    Row{"expires", access, expires},
    Row{"expiresat", access, expires},   // GitHub, GitLab, AWS SSO cache
    Row{"expiresin", access, span},      // RFC 6749 5.1
    Row{"expireson", access, expires},   // Azure CLI, MSAL
    Row{"expiretime", access, expires},  // Vault lookup
    Row{"expiry", access, expires},      // Go oauth2, kubeconfig auth-provider
    Row{"expirydate", access, expires},  // Google's client for Node.js
    Row{"iat", access, issued},
    Row{"issuedat", access, issued},   // Salesforce, Apigee answers
    Row{"issuetime", access, issued},  // Vault lookup
    Row{"nbf", access, not_before},
    Row{"notafter", access, expires},
    Row{"notbefore", access, not_before},    // Azure AD answers
    Row{"refreshexpiresin", refresh, span},  // Keycloak
    Row{"refreshtokenexpiresat", refresh, expires},
    Row{"refreshtokenexpiresin", refresh, span},  // GitHub Apps
    Row{"refreshtokenexpireson", refresh, expires},
    Row{"refreshtokenexpiry", refresh, expires},
    Row{"registrationexpiresat", client, expires},  // AWS SSO client registration
    Row{"startdatetime", access, not_before},       // Microsoft Graph passwordCredentials
    Row{"tokenexpiresat", access, expires},
    Row{"tokenexpiry", access, expires},   // gcloud, oauth2client
    Row{"validfrom", access, not_before},  // Azure DevOps
    Row{"validto", access, expires},       // Azure DevOps
    Row{"validuntil", access, expires},
    Row{"xsecuritytokenexpires", access, expires},  // saml2aws, aws-azure-login
};
static_assert(std::ranges::is_sorted(kRows, {}, &Row::name));

/// Lower case, without `_` and `-`; empty when it is too long to be one of ours.
std::string plain_name(std::string_view name) {
    std::string plain;
    if (name.size() > kNameMax) return plain;
    for (const char letter : name) {
        if (letter != '_' && letter != '-') plain.push_back(core::to_lower(letter));
    }
    return plain;
}

const Row* row_of(std::string_view plain) {
    const auto* at = std::ranges::lower_bound(kRows, plain, {}, &Row::name);
    return at != kRows.end() && at->name == plain ? &*at : nullptr;
}

std::size_t index(TimeOwner owner) {
    return static_cast<std::size_t>(owner);
}
std::size_t index(NamedTimes::Role role) {
    return static_cast<std::size_t>(role);
}

/// Ten digits are seconds (2001 to 2286), thirteen milliseconds (the same years).
std::optional<Instant> from_digits(std::string_view value) {
    constexpr std::size_t kSecondsDigits = 10;
    constexpr std::size_t kMillisecondsDigits = 13;
    const std::size_t whole = std::min(value.find('.'), value.size());
    if (!all_of(value.substr(0, whole), is_digit) || value.front() == '0') return std::nullopt;
    if (whole == kSecondsDigits) {
        const auto at = instant_from_epoch_text(value);
        return at.has_value() ? std::optional(at.value()) : std::nullopt;
    }
    const std::string_view fraction = value.substr(whole);
    const bool is_whole =
        fraction.empty() || all_of(fraction.substr(1), +[](char digit) { return digit == '0'; });
    if (whole != kMillisecondsDigits || !is_whole) return std::nullopt;
    const auto milliseconds = number_in(value.substr(0, whole), "0123456789");
    if (!milliseconds) return std::nullopt;
    return Instant{std::chrono::milliseconds{*milliseconds}};
}

/// "2026-11-22 09:30:00 UTC", "… -0700", "… +0000 UTC" as RFC 3339 has them.
std::string rewritten(std::string_view value) {
    bool has_zone = false;
    if (value.ends_with("UTC") || value.ends_with("GMT")) {
        value = trimmed(value.substr(0, value.size() - 3));
        has_zone = true;
    }
    std::string text(value);
    const std::size_t blank = text.rfind(' ');
    const bool has_offset = blank != std::string::npos && blank + 1 < text.size() &&
                            (text[blank + 1] == '+' || text[blank + 1] == '-');
    if (has_offset) text.erase(blank, 1);
    else if (has_zone) text += 'Z';
    return text;
}

}  // namespace

TimeOwner owner_by_name(std::string_view secret_name) {
    std::string plain;
    for (const char letter : secret_name.substr(0, 2 * kNameMax)) {
        if (letter != '_' && letter != '-') plain.push_back(core::to_lower(letter));
    }
    if (plain.find("refresh") != std::string::npos) return refresh;
    if (plain.find("clientsecret") != std::string::npos) return client;
    return access;
}

std::optional<Instant> instant_from_value(std::string_view value) {
    constexpr std::size_t kValueMax = 64;
    value = trimmed(value);
    if (value.size() < 10 || value.size() > kValueMax) return std::nullopt;
    if (const auto at = from_digits(value)) return at;
    const auto at = core::parse_instant(rewritten(value));
    return at.has_value() ? std::optional(at.value()) : std::nullopt;
}

void NamedTimes::Slot::put(Instant value) {
    if (at && std::chrono::abs(*at - value) > std::chrono::seconds{1}) is_ambiguous = true;
    if (!at) at = value;
}

std::optional<Instant> NamedTimes::Slot::told() const {
    return is_ambiguous ? std::nullopt : at;
}

void NamedTimes::add(std::string_view name, std::string_view value) {
    const std::string plain = plain_name(name);
    if (plain == "revoked") has_revoked_ = true;
    const Row* row = row_of(plain);
    if (row == nullptr) return;
    value = trimmed(value);
    Slot& slot = slots_.at(index(row->owner)).at(index(row->role));
    if (row->role == span) {
        const auto seconds = number_in(value.substr(0, 12), "0123456789");
        if (seconds && *seconds > 0) slot.put(Instant{std::chrono::seconds{*seconds}});
        return;
    }
    // RFC 7591, 3.2.1: a client secret that will not expire is told by zero.
    if (row->name == "clientsecretexpiresat" && value == "0") never_client_ = true;
    if (const auto at = instant_from_value(value)) slot.put(*at);
    else if (row->owner == access && row->role == expires) add_date(slot, value);
}

void NamedTimes::add_date(Slot& slot, std::string_view value) {
    constexpr std::size_t kDate = 10;
    if (value.size() != kDate) return;
    const auto midnight = core::parse_instant(std::string(value) + "T00:00:00Z");
    if (!midnight.has_value()) return;
    if (date_ && *date_ != midnight.value()) slot.is_ambiguous = true;
    date_ = midnight.value();
}

CarrierFacts NamedTimes::facts(TimeOwner owner) const {
    const auto& slots = slots_.at(index(owner));
    CarrierFacts facts;
    facts.issued_at = slots.at(index(issued)).told();
    facts.not_before = slots.at(index(not_before)).told();
    const Slot& end = slots.at(index(expires));
    facts.expires_at = end.told();
    // GitLab's answers: a day, which ends the token at its first moment in UTC.
    if (!end.at && !end.is_ambiguous && owner == access && has_revoked_) facts.expires_at = date_;
    if (owner == client && never_client_ && !end.at) facts.never_expires = true;
    const auto lifetime = slots.at(index(span)).told();
    const auto issue =
        facts.issued_at ? facts.issued_at : slots_.at(index(access)).at(index(issued)).told();
    if (!end.at && !facts.expires_at && lifetime && issue) {
        facts.expires_at = later_by(*issue, lifetime->time_since_epoch());
    }
    return facts;
}

}  // namespace curfew::lifetime
