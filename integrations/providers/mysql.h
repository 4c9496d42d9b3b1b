/// Logins of MariaDB and MySQL: asked by a login, ended by ACCOUNT LOCK and KILL.
///
/// An account is a user *and* the hosts it may come from: 'app'@'%' and 'app'@'10.0.0.1' are two.
/// The login shows which one it is; the id is "app@%". Where one user name has several accounts,
/// nobody can see which of them a session belongs to, so nothing is ended without a person.
///
/// libmariadb keeps the password in memory of its own until the connection is closed; that copy is
/// freed without being wiped (Connector/C 3.3). Everything else of the secret is wiped.
///
/// Threads:  safe from many.
/// Source:   tried with MariaDB 10.11: https://mariadb.com/kb/en/account-locking/,
///           https://mariadb.com/kb/en/mysqlglobal_priv-table/. MySQL 8 from its manual
///           ("Account Locking", "The mysql.user table"), not tried.
#pragma once

#include <memory>
#include <string>

#include "integrations/providers/database_provider.h"
#include "scanner/core/clock.h"
#include "scanner/provider/access.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

/// What the number of a login's refusal means. Numbers below 1000 and the client's own (2000, 5000)
/// say nothing of the login.
[[nodiscard]] LoginAnswer answer_of_mysql_error(unsigned number);

[[nodiscard]] const DatabaseKind& mysql_kind();

[[nodiscard]] std::unique_ptr<provider::Provider> make_mysql_provider(
    const core::Clock& clock, const provider::Access& access,
    DatabaseProvider::Options options = {});

}  // namespace curfew::providers
