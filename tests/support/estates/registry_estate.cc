// An npm registry of one's own, and the kind that its user describes for it: the negative case. It
// answers 200 to an ending, and ends nothing.

#include <boost/json/parse.hpp>

#include "scanner/core/instant.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "tests/support/estates/estate.h"
#include "tests/support/servers/verdaccio.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
namespace json = boost::json;

/// What somebody with such a registry writes for Curfew.
constexpr std::string_view kKind = R"toml(
format = 1
[provider]
id = "own-registry"
name = "Our npm registry"
site = "https://verdaccio.org"
[[source]]
id = "tried"
what = "verdaccio 6, sign-in tokens"
url = "https://verdaccio.org/docs/what-is-verdaccio"
date = 2026-11-23
evidence = "tried"
[[signature]]
id = "own-registry-token"
name = "Token of our npm registry"
kind = "token"
pattern = '''_authToken=(?P<secret>eyJ[0-9A-Za-z_.-]{50,1000})'''
literals = ["_authToken="]
length_max = 1500
open_borders = true
confidence = 0.95
revocability = "exact"
blast_radius = "this sign-in"
sources = ["tried"]
[signature.lifetime]
class = "embedded"
carrier = "jwt"
[signature.ask]
method = "GET"
url = "{base}/-/whoami"
headers = { Authorization = "Bearer {secret}" }
owner = "/username"
answers = [
    { status = [200], pointer = "/username", detail = "live" },
    { status = [200], pointer = "", detail = "refused" },
    { status = [401], detail = "refused" },
]
[signature.end]
method = "DELETE"
url = "{base}/-/user/token/{secret}"
headers = { Authorization = "Bearer {secret}" }
binding = "self"
answers = [
    { status = [200], detail = "accepted" },
    { status = [401], detail = "refused" },
]
[signature.example]
secret = "{jwt}"
contexts = ["//registry.example/:_authToken={secret}\n"]
)toml";

/// The end that stands in a JWT.
Result<std::string> end_of(const std::string& token) {
    const std::size_t begin = token.find('.') + 1;
    const auto claims = lifetime::base64_decoded(
        token.substr(begin, token.find('.', begin) - begin), lifetime::Alphabet::url);
    boost::system::error_code problem;
    const json::value value = json::parse(claims.value_or(""), problem);
    const json::value* const end = problem ? nullptr : value.find_pointer("/exp", problem);
    if (end == nullptr || !end->is_int64()) {
        return Error(ErrorKind::corrupt, "the registry's token has no end");
    }
    TRY_ASSIGN(const core::Instant at, core::instant_from_unix_seconds(end->get_int64()));
    return core::to_text(at);
}

std::function<bool()> whoami_by_curl(const std::shared_ptr<Verdaccio>& server,
                                     const std::string& token) {
    return [server, token] {
        return status_with_header(server->base() + "/-/whoami", "Authorization: Bearer " + token) ==
               200;
    };
}

}  // namespace

Result<Estate> make_registry_estate(const TempDir& folder) {
    TRY_ASSIGN(Verdaccio started, Verdaccio::start());
    const auto server = std::make_shared<Verdaccio>(std::move(started));
    TRY_ASSIGN(const std::string token, server->sign_up("carol"));
    TRY_ASSIGN(const std::string end, end_of(token));
    TRY_ASSIGN(const std::string other, server->sign_up("dave"));
    Estate estate{.name = "npm registry", .server = server};
    estate.planted.push_back({.title = "a live token",
                              .path = "web/.npmrc",
                              .text = token,
                              .signature = "own-registry-token",
                              .claim = {"live", "live", end},
                              .is_taken = whoami_by_curl(server, token),
                              .outcome = "failed"});
    estate.files["web/.npmrc"] = "registry=" + server->base() + "\n" +
                                 server->base().substr(server->base().find("//")) +
                                 "/:_authToken=" + token + "\n";
    estate.foreign.push_back({"the registry's other token", whoami_by_curl(server, other)});
    estate.settings = "[provider.own-registry]\nbase = \"" + server->base() + "\"\n";
    estate.kinds_file = folder.write("own-registry.toml", kKind);
    return estate;
}

}  // namespace curfew::support
