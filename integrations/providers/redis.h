/// Logins of Redis: asked by AUTH, ended by ACL SETUSER ... off and CLIENT KILL.
///
/// Users of Redis have no lifetime and no time of creation: always unbounded. hiredis writes the
/// commands (each argument with its length, so none can be read as another) and reads the answers;
/// the connection is ours (tls_stream.h), because the hiredis of Debian 12 has no TLS.
///
/// Threads:  safe from many.
/// Source:   https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/; tried
///           with Redis 7.0.
#pragma once

#include <memory>
#include <string_view>

#include "integrations/providers/database_provider.h"
#include "scanner/core/clock.h"
#include "scanner/provider/access.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

/// What Redis's error text says of a login: "WRONGPASS invalid username-password pair ...".
[[nodiscard]] LoginAnswer answer_of_redis_error(std::string_view text);

/// How many of the lines of CLIENT LIST belong to `user`.
[[nodiscard]] std::size_t clients_of(std::string_view list, std::string_view user);

[[nodiscard]] const DatabaseKind& redis_kind();

/// The setting `acl_save = "true"` has the ending written to the server's ACL file, together with
/// whatever else was changed in memory; without it a restart of the server takes it back.
[[nodiscard]] std::unique_ptr<provider::Provider> make_redis_provider(
    const core::Clock& clock, const provider::Access& access,
    DatabaseProvider::Options options = {});

}  // namespace curfew::providers
