/// What the user's own configuration says about providers: where private ones live, with which
/// right of our own they are asked, who may be asked at all, and what is never ended.
///
/// Only the system's and the user's files may say any of it: a repository, or a variable somebody
/// else set, could send secrets elsewhere or take a protection away.
///
/// Owns:     no secret: an administrator's credential is named here, and fetched when it is needed
///           (provider_access.h).
/// Threads:  plain values.
/// Source:   design.md 4 and 8.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/cli/layer.h"

namespace curfew::cli {

/// Where an administrator's credential comes from.
struct AdminSource {
    enum class Kind {
        none,
        file,                ///< its whole content, without the line's end
        environment,         ///< a variable's value
        systemd_credential,  ///< a file below $CREDENTIALS_DIRECTORY
        command,             ///< what a program writes to its standard output
    };
    Kind kind = Kind::none;
    /// A path, a name, or the program with its arguments.
    std::vector<std::string> words{};
};

/// `[provider.ID]`.
struct ProviderSettings {
    std::string base;  ///< "https://vault.example.com:8200", without a slash at its end
    AdminSource admin;
    std::map<std::string, std::string> settings;
    std::map<std::string, Layer, std::less<>> origins;  ///< of each key that was set
};

/// `[protected]`: never ended, whoever asks. Layers add to it; none takes away.
struct ProtectedLists {
    std::vector<std::string> fingerprints;
    std::vector<std::string> owners;
    std::vector<std::string> accounts;
};

/// `[verify]`.
struct VerifySettings {
    /// Certificate authorities for HTTPS instead of the system's, PEM; empty: the system's.
    std::string authorities_file{};
    std::vector<std::string> hosts;     ///< found beside secrets, and may be asked
    std::vector<std::string> canaries;  ///< accounts of bait, beside the catalogue's
    std::size_t requests_max = 10'000;  ///< in one run
    double pace = 5.0;                  ///< requests a second to one host; 0: no limit of ours
};

}  // namespace curfew::cli
