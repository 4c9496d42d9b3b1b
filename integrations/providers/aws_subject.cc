#include "integrations/providers/aws_subject.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <boost/json.hpp>

#include "integrations/providers/aws_service_keys.h"
#include "scanner/core/digest.h"
#include "scanner/provider/control.h"
#include "scanner/rules/maker.h"

namespace curfew::providers {
namespace {

namespace json = boost::json;
using core::Error;
using core::ErrorKind;
using core::Result;
using core::SecretString;
using provider::Credential;

constexpr std::string_view kKeyIdPart = "key_id";
constexpr std::string_view kTokenPart = "session_token";
constexpr std::string_view kServicePrefix = "ABSK";
constexpr std::string_view kSessionPrefix = "ASIA";
constexpr std::size_t kPrefixLength = 4;
constexpr std::size_t kSecretMax = 256;
constexpr std::size_t kTokenMax = 8192;  // STS documents no limit and 4096 as typical
constexpr std::size_t kAdminTextMax = 16U << 10U;

bool is_visible(std::string_view text, std::size_t size_max) {
    return text.size() <= size_max &&
           std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter < 0x7f; });
}

Result<void> check_keys(const AwsKeys& keys) {
    if (!is_key_id(keys.id)) {
        return Error(ErrorKind::invalid_input,
                     "what stands for the key id is none: 16 to 128 capital letters and digits");
    }
    if (keys.secret.empty() || !is_visible(keys.secret.reveal(), kSecretMax)) {
        return Error(ErrorKind::invalid_input,
                     "the secret key is missing, or holds blanks or control characters");
    }
    if (!is_visible(keys.session_token.reveal(), kTokenMax)) {
        return Error(ErrorKind::invalid_input,
                     "the session token holds blanks or control characters, or is too long");
    }
    return {};
}

std::string random_letters(std::size_t count) {
    constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const core::Digest random = core::random_digest();
    std::string letters;
    for (std::size_t at = 0; at < count && at < random.size(); ++at) {
        letters += kBase32[random.at(at) % kBase32.size()];
    }
    return letters;
}

bool is_service_key(const Credential& credential) {
    return credential.secret.reveal().starts_with(kServicePrefix);
}

Result<AwsSubject> service_subject_of(const Credential& credential) {
    auto alias = alias_in(credential.secret.reveal());
    if (alias) return AwsSubject{AwsKind::service_key, std::move(*alias)};
    return Error(ErrorKind::unsupported,
                 "the key does not hold the public half by which IAM knows it");
}

Result<Credential> made_up_service_key(const Credential& credential) {
    const std::string text = "BedrockAPIKey-" + random_letters(4) +
                             "-at-000000000000:" + random_letters(32) + random_letters(32);
    Credential control;
    control.signature = credential.signature;
    control.secret =
        SecretString(std::string_view(std::string(kServicePrefix) + rules::base64_of(text, false)));
    return control;
}

std::string text_at(const json::object& fields, std::string_view name) {
    const json::value* value = fields.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

// What Boost.JSON keeps of the text is not wiped; it lives for this one call, at the start.
Result<AwsKeys> keys_from_process(std::string_view text) {
    boost::system::error_code problem;
    const json::value document =
        text.size() > kAdminTextMax ? json::value() : json::parse(text, problem);
    if (problem || !document.is_object()) {
        return Error(ErrorKind::invalid_input,
                     "provider.aws.admin begins like JSON and is no credential_process output");
    }
    const json::object& fields = document.get_object();
    return AwsKeys{text_at(fields, "AccessKeyId"),
                   SecretString(std::string_view(text_at(fields, "SecretAccessKey"))),
                   SecretString(std::string_view(text_at(fields, "SessionToken")))};
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.back() <= ' ') text.remove_suffix(1);
    while (!text.empty() && text.front() <= ' ') text.remove_prefix(1);
    return text;
}

}  // namespace

Result<AwsSubject> subject_of(const Credential& credential) {
    if (is_service_key(credential)) return service_subject_of(credential);
    const SecretString* id = credential.part(kKeyIdPart);
    const SecretString* token = credential.part(kTokenPart);
    AwsSubject subject;
    if (id == nullptr && is_key_id(credential.secret.reveal())) {
        subject.key_id = credential.secret.reveal();
    } else if (id == nullptr) {
        return Error(ErrorKind::unsupported,
                     "a secret key cannot be asked about without the id it belongs to");
    } else {
        AwsKeys keys{std::string(id->reveal()), credential.secret.duplicate(),
                     token == nullptr ? SecretString() : token->duplicate()};
        TRY(check_keys(keys));
        subject.key_id = keys.id;
        subject.keys = std::make_shared<const AwsKeys>(std::move(keys));
    }
    if (subject.key_id.starts_with(kSessionPrefix)) subject.kind = AwsKind::session;
    const bool has_token = token != nullptr && !token->empty();
    if (subject.kind == AwsKind::session && !has_token) {
        return Error(ErrorKind::unsupported,
                     "temporary credentials cannot be asked about without their session token");
    }
    return subject;
}

Result<Credential> made_up_key(const Credential& credential) {
    if (is_service_key(credential)) return made_up_service_key(credential);
    TRY_ASSIGN(Credential control, provider::make_control(credential));
    for (provider::CredentialPart& part : control.parts) {
        if (part.name != kKeyIdPart) continue;
        const std::string id =
            std::string(part.value.reveal().substr(0, kPrefixLength)) + random_letters(16);
        part.value = SecretString(std::string_view(id));
    }
    return control;
}

Result<AwsKeysPointer> admin_keys(const provider::ProviderAccess* access) {
    if (access == nullptr || access->admin.empty()) return AwsKeysPointer();
    const std::string_view text = trimmed(access->admin.reveal());
    AwsKeys keys{std::string(access->setting("admin_id")), SecretString(text), {}};
    if (text.starts_with('{')) {
        TRY_ASSIGN(keys, keys_from_process(text));
    }
    auto checked = check_keys(keys);
    if (!checked.has_value()) return std::move(checked).error().at("provider.aws.admin");
    return AwsKeysPointer(std::make_shared<const AwsKeys>(std::move(keys)));
}

}  // namespace curfew::providers
