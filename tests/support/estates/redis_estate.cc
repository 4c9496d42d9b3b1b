// Redis: users of the access control list, as connection URLs and in an ACL file. They have no end.

#include "tests/support/estates/estate.h"
#include "tests/support/servers/database_login.h"
#include "tests/support/servers/redis.h"

namespace curfew::support {
namespace {

using core::Result;

std::function<bool()> login_by_redis_cli(const std::shared_ptr<Redis>& server,
                                         const DatabaseLogin& login) {
    return [server, login] {
        const auto outcome = server->redis_cli(login, {"PING"});
        return outcome.has_value() && outcome.value().output.starts_with("PONG");
    };
}

Result<DatabaseLogin> make_user(const Redis& server, const std::string& name,
                                const std::string& state = "on") {
    DatabaseLogin login{name, usual_password()};
    TRY(server.run({"ACL", "SETUSER", name, state, ">" + login.password, "~*", "&*", "+@all"}));
    return login;
}

std::string url_of(const Redis& server, const DatabaseLogin& login) {
    return "redis://" + login.user + ":" + login.password +
           "@127.0.0.1:" + std::to_string(server.port()) + "/0";
}

}  // namespace

Result<Estate> make_redis_estate(const TempDir& folder) {
    TRY_ASSIGN(Redis started, Redis::start());
    const auto server = std::make_shared<Redis>(std::move(started));
    Estate estate{.name = "Redis", .server = server};
    const std::string file = "services/cache/settings.yaml";
    std::string text = "cache:\n";
    const auto plant = [&](const char* title, const DatabaseLogin& login, const Claim& claim) {
        estate.planted.push_back({.title = title,
                                  .path = file,
                                  .text = login.password,
                                  .signature = "connection-url",
                                  .claim = claim,
                                  .is_taken = login_by_redis_cli(server, login)});
        text += "  " + login.user + ": \"" + url_of(*server, login) + "\"\n";
    };
    TRY_ASSIGN(const DatabaseLogin sessions, make_user(*server, "sessions"));
    TRY_ASSIGN(const DatabaseLogin former, make_user(*server, "former", "off"));
    plant("a live user", sessions, {"live", "live", "never"});
    plant("a user who is off", former, {"dead", "disabled", std::string(kWhenAsked)});
    plant("a made-up user", {"nobody", usual_password()}, {"unknown", "refused", "never"});
    plant("a wrong password", {"sessions", usual_password()}, {"unknown", "refused", "never"});
    estate.files[file] = text;

    TRY_ASSIGN(const DatabaseLogin queue, make_user(*server, "queue"));
    plant("a line of an ACL file", queue, {"live", "live", "never"});
    estate.planted.back().path = "services/cache/users.acl";
    estate.planted.back().signature = "redis-acl-password";
    estate.files["services/cache/users.acl"] =
        "user default off\nuser queue on >" + queue.password + " ~* &* +@all\n";

    TRY_ASSIGN(ServerProcess session, server->hold_session(queue));
    estate.planted.back().session = std::make_shared<ServerProcess>(std::move(session));

    TRY_ASSIGN(const DatabaseLogin other, make_user(*server, "untouched"));
    estate.foreign.push_back({"Redis' other user", login_by_redis_cli(server, other)});
    estate.settings =
        "[provider.redis]\nbase = \"redis://127.0.0.1:" + std::to_string(server->port()) +
        "\"\nadmin_user = \"default\"\n" +
        admin_setting(folder, "redis", server->administrator().password);
    return estate;
}

}  // namespace curfew::support
