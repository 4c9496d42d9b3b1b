/// One real server with what people leave behind of it in a repository: credentials in every state,
/// the files they lie in, what the user's configuration says of the server, and what the server's
/// own clients say of each credential.
///
/// Owns:     an estate keeps its server running until it is gone.
/// Threads:  make them from the thread that runs the tests (child_process.h).
/// Errors:   those of the server's fixture.
/// Not here: the repository and the program under test (tests/end_to_end).
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/result.h"
#include "tests/support/servers/server_process.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {

/// What the report has to say of one credential.
struct Claim {
    std::string state;   ///< "live", "dead", "unknown"
    std::string detail;  ///< design.md 2
    /// "2031-05-06T07:08:09Z", "never", "unknown"; kWhenAsked: no later than that.
    std::string end;
};

inline constexpr std::string_view kWhenAsked = "when asked";

/// A credential as it lies in the repository.
struct Planted {
    std::string title;
    std::string path;
    std::string text;       ///< what of it stands in one line of that file, and nowhere else
    std::string signature;  ///< as which kind it is found
    Claim claim;
    /// By the server's own client.
    std::function<bool()> is_taken;
    /// What comes of ending it, where it is live: "proven", "accepted_not_proven", "failed".
    std::string outcome = "proven";
    /// A client that is logged in with it; empty: none.
    std::shared_ptr<ServerProcess> session{};
};

/// A credential of the same server that nobody left anywhere.
struct Foreign {
    std::string title;
    std::function<bool()> is_taken;
};

struct Estate {
    std::string name;
    std::shared_ptr<void> server{};
    std::map<std::string, std::string> files{};  ///< of the repository: path → text
    /// `[provider.ID]` of the user's configuration; what it names lies in files of 0600.
    std::string settings{};
    std::string kinds_file{};  ///< signatures the user wrote himself; empty: none
    std::string trusted{};     ///< PEM: what the program's own HTTPS has to believe
    std::vector<Planted> planted{};
    std::vector<Foreign> foreign{};
};

/// `folder` holds what an administrator keeps for himself, and outlives the estate.
using MakeEstate = core::Result<Estate> (*)(const TempDir& folder);

[[nodiscard]] core::Result<Estate> make_postgresql_estate(const TempDir& folder);
[[nodiscard]] core::Result<Estate> make_mariadb_estate(const TempDir& folder);
[[nodiscard]] core::Result<Estate> make_redis_estate(const TempDir& folder);
[[nodiscard]] core::Result<Estate> make_open_bao_estate(const TempDir& folder);
[[nodiscard]] core::Result<Estate> make_oauth_estate(const TempDir& folder);
[[nodiscard]] core::Result<Estate> make_aws_estate(const TempDir& folder);
[[nodiscard]] core::Result<Estate> make_ssh_estate(const TempDir& folder);
[[nodiscard]] core::Result<Estate> make_certificate_estate(const TempDir& folder);
/// The negative case: it accepts endings and ends nothing.
[[nodiscard]] core::Result<Estate> make_registry_estate(const TempDir& folder);

// What the estates are made with.

/// `admin = { file = "…" }`, and that file, which nobody else may read.
[[nodiscard]] std::string admin_setting(const TempDir& folder, const std::string& name,
                                        std::string_view secret);

/// Random letters of an alphabet.
[[nodiscard]] std::string made_text(std::string_view alphabet, std::size_t size);

inline constexpr std::string_view kLettersAndDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Makes one until it has three digits and three small letters, which one of thirty random ones
/// lacks: where nothing but a name tells a token, Curfew takes such for words.
[[nodiscard]] core::Result<std::string> with_digits(
    const std::function<core::Result<std::string>()>& make);

/// Letters and digits, never the same twice, with digits among them.
[[nodiscard]] std::string usual_password();

/// What curl says of a request: the status, 0 when there was none. `settings` are lines of its
/// configuration file.
[[nodiscard]] int status_by_curl(const std::string& url, const std::vector<std::string>& settings);
[[nodiscard]] int status_with_header(const std::string& url, const std::string& header);

/// "2031-05-06T07:08:09Z" for so many seconds from now.
[[nodiscard]] std::string seconds_from_now(int seconds);

}  // namespace curfew::support
