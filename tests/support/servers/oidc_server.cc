#include "tests/support/servers/oidc_server.h"

#include <vector>

#include <boost/json/parse.hpp>

#include "scanner/rules/maker.h"
#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
namespace json = boost::json;

constexpr const char* kForm = "application/x-www-form-urlencoded";

// RFC 6749 2.3.1, for the letters our two secrets have.
std::string basic_header(const OidcServer::OwnClient& client) {
    std::string secret;
    for (const char letter : client.secret) {
        if (letter == ' ') secret += '+';
        else if (letter == ':') secret += "%3A";
        else secret += letter;
    }
    return "Basic " + rules::base64_of(client.id + ":" + secret, false);
}

Result<json::value> json_of(const Result<PlainAnswer>& answer) {
    if (!answer.has_value()) return answer.error();
    boost::system::error_code problem;
    json::value value = json::parse(answer.value().body, problem);
    if (!problem && answer.value().status < 300) return value;
    return Error(ErrorKind::corrupt, "the OAuth server answered " +
                                         std::to_string(answer.value().status) + " " +
                                         answer.value().body);
}

Result<std::string> text_at(const json::value& value, const char* name) {
    const auto* const object = value.if_object();
    const auto* const found = object == nullptr ? nullptr : object->if_contains(name);
    if (found != nullptr && found->is_string()) return std::string(found->get_string());
    return Error(ErrorKind::corrupt, std::string("no ") + name + " in the OAuth server's answer");
}

Result<PlainAnswer> get(std::uint16_t port, const std::string& target,
                        const std::string& bearer = {}) {
    PlainRequest request;
    request.port = port;
    request.target = target;
    if (!bearer.empty()) request.headers.emplace_back("Authorization", "Bearer " + bearer);
    return ask(request);
}

Result<PlainAnswer> post(std::uint16_t port, const std::string& target,
                         const OidcServer::OwnClient& client, const std::string& form) {
    PlainRequest request;
    request.method = "POST";
    request.port = port;
    request.target = target;
    request.headers = {{"Content-Type", kForm}, {"Authorization", basic_header(client)}};
    request.body = form;
    return ask(request);
}

}  // namespace

Result<OidcServer> OidcServer::start(int token_seconds) {
    TRY_ASSIGN(const std::string node, python_program("node"));
    TRY_ASSIGN(const std::string packages, node_folder());
    auto folder = std::make_unique<TempDir>();
    std::uint16_t port = 0;
    const auto plan = [&](const std::vector<std::uint16_t>& ports) {
        port = ports[0];
        ServerPlan made;
        made.child.program = node;
        made.child.arguments = {fixture_file("oidc_server.mjs"), std::to_string(port), packages};
        made.child.environment = {"TOKEN_SECONDS=" + std::to_string(token_seconds)};
        made.child.folder = folder->path();
        made.child.output = folder->at("log");
        made.patience = std::chrono::seconds(30);
        made.is_ready = [port = ports[0]] {
            return http_status(port, "/.well-known/openid-configuration") == 200;
        };
        return made;
    };
    TRY_ASSIGN(ServerProcess process, start_with_ports(1, plan));
    return OidcServer(std::move(folder), std::move(process), port);
}

Result<std::string> OidcServer::token_from(const OwnClient& client, const std::string& more) const {
    const std::string form = "grant_type=client_credentials&scope=read" + more;
    TRY_ASSIGN(const json::value answer, json_of(post(port_, "/token", client, form)));
    return text_at(answer, "access_token");
}

Result<std::string> OidcServer::issue_opaque(const OwnClient& client) const {
    return token_from(client, {});
}

Result<std::string> OidcServer::issue_jwt(const OwnClient& client) const {
    return token_from(client, "&resource=urn%3Atest%3Aservice");
}

Result<OidcServer::Pair> OidcServer::issue_pair() const {
    TRY_ASSIGN(const json::value answer, json_of(get(port_, "/test/pair")));
    Pair pair;
    TRY_ASSIGN(pair.refresh, text_at(answer, "refresh_token"));
    TRY_ASSIGN(pair.access, text_at(answer, "access_token"));
    return pair;
}

Result<OidcServer::Registered> OidcServer::register_client(int ends_in_seconds) const {
    const std::string target = "/test/registration?ends=" + std::to_string(ends_in_seconds);
    TRY_ASSIGN(const json::value allowed, json_of(get(port_, target)));
    TRY_ASSIGN(const std::string token, text_at(allowed, "token"));
    PlainRequest request;
    request.method = "POST";
    request.port = port_;
    request.target = "/reg";
    request.headers = {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}};
    request.body =
        R"({"grant_types":["client_credentials"],"redirect_uris":[],"response_types":[]})";
    TRY_ASSIGN(const json::value made, json_of(ask(request)));
    Registered registered;
    TRY_ASSIGN(registered.client.id, text_at(made, "client_id"));
    TRY_ASSIGN(registered.client.secret, text_at(made, "client_secret"));
    TRY_ASSIGN(registered.uri, text_at(made, "registration_client_uri"));
    TRY_ASSIGN(registered.token, text_at(made, "registration_access_token"));
    return registered;
}

Result<void> OidcServer::misbehave(const std::string& mode) const {
    TRY(json_of(get(port_, "/test/mode?m=" + mode)));
    return {};
}

bool OidcServer::takes(const std::string& token) const {
    const auto answer = get(port_, "/test/resource", token);
    return answer.has_value() && answer.value().status == 200;
}

Result<std::string> OidcServer::introspected(const std::string& token) const {
    TRY_ASSIGN(const PlainAnswer answer,
               post(port_, "/token/introspection", task(), "token=" + token));
    return answer.body;
}

}  // namespace curfew::support
