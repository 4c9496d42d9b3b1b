#include "tests/support/servers/gitea.h"

#include <array>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <vector>

#include <pwd.h>
#include <unistd.h>

#include <boost/json/parse.hpp>

#include "scanner/rules/maker.h"
#include "tests/support/servers/child_process.h"
#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
namespace json = boost::json;

/// Whom the server has to name in its settings: who it runs as.
std::string running_user() {
    if (::geteuid() == 0) return "nobody";
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> text{};
    if (::getpwuid_r(::geteuid(), &entry, text.data(), text.size(), &found) != 0 || !found) {
        return "nobody";
    }
    return entry.pw_name;
}

std::string settings(const TempDir& folder, std::uint16_t port) {
    const std::string base = "http://127.0.0.1:" + std::to_string(port) + "/";
    return "RUN_USER = " + running_user() + "\nWORK_PATH = " + folder.path() +
           "\n[server]\nHTTP_ADDR = 127.0.0.1\nHTTP_PORT = " + std::to_string(port) +
           "\nROOT_URL = " + base + "\nSTATIC_ROOT_PATH = " + folder.at("static") +
           "\nOFFLINE_MODE = true\nDISABLE_SSH = true\n[database]\nDB_TYPE = sqlite3\nPATH = " +
           folder.at("gitea.db") + "\n[repository]\nROOT = " + folder.at("repositories") +
           "\n[security]\nINSTALL_LOCK = true\n[oauth2]\nJWT_SECRET = " +
           rules::base64_of(made_password() + made_password().substr(0, 8), true) +
           "\n[service]\nDISABLE_REGISTRATION = true\n[cron]\nENABLED = false\n"
           "[indexer]\nISSUE_INDEXER_TYPE = db\n[log]\nMODE = console\n";
}

/// A copy that the other user can reach: the checkout may lie where only root can look.
Result<std::string> copied_program(const TempDir& folder) {
    TRY_ASSIGN(const std::string program, built_file("forge", "bin/gitea"));
    TRY_ASSIGN(const std::string files, built_file("forge", "static"));
    std::error_code problem;
    std::filesystem::copy_file(program, folder.at("gitea"), problem);
    if (!problem) {
        std::filesystem::copy(files, folder.at("static"), std::filesystem::copy_options::recursive,
                              problem);
    }
    if (problem) return Error(ErrorKind::internal, "Gitea was not copied: " + problem.message());
    return folder.at("gitea");
}

Result<void> run_once(const TempDir& folder, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--config", folder.at("app.ini")});
    TRY_ASSIGN(const ClientOutcome outcome, run_client({.program = folder.at("gitea"),
                                                        .arguments = std::move(arguments),
                                                        .run_as = "nobody"}));
    if (outcome.exit_code == 0) return {};
    return Error(ErrorKind::internal, "gitea failed: " + outcome.output + outcome.errors);
}

Result<json::value> json_of(const Result<PlainAnswer>& answer, int due) {
    if (!answer.has_value()) return answer.error();
    boost::system::error_code problem;
    json::value value = json::parse(answer.value().body, problem);
    if (!problem && answer.value().status == due) return value;
    return Error(ErrorKind::denied, "Gitea answered " + std::to_string(answer.value().status));
}

PlainRequest request_for(std::uint16_t port, const std::string& method, const std::string& path,
                         const std::string& body) {
    PlainRequest request;
    request.method = method;
    request.port = port;
    request.target = "/api/v1/" + path;
    request.body = body;
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    return request;
}

ServerPlan plan_for(const TempDir& folder, std::uint16_t port) {
    ServerPlan plan;
    plan.child.program = folder.at("gitea");
    plan.child.arguments = {"--config", folder.write("app.ini", settings(folder, port)), "web"};
    plan.child.folder = folder.path();
    plan.child.output = folder.at("log");
    plan.child.run_as = "nobody";
    plan.patience = std::chrono::seconds(60);
    plan.is_ready = [port] { return http_status(port, "/api/healthz") == 200; };
    hand_over(folder.path(), "nobody");
    return plan;
}

}  // namespace

bool Gitea::is_built() {
    return built_file("forge", "stamp").has_value();
}

Result<Gitea> Gitea::start() {
    auto folder = std::make_unique<TempDir>();
    TRY(copied_program(*folder));
    DatabaseLogin administrator{"root1", made_password()};
    folder->write("app.ini", settings(*folder, 1));
    hand_over(folder->path(), "nobody");
    TRY(run_once(*folder, {"migrate"}));
    TRY(run_once(*folder, {"admin", "user", "create", "--username", administrator.user,
                           "--password", administrator.password, "--email", "root1@mail.test",
                           "--admin", "--must-change-password=false"}));
    std::uint16_t port = 0;
    TRY_ASSIGN(ServerProcess server,
               start_with_ports(1, [&](const std::vector<std::uint16_t>& ports) {
                   port = ports[0];
                   return plan_for(*folder, port);
               }));
    return Gitea(std::move(folder), std::move(server), port, std::move(administrator));
}

Result<PlainAnswer> Gitea::ask_as(const std::string& token, const std::string& method,
                                  const std::string& path, const std::string& body) const {
    PlainRequest request = request_for(port_, method, path, body);
    if (!token.empty()) request.headers.emplace_back("Authorization", "token " + token);
    return ask(request);
}

Result<PlainAnswer> Gitea::ask_with(const DatabaseLogin& login, const std::string& method,
                                    const std::string& path, const std::string& body) const {
    PlainRequest request = request_for(port_, method, path, body);
    const std::string pair = rules::base64_of(login.user + ":" + login.password, false);
    request.headers.emplace_back("Authorization", "Basic " + pair);
    return ask(request);
}

Result<DatabaseLogin> Gitea::make_user(const std::string& name) const {
    DatabaseLogin login{name, made_password()};
    TRY(json_of(
        ask_with(administrator_, "POST", "admin/users",
                 R"({"username":")" + name + R"(","password":")" + login.password +
                     R"(","email":")" + name + R"(@mail.test","must_change_password":false})"),
        201));
    return login;
}

Result<Gitea::Token> Gitea::make_token(const DatabaseLogin& login, const std::string& name,
                                       const std::string& scopes) const {
    TRY_ASSIGN(const json::value made,
               json_of(ask_with(login, "POST", "users/" + login.user + "/tokens",
                                R"({"name":")" + name + R"(","scopes":)" + scopes + "}"),
                       201));
    const json::object& token = made.as_object();
    return Token{std::to_string(token.at("id").to_number<std::int64_t>()),
                 std::string(token.at("sha1").as_string())};
}

}  // namespace curfew::support
