/// The settings, and which layer each came from (design.md 4).
///
/// Layers, later wins: built-in < system < user < repository < environment < flags. The
/// repository's layer is that of the repository the user stands in, and may hold only what cannot
/// send anything anywhere: policy, excludes, baselines, ignores. How providers are asked, and what
/// is never ended, stands in files of the system and the user alone.
///
/// Owns:     everything.
/// Threads:  immutable after loading.
/// Errors:   invalid_input with file, line, column, what is wrong and what is right; unknown keys
/// and
///           keys a layer may not hold are errors.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/cli/layer.h"
#include "integrations/cli/provider_settings.h"
#include "scanner/core/limits.h"
#include "scanner/core/result.h"
#include "scanner/policy/policy.h"

namespace curfew::cli {

struct Settings {
    policy::Policy policy;
    std::vector<std::string> excludes;
    std::vector<std::string> baselines;
    std::vector<std::string> signature_paths;
    std::uint64_t max_file_bytes = core::kFileBytesMaxDefault;
    bool respects_gitignore = false;
    bool keeps_store = true;
    std::string key_file;  ///< 64 hexadecimal digits; empty: the public key
    VerifySettings verify;
    ProtectedLists protection;
    std::map<std::string, ProviderSettings> providers;  ///< by id

    std::map<std::string, Layer> origins;  ///< dotted key → the layer that set it
};

/// A file of one layer, as it was read.
struct ConfigText {
    Layer layer = Layer::user;
    std::string name;  ///< for errors
    std::string text;
};

/// Where configuration is looked for.
struct ConfigPaths {
    std::string system = "/etc/curfew/curfew.toml";
    std::string user;   ///< empty: no home
    std::string state;  ///< folder for the finding store; empty: none
    std::string cache;  ///< folder for compiled catalogues; empty: none
};

/// From $XDG_*_HOME and $HOME as given by `variable` (an empty string where unset).
[[nodiscard]] ConfigPaths config_paths(std::string_view xdg_config, std::string_view xdg_state,
                                       std::string_view xdg_cache, std::string_view home);

/// Applies one file on top of `settings`.
[[nodiscard]] core::Result<void> apply_config(Settings& settings, const ConfigText& file);

/// Applies CURFEW_<SECTION>_<KEY> variables; `variables` maps names to values.
[[nodiscard]] core::Result<void> apply_environment(
    Settings& settings, const std::map<std::string, std::string>& variables);

/// One line a setting: key, value, layer. For `config show`.
[[nodiscard]] std::string settings_text(const Settings& settings);

/// What `config init` writes beside the key.
[[nodiscard]] std::string starting_config(std::string_view key_file);

}  // namespace curfew::cli
