#include "tests/support/servers/verdaccio.h"

#include <vector>

#include <boost/json/parse.hpp>

#include "tests/support/servers/database_login.h"
#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
namespace json = boost::json;

std::string configuration(const TempDir& folder) {
    return "storage: " + folder.at("storage") +
           "\nauth:\n  htpasswd:\n    file: " + folder.at("htpasswd") +
           "\nsecurity:\n  api:\n    legacy: false\n    jwt:\n      sign:\n        expiresIn: 1h\n"
           "packages:\n  '**':\n    access: $authenticated\n"
           "web:\n  enable: false\n"
           "flags:\n  experiments:\n    token: true\n"
           "log: { type: stdout, format: pretty, level: warn }\n";
}

Result<json::value> json_of(const Result<PlainAnswer>& answer) {
    if (!answer.has_value()) return answer.error();
    boost::system::error_code problem;
    json::value value = json::parse(answer.value().body, problem);
    if (!problem && answer.value().status < 300) return value;
    return Error(ErrorKind::corrupt, "the registry answered " +
                                         std::to_string(answer.value().status) + " " +
                                         answer.value().body);
}

std::string text_at(const json::value& value, const char* name) {
    const auto* const object = value.if_object();
    const auto* const found = object == nullptr ? nullptr : object->if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
}

}  // namespace

Result<Verdaccio> Verdaccio::start() {
    TRY_ASSIGN(const std::string node, python_program("node"));
    TRY_ASSIGN(const std::string packages, node_folder());
    auto folder = std::make_unique<TempDir>();
    const std::string file = folder->write("config.yaml", configuration(*folder));
    std::uint16_t port = 0;
    const auto plan = [&](const std::vector<std::uint16_t>& ports) {
        port = ports[0];
        ServerPlan made;
        made.child.program = node;
        made.child.arguments = {packages + "/node_modules/verdaccio/bin/verdaccio", "--config",
                                file, "--listen", "127.0.0.1:" + std::to_string(port)};
        made.child.folder = folder->path();
        made.child.output = folder->at("log");
        made.patience = std::chrono::seconds(60);
        made.is_ready = [port = ports[0]] { return http_status(port, "/-/ping") == 200; };
        return made;
    };
    TRY_ASSIGN(ServerProcess process, start_with_ports(1, plan));
    return Verdaccio(std::move(folder), std::move(process), port);
}

Result<std::string> Verdaccio::sign_up(const std::string& user) const {
    PlainRequest request;
    request.method = "PUT";
    request.port = port_;
    request.target = "/-/user/org.couchdb.user:" + user;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = R"({"name":")" + user + R"(","password":")" + made_password() + "\"}";
    TRY_ASSIGN(const json::value answer, json_of(ask(request)));
    const std::string token = text_at(answer, "token");
    if (!token.empty()) return token;
    return Error(ErrorKind::corrupt, "the registry gave no token");
}

Result<std::string> Verdaccio::who_is(const std::string& token) const {
    PlainRequest request;
    request.port = port_;
    request.target = "/-/whoami";
    request.headers = {{"Authorization", "Bearer " + token}};
    TRY_ASSIGN(const json::value answer, json_of(ask(request)));
    return text_at(answer, "username");
}

}  // namespace curfew::support
