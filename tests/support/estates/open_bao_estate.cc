// OpenBao: tokens that live, have run out, were revoked, were never made. It answers for the last
// three alike.

#include <boost/json/parse.hpp>

#include "tests/support/estates/estate.h"
#include "tests/support/servers/open_bao.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
namespace json = boost::json;

std::function<bool()> lookup_by_curl(const std::string& base, const std::string& token) {
    return [url = base + "/v1/auth/token/lookup-self", token] {
        return status_with_header(url, "X-Vault-Token: " + token) == 200;
    };
}

Result<std::string> asked(const OpenBao& server, const std::string& path, const std::string& body,
                          const char* pointer) {
    TRY_ASSIGN(const PlainAnswer answer, server.ask_as_root("POST", path, body));
    boost::system::error_code problem;
    const json::value value = json::parse(answer.body, problem);
    const json::value* const found = problem ? nullptr : value.find_pointer(pointer, problem);
    if (found != nullptr && found->is_string()) return std::string(found->get_string());
    return Error(ErrorKind::corrupt, path + " answered " + std::to_string(answer.status));
}

Result<std::string> make_token(const OpenBao& server, const std::string& ttl) {
    return with_digits([&] {
        return asked(server, "auth/token/create",
                     R"({"policies":["default"],"display_name":"deploy","ttl":")" + ttl + "\"}",
                     "/auth/client_token");
    });
}

/// To the second.
Result<std::string> end_of(const OpenBao& server, const std::string& token) {
    TRY_ASSIGN(const std::string end, asked(server, "auth/token/lookup",
                                            R"({"token":")" + token + "\"}", "/data/expire_time"));
    return end.substr(0, end.find('.')) + "Z";
}

}  // namespace

Result<Estate> make_open_bao_estate(const TempDir& folder) {
    TRY_ASSIGN(OpenBao started, OpenBao::start());
    const auto server = std::make_shared<OpenBao>(std::move(started));
    Estate estate{.name = "OpenBao", .server = server};
    const auto plant = [&](const char* title, const std::string& path, const std::string& token,
                           const Claim& claim) {
        estate.planted.push_back({.title = title,
                                  .path = path,
                                  .text = token,
                                  .signature = "vault-token-old",
                                  .claim = claim,
                                  .is_taken = lookup_by_curl(server->base(), token)});
    };
    const Claim refused{"unknown", "refused", "unknown"};
    TRY_ASSIGN(const std::string live, make_token(*server, "45m"));
    TRY_ASSIGN(const std::string end, end_of(*server, live));
    TRY_ASSIGN(const std::string over, make_token(*server, "1s"));
    TRY_ASSIGN(const std::string revoked, make_token(*server, "45m"));
    TRY(server->ask_as(revoked, "POST", "auth/token/revoke-self"));
    TRY_ASSIGN(const std::string other, make_token(*server, "45m"));
    TRY_ASSIGN(const std::string nobodys, with_digits([]() -> Result<std::string> {
                   return "s." + made_text(kLettersAndDigits, 24);
               }));
    plant("a live token", "deploy/vault.env", live, {"live", "live", end});
    plant("a token that has run out", "deploy/old/vault.env", over, refused);
    plant("a revoked token", "ci/pipeline.yaml", revoked, refused);
    plant("a made-up token", "ci/test.yaml", nobodys, refused);
    estate.files["deploy/vault.env"] =
        "VAULT_ADDR=" + server->base() + "\nVAULT_TOKEN=" + live + "\n";
    estate.files["deploy/old/vault.env"] = "export VAULT_TOKEN=" + over + "\n";
    estate.files["ci/pipeline.yaml"] = "variables:\n  VAULT_TOKEN: \"" + revoked + "\"\n";
    estate.files["ci/test.yaml"] = "variables:\n  VAULT_TOKEN: " + nobodys + "\n";
    estate.foreign.push_back({"OpenBao's other token", lookup_by_curl(server->base(), other)});
    estate.foreign.push_back(
        {"OpenBao's root token", lookup_by_curl(server->base(), server->root_token())});
    estate.settings = "[provider.vault]\nbase = \"" + server->base() + "\"\n" +
                      admin_setting(folder, "vault", server->root_token());
    return estate;
}

}  // namespace curfew::support
