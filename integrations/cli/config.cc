#include "integrations/cli/config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <utility>
#include <variant>

#include "integrations/cli/config_providers.h"
#include "integrations/cli/config_toml.h"
#include "scanner/core/check.h"
#include "scanner/core/fingerprint.h"
#include "scanner/core/instant.h"
#include "scanner/core/lower_case.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

/// A value as TOML or the environment gives it.
using Value = std::variant<std::string, double, bool, std::vector<std::string>,
                           std::map<std::string, std::string>>;

/// Which layers may hold a key.
enum class Holders {
    all,
    not_repositories,
    own_files,  ///< of the system and the user; no variable either
};

/// One key of the configuration: how it is set, how it is shown, who may hold it.
struct Setting {
    std::string_view key;
    std::string_view right;  ///< what a right value looks like, for errors
    Holders holders;
    bool (*set)(Settings& settings, const Value& value);
    std::string (*show)(const Settings& settings);
};

template <auto Member>
bool set_list(Settings& settings, const Value& value) {
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list == nullptr) return false;
    settings.*Member = *list;
    return true;
}

template <auto Member>
bool set_policy_list(Settings& settings, const Value& value) {
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list == nullptr) return false;
    settings.policy.*Member = *list;
    return true;
}

template <auto Member>
bool set_flag(Settings& settings, const Value& value) {
    const auto* flag = std::get_if<bool>(&value);
    if (flag == nullptr) return false;
    settings.*Member = *flag;
    return true;
}

template <auto Member>
bool set_policy_flag(Settings& settings, const Value& value) {
    const auto* flag = std::get_if<bool>(&value);
    if (flag == nullptr) return false;
    settings.policy.*Member = *flag;
    return true;
}

template <auto Member>
bool set_share(Settings& settings, const Value& value) {
    const auto* number = std::get_if<double>(&value);
    if (number == nullptr || *number < 0.0 || *number > 1.0) return false;
    settings.policy.*Member = *number;
    return true;
}

bool set_max_lifetime(Settings& settings, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return false;
    const auto span = core::parse_duration(*text);
    if (!span.has_value()) return false;
    settings.policy.max_lifetime = span.value();
    return true;
}

bool set_max_lifetime_of(Settings& settings, const Value& value) {
    const auto* table = std::get_if<std::map<std::string, std::string>>(&value);
    if (table == nullptr) return false;
    for (const auto& [kind, text] : *table) {
        const auto span = core::parse_duration(text);
        if (!span.has_value()) return false;
        settings.policy.max_lifetime_of_kind[kind] = span.value();
    }
    return true;
}

bool set_max_file_size(Settings& settings, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return false;
    std::uint64_t count = 0;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), count);
    const std::string_view unit(end, static_cast<std::size_t>(text->data() + text->size() - end));
    constexpr std::array<std::pair<std::string_view, unsigned>, 4> kUnits{
        {{"", 0U}, {"KiB", 10U}, {"MiB", 20U}, {"GiB", 30U}}};
    const auto* const found =
        std::ranges::find(kUnits, unit, &std::pair<std::string_view, unsigned>::first);
    if (problem != std::errc{} || found == kUnits.end()) return false;
    settings.max_file_bytes = count << found->second;
    return true;
}

bool set_key_file(Settings& settings, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return false;
    settings.key_file = *text;
    return true;
}

template <auto Member>
bool set_verify(Settings& settings, const Value& value) {
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list == nullptr) return false;
    settings.verify.*Member = *list;
    return true;
}

/// Adds, so that no layer takes a protection of another away.
template <auto Member>
bool add_protected(Settings& settings, const Value& value) {
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list == nullptr) return false;
    std::vector<std::string>& all = settings.protection.*Member;
    all.insert(all.end(), list->begin(), list->end());
    return true;
}

bool add_fingerprints(Settings& settings, const Value& value) {
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list == nullptr) return false;
    const bool are_right = std::ranges::all_of(
        *list, [](const std::string& text) { return core::Fingerprint::parse(text).has_value(); });
    return are_right && add_protected<&ProtectedLists::fingerprints>(settings, value);
}

/// In lower case, as hosts are compared; a port or a path would never fit one.
bool set_hosts(Settings& settings, const Value& value) {
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list == nullptr) return false;
    std::vector<std::string> hosts = *list;
    for (std::string& host : hosts) {
        if (host.empty() || host.find_first_of("/@ ") != std::string::npos) return false;
        host = core::in_lower_case(host);
    }
    settings.verify.hosts = std::move(hosts);
    return true;
}

bool set_authorities_file(Settings& settings, const Value& value) {
    const auto* path = std::get_if<std::string>(&value);
    if (path != nullptr) settings.verify.authorities_file = *path;
    return path != nullptr && path->starts_with('/');
}

bool set_pace(Settings& settings, const Value& value) {
    constexpr double kPaceMax = 10'000.0;
    const auto* number = std::get_if<double>(&value);
    if (number == nullptr || !(*number >= 0.0 && *number <= kPaceMax)) return false;
    settings.verify.pace = *number;
    return true;
}

bool set_requests_max(Settings& settings, const Value& value) {
    constexpr double kRequestsMax = 1'000'000.0;
    const auto* number = std::get_if<double>(&value);
    if (number == nullptr || !(*number >= 1.0 && *number <= kRequestsMax)) return false;
    if (std::floor(*number) != *number) return false;
    settings.verify.requests_max = static_cast<std::size_t>(*number);
    return true;
}

std::string shown(const std::vector<std::string>& list) {
    std::string text = "[";
    for (const std::string& item : list) text += (text.size() > 1 ? ", \"" : "\"") + item + "\"";
    return text + "]";
}

std::string shown(bool flag) {
    return flag ? "true" : "false";
}

std::string shown(double share) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), share).ptr;
    return {text.data(), end};
}

std::string shown(core::Duration span) {
    return "\"" + core::to_human_text(span) + "\"";
}

std::string shown_lifetimes(const Settings& settings) {
    std::string text = "{";
    for (const auto& [kind, span] : settings.policy.max_lifetime_of_kind) {
        text += (text.size() > 1 ? ", " : "") + kind + " = " + shown(span);
    }
    return text + "}";
}

using policy::Policy;

constexpr std::array kSettings{
    Setting{"fingerprint.key_file", "the path of a file with 64 hexadecimal digits",
            Holders::not_repositories, set_key_file,
            [](const Settings& settings) { return "\"" + settings.key_file + "\""; }},
    Setting{"policy.allowed_signatures", "a list of signature ids", Holders::all,
            set_policy_list<&Policy::allowed_signatures>,
            [](const Settings& settings) { return shown(settings.policy.allowed_signatures); }},
    Setting{"policy.blocked_signatures", "a list of signature ids", Holders::all,
            set_policy_list<&Policy::blocked_signatures>,
            [](const Settings& settings) { return shown(settings.policy.blocked_signatures); }},
    Setting{"policy.blocks_expired", "true or false", Holders::all,
            set_policy_flag<&Policy::blocks_expired>,
            [](const Settings& settings) { return shown(settings.policy.blocks_expired); }},
    Setting{"policy.blocks_known", "true or false", Holders::all,
            set_policy_flag<&Policy::blocks_known>,
            [](const Settings& settings) { return shown(settings.policy.blocks_known); }},
    Setting{"policy.generic_confidence_min", "a number from 0 to 1", Holders::all,
            set_share<&Policy::generic_confidence_min>,
            [](const Settings& settings) { return shown(settings.policy.generic_confidence_min); }},
    Setting{"policy.max_lifetime", "a duration such as \"90d\"", Holders::all, set_max_lifetime,
            [](const Settings& settings) { return shown(settings.policy.max_lifetime); }},
    Setting{"policy.max_lifetime_of", "a table of durations, github-pat-classic = \"30d\"",
            Holders::all, set_max_lifetime_of, shown_lifetimes},
    Setting{"policy.report_confidence_min", "a number from 0 to 1", Holders::all,
            set_share<&Policy::report_confidence_min>,
            [](const Settings& settings) { return shown(settings.policy.report_confidence_min); }},
    Setting{"protected.accounts", "a list of accounts", Holders::own_files,
            add_protected<&ProtectedLists::accounts>,
            [](const Settings& settings) { return shown(settings.protection.accounts); }},
    Setting{"protected.fingerprints", "a list of fingerprints, cf1:…", Holders::own_files,
            add_fingerprints,
            [](const Settings& settings) { return shown(settings.protection.fingerprints); }},
    Setting{"protected.owners", "a list of owners", Holders::own_files,
            add_protected<&ProtectedLists::owners>,
            [](const Settings& settings) { return shown(settings.protection.owners); }},
    Setting{"scan.baselines", "a list of files", Holders::all, set_list<&Settings::baselines>,
            [](const Settings& settings) { return shown(settings.baselines); }},
    Setting{"scan.excludes", "a list of globs", Holders::all, set_list<&Settings::excludes>,
            [](const Settings& settings) { return shown(settings.excludes); }},
    Setting{"scan.max_file_size", "a size such as \"64MiB\"", Holders::all, set_max_file_size,
            [](const Settings& settings) {
                return "\"" + std::to_string(settings.max_file_bytes) + "\"";
            }},
    Setting{"scan.respect_gitignore", "true or false", Holders::all,
            set_flag<&Settings::respects_gitignore>,
            [](const Settings& settings) { return shown(settings.respects_gitignore); }},
    Setting{"scan.signatures", "a list of signature files or folders", Holders::all,
            set_list<&Settings::signature_paths>,
            [](const Settings& settings) { return shown(settings.signature_paths); }},
    Setting{"scan.store", "true or false", Holders::not_repositories,
            set_flag<&Settings::keeps_store>,
            [](const Settings& settings) { return shown(settings.keeps_store); }},
    Setting{
        "verify.authorities_file", "a file's absolute path", Holders::own_files,
        set_authorities_file,
        [](const Settings& settings) { return "\"" + settings.verify.authorities_file + "\""; }},
    Setting{"verify.canaries", "a list of accounts", Holders::own_files,
            set_verify<&VerifySettings::canaries>,
            [](const Settings& settings) { return shown(settings.verify.canaries); }},
    Setting{"verify.hosts", "a list of host names, without port", Holders::own_files, set_hosts,
            [](const Settings& settings) { return shown(settings.verify.hosts); }},
    Setting{"verify.pace", "requests a second to one host, or 0 for no limit", Holders::own_files,
            set_pace, [](const Settings& settings) { return shown(settings.verify.pace); }},
    Setting{"verify.requests_max", "a whole number from 1 to 1000000", Holders::own_files,
            set_requests_max,
            [](const Settings& settings) { return std::to_string(settings.verify.requests_max); }},
};

const Setting* find_setting(std::string_view key) {
    const auto* const found = std::ranges::find(kSettings, key, &Setting::key);
    return found == kSettings.end() ? nullptr : found;
}

std::string nearest_keys(std::string_view section) {
    std::string keys;
    for (const Setting& setting : kSettings) {
        if (!setting.key.starts_with(section)) continue;
        keys += (keys.empty() ? "" : ", ") + std::string(setting.key);
    }
    return keys;
}

std::optional<std::vector<std::string>> list_from(const toml::array& array) {
    std::vector<std::string> list;
    for (const toml::node& item : array) {
        const auto text = item.value_exact<std::string>();
        if (!text) return std::nullopt;
        list.push_back(*text);
    }
    return list;
}

std::optional<std::map<std::string, std::string>> texts_from(const toml::table& table) {
    std::map<std::string, std::string> texts;
    for (const auto& [key, item] : table) {
        const auto text = item.value_exact<std::string>();
        if (!text) return std::nullopt;
        texts.emplace(std::string(key.str()), *text);
    }
    return texts;
}

std::optional<Value> value_from(const toml::node& node) {
    if (const auto text = node.value_exact<std::string>()) return *text;
    if (const auto flag = node.value_exact<bool>()) return *flag;
    if (node.is_number()) return node.value_or(0.0);
    if (const toml::array* array = node.as_array()) {
        if (auto list = list_from(*array)) return *list;
    }
    if (const toml::table* table = node.as_table()) {
        if (auto texts = texts_from(*table)) return *texts;
    }
    return std::nullopt;
}

Result<void> apply_value(Settings& settings, const ConfigText& file, const std::string& key,
                         const toml::node& node) {
    const std::string place = where(file, node.source());
    const Setting* setting = find_setting(key);
    if (setting == nullptr) {
        const std::string section = key.substr(0, key.find('.') + 1);
        const std::string known = nearest_keys(section);
        return Error(ErrorKind::invalid_input,
                     place + ": there is no setting \"" + key +
                         "\"; there are: " + (known.empty() ? nearest_keys("") : known));
    }
    if (file.layer == Layer::repository && setting->holders != Holders::all) {
        return Error(ErrorKind::denied,
                     place + ": \"" + key +
                         "\" may not be set by a repository; put it into your own "
                         "configuration (curfew config path)");
    }
    const auto value = value_from(node);
    if (!value || !setting->set(settings, *value)) {
        return Error(ErrorKind::invalid_input,
                     place + ": " + key + " must be " + std::string(setting->right));
    }
    settings.origins[key] = file.layer;
    return {};
}

/// The nodes below the sections: `[policy] max_lifetime` is "policy.max_lifetime".
Result<void> apply_section(Settings& settings, const ConfigText& file, std::string_view section,
                           const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
        return apply_value(settings, file, std::string(section), node);
    }
    for (const auto& [key, value] : *table) {
        TRY(apply_value(settings, file, std::string(section) + "." + std::string(key.str()),
                        value));
    }
    return {};
}

std::string variable_of(std::string_view key) {
    std::string name = "CURFEW_";
    for (const char letter : key) {
        if (letter == '.') name += '_';
        else if (letter >= 'a' && letter <= 'z') name += static_cast<char>(letter - 'a' + 'A');
        else name += letter;
    }
    return name;
}

std::vector<std::string> split_at_commas(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        if (comma > 0) parts.emplace_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return parts;
}

/// The readings a variable's text allows, the narrow ones first; the setting takes what it can.
std::vector<Value> readings_of(const std::string& text) {
    std::vector<Value> readings;
    if (text == "true" || text == "false") readings.emplace_back(text == "true");
    double number = 0.0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc{} && end == text.data() + text.size()) readings.emplace_back(number);
    readings.emplace_back(text);
    readings.emplace_back(split_at_commas(text));
    return readings;
}

std::string folder(std::string_view xdg, std::string_view home, std::string_view below) {
    if (!xdg.empty() && xdg.front() == '/') return std::string(xdg) + "/curfew";
    if (home.empty()) return {};
    return std::string(home) + std::string(below) + "/curfew";
}

}  // namespace

std::string_view name_of(Layer layer) {
    switch (layer) {
        case Layer::built_in:
            return "built-in";
        case Layer::system:
            return "system";
        case Layer::user:
            return "user";
        case Layer::repository:
            return "repository";
        case Layer::environment:
            return "environment";
        case Layer::flags:
            return "flags";
    }
    core::check(false);
    return {};
}

ConfigPaths config_paths(std::string_view xdg_config, std::string_view xdg_state,
                         std::string_view xdg_cache, std::string_view home) {
    ConfigPaths paths;
    const std::string config = folder(xdg_config, home, "/.config");
    if (!config.empty()) paths.user = config + "/curfew.toml";
    paths.state = folder(xdg_state, home, "/.local/state");
    paths.cache = folder(xdg_cache, home, "/.cache");
    return paths;
}

Result<void> apply_config(Settings& settings, const ConfigText& file) {
    const toml::parse_result parsed = toml::parse(file.text, file.name);
    if (!parsed) {
        return Error(ErrorKind::invalid_input, where(file, parsed.error().source()) + ": " +
                                                   std::string(parsed.error().description()));
    }
    for (const auto& [section, node] : parsed.table()) {
        if (section.str() == "provider") TRY(apply_providers(settings, file, node));
        else TRY(apply_section(settings, file, section.str(), node));
    }
    return {};
}

Result<void> apply_environment(Settings& settings,
                               const std::map<std::string, std::string>& variables) {
    for (const Setting& setting : kSettings) {
        const std::string name = variable_of(setting.key);
        const auto at = variables.find(name);
        if (at == variables.end()) continue;
        if (setting.holders == Holders::own_files) {
            return Error(ErrorKind::denied, "the environment variable " + name +
                                                " counts for nothing: " + std::string(setting.key) +
                                                " may only be set in your configuration's file");
        }
        const std::vector<Value> readings = readings_of(at->second);
        const bool is_set = std::ranges::any_of(
            readings, [&](const Value& value) { return setting.set(settings, value); });
        if (!is_set) {
            return Error(ErrorKind::invalid_input, "the environment variable " + name +
                                                       " must be " + std::string(setting.right));
        }
        settings.origins[std::string(setting.key)] = Layer::environment;
    }
    return {};
}

std::string settings_text(const Settings& settings) {
    std::string text;
    for (const Setting& setting : kSettings) {
        const auto origin = settings.origins.find(std::string(setting.key));
        const Layer layer = origin == settings.origins.end() ? Layer::built_in : origin->second;
        text += std::string(setting.key) + " = " + setting.show(settings) + "   # " +
                std::string(name_of(layer)) + "\n";
    }
    return text + providers_text(settings);
}

std::string starting_config(std::string_view key_file) {
    return "# Curfew's settings for this user; `curfew config show` prints what is in force.\n\n"
           "[fingerprint]\n"
           "# The organisation's key: give every machine the same file, or fingerprints differ.\n"
           "key_file = \"" +
           std::string(key_file) +
           "\"\n\n[policy]\n# Credentials that live longer than this are long-lived.\n"
           "max_lifetime = \"90d\"\n";
}

}  // namespace curfew::cli
