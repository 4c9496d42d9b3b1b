// An OAuth 2.0 server: access and refresh tokens that live, were revoked, were never made; it
// answers for the last two alike. JWTs carry their end, and services take them until then.

#include <utility>

#include <boost/json/parse.hpp>

#include "scanner/core/instant.h"
#include "tests/support/estates/estate.h"
#include "tests/support/servers/oidc_server.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
namespace json = boost::json;

std::function<bool()> use_by_curl(const std::shared_ptr<OidcServer>& server,
                                  const std::string& token) {
    return [url = server->resource(), token] {
        return status_with_header(url, "Authorization: Bearer " + token) == 200;
    };
}

/// What the server says by introspection, which is the only word on a refresh token.
std::function<bool()> introspected(const std::shared_ptr<OidcServer>& server,
                                   const std::string& token) {
    return [server, token] {
        const auto said = server->introspected(token);
        return said.has_value() && said.value().find("\"active\":true") != std::string::npos;
    };
}

Result<std::string> end_of(const OidcServer& server, const std::string& token) {
    TRY_ASSIGN(const std::string said, server.introspected(token));
    boost::system::error_code problem;
    const json::value value = json::parse(said, problem);
    const json::value* const end = problem ? nullptr : value.find_pointer("/exp", problem);
    if (end == nullptr || !end->is_int64()) {
        return Error(ErrorKind::corrupt, "no end in the introspection");
    }
    TRY_ASSIGN(const core::Instant at, core::instant_from_unix_seconds(end->get_int64()));
    return core::to_text(at);
}

Result<void> revoke_by_curl(const OidcServer& server, const std::string& token) {
    PlainRequest request;
    request.method = "POST";
    request.port = server.port();
    request.target = "/token/revocation";
    // "task" and its secret, "task secret:1", each percent-encoded.
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                       {"Authorization", "Basic dGFzazp0YXNrJTIwc2VjcmV0JTNBMQ=="}};
    request.body = "token=" + token;
    TRY_ASSIGN(const PlainAnswer answer, ask(request));
    if (answer.status == 200) return {};
    return Error(ErrorKind::denied, "not revoked: " + std::to_string(answer.status));
}

}  // namespace

Result<Estate> make_oauth_estate(const TempDir& folder) {
    TRY_ASSIGN(OidcServer started, OidcServer::start());
    const auto server = std::make_shared<OidcServer>(std::move(started));
    Estate estate{.name = "OAuth 2", .server = server};
    const auto plant = [&](const char* title, const std::string& name, const std::string& token,
                           const Claim& claim) {
        const bool is_refresh = name == "refresh_token";
        estate.planted.push_back(
            {.title = title,
             .path = "app/" + std::to_string(estate.planted.size()) + ".json",
             .text = token,
             .signature = is_refresh ? "oauth2-refresh-token" : "oauth2-access-token",
             .claim = claim,
             .is_taken = is_refresh ? introspected(server, token) : use_by_curl(server, token)});
        estate.files[estate.planted.back().path] =
            "{\n  \"token_type\": \"Bearer\",\n  \"" + name + "\": \"" + token + "\"\n}\n";
    };
    const Claim refused{"unknown", "refused", "unknown"};
    const auto task = OidcServer::task();
    const auto issue = [&server, &task] { return server->issue_opaque(task); };
    const auto make_up = []() -> Result<std::string> { return made_text(kLettersAndDigits, 43); };
    TRY_ASSIGN(const std::string live, with_digits(issue));
    TRY_ASSIGN(const std::string end, end_of(*server, live));
    TRY_ASSIGN(const std::string revoked, with_digits(issue));
    TRY(revoke_by_curl(*server, revoked));
    TRY_ASSIGN(const std::string refresh, with_digits([&server]() -> Result<std::string> {
                   TRY_ASSIGN(OidcServer::Pair pair, server->issue_pair());
                   return std::move(pair.refresh);
               }));
    TRY_ASSIGN(const std::string refresh_end, end_of(*server, refresh));
    TRY_ASSIGN(const std::string no_access, with_digits(make_up));
    TRY_ASSIGN(const std::string no_refresh, with_digits(make_up));
    plant("a live access token", "access_token", live, {"live", "live", end});
    plant("a revoked access token", "access_token", revoked, refused);
    plant("a made-up access token", "access_token", no_access, refused);
    plant("a live refresh token", "refresh_token", refresh, {"live", "live", refresh_end});
    plant("a made-up refresh token", "refresh_token", no_refresh, refused);

    TRY_ASSIGN(const std::string other, server->issue_opaque(task));
    TRY_ASSIGN(const std::string others, server->issue_opaque(OidcServer::other()));
    estate.foreign.push_back({"our client's other token", use_by_curl(server, other)});
    estate.foreign.push_back({"another client's token", use_by_curl(server, others)});
    estate.settings = "[provider.oauth2]\nbase = \"" + server->issuer() + "\"\nclient_id = \"" +
                      task.id + "\"\nresource = \"" + server->resource() + "\"\n" +
                      admin_setting(folder, "oauth2", task.secret);
    return estate;
}

}  // namespace curfew::support
