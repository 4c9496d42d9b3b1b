#include "integrations/providers/ssh_settings.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "integrations/providers/setting_words.h"
#include "scanner/core/lower_case.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::ProviderAccess;

constexpr std::size_t kAuthorityFileBytesMax = 256U << 10U;
constexpr std::string_view kPathMarks = "/._-+@:,=";

Error wrong(std::string_view setting, std::string_view what) {
    return {ErrorKind::invalid_input,
            "[provider.ssh] " + std::string(setting) + ": " + std::string(what)};
}

/// Absolute, and nothing in it that an ssh option would expand or take for the end of a word.
bool is_plain_path(std::string_view path) {
    return path.starts_with('/') && std::ranges::all_of(path, [](char letter) {
               return lifetime::is_base62(letter) || kPathMarks.find(letter) != std::string::npos;
           });
}

Result<std::vector<std::string>> paths_in(const ProviderAccess& access, std::string_view setting) {
    std::vector<std::string> paths = words_in(access.setting(setting));
    if (!std::ranges::all_of(paths, is_plain_path)) {
        return wrong(setting, "wants absolute paths of letters, digits and /._-+@:,=");
    }
    return paths;
}

Result<std::string> path_in(const ProviderAccess& access, std::string_view setting) {
    TRY_ASSIGN(std::vector<std::string> paths, paths_in(access, setting));
    if (paths.size() > 1) return wrong(setting, "wants one path");
    return paths.empty() ? std::string() : std::move(paths.front());
}

Result<std::vector<SshPublicKey>> authorities_in(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(kAuthorityFileBytesMax, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.gcount() <= 0) {
        return Error(ErrorKind::not_found,
                     "the authority's public key " + path + " cannot be read");
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    std::vector<SshPublicKey> keys;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line =
            lifetime::trimmed(std::string_view(text).substr(begin, end - begin));
        begin = end + 1;
        if (line.empty() || line.starts_with('#')) continue;
        auto key = parse_ssh_key(line);
        if (!key.has_value()) return std::move(key).error().at(path);
        keys.push_back(std::move(key).value());
    }
    return keys;
}

bool is_user(std::string_view name) {
    return !name.empty() && !name.starts_with('-') && std::ranges::all_of(name, [](char letter) {
        return lifetime::is_base62(letter) || letter == '.' || letter == '_' || letter == '-';
    });
}

bool is_host(std::string_view name) {
    return !name.empty() && !name.starts_with('-') && std::ranges::all_of(name, [](char letter) {
        return lifetime::is_base62(letter) || letter == '.' || letter == ':' || letter == '-';
    });
}

/// Host and port; an IPv6 address with a port stands in brackets.
std::optional<SshLogin> place_from(std::string_view text) {
    SshLogin login;
    const bool has_brackets = text.starts_with('[');
    const std::size_t host_end = has_brackets ? text.find(']') : text.rfind(':');
    if (has_brackets && host_end == std::string_view::npos) return std::nullopt;
    std::string_view host = text.substr(0, host_end).substr(has_brackets ? 1 : 0);
    std::string_view rest = text.substr(std::min(text.size(), host_end));
    if (has_brackets) rest.remove_prefix(1);
    if (!has_brackets && host.find(':') != std::string_view::npos) {
        host = text;  // an IPv6 address alone
        rest = {};
    }
    if (!rest.empty()) {
        rest.remove_prefix(1);
        const auto [end, problem] =
            std::from_chars(rest.data(), rest.data() + rest.size(), login.port);
        const bool is_number = problem == std::errc{} && end == rest.data() + rest.size();
        if (!is_number || login.port == 0) return std::nullopt;
    }
    login.host += core::in_lower_case(host);
    return is_host(login.host) ? std::optional(login) : std::nullopt;
}

Result<std::vector<SshLogin>> logins_in(const ProviderAccess& access) {
    std::vector<SshLogin> logins;
    for (const std::string& word : words_in(access.setting("logins"))) {
        const std::size_t at = word.find('@');
        const std::string_view user = std::string_view(word).substr(0, at);
        auto login = at == std::string::npos ? std::nullopt
                                             : place_from(std::string_view(word).substr(at + 1));
        if (!login || !is_user(user)) return wrong("logins", "wants user@host or user@host:port");
        login->user = user;
        logins.push_back(std::move(*login));
    }
    return logins;
}

Result<void> read_programs(SshSettings& settings, const ProviderAccess& access) {
    TRY_ASSIGN(std::string ssh, path_in(access, "ssh"));
    TRY_ASSIGN(std::string keygen, path_in(access, "ssh_keygen"));
    if (!ssh.empty()) settings.ssh = std::move(ssh);
    if (!keygen.empty()) settings.keygen = std::move(keygen);
    TRY_ASSIGN(settings.session_command, path_in(access, "session_command"));
    return {};
}

}  // namespace

const SshPublicKey* SshSettings::authority(const SshPublicKey& key) const {
    const auto found = std::ranges::find(authorities, key);
    return found == authorities.end() ? nullptr : &*found;
}

Result<SshSettings> ssh_settings_of(const ProviderAccess* access) {
    SshSettings settings;
    if (access == nullptr) return settings;
    TRY_ASSIGN(settings.lists, paths_in(*access, "revoked_keys"));
    TRY_ASSIGN(settings.logins, logins_in(*access));
    TRY_ASSIGN(settings.known_hosts, path_in(*access, "known_hosts"));
    TRY(read_programs(settings, *access));
    TRY_ASSIGN(const std::vector<std::string> files, paths_in(*access, "authorities"));
    for (const std::string& file : files) {
        TRY_ASSIGN(std::vector<SshPublicKey> keys, authorities_in(file));
        std::ranges::move(keys, std::back_inserter(settings.authorities));
    }
    if (!settings.logins.empty() && settings.known_hosts.empty()) {
        return wrong("known_hosts", "is needed to know the hosts of `logins` again");
    }
    return settings;
}

}  // namespace curfew::providers
