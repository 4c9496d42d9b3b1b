#include "integrations/providers/aws_subject.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <boost/json.hpp>

#include "scanner/core/digest.h"
#include "scanner/provider/control.h"

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
