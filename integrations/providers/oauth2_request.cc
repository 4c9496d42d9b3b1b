#include "integrations/providers/oauth2_request.h"

#include <algorithm>

#include "integrations/providers/wiped_draft.h"
#include "scanner/rules/maker.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::SecretString;

constexpr std::size_t kNamesBytes = 128;  // of all field names and separators of a form

SecretString basic_header(const OauthClient& client) {
    WipedDraft pair((client.id.size() + client.secret.size()) * kEscapedBytesMax + 1);
    pair.append_form(client.id).append(":").append_form(client.secret);
    std::string encoded = rules::base64_of(pair.text(), false);
    WipedDraft header(encoded.size() + 6);
    header.append("Basic ").append(encoded);
    core::wipe_memory(encoded.data(), encoded.size());
    return header.secret();
}

Result<SecretString> bearer_header(std::string_view token) {
    const bool is_clean = std::ranges::all_of(token, [](char letter) {
        return static_cast<unsigned char>(letter) > ' ' && letter != '\x7f';
    });
    if (!is_clean) {
        return Error(ErrorKind::invalid_input,
                     "the token holds a blank or control character and cannot stand in a header");
    }
    WipedDraft header(token.size() + 7);
    header.append("Bearer ").append(token);
    return header.secret();
}

Result<ClientAuthentication> chosen(ClientAuthentication wanted,
                                    const std::vector<std::string>& offered) {
    if (wanted != ClientAuthentication::offered) return wanted;
    const auto offers = [&offered](std::string_view way) {
        return std::ranges::find(offered, way) != offered.end();
    };
    if (offered.empty() || offers("client_secret_basic")) return ClientAuthentication::basic;
    if (offers("client_secret_post")) return ClientAuthentication::post;
    return Error(ErrorKind::unsupported,
                 "the issuer knows clients neither by client_secret_basic nor by "
                 "client_secret_post");
}

}  // namespace

Result<core::HttpRequest> token_request(std::string_view endpoint, const OauthClient& client,
                                        std::string_view token, std::string_view hint,
                                        const std::vector<std::string>& offered) {
    TRY_ASSIGN(const ClientAuthentication way, chosen(client.authentication, offered));
    core::HttpRequest request = document_request(endpoint);
    request.method = "POST";
    request.headers.push_back(
        {"Content-Type", SecretString(std::string_view("application/x-www-form-urlencoded"))});
    WipedDraft form((token.size() + client.id.size() + client.secret.size()) * kEscapedBytesMax +
                    kNamesBytes);
    form.append("token=").append_form(token);
    if (!hint.empty()) form.append("&token_type_hint=").append_form(hint);
    if (way == ClientAuthentication::post) {
        form.append("&client_id=").append_form(client.id);
        form.append("&client_secret=").append_form(client.secret);
    } else if (way == ClientAuthentication::bearer) {
        TRY_ASSIGN(SecretString header, bearer_header(client.secret));
        request.headers.push_back({"Authorization", std::move(header)});
    } else {
        request.headers.push_back({"Authorization", basic_header(client)});
    }
    request.body = form.secret();
    return request;
}

Result<core::HttpRequest> bearer_request(std::string_view url, std::string_view token) {
    core::HttpRequest request = document_request(url);
    TRY_ASSIGN(SecretString header, bearer_header(token));
    request.headers.push_back({"Authorization", std::move(header)});
    return request;
}

core::HttpRequest document_request(std::string_view url) {
    core::HttpRequest request;
    request.url = SecretString(url);
    request.headers.push_back({"Accept", SecretString(std::string_view("application/json"))});
    // Every address here is the configuration's own, or one it allows (Issuers::allow).
    request.reach = {.private_addresses = true, .plain = true};
    return request;
}

std::vector<std::string> discovery_urls(std::string_view base) {
    const std::size_t host = base.find("://");
    const std::size_t begin = host == std::string_view::npos ? 0 : host + 3;
    const std::size_t path = std::min(base.find('/', begin), base.size());
    const std::string inserted = std::string(base.substr(0, path)) +
                                 "/.well-known/oauth-authorization-server" +
                                 std::string(base.substr(path));
    return {inserted, std::string(base) + "/.well-known/openid-configuration"};
}

}  // namespace curfew::providers
