#include "integrations/cli/config_providers.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "integrations/providers/setting_names.h"
#include "scanner/core/check.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using Kind = AdminSource::Kind;

constexpr std::string_view kAdminRight =
    "one of { file = \"PATH\" }, { env = \"NAME\" }, { systemd = \"NAME\" } and "
    "{ command = [\"PROGRAM\", …] }";

Error wrong(const ConfigText& file, const toml::node& node, const std::string& sentence) {
    return {ErrorKind::invalid_input, where(file, node.source()) + ": " + sentence};
}

bool is_name_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '+' ||
           letter == '-' || letter == '.';
}

/// "scheme://host", with port and path if need be; a password, a query or a blank has no place in
/// it.
bool is_base(std::string_view text) {
    const std::size_t colon = text.find("://");
    if (colon == 0 || colon == text.npos) return false;
    if (!std::ranges::all_of(text.substr(0, colon), is_name_letter)) return false;
    const std::string_view rest = text.substr(colon + 3);
    if (rest.empty() || rest.front() == '/' || rest.front() == ':') return false;
    return std::ranges::none_of(rest, [](char letter) {
        return static_cast<unsigned char>(letter) <= ' ' || letter == '@' || letter == '?' ||
               letter == '#' || letter == '\\' || letter == '\x7f';
    });
}

Result<std::string> base_from(const ConfigText& file, const toml::node& node,
                              const std::string& key) {
    auto text = node.value_exact<std::string>();
    if (!text || !is_base(*text)) {
        return wrong(file, node,
                     key +
                         " must be an address such as \"https://vault.example.com:8200\", "
                         "without user, password or query");
    }
    while (text->ends_with('/')) text->pop_back();
    return *text;
}

std::optional<std::vector<std::string>> words_from(const toml::node& node) {
    if (const auto text = node.value_exact<std::string>()) return std::vector{*text};
    const toml::array* array = node.as_array();
    if (array == nullptr) return std::nullopt;
    std::vector<std::string> words;
    for (const toml::node& item : *array) {
        const auto word = item.value_exact<std::string>();
        if (!word) return std::nullopt;
        words.push_back(*word);
    }
    return words;
}

Kind kind_from(std::string_view name) {
    if (name == "file") return Kind::file;
    if (name == "env") return Kind::environment;
    if (name == "systemd") return Kind::systemd_credential;
    return name == "command" ? Kind::command : Kind::none;
}

bool is_right(const AdminSource& source, bool is_list) {
    const bool has_empty = std::ranges::any_of(source.words, &std::string::empty);
    if (source.words.empty() || source.words.front().empty()) return false;
    if (source.kind == Kind::command) return is_list;
    if (is_list || has_empty) return false;
    // A name of systemd's is no path.
    return source.kind != Kind::systemd_credential ||
           source.words.front().find('/') == std::string::npos;
}

Result<AdminSource> admin_from(const ConfigText& file, const toml::node& node,
                               const std::string& key) {
    const Error error = wrong(file, node, key + " must be " + std::string(kAdminRight));
    const toml::table* table = node.as_table();
    // A string here would be the secret itself.
    if (table == nullptr || table->size() != 1) return error;
    const auto entry = table->begin();
    const toml::node& value = entry->second;
    AdminSource source{kind_from(entry->first.str()), {}};
    auto words = words_from(value);
    if (source.kind == Kind::none || !words) return error;
    source.words = std::move(*words);
    if (!is_right(source, value.is_array())) return error;
    return source;
}

Result<void> check_name(const ConfigText& file, const toml::node& node, std::string_view name,
                        const std::string& key) {
    const auto& names = providers::kSettingNames;
    if (std::ranges::binary_search(names, name)) return {};
    std::string known = "base, admin";
    for (const std::string_view one : names) known += ", " + std::string(one);
    return wrong(file, node, "no provider reads \"" + key + "\"; there are: " + known);
}

Result<std::string> setting_from(const ConfigText& file, const toml::node& node,
                                 const std::string& key) {
    if (const auto text = node.value_exact<std::string>()) return *text;
    if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
    if (const auto flag = node.value_exact<bool>()) return std::string(*flag ? "true" : "false");
    return wrong(file, node, key + " must be a text, a whole number, true or false");
}

Result<void> apply_key(ProviderSettings& provider, const ConfigText& file, std::string_view name,
                       const toml::node& node, const std::string& key) {
    if (name == "base") {
        TRY_ASSIGN(provider.base, base_from(file, node, key));
    } else if (name == "admin") {
        TRY_ASSIGN(provider.admin, admin_from(file, node, key));
    } else {
        TRY(check_name(file, node, name, key));
        TRY_ASSIGN(provider.settings[std::string(name)], setting_from(file, node, key));
    }
    provider.origins[std::string(name)] = file.layer;
    return {};
}

Result<void> apply_provider(ProviderSettings& provider, const ConfigText& file,
                            const std::string& key, const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return wrong(file, node, key + " must be a table: [" + key + "]");
    for (const auto& [name, item] : *table) {
        std::string whole = key + ".";
        whole += name.str();
        TRY(apply_key(provider, file, name.str(), item, whole));
    }
    return {};
}

std::string quoted(std::string_view text) {
    std::string line = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') line += '\\';
        line += letter;
    }
    return line + "\"";
}

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::none:
            return "none";
        case Kind::file:
            return "file";
        case Kind::environment:
            return "env";
        case Kind::systemd_credential:
            return "systemd";
        case Kind::command:
            return "command";
    }
    core::check(false);
    return {};
}

/// Where it comes from. Of a command only the program: its arguments may be anything.
std::string shown(const AdminSource& source) {
    const std::string text = "{ " + std::string(name_of(source.kind)) + " = ";
    if (source.kind != Kind::command) return text + quoted(source.words.front()) + " }";
    return text + "[" + quoted(source.words.front()) + (source.words.size() > 1 ? ", …] }" : "] }");
}

std::string shown(const ProviderSettings& provider, std::string_view name) {
    if (name == "base") return quoted(provider.base);
    if (name == "admin") return shown(provider.admin);
    const auto setting = provider.settings.find(std::string(name));
    return setting == provider.settings.end() ? std::string() : quoted(setting->second);
}

}  // namespace

Result<void> apply_providers(Settings& settings, const ConfigText& file, const toml::node& node) {
    if (file.layer == Layer::repository) {
        return Error(ErrorKind::denied,
                     where(file, node.source()) +
                         ": \"provider\" may not be set by a repository, which could send secrets "
                         "anywhere; put it into your own configuration (curfew config path)");
    }
    const toml::table* providers = node.as_table();
    if (providers == nullptr) {
        return wrong(file, node, "provider must be a table for each provider: [provider.vault]");
    }
    for (const auto& [id, value] : *providers) {
        TRY(apply_provider(settings.providers[std::string(id.str())], file,
                           "provider." + std::string(id.str()), value));
    }
    return {};
}

std::string providers_text(const Settings& settings) {
    std::string text;
    for (const auto& [id, provider] : settings.providers) {
        for (const auto& [name, layer] : provider.origins) {
            text.append("provider.").append(id).append(".").append(name).append(" = ");
            text.append(shown(provider, name)).append("   # ");
            text.append(cli::name_of(layer)).append("\n");
        }
    }
    return text;
}

}  // namespace curfew::cli
