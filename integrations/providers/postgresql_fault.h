/// Why PostgreSQL refused a login: its SQLSTATE, and the function of the server that refused.
///
/// Threads:  pure functions.
/// Source:   PostgreSQL 15: protocol-error-fields; postinit.c and auth.c for the order of its
///           checks: the password first, then the right to log in, connection limit, database.
#pragma once

#include <string_view>

#include "integrations/providers/database_server.h"

namespace curfew::providers {

/// What libpq's text says of a login that failed, in verbose form ("FATAL:  28P01: ...").
struct LoginFault {
    std::string_view sql_state;  ///< empty: the server gave none
    std::string_view function;   ///< the server's function that refused; empty: not told
};
[[nodiscard]] LoginFault login_fault_from(std::string_view message);

/// `asked_for_password`: the server wanted one before it refused.
[[nodiscard]] LoginAnswer answer_of(const LoginFault& fault, bool asked_for_password);

}  // namespace curfew::providers
