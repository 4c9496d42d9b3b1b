/// One connection to a PostgreSQL server over libpq, each wait with a deadline.
///
/// Every option libpq knows is given by us: no service, password file, client certificate, Kerberos
/// ticket or PG* variable adds to them. Statements are sent with their parameters beside them.
///
/// libpq keeps the password in memory of its own until the connection is closed; that copy is freed
/// without being wiped (libpq 15). Everything else of the secret is wiped.
///
/// Owns:     the connection, closed when it goes.
/// Threads:  one at a time.
/// Errors:   timed_out (also: cut; nobody knows what was done), cancelled, exhausted, denied
/// (42501),
///           not_found (42704), internal (another SQLSTATE, in the text).
/// Source:   PostgreSQL 15 manual, libpq.
/// Not here: what a role is (postgresql.cc), what a refusal means (postgresql_fault.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "integrations/providers/blocking_pool.h"
#include "integrations/providers/database_server.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"

namespace curfew::providers {

/// Text of each column; NULL is empty.
using PostgresqlRow = std::vector<std::string>;

class PostgresqlConnection {
  public:
    struct Opened;

    [[nodiscard]] static Opened open(const Door& door, const Patience& patience);

    PostgresqlConnection(const PostgresqlConnection&) = delete;
    PostgresqlConnection& operator=(const PostgresqlConnection&) = delete;
    PostgresqlConnection(PostgresqlConnection&&) noexcept;
    PostgresqlConnection& operator=(PostgresqlConnection&&) noexcept;
    ~PostgresqlConnection();

    /// Whether the server wanted a password before it let us in.
    [[nodiscard]] bool was_asked_for_password() const;

    /// One statement; `parameters` are its $1, $2, …
    [[nodiscard]] core::Result<std::vector<PostgresqlRow>> run(
        const std::string& statement, const std::vector<std::string>& parameters,
        const Patience& patience);

    /// For the statements that take no parameters, such as ALTER ROLE. invalid_input: no UTF-8.
    [[nodiscard]] core::Result<std::string> quoted_name(const std::string& name);
    [[nodiscard]] core::Result<std::string> quoted_text(const std::string& text);

    /// What the server keeps of a password (SCRAM), so that the password itself is never sent.
    [[nodiscard]] core::Result<std::string> verifier_of(const core::SecretString& password,
                                                        const std::string& role);

  private:
    class Handle;
    explicit PostgresqlConnection(std::unique_ptr<Handle> handle);

    std::unique_ptr<Handle> handle_;
};

struct PostgresqlConnection::Opened {
    std::optional<PostgresqlConnection> connection;
    LoginAnswer answer;  ///< where there is no connection
};

}  // namespace curfew::providers
