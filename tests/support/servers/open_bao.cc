/// A real configuration, not `-dev`: that one takes the port after its own for its cluster, which
/// may be somebody else's.
#include "tests/support/servers/open_bao.h"

#include <filesystem>
#include <vector>

#include <boost/json/parse.hpp>

#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
namespace json = boost::json;

std::string address(std::uint16_t port) {
    return "127.0.0.1:" + std::to_string(port);
}

std::string configuration(const TempDir& folder, const std::vector<std::uint16_t>& ports,
                          bool keeps) {
    std::string text = keeps ? "storage \"raft\" {\n path = \"" + folder.at("data") +
                                   "\"\n node_id = \"one\"\n performance_multiplier = 1\n}\n"
                             : "storage \"inmem\" {}\n";
    text += "listener \"tcp\" {\n address = \"" + address(ports[0]) + "\"\n cluster_address = \"" +
            address(ports[1]) + "\"\n tls_disable = true\n}\n";
    text += "api_addr = \"http://" + address(ports[0]) + "\"\n";
    return text + "cluster_addr = \"https://" + address(ports[1]) + "\"\n";
}

bool is_up(std::uint16_t port) {
    const int status = http_status(port, "/v1/sys/health");
    return status == 200 || status == 501 || status == 503;  // open, not initialised, sealed
}

Result<json::value> json_of(const Result<PlainAnswer>& answer) {
    if (!answer.has_value()) return answer.error();
    boost::system::error_code problem;
    json::value value = json::parse(answer.value().body, problem);
    if (problem || answer.value().status != 200) {
        return Error(
            ErrorKind::corrupt,
            "OpenBao answered " + std::to_string(answer.value().status) + " where 200 was due");
    }
    return value;
}

Result<std::string> text_at(const json::value& value, const std::string& pointer) {
    boost::system::error_code problem;
    const json::value* found = value.find_pointer(pointer, problem);
    if (found != nullptr && found->is_string()) return std::string(found->as_string());
    return Error(ErrorKind::corrupt, "no " + pointer + " in OpenBao's answer");
}

}  // namespace

Result<OpenBao> OpenBao::start() {
    return start_with(false);
}

Result<OpenBao> OpenBao::start_with_storage() {
    return start_with(true);
}

Result<OpenBao> OpenBao::start_with(bool keeps) {
    TRY_ASSIGN(const std::string program, python_program("bao"));
    auto folder = std::make_unique<TempDir>();
    std::uint16_t port = 0;
    const auto plan = [&](const std::vector<std::uint16_t>& ports) {
        port = ports[0];
        std::filesystem::create_directories(folder->at("data"));
        const std::string file = folder->write("server.hcl", configuration(*folder, ports, keeps));
        ServerPlan made;
        made.child.program = program;
        made.child.arguments = {"server", "-config=" + file};
        made.child.folder = folder->path();
        made.child.output = folder->at("log");
        made.is_ready = [port = ports[0]] { return is_up(port); };
        return made;
    };
    TRY_ASSIGN(ServerProcess process, start_with_ports(2, plan));
    OpenBao server(std::move(folder), std::move(process), port);
    TRY(server.initialise());
    return server;
}

Result<void> OpenBao::initialise() {
    TRY_ASSIGN(
        const json::value made,
        json_of(ask_as("", "PUT", "sys/init", R"({"secret_shares":1,"secret_threshold":1})")));
    TRY_ASSIGN(unseal_key_, text_at(made, "/keys/0"));
    TRY_ASSIGN(root_token_, text_at(made, "/root_token"));
    return unseal();
}

Result<PlainAnswer> OpenBao::ask_as(const std::string& token, const std::string& method,
                                    const std::string& path, const std::string& body) const {
    PlainRequest request;
    request.method = method;
    request.port = port_;
    request.target = "/v1/" + path;
    request.body = body;
    if (!token.empty()) request.headers.emplace_back("X-Vault-Token", token);
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    return ask(request);
}

Result<void> OpenBao::seal() const {
    TRY_ASSIGN(const PlainAnswer answer, ask_as_root("PUT", "sys/seal"));
    if (answer.status == 204) return {};
    return Error(ErrorKind::denied, "OpenBao was not sealed");
}

Result<void> OpenBao::unseal() const {
    TRY(json_of(ask_as("", "PUT", "sys/unseal", R"({"key":")" + unseal_key_ + "\"}")));
    // With storage it becomes the leader a moment later; until then questions wait or fail.
    for (int i = 0; i < 500; ++i) {
        if (http_status(port_, "/v1/sys/health") == 200) return {};
        if (has_ended_within(server_.pid(), std::chrono::milliseconds(20))) break;
    }
    return Error(ErrorKind::timed_out, "OpenBao did not open:\n" + server_.log_tail());
}

Result<void> OpenBao::restart() {
    return server_.start_again();
}

}  // namespace curfew::support
