#include "tests/support/servers/pebble.h"

#include <filesystem>
#include <system_error>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/support/made_certificate.h"
#include "tests/support/servers/loopback.h"
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

ServerPlan plan_for(const std::string& program, const TempDir& folder, const std::string& ocsp_url,
                    const std::vector<std::uint16_t>& ports) {
    const json::value settings = {{"pebble",
                                   {{"listenAddress", address(ports[0])},
                                    {"managementListenAddress", address(ports[1])},
                                    {"certificate", folder.at("server.pem")},
                                    {"privateKey", folder.at("server.key")},
                                    {"ocspResponderURL", ocsp_url}}}};
    ServerPlan plan;
    plan.child.program = program;
    plan.child.arguments = {"-config", folder.write("settings.json", json::serialize(settings))};
    // Every challenge counts as solved, at once, and no nonce is refused by chance.
    plan.child.environment = {"PEBBLE_VA_ALWAYS_VALID=1", "PEBBLE_VA_NOSLEEP=1",
                              "PEBBLE_WFE_NONCEREJECT=0"};
    plan.child.folder = folder.path();
    plan.child.output = folder.at("log");
    plan.is_ready = [log = folder.at("log"), port = ports[0]] {
        return read_file(log).find("ACME directory available") != std::string::npos &&
               is_listening(port);
    };
    return plan;
}

Result<std::string> text_at(const std::string& text, const char* name) {
    boost::system::error_code problem;
    const json::value value = json::parse(text, problem);
    const json::object* const object = problem ? nullptr : value.if_object();
    const json::value* const found = object == nullptr ? nullptr : object->if_contains(name);
    if (found != nullptr && found->is_string()) return std::string(found->get_string());
    return Error(ErrorKind::corrupt, std::string("no ") + name + " in the answer");
}

}  // namespace

Result<Pebble> Pebble::start(const std::string& ocsp_url) {
    TRY_ASSIGN(const std::string program, system_program("pebble"));
    TRY_ASSIGN(const std::string packages, node_folder());
    auto folder = std::make_unique<TempDir>();
    const MadeCertificate made = make_certificate({"localhost"});
    folder->write("server.pem", made.certificate);
    folder->write("server.key", made.key);
    // An import looks for packages beside the script, wherever it was started.
    std::filesystem::copy_file(fixture_file("acme_client.mjs"), folder->at("acme_client.mjs"));
    std::filesystem::create_directory_symlink(packages + "/node_modules",
                                              folder->at("node_modules"));
    std::vector<std::uint16_t> used;
    TRY_ASSIGN(ServerProcess server,
               start_with_ports(2, [&](const std::vector<std::uint16_t>& ports) {
                   used = ports;
                   return plan_for(program, *folder, ocsp_url, ports);
               }));
    return Pebble(std::move(folder), std::move(server), used[0], used[1]);
}

Result<ClientOutcome> Pebble::client(const std::string& command, const std::string& name,
                                     const std::string& input) const {
    ClientCall call;
    TRY_ASSIGN(call.program, python_program("node"));
    call.arguments = {folder_->at("acme_client.mjs"), command, directory(), name};
    call.environment = {"NODE_EXTRA_CA_CERTS=" + trusted_file()};
    call.input = input;
    TRY_ASSIGN(ClientOutcome outcome, run_client(call));
    if (outcome.exit_code == 0) return outcome;
    return Error(ErrorKind::denied, outcome.errors);
}

Result<Pebble::Issued> Pebble::issue(const std::string& name) const {
    TRY_ASSIGN(const ClientOutcome outcome, client("issue", name, ""));
    Issued issued;
    TRY_ASSIGN(issued.certificate, text_at(outcome.output, "certificate"));
    TRY_ASSIGN(issued.key, text_at(outcome.output, "key"));
    TRY_ASSIGN(issued.account_key, text_at(outcome.output, "account_key"));
    TRY_ASSIGN(issued.account_url, text_at(outcome.output, "account_url"));
    return issued;
}

Result<void> Pebble::revoke(const Issued& issued) const {
    const json::value text = {{"certificate", issued.certificate},
                              {"account_key", issued.account_key},
                              {"account_url", issued.account_url}};
    TRY(client("revoke", "", json::serialize(text)));
    return {};
}

Result<std::string> Pebble::managed(const std::string& path) const {
    ClientCall call;
    TRY_ASSIGN(call.program, system_program("curl"));
    call.arguments = {"-s", "--fail", "--cacert", trusted_file(),
                      "https://localhost:" + std::to_string(management_port_) + "/" + path};
    TRY_ASSIGN(const ClientOutcome outcome, run_client(call));
    if (outcome.exit_code == 0) return outcome.output;
    return Error(ErrorKind::not_found, "Pebble has no /" + path);
}

Result<std::string> Pebble::status_of(const std::string& serial) const {
    TRY_ASSIGN(const std::string said, managed("cert-status-by-serial/" + serial));
    return text_at(said, "Status");
}

}  // namespace curfew::support
