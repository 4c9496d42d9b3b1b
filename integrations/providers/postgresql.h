/// Logins of PostgreSQL: asked by a login, ended by NOLOGIN and the end of their sessions.
///
/// Threads:  safe from many.
/// Source:   https://www.postgresql.org/docs/15/ (sql-alterrole, view-pg-roles, monitoring-stats);
///           tried with PostgreSQL 15.
#pragma once

#include <memory>

#include "integrations/providers/database_provider.h"
#include "scanner/core/clock.h"
#include "scanner/provider/access.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

[[nodiscard]] const DatabaseKind& postgresql_kind();

[[nodiscard]] std::unique_ptr<provider::Provider> make_postgresql_provider(
    const core::Clock& clock, const provider::Access& access,
    DatabaseProvider::Options options = {});

}  // namespace curfew::providers
