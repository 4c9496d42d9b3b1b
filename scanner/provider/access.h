/// What the user's own configuration (system or user layer) says about providers: where private
/// ones live, with which right of our own they are asked, and who may be asked at all.
///
/// Owns:     the administrator's credentials.
/// Threads:  immutable once made; shared by every provider of a run.
/// Source:   design.md 8.3 and 4 (layers).
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "scanner/core/secret_string.h"
#include "scanner/provider/politeness.h"

namespace curfew::provider {

/// Where the host of a question comes from; decides who may be asked (design.md 8.3).
enum class HostSource {
    catalogue,      ///< written in the signature, at least its last two labels
    configuration,  ///< `{base}`, or a setting of the provider
    beside,         ///< found beside the secret, or inside it: only if the configuration names it
};

/// `[provider.ID]` of the configuration.
struct ProviderAccess {
    std::string base;          ///< "https://vault.example.com:8200"; empty: not configured
    core::SecretString admin;  ///< the administrator's credential; empty: none
    /// What is no secret and goes with it: "admin_user", "account", "region", "authorities_file", …
    /// Each provider's README row says which it reads.
    std::map<std::string, std::string> settings;

    [[nodiscard]] std::string_view setting(std::string_view name) const;
};

struct Access {
    std::map<std::string, ProviderAccess> providers;  ///< by provider id ("vault", "postgresql")
    /// Hosts found beside secrets that may be asked, in lower case, without port.
    std::set<std::string> hosts;
    bool touches_canaries = false;
    std::size_t requests_max = 10'000;  ///< in one run
    unsigned tries_max = 3;             ///< of one question
    PaceRule pace;

    /// Nothing where the configuration does not speak of it.
    [[nodiscard]] const ProviderAccess* of(std::string_view provider_id) const;
};

}  // namespace curfew::provider
