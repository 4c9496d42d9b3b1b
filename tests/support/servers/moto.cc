#include "tests/support/servers/moto.h"

#include <string_view>
#include <vector>

#include "tests/support/servers/loopback.h"
#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

/// The calls that make the administrator; moto lets so many through unsigned, and no more.
constexpr const char* kFreeCalls = "INITIAL_NO_AUTH_ACTION_COUNT=3";

constexpr std::string_view kClients = R"(
import json, os, sys
import boto3, botocore.config, botocore.exceptions
made = dict(endpoint_url=os.environ["MOTO"], region_name="us-east-1",
            config=botocore.config.Config(retries={"total_max_attempts": 1}))

class Clients(dict):  # each is made when it is first named: that takes a third of a second
    def __missing__(self, name):
        if name not in ("iam", "sts", "s3"):
            raise KeyError(name)
        return self.setdefault(name, boto3.client(name, **made))

try:
    exec(compile(sys.stdin.read(), "script", "exec"), globals(), Clients())
except botocore.exceptions.ClientError as refused:
    sys.exit(refused.response["Error"]["Code"] + ": " + refused.response["Error"]["Message"])
)";

Result<std::string> between(const std::string& text, const std::string& tag) {
    const std::string opening = "<" + tag + ">";
    const std::size_t begin = text.find(opening);
    const std::size_t end = text.find("</" + tag + ">");
    if (begin == std::string::npos || end == std::string::npos) {
        return Error(ErrorKind::corrupt, "no " + tag + " in moto's answer");
    }
    return text.substr(begin + opening.size(), end - begin - opening.size());
}

}  // namespace

Result<Moto> Moto::start() {
    TRY_ASSIGN(const std::string program, moto_python());
    auto folder = std::make_unique<TempDir>();
    std::uint16_t port = 0;
    TRY_ASSIGN(ServerProcess process,
               start_with_ports(1, [&](const std::vector<std::uint16_t>& ports) {
                   port = ports[0];
                   ServerPlan plan;
                   plan.child.program = program;
                   plan.child.arguments = {fixture_file("aws_server.py"), "-H", "127.0.0.1", "-p",
                                           std::to_string(port)};
                   plan.child.environment = {kFreeCalls, "PYTHONDONTWRITEBYTECODE=1"};
                   plan.child.folder = folder->path();
                   plan.child.output = folder->at("log");
                   plan.is_ready = [port = ports[0]] {
                       return http_status(port, "/moto-api/data.json") == 200;
                   };
                   return plan;
               }));
    Moto server(std::move(folder), std::move(process), port);
    TRY(server.make_administrator());
    return server;
}

Result<std::string> Moto::ask_unsigned(const std::string& form) const {
    // The scope tells moto which service is asked; nothing is checked yet.
    TRY_ASSIGN(const PlainAnswer answer,
               ask({.method = "POST",
                    .port = port_,
                    .target = "/",
                    .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                {"Authorization",
                                 "AWS4-HMAC-SHA256 Credential=none/20260101/us-east-1/iam/"
                                 "aws4_request, SignedHeaders=host, Signature=0"}},
                    .body = form + "&Version=2010-05-08"}));
    if (answer.status == 200) return answer.body;
    return Error(ErrorKind::denied, "moto refused " + form.substr(0, form.find('&')));
}

Result<void> Moto::make_administrator() {
    TRY(ask_unsigned("Action=CreateUser&UserName=admin"));
    TRY(
        ask_unsigned("Action=PutUserPolicy&UserName=admin&PolicyName=all&PolicyDocument="
                     "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22"
                     "%3A%22Allow%22%2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D"
                     "%7D"));
    TRY_ASSIGN(const std::string made, ask_unsigned("Action=CreateAccessKey&UserName=admin"));
    TRY_ASSIGN(administrator_.id, between(made, "AccessKeyId"));
    TRY_ASSIGN(administrator_.secret, between(made, "SecretAccessKey"));
    return {};
}

Result<ClientOutcome> Moto::boto(const AwsKey& key, const std::string& script) const {
    ClientCall call;
    TRY_ASSIGN(call.program, moto_python());
    call.arguments = {"-c", std::string(kClients)};
    call.environment = {"MOTO=" + base(), "AWS_ACCESS_KEY_ID=" + key.id,
                        "AWS_SECRET_ACCESS_KEY=" + key.secret};
    if (!key.session_token.empty()) {
        call.environment.push_back("AWS_SESSION_TOKEN=" + key.session_token);
    }
    call.input = script;
    return run_client(call);
}

Result<std::string> Moto::run(const std::string& script) const {
    TRY_ASSIGN(ClientOutcome outcome, boto(administrator_, script));
    if (outcome.exit_code != 0) return Error(ErrorKind::denied, outcome.errors);
    if (outcome.output.ends_with('\n')) outcome.output.pop_back();
    return outcome.output;
}

Result<AwsKey> Moto::make_key(const std::string& user) const {
    TRY_ASSIGN(
        const std::string made,
        run("iam.create_user(UserName='" + user + "')\nkey = iam.create_access_key(UserName='" +
            user + "')['AccessKey']\nprint(key['AccessKeyId'], key['SecretAccessKey'])"));
    const std::size_t gap = made.find(' ');
    return AwsKey{made.substr(0, gap), made.substr(gap + 1)};
}

}  // namespace curfew::support
