/// One server for a whole test program, because starting some costs seconds: mounts, schemas and
/// users are named after the test that makes them.
///
///     const auto server = shared_server<OpenBao>();
///     ASSERT_TRUE(server.has_value()) << server.error().message();
///     OpenBao& bao = *server.value();
///
/// Owns:     the server, started by the first call, ended when the program ends.
/// Threads:  first call from the thread that runs the tests.
#pragma once

#include "scanner/core/result.h"

namespace curfew::support {

template <typename Server>
[[nodiscard]] core::Result<Server*> shared_server() {
    static core::Result<Server> server = Server::start();
    if (!server.has_value()) return server.error();
    return &server.value();
}

}  // namespace curfew::support
