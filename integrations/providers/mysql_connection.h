/// One connection to a MariaDB or MySQL server, over libmariadb's non-blocking calls, so that each
/// wait keeps to a deadline and can be called off.
///
/// What the server may not do: read our files (LOCAL INFILE is off), choose how it gets the
/// password (the methods are a list, and none that shows it to a server whose certificate was not
/// checked), load a plugin from elsewhere than where the package put them. No option file and no
/// environment variable is read.
///
/// Owns:     the connection, closed when it goes.
/// Threads:  one at a time.
/// Errors:   unreachable (nothing answers), timed_out (also: cut), cancelled, exhausted, denied and
///           not_found (the server's), internal (another number of the server's, in the text).
/// Source:   MariaDB Connector/C 3.3, "Non-blocking API".
/// Not here: what an account is (mysql.cc).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/providers/blocking_pool.h"
#include "integrations/providers/database_server.h"
#include "scanner/core/result.h"

namespace curfew::providers {

using MysqlRow = std::vector<std::optional<std::string>>;

class MysqlConnection {
  public:
    /// `number`: the error the login ended with, the server's or the library's; 0 where none is.
    struct Refusal {
        core::Error error;
        unsigned number = 0;
    };
    struct Opened;

    [[nodiscard]] static Opened open(const Door& door, const Patience& patience);

    MysqlConnection(const MysqlConnection&) = delete;
    MysqlConnection& operator=(const MysqlConnection&) = delete;
    MysqlConnection(MysqlConnection&&) noexcept;
    MysqlConnection& operator=(MysqlConnection&&) noexcept;
    ~MysqlConnection();

    /// One statement and all its rows; nothing from outside may stand in it but by quoted().
    [[nodiscard]] core::Result<std::vector<MysqlRow>> run(const std::string& statement,
                                                          const Patience& patience);

    /// A string literal of SQL, quotes included. Needs the session's sql_mode to be empty.
    [[nodiscard]] std::string quoted(std::string_view text);

    [[nodiscard]] bool is_mariadb() const;

  private:
    class Handle;
    explicit MysqlConnection(std::unique_ptr<Handle> handle);

    std::unique_ptr<Handle> handle_;
};

struct MysqlConnection::Opened {
    std::optional<MysqlConnection> connection;
    std::optional<Refusal> refusal;  ///< where there is no connection
};

}  // namespace curfew::providers
