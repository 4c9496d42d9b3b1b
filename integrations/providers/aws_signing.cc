#include "integrations/providers/aws_signing.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"

namespace curfew::providers {
namespace {

using core::as_bytes;
using core::Digest;
using core::Error;
using core::ErrorKind;
using core::HttpHeader;
using core::Instant;
using core::Result;
using core::SecretString;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kFormType = "application/x-www-form-urlencoded; charset=utf-8";
constexpr std::string_view kSecretPrefix = "AWS4";
constexpr std::size_t kKeyIdMin = 16;
constexpr std::size_t kKeyIdMax = 128;
constexpr std::size_t kDateLength = 8;

SecretString prefixed(std::string_view secret) {
    std::string text;
    text.reserve(kSecretPrefix.size() + secret.size());
    text.append(kSecretPrefix).append(secret);
    SecretString kept{std::string_view(text)};
    core::wipe_memory(text.data(), text.size());
    return kept;
}

SecretString derived(const SecretString& key, std::string_view part) {
    Digest digest = core::hmac_sha256(as_bytes(key.reveal()), as_bytes(part));
    SecretString kept{std::as_bytes(std::span(digest))};
    core::wipe_memory(digest.data(), digest.size());
    return kept;
}

SecretString signing_key(const AwsKeys& keys, const AwsScope& scope, std::string_view date) {
    SecretString key = prefixed(keys.secret.reveal());
    for (const std::string_view part :
         {date, std::string_view(scope.region), std::string_view(scope.service),
          std::string_view("aws4_request")}) {
        key = derived(key, part);
    }
    return key;
}

std::string hex_of_text(std::string_view text) {
    const Digest digest = core::sha256(as_bytes(text));
    return core::hex_of(std::as_bytes(std::span(digest)));
}

bool is_visible(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter < 0x7f; });
}

// The token stands in the canonical request, which is therefore a secret too.
std::string digest_of_request(const AwsKeys& keys, std::string_view host, std::string_view body,
                              std::string_view time) {
    const std::string_view token = keys.session_token.reveal();
    std::string request;
    request.reserve(1024 + token.size());
    request +=
        fmt::format("POST\n/\n\ncontent-type:{}\nhost:{}\nx-amz-date:{}\n", kFormType, host, time);
    if (!token.empty()) request.append("x-amz-security-token:").append(token).append("\n");
    request += "\ncontent-type;host;x-amz-date";
    if (!token.empty()) request += ";x-amz-security-token";
    request.append("\n").append(hex_of_text(body));
    std::string digest = hex_of_text(request);
    core::wipe_memory(request.data(), request.size());
    return digest;
}

Result<void> check_parts(const AwsKeys& keys, std::string_view host) {
    if (!is_key_id(keys.id)) {
        return Error(ErrorKind::invalid_input,
                     "a key id has 16 to 128 capital letters and digits; this one has others");
    }
    if (keys.secret.empty()) return Error(ErrorKind::invalid_input, "the secret key is missing");
    if (!is_visible(keys.session_token.reveal())) {
        return Error(ErrorKind::invalid_input,
                     "the session token holds blanks or signs of control");
    }
    if (host.empty() || !is_visible(host)) {
        return Error(ErrorKind::invalid_input, "the host cannot stand in a header");
    }
    return {};
}

SecretString open_text(std::string_view text) {
    return SecretString(text);
}

}  // namespace

AwsKeys AwsKeys::duplicate() const {
    return {id, secret.duplicate(), session_token.duplicate()};
}

bool is_key_id(std::string_view text) {
    return text.size() >= kKeyIdMin && text.size() <= kKeyIdMax &&
           std::ranges::all_of(text, [](char letter) {
               return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
           });
}

std::string basic_time(Instant at) {
    std::string text = core::to_text(std::chrono::floor<std::chrono::seconds>(at));
    std::erase_if(text, [](char letter) { return letter == '-' || letter == ':'; });
    return text;
}

Result<std::vector<HttpHeader>> signed_headers(const AwsKeys& keys, const AwsScope& scope,
                                               std::string_view host, std::string_view body,
                                               Instant at) {
    TRY(check_parts(keys, host));
    const std::string time = basic_time(at);
    const std::string_view date = std::string_view(time).substr(0, kDateLength);
    const std::string where =
        fmt::format("{}/{}/{}/aws4_request", date, scope.region, scope.service);
    const std::string to_sign = fmt::format("{}\n{}\n{}\n{}", kAlgorithm, time, where,
                                            digest_of_request(keys, host, body, time));
    const SecretString signature = derived(signing_key(keys, scope, date), to_sign);
    const bool has_token = !keys.session_token.empty();

    std::vector<HttpHeader> headers;
    headers.push_back({"Content-Type", open_text(kFormType)});
    headers.push_back({"X-Amz-Date", open_text(time)});
    if (has_token) headers.push_back({"X-Amz-Security-Token", keys.session_token.duplicate()});
    headers.push_back(
        {"Authorization",
         open_text(fmt::format(
             "{} Credential={}/{}, SignedHeaders=content-type;host;x-amz-date{}, Signature={}",
             kAlgorithm, keys.id, where, has_token ? ";x-amz-security-token" : "",
             core::hex_of(as_bytes(signature.reveal()))))});
    return headers;
}

}  // namespace curfew::providers
