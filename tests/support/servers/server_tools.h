/// Where the test servers' programs lie: Debian's in the system, the others below `build/servers`,
/// where `./dev test` puts them.
///
/// Threads:  safe from many.
/// Errors:   not_found, with how to get it.
#pragma once

#include <string>

#include "scanner/core/result.h"

namespace curfew::support {

/// A program of a Debian package: "redis-server", "sshd", "postgres", "psql", "mariadbd", "pebble".
[[nodiscard]] core::Result<std::string> system_program(const std::string& name);

/// A program from PyPI: "bao", "node".
[[nodiscard]] core::Result<std::string> python_program(const std::string& name);

/// The Python that has moto.
[[nodiscard]] core::Result<std::string> moto_python();

/// Another project's secret scanner, from PyPI: "detect-secrets", "kingfisher", "betterleaks",
/// "gitleaks".
[[nodiscard]] core::Result<std::string> peer_program(const std::string& name);

/// The folder whose `node_modules` holds the npm packages; scripts find them with
/// NODE_PATH=FOLDER/node_modules, or `import` from a copy inside the folder.
[[nodiscard]] core::Result<std::string> node_folder();

/// A file of a part that `./dev test --all` builds: ("kube", "bin/kube-apiserver"),
/// ("go", "bin/etcd"), ("forge", "static").
[[nodiscard]] core::Result<std::string> built_file(const std::string& part,
                                                   const std::string& name);

/// A committed file beside the fixtures: "oidc_server.mjs", "aws_server.py".
[[nodiscard]] std::string fixture_file(const std::string& name);

}  // namespace curfew::support
