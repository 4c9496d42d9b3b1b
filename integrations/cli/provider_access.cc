#include "integrations/cli/provider_access.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "integrations/cli/files.h"
#include "integrations/cli/program_output.h"
#include "scanner/core/check.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::SecretString;

/// A key in a container of certificates is the largest thing an administrator is known by.
constexpr std::size_t kAdminBytesMax = 64U << 10U;

/// Without the end of its last line.
Result<SecretString> trimmed(const SecretString& read) {
    std::string_view text = read.reveal();
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty()) return Error(ErrorKind::invalid_input, "is empty");
    if (text.find('\0') != text.npos) {
        return Error(ErrorKind::invalid_input, "holds a NUL byte");
    }
    return SecretString(text);
}

/// Who else may see or change the file.
Result<void> check_rights(const std::string& path, std::vector<std::string>& warnings) {
    struct stat facts{};
    // What cannot be looked at is told by reading it.
    if (::stat(path.c_str(), &facts) != 0) return {};
    if (facts.st_uid != ::geteuid() && facts.st_uid != 0) {
        return Error(ErrorKind::denied, path + ": belongs to somebody else");
    }
    if ((facts.st_mode & (S_IWGRP | S_IWOTH)) != 0 || (facts.st_mode & S_IROTH) != 0) {
        return Error(ErrorKind::denied,
                     path + ": others may read or change it; make it your own: chmod 600");
    }
    if ((facts.st_mode & S_IRGRP) != 0) {
        warnings.push_back(path + ": its group may read this administrator's credential");
    }
    return {};
}

Result<SecretString> from_file(const std::string& path, std::vector<std::string>& warnings) {
    TRY(check_rights(path, warnings));
    auto text = read_regular_file(path, kAdminBytesMax);
    if (!text.has_value()) return std::move(text).error();
    const SecretString read{std::string_view(text.value())};
    core::wipe_memory(text.value().data(), text.value().size());
    auto secret = trimmed(read);
    if (!secret.has_value()) return std::move(secret).error().at(path);
    return secret;
}

Result<SecretString> from_variable(const std::string& name) {
    std::string text = variable(name.c_str());
    if (text.empty()) {
        return Error(ErrorKind::not_found, "the environment variable " + name + " is not set");
    }
    SecretString secret{std::string_view(text)};
    core::wipe_memory(text.data(), text.size());
    return secret;
}

Result<SecretString> from_systemd(const std::string& name, std::vector<std::string>& warnings) {
    const std::string folder = variable("CREDENTIALS_DIRECTORY");
    if (folder.empty()) {
        return Error(ErrorKind::not_found,
                     "there are no systemd credentials: CREDENTIALS_DIRECTORY is not set");
    }
    return from_file(folder + "/" + name, warnings);
}

Result<SecretString> from_command(const std::vector<std::string>& words, const core::Clock& clock) {
    TRY_ASSIGN(const SecretString output, output_of(words, clock, {}));
    auto secret = trimmed(output);
    if (secret.has_value()) return secret;
    return Error(ErrorKind::invalid_input,
                 words.front() + ": its output " + secret.error().message());
}

Result<SecretString> fetch(const AdminSource& source, const core::Clock& clock,
                           std::vector<std::string>& warnings) {
    switch (source.kind) {
        case AdminSource::Kind::none:
            return SecretString();
        case AdminSource::Kind::file:
            return from_file(source.words.front(), warnings);
        case AdminSource::Kind::environment:
            return from_variable(source.words.front());
        case AdminSource::Kind::systemd_credential:
            return from_systemd(source.words.front(), warnings);
        case AdminSource::Kind::command:
            return from_command(source.words, clock);
    }
    core::check(false);
    return SecretString();
}

// "oauth2:main" is one of several of the kind "oauth2".
Result<void> check_provider(const std::string& id, const rules::Catalog& catalog) {
    const auto& providers = catalog.providers();
    const std::string kind = id.substr(0, id.find(':'));
    if (std::ranges::find(providers, kind, &rules::Provider::id) != providers.end()) return {};
    return Error(ErrorKind::invalid_input,
                 "[provider." + id +
                     "]: the catalogue knows no provider of this name; curfew "
                     "signatures list names them");
}

provider::PaceRule pace_of(const VerifySettings& verify) {
    if (verify.pace == 0.0) return provider::unlimited_pace();
    provider::PaceRule pace;
    pace.requests_per_second = verify.pace;
    pace.burst = std::max(1.0, 2.0 * verify.pace);
    return pace;
}

}  // namespace

Result<LoadedAccess> load_access(const Settings& settings, const rules::Catalog& catalog,
                                 const core::Clock& clock) {
    LoadedAccess loaded;
    provider::Access& access = loaded.access;
    for (const auto& [id, provider] : settings.providers) {
        TRY(check_provider(id, catalog));
        provider::ProviderAccess own;
        own.base = provider.base;
        own.settings = provider.settings;
        auto admin = fetch(provider.admin, clock, loaded.warnings);
        if (!admin.has_value()) {
            return std::move(admin).error().at("[provider." + id + "] admin");
        }
        own.admin = std::move(admin).value();
        access.providers.emplace(id, std::move(own));
    }
    access.hosts.insert(settings.verify.hosts.begin(), settings.verify.hosts.end());
    access.requests_max = settings.verify.requests_max;
    access.pace = pace_of(settings.verify);
    return loaded;
}

}  // namespace curfew::cli
