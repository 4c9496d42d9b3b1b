#include "tests/support/servers/kubernetes.h"

#include <charconv>
#include <vector>

#include <boost/json/parse.hpp>

#include "scanner/rules/maker.h"
#include "tests/support/servers/child_process.h"
#include "tests/support/servers/database_login.h"
#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

std::string url(std::uint16_t port) {
    return "http://127.0.0.1:" + std::to_string(port);
}

ServerPlan store_plan(const std::string& program, const TempDir& folder,
                      const std::vector<std::uint16_t>& ports) {
    ServerPlan plan;
    plan.child.program = program;
    plan.child.arguments = {"--data-dir",
                            folder.at("store"),
                            "--listen-client-urls",
                            url(ports[0]),
                            "--advertise-client-urls",
                            url(ports[0]),
                            "--listen-peer-urls",
                            url(ports[1]),
                            "--initial-advertise-peer-urls",
                            url(ports[1]),
                            "--initial-cluster",
                            "default=" + url(ports[1]),
                            "--unsafe-no-fsync"};
    plan.child.folder = folder.path();
    plan.child.output = folder.at("store.log");
    plan.is_ready = [port = ports[0]] { return http_status(port, "/health") == 200; };
    return plan;
}

/// The pair that service account tokens are signed with.
Result<void> make_signing_key(const TempDir& folder) {
    TRY_ASSIGN(const std::string program, system_program("openssl"));
    const std::string key = folder.at("tokens.key");
    const std::vector<std::vector<std::string>> steps = {
        {"genrsa", "-out", key, "2048"},
        {"rsa", "-in", key, "-pubout", "-out", folder.at("tokens.pub")}};
    for (const auto& arguments : steps) {
        TRY_ASSIGN(const ClientOutcome outcome,
                   run_client({.program = program, .arguments = arguments}));
        if (outcome.exit_code != 0) return Error(ErrorKind::internal, outcome.errors);
    }
    return {};
}

/// curl's configuration: nothing secret stands in its arguments.
std::string curl_settings(const std::string& token, const std::string& method,
                          const std::string& url, const std::string& body) {
    std::string text = "silent\nshow-error\nmax-time = 20\nwrite-out = \"\\n%{http_code}\"\n";
    text += "request = \"" + method + "\"\nurl = \"" + url + "\"\n";
    text += "header = \"Content-Type: application/json\"\n";
    if (!token.empty()) text += "header = \"Authorization: Bearer " + token + "\"\n";
    if (!body.empty()) text += "data-binary = @" + body + "\n";
    return text;
}

Result<PlainAnswer> answer_in(const std::string& output) {
    const std::size_t line = output.rfind('\n');
    PlainAnswer answer;
    if (line == std::string::npos) return Error(ErrorKind::corrupt, "curl said nothing");
    const char* const end = output.data() + output.size();
    const auto parsed = std::from_chars(output.data() + line + 1, end, answer.status);
    if (parsed.ptr != end) return Error(ErrorKind::corrupt, "curl said no status");
    answer.body = output.substr(0, line);
    return answer;
}

/// `text` with its RS256 signature, as RFC 7515 puts them together.
Result<std::string> signed_text(const std::string& text, const std::string& key) {
    TRY_ASSIGN(const std::string program, system_program("openssl"));
    TRY_ASSIGN(const ClientOutcome outcome,
               run_client({.program = program,
                           .arguments = {"dgst", "-sha256", "-sign", key, "-binary"},
                           .input = text}));
    if (outcome.exit_code != 0) return Error(ErrorKind::internal, outcome.errors);
    return text + "." + rules::base64_of(outcome.output, true);
}

Result<std::string> uid_in(const PlainAnswer& answer) {
    boost::system::error_code problem;
    const boost::json::value value = boost::json::parse(answer.body, problem);
    const auto* const uid = problem ? nullptr : value.find_pointer("/metadata/uid", problem);
    if (uid != nullptr && uid->is_string()) return std::string(uid->get_string());
    return Error(ErrorKind::corrupt, "the answer names no uid: " + answer.body);
}

}  // namespace

bool Kubernetes::is_built() {
    return built_file("kube", "stamp").has_value();
}

Result<Kubernetes> Kubernetes::start() {
    TRY_ASSIGN(const std::string store_program, built_file("go", "bin/etcd"));
    auto folder = std::make_unique<TempDir>();
    TRY(make_signing_key(*folder));
    std::uint16_t store_port = 0;
    TRY_ASSIGN(ServerProcess store,
               start_with_ports(2, [&](const std::vector<std::uint16_t>& ports) {
                   store_port = ports[0];
                   return store_plan(store_program, *folder, ports);
               }));
    Kubernetes server(std::move(folder), std::move(store), made_password());
    TRY(server.start_api(store_port));
    return server;
}

ServerPlan Kubernetes::api_plan(const std::string& program, std::uint16_t store_port,
                                std::uint16_t port) const {
    ServerPlan plan;
    plan.child.program = program;
    plan.child.arguments = {"--etcd-servers=" + url(store_port),
                            "--bind-address=127.0.0.1",
                            "--secure-port=" + std::to_string(port),
                            "--cert-dir=" + folder_->at("certificates"),
                            "--advertise-address=127.0.0.1",
                            "--service-cluster-ip-range=10.0.0.0/24",
                            "--service-account-issuer=https://kubernetes.default.svc",
                            "--service-account-key-file=" + folder_->at("tokens.pub"),
                            "--service-account-signing-key-file=" + folder_->at("tokens.key"),
                            "--token-auth-file=" + folder_->at("administrators.csv"),
                            "--authorization-mode=RBAC",
                            "--disable-admission-plugins=ServiceAccount",
                            "--allow-privileged=true"};
    plan.child.folder = folder_->path();
    plan.child.output = folder_->at("log");
    plan.patience = std::chrono::seconds(60);
    plan.is_ready = [this] {
        const auto answer = ask_as_administrator("GET", "/readyz");
        return answer.has_value() && answer.value().status == 200;
    };
    return plan;
}

Result<void> Kubernetes::start_api(std::uint16_t store_port) {
    TRY_ASSIGN(const std::string program, built_file("kube", "bin/kube-apiserver"));
    folder_->write("administrators.csv", administrator_ + ",admin,1,\"system:masters\"\n");
    TRY_ASSIGN(ServerProcess api, start_with_ports(1, [&](const std::vector<std::uint16_t>& ports) {
                   port_ = ports[0];
                   return api_plan(program, store_port, port_);
               }));
    api_ = std::make_unique<ServerProcess>(std::move(api));
    return {};
}

Result<PlainAnswer> Kubernetes::ask_as(const std::string& token, const std::string& method,
                                       const std::string& path, const std::string& body) const {
    const TempDir own;
    ClientCall call;
    TRY_ASSIGN(call.program, system_program("curl"));
    call.arguments = {"-q", "--cacert", trusted_file(), "-K", "-"};
    const std::string file = body.empty() ? std::string() : own.write("body", body);
    call.input = curl_settings(token, method, base() + path, file);
    TRY_ASSIGN(const ClientOutcome outcome, run_client(call));
    if (outcome.exit_code != 0) return Error(ErrorKind::unreachable, outcome.errors);
    return answer_in(outcome.output);
}

Result<std::string> Kubernetes::make_legacy_token(const std::string& name) const {
    TRY_ASSIGN(const PlainAnswer account,
               ask_as_administrator("POST", "/api/v1/namespaces/default/serviceaccounts",
                                    R"({"metadata":{"name":")" + name + "\"}}"));
    TRY_ASSIGN(const std::string uid, uid_in(account));
    const std::string owner = "kubernetes.io/serviceaccount/";
    const std::string claims = R"({"iss":"kubernetes/serviceaccount",")" + owner +
                               R"(namespace":"default",")" + owner + R"(secret.name":")" + name +
                               R"(",")" + owner + R"(service-account.name":")" + name + R"(",")" +
                               owner + R"(service-account.uid":")" + uid +
                               R"(","sub":"system:serviceaccount:default:)" + name + "\"}";
    TRY_ASSIGN(std::string token, signed_text(rules::base64_of(R"({"alg":"RS256"})", true) + "." +
                                                  rules::base64_of(claims, true),
                                              folder_->at("tokens.key")));
    const std::string notes = R"({"kubernetes.io/service-account.name":")" + name +
                              R"(","kubernetes.io/service-account.uid":")" + uid + "\"}";
    TRY_ASSIGN(
        const PlainAnswer kept,
        ask_as_administrator("POST", "/api/v1/namespaces/default/secrets",
                             R"({"metadata":{"name":")" + name + R"(","annotations":)" + notes +
                                 R"(},"type":"kubernetes.io/service-account-token",)" +
                                 R"("stringData":{"token":")" + token + "\"}}"));
    if (kept.status != 201) return Error(ErrorKind::denied, "no Secret was made: " + kept.body);
    return token;
}

}  // namespace curfew::support
