#include "integrations/cli/config_command.h"

#include <span>
#include <string>
#include <utility>

#include "integrations/cli/files.h"
#include "integrations/cli/output.h"
#include "integrations/cli/settings_source.h"
#include "scanner/core/digest.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr unsigned kPrivate = 0600;

std::string new_key() {
    const core::Digest key = core::random_digest();
    return core::hex_of(std::as_bytes(std::span(key))) + "\n";
}

Result<void> init() {
    const ConfigPaths paths = paths_of_user();
    if (paths.user.empty()) {
        return Error(ErrorKind::not_found,
                     "there is no home directory to put the configuration into; set HOME or "
                     "XDG_CONFIG_HOME");
    }
    const std::string folder = paths.user.substr(0, paths.user.rfind('/'));
    const std::string key_file = folder + "/fingerprint.key";
    if (exists(paths.user) || exists(key_file)) {
        return Error(ErrorKind::denied, folder + ": is set up already; nothing was changed");
    }
    TRY(make_folders(folder));
    TRY(write_file(key_file, new_key(), kPrivate));
    TRY(write_file(paths.user, starting_config(key_file)));
    return write_output("",
                        "Made " + paths.user + "\nMade " + key_file +
                            "\nKeep the key: fingerprints, baselines and joins depend on it.\n");
}

Result<void> show(const Invocation& invocation) {
    TRY_ASSIGN(const Settings settings, load_settings(invocation, {}));
    return write_output("", settings_text(settings));
}

std::string path_line(const std::string& layer, const std::string& path) {
    const std::string shown = path.empty() ? "(none)" : path;
    return layer + "  " + shown + (!path.empty() && exists(path) ? "" : "   not there") + "\n";
}

Result<void> print_paths() {
    const ConfigPaths paths = paths_of_user();
    const std::string repository = repository_here();
    return write_output(
        "", path_line("system    ", paths.system) + path_line("user      ", paths.user) +
                path_line("repository", repository.empty() ? "" : repository + "/curfew.toml") +
                path_line("store     ", paths.state) + path_line("cache     ", paths.cache));
}

Result<void> act(const Invocation& invocation, const ConfigOptions& options) {
    switch (options.action) {
        case ConfigOptions::Action::init:
            return init();
        case ConfigOptions::Action::show:
            return show(invocation);
        case ConfigOptions::Action::path:
            return print_paths();
    }
    core::check(false);
    return {};
}

}  // namespace

int run_config(const Invocation& invocation, const ConfigOptions& options) {
    const auto done = act(invocation, options);
    if (done.has_value()) return 0;
    complain(done.error().message());
    return 2;
}

}  // namespace curfew::cli
