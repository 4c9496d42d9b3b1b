#include "integrations/cli/settings_source.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include <unistd.h>

#include "integrations/cli/files.h"
#include "integrations/cli/scan_targets.h"
#include "scanner/core/limits.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t kConfigBytesMax = core::kCatalogBytesMax;
constexpr std::string_view kRepositoryConfig = "curfew.toml";
constexpr std::string_view kIgnoreFile = ".curfewignore";
constexpr std::size_t kKeyDigits = 64;

Result<void> apply_file(Settings& settings, Layer layer, const std::string& path, bool must_exist) {
    if (path.empty()) return {};
    auto text = layer == Layer::repository ? read_regular_file(path, kConfigBytesMax)
                                           : read_file(path, kConfigBytesMax);
    if (!text.has_value()) {
        if (!must_exist && text.error().kind() == ErrorKind::not_found) return {};
        return std::move(text).error();
    }
    return apply_config(settings, {layer, path, std::move(text).value()});
}

Result<void> apply_repository(Settings& settings, const std::string& base_revision) {
    const std::string repository = repository_here();
    if (repository.empty()) return {};
    const std::string path = repository + "/" + std::string(kRepositoryConfig);
    if (base_revision.empty()) return apply_file(settings, Layer::repository, path, false);
    TRY_ASSIGN(const auto text, read_at_revision(base_revision, std::string(kRepositoryConfig)));
    if (!text) return {};
    return apply_config(
        settings, {Layer::repository, base_revision + ":" + std::string(kRepositoryConfig), *text});
}

std::map<std::string, std::string> curfew_variables() {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (!text.starts_with("CURFEW_") || equals == text.npos) continue;
        variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return -1;
}

Result<core::SecretString> key_from(std::string_view text, const std::string& path) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    std::array<char, kKeyDigits / 2> key{};
    bool is_right = text.size() == kKeyDigits;
    for (std::size_t at = 0; is_right && at < key.size(); ++at) {
        const int high = hex_value(text[2 * at]);
        const int low = hex_value(text[2 * at + 1]);
        is_right = high >= 0 && low >= 0;
        key[at] = static_cast<char>(high * 16 + low);
    }
    if (!is_right) {
        return Error(ErrorKind::invalid_input,
                     path +
                         ": a fingerprint key is 64 lower-case hexadecimal digits; "
                         "curfew config init makes one");
    }
    core::SecretString secret(std::string_view(key.data(), key.size()));
    core::wipe_memory(key.data(), key.size());
    return secret;
}

using FileReader = Result<std::string> (*)(const std::string& path, std::size_t bytes_max);

Result<void> add_baselines(std::vector<store::Baseline>& baselines,
                           const std::vector<std::string>& paths, FileReader reader,
                           const ScanOptions& options, const std::string& key_id) {
    for (const std::string& path : paths) {
        // A baseline that is about to be written need not exist yet.
        if (options.update_baseline && !exists(path)) continue;
        TRY_ASSIGN(const std::string text, reader(path, core::kFileBytesMaxDefault));
        TRY_ASSIGN(store::Baseline baseline, store::Baseline::parse(text, path, key_id));
        baselines.push_back(std::move(baseline));
    }
    return {};
}

bool are_of_repository(const Settings& settings, const char* key) {
    const auto origin = settings.origins.find(key);
    return origin != settings.origins.end() && origin->second == Layer::repository;
}

}  // namespace

ConfigPaths paths_of_user() {
    return config_paths(variable("XDG_CONFIG_HOME"), variable("XDG_STATE_HOME"),
                        variable("XDG_CACHE_HOME"), variable("HOME"));
}

std::string judging_revision(const ScanOptions& options) {
    const std::string here = repository_here();
    if (!options.is_gate || here.empty()) return {};
    const std::string root = absolute_path(here);
    const bool is_here = std::ranges::all_of(options.targets, [&](const std::string& target) {
        const std::string path = absolute_path(target);
        return path == root || path.starts_with(root + "/");
    });
    return is_here ? options.since_commit : std::string{};
}

Result<Settings> load_settings(const Invocation& invocation, const std::string& base_revision) {
    Settings settings;
    if (invocation.config_file.empty()) {
        const ConfigPaths paths = paths_of_user();
        TRY(apply_file(settings, Layer::system, paths.system, false));
        TRY(apply_file(settings, Layer::user, paths.user, false));
    } else {
        TRY(apply_file(settings, Layer::user, invocation.config_file, true));
    }
    TRY(apply_repository(settings, base_revision));
    TRY(apply_environment(settings, curfew_variables()));
    return settings;
}

Result<core::Fingerprinter> load_fingerprinter(const Settings& settings) {
    if (settings.key_file.empty()) return core::Fingerprinter::with_public_key();
    TRY_ASSIGN(std::string text, read_file(settings.key_file, kConfigBytesMax));
    auto key = key_from(text, settings.key_file);
    core::wipe_memory(text.data(), text.size());
    if (!key.has_value()) return std::move(key).error();
    return core::Fingerprinter::with_key(key.value());
}

Result<std::vector<store::Baseline>> load_baselines(const Settings& settings,
                                                    const ScanOptions& options,
                                                    const std::string& key_id) {
    std::vector<store::Baseline> baselines;
    // What a repository names may be laid there by anybody.
    const FileReader reader =
        are_of_repository(settings, "scan.baselines") ? read_regular_file : read_file;
    TRY(add_baselines(baselines, settings.baselines, reader, options, key_id));
    TRY(add_baselines(baselines, options.baselines, read_file, options, key_id));
    const std::string repository = repository_here();
    if (repository.empty()) return baselines;
    if (const std::string base = judging_revision(options); !base.empty()) {
        TRY_ASSIGN(const auto text, read_at_revision(base, std::string(kIgnoreFile)));
        if (!text) return baselines;
        TRY_ASSIGN(store::Baseline ignored,
                   store::Baseline::parse(*text, base + ":" + std::string(kIgnoreFile), key_id));
        baselines.push_back(std::move(ignored));
        return baselines;
    }
    const std::string ignore_file = repository + "/" + std::string(kIgnoreFile);
    if (!exists(ignore_file)) return baselines;
    TRY(add_baselines(baselines, {ignore_file}, read_regular_file, options, key_id));
    return baselines;
}

}  // namespace curfew::cli
