/// Logins of PostgreSQL: asked by a login, ended by NOLOGIN and the end of their sessions.
///
/// libpq keeps the password in memory of its own until the connection is closed; that copy is freed
/// without being wiped (libpq 15). Everything else of the secret is wiped.
///
/// Threads:  safe from many.
/// Source:   https://www.postgresql.org/docs/15/ (libpq-connect, protocol-error-fields,
///           sql-alterrole, view-pg-roles, monitoring-stats); postinit.c and auth.c of 15 for the
///           order of its checks: the password first, then login right, connection limit, database.
#pragma once

#include <memory>
#include <string_view>

#include "integrations/providers/database_provider.h"
#include "scanner/core/clock.h"
#include "scanner/provider/access.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

/// What libpq's text says of a login that failed, in verbose form ("FATAL:  28P01: ...").
struct LoginFault {
    std::string_view sql_state;  ///< empty: the server gave none
    std::string_view function;   ///< the server's function that refused; empty: not told
};
[[nodiscard]] LoginFault login_fault_from(std::string_view message);

/// `asked_for_password`: the server wanted one before it refused.
[[nodiscard]] LoginAnswer answer_of(const LoginFault& fault, bool asked_for_password);

[[nodiscard]] std::unique_ptr<provider::Provider> make_postgresql_provider(
    const core::Clock& clock, const provider::Access& access,
    DatabaseProvider::Options options = {});

}  // namespace curfew::providers
