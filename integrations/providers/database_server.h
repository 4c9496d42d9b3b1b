/// One kind of database server, as DatabaseProvider needs it: log in, look an account up, end it.
/// PostgreSQL, MariaDB and Redis each fill this in over their own client library.
///
/// Every call opens a connection of its own, waits for its answer and closes it; it is run on a
/// BlockingPool and keeps to the Patience it gets.
///
/// Threads:  safe from many; an implementation keeps no state between calls.
/// Errors:   unreachable (nothing answered at this address), timed_out, cancelled, exhausted,
///           denied (the administrator may not), corrupt (not this protocol).
/// Not here: what follows from the answers (database_provider.h).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "integrations/providers/blocking_pool.h"
#include "integrations/providers/database_login.h"
#include "integrations/providers/server_address.h"
#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/core/validity_window.h"
#include "scanner/provider/provider.h"
#include "scanner/provider/verdict.h"

namespace curfew::providers {

/// A login, and the address it goes to.
struct Door {
    const Login& login;
    ServerAddress address;
    Tls tls = Tls::verified;
};

/// What came of one login attempt.
struct LoginAnswer {
    provider::Detail detail = provider::Detail::unclear;
    std::string reason;
    /// What decided, in the server's terms: "28P01", "1045", "WRONGPASS"; empty: no answer came.
    std::string mark;
    /// The password itself was found right, whatever else was said.
    bool is_password_right = false;
    /// Nothing answered at this address; the host's next one may.
    bool is_unreached = false;
    std::string account;  ///< whom the server takes us for; empty: it did not say
    bool is_mapped =
        false;  ///< that is somebody else than who logged in: a pool, an anonymous user
    std::vector<std::string> scopes;
    core::End expires_at = core::Unknown{"the server did not say"};
    core::End issued_at = core::Unknown{"the server keeps no such time"};
    std::optional<core::Instant> server_time;
};

/// What an administrator sees of an account.
struct Account {
    bool exists = false;
    bool is_disabled = false;
    bool is_expired = false;  ///< its time is over, and that refuses logins
    std::string mark;         ///< where it stands: "pg_roles: rolcanlogin=false"
    core::End expires_at = core::Unknown{"the server did not say"};
    core::End issued_at = core::Unknown{"the server keeps no such time"};
    std::vector<std::string> scopes;
    std::size_t sessions = 0;
    /// Other accounts under the same user name, whose sessions look the same.
    std::size_t namesakes = 0;
};

class DatabaseServer {
  public:
    DatabaseServer() = default;
    DatabaseServer(const DatabaseServer&) = delete;
    DatabaseServer& operator=(const DatabaseServer&) = delete;
    DatabaseServer(DatabaseServer&&) = delete;
    DatabaseServer& operator=(DatabaseServer&&) = delete;
    virtual ~DatabaseServer() = default;

    [[nodiscard]] virtual const DatabaseKind& kind() const = 0;
    [[nodiscard]] virtual provider::Facts facts() const = 0;
    /// What disable() does, as lines for a person; `account` may be "{id}".
    [[nodiscard]] virtual std::string explain_ending(const std::string& account) const = 0;

    [[nodiscard]] virtual LoginAnswer log_in(const Door& door, const Patience& patience) const = 0;
    [[nodiscard]] virtual core::Result<Account> look_up(const Door& admin,
                                                        const std::string& account,
                                                        const Patience& patience) const = 0;
    /// Locks new logins out, then cuts the sessions.
    [[nodiscard]] virtual provider::Step disable(const Door& admin, const std::string& account,
                                                 const Patience& patience) const = 0;

    /// The rest only where the kind can; the default answers unsupported.
    [[nodiscard]] virtual core::Result<provider::Issued> issue(const Door& admin,
                                                               const provider::IssueOrder& order,
                                                               const Patience& patience) const;
    [[nodiscard]] virtual core::Result<std::vector<provider::Found>> find_by_tag(
        const Door& admin, const std::string& tag, const Patience& patience) const;
};

}  // namespace curfew::providers
