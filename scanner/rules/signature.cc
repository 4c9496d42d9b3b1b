#include "scanner/rules/signature.h"

#include <algorithm>
#include <array>

namespace curfew::rules {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 10> kSecretKinds{
    "token",      "key_pair", "password", "private_key", "certificate", "connection_string",
    "signed_url", "session",  "webhook",  "identifier"};
constexpr std::array<std::string_view, 5> kLifetimes{"unbounded", "bounded", "short_lived",
                                                     "embedded", "unknown"};
constexpr std::array<std::string_view, 7> kRevocabilities{
    "object_bound",   "exact",       "accepted_async", "scoped_deny",
    "principal_wide", "expiry_only", "unknown"};

}  // namespace

std::string_view name_of(SecretKind kind) {
    return kSecretKinds.at(static_cast<std::size_t>(kind));
}

std::optional<SecretKind> secret_kind_from(std::string_view text) {
    const auto* found = std::ranges::find(kSecretKinds, text);
    if (found == kSecretKinds.end()) return std::nullopt;
    return static_cast<SecretKind>(found - kSecretKinds.begin());
}

std::string_view name_of(LifetimeClass lifetime) {
    return kLifetimes.at(static_cast<std::size_t>(lifetime));
}

std::string_view name_of(Revocability revocability) {
    return kRevocabilities.at(static_cast<std::size_t>(revocability));
}

}  // namespace curfew::rules
