#include "integrations/providers/redis.h"

#include <gtest/gtest.h>

#include "scanner/core/clock.h"
#include "tests/integrations/providers/asking.h"
#include "tests/support/servers/redis.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Proof;
using provider::Step;
using support::DatabaseLogin;
using support::made_password;

class RedisLogin : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto server = support::shared_server<support::Redis>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        server_ = server.value();
        configure(server_->administrator());
    }

    void configure(const DatabaseLogin& admin, const std::string& acl_save = "") {
        provider::ProviderAccess own;
        own.base = "redis://127.0.0.1:" + std::to_string(server_->port());
        own.settings["admin_user"] = admin.user;
        own.settings["acl_save"] = acl_save;
        own.admin = core::SecretString(std::string_view(admin.password));
        asking_.reset();
        access_.providers.clear();
        access_.providers.emplace("redis", std::move(own));
        asking_ = std::make_unique<Asking>(make_redis_provider(clock_, access_), "127.0.0.1",
                                           server_->port());
    }

    void make_user(const DatabaseLogin& login, const std::string& rights = "+@all") {
        const auto made = server_->run(
            {"ACL", "SETUSER", login.user, "on", ">" + login.password, "~*", "&*", rights});
        ASSERT_TRUE(made.has_value()) << made.error().message();
    }

    Asking& asking() { return *asking_; }

    support::Redis* server_ = nullptr;
    core::SystemClock clock_;
    provider::Access access_;
    std::unique_ptr<Asking> asking_;
};

TEST_F(RedisLogin, IsLiveForeverAndSaysWhatItMayDo) {
    const DatabaseLogin login{"window_user", made_password()};
    make_user(login, "+get");

    const auto seen = asking().introspect(login);

    EXPECT_EQ(seen.detail, Detail::live) << seen.reason;
    EXPECT_EQ(seen.owner, "window_user");
    EXPECT_EQ(core::evidence_of(seen.expires_at), core::Evidence::provider);
    EXPECT_TRUE(std::holds_alternative<core::Never>(seen.expires_at));
    ASSERT_FALSE(seen.scopes.empty());
    EXPECT_NE(seen.scopes[0].find("+get"), std::string::npos);
}

TEST_F(RedisLogin, TheFiveQuestionsHaveFiveAnswers) {
    const DatabaseLogin login{"five_user", made_password()};
    const DatabaseLogin nobody{"five_made_up", made_password()};
    make_user(login);
    EXPECT_EQ(asking().introspect(login).detail, Detail::live);
    EXPECT_EQ(asking().introspect(nobody).detail, Detail::refused);
    EXPECT_EQ(asking().introspect(nobody).reason, "the server has no such account");
    const Binding binding = asking().bind(login);
    ASSERT_EQ(binding.state, Binding::State::bound) << binding.reason;
    EXPECT_EQ(binding.id, "five_user");

    const Step step = asking().revoke(login, binding);

    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_NE(step.reason.find("not saved"), std::string::npos);
    EXPECT_EQ(asking().introspect(login).detail, Detail::disabled);
    const Proof proof = asking().prove_dead(login, binding, true);
    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
    EXPECT_EQ(asking().revoke(login, binding).state, Step::State::already_gone);
    ASSERT_TRUE(server_->run({"ACL", "DELUSER", "five_user"}).has_value());
    EXPECT_EQ(asking().introspect(login).detail, Detail::refused);
    EXPECT_EQ(asking().prove_dead(login, binding, false).state, Proof::State::dead);
    EXPECT_EQ(asking().revoke(login, binding).state, Step::State::already_gone);
    const auto users = server_->run({"ACL", "USERS"});
    ASSERT_TRUE(users.has_value());
    EXPECT_EQ(users.value().find("five_user"), std::string::npos);
}

TEST_F(RedisLogin, ASessionOutlivesTheLockAndIsCutByTheEnding) {
    const DatabaseLogin login{"session_user", made_password()};
    make_user(login);
    const auto session = server_->hold_session(login);
    ASSERT_TRUE(session.has_value()) << session.error().message();
    const Binding binding = asking().bind(login);
    ASSERT_TRUE(server_->run({"ACL", "SETUSER", "session_user", "off"}).has_value());

    const Proof early = asking().prove_dead(login, binding, true);
    const Step step = asking().revoke(login, binding);
    const Proof late = asking().prove_dead(login, binding, true);

    EXPECT_EQ(early.state, Proof::State::alive) << early.reason;
    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(late.state, Proof::State::dead) << late.reason;
    EXPECT_TRUE(support::has_ended_within(session.value().pid(), std::chrono::seconds(5)));
    const auto outcome = server_->redis_cli(login, {"PING"});
    ASSERT_TRUE(outcome.has_value());
    EXPECT_NE((outcome.value().output + outcome.value().errors).find("WRONGPASS"),
              std::string::npos);
}

TEST_F(RedisLogin, AnAskerWithoutRightEndsNothingAndProvesNothing) {
    const DatabaseLogin login{"kept_user", made_password()};
    const DatabaseLogin asker{"asker_user", made_password()};
    make_user(login);
    make_user(asker, "+ping");
    const Binding binding = asking().bind(login);
    configure(asker);

    const Step step = asking().revoke(login, binding);
    const auto alive = asking().introspect(login);
    ASSERT_TRUE(server_->run({"ACL", "SETUSER", "kept_user", "off"}).has_value());
    const Proof proof = asking().prove_dead(login, binding, true);

    EXPECT_NE(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(alive.detail, Detail::live);
    EXPECT_EQ(proof.state, Proof::State::unclear) << proof.reason;
}

TEST_F(RedisLogin, OurOwnAdministratorIsNeverEnded) {
    const auto& admin = server_->administrator();

    const Step step = asking().revoke(admin, asking().bind(admin));

    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_NE(step.reason.find("our own"), std::string::npos) << step.reason;
}

TEST_F(RedisLogin, NamesAndPasswordsThatLookLikeCommandsAreOnlyText) {
    const DatabaseLogin victim{"victim_user", made_password()};
    make_user(victim);
    const std::vector<std::string> names = {
        "x\r\nACL\r\nDELUSER\r\nvictim_user\r\n",
        "off",
        "x'\"{{secret}}%41",
        "*3\r\n$3\r\nACL",
    };
    for (const std::string& name : names) {
        auto password = "p\r\nACL DELUSER victim_user\r\n" + made_password();
        const DatabaseLogin login{name, password};
        const auto seen = asking().introspect(login);
        EXPECT_EQ(seen.detail, Detail::refused) << name;
        const auto step = asking().revoke(login, bound_to(name));
        EXPECT_EQ(step.state, Step::State::already_gone) << step.reason;
        EXPECT_EQ(asking().introspect(victim).detail, Detail::live) << name;
    }
    const auto users = server_->run({"ACL", "USERS"});
    ASSERT_TRUE(users.has_value());
    EXPECT_EQ(users.value().find("off"), std::string::npos) << "nobody was made";
}

TEST_F(RedisLogin, AUserOfStrangeLettersIsEndedToo) {
    const DatabaseLogin login{"x'\"{{secret}}%41;", "a\r\nb" + made_password()};
    make_user(login);
    const Binding binding = asking().bind(login);

    EXPECT_EQ(asking().revoke(login, binding).state, Step::State::accepted);
    EXPECT_EQ(asking().prove_dead(login, binding, true).state, Proof::State::dead);
}

TEST_F(RedisLogin, APasswordAloneIsTheDefaultUsers) {
    provider::Credential credential;
    credential.signature = &asking().signature();
    credential.secret = core::SecretString(std::string_view(server_->administrator().password));

    const auto seen = asking().introspect(std::move(credential));

    EXPECT_EQ(seen.detail, Detail::live) << seen.reason;
    EXPECT_EQ(seen.owner, "default");
}

TEST_F(RedisLogin, AUserWithoutAPasswordProvesNothing) {
    ASSERT_TRUE(
        server_->run({"ACL", "SETUSER", "open_user", "on", "nopass", "+@all", "~*"}).has_value());

    const auto seen = asking().introspect({"open_user", "anything"});

    EXPECT_EQ(seen.detail, Detail::unclear);
    EXPECT_EQ(seen.evidence.mark, "nopass");
}

TEST_F(RedisLogin, SavesTheEndingWhereTheConfigurationSaysSo) {
    const DatabaseLogin login{"saved_user", made_password()};
    make_user(login);
    configure(server_->administrator(), "true");

    const Step step = asking().revoke(login, asking().bind(login));

    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(step.reason.find("not saved"), std::string::npos) << step.reason;
}

TEST(RedisError, OnlyAWrongPasswordIsARefusal) {
    EXPECT_EQ(answer_of_redis_error("WRONGPASS invalid username-password pair").detail,
              Detail::refused);
    EXPECT_EQ(answer_of_redis_error("ERR invalid password").detail, Detail::refused);
    for (const char* const text :
         {"ERR AUTH <password> called without any password configured for the default user.",
          "LOADING Redis is loading the dataset in memory", "ERR max number of clients reached",
          "DENIED Redis is running in protected mode", "NOPERM this user has no permissions", ""}) {
        EXPECT_EQ(answer_of_redis_error(text).detail, Detail::unclear) << text;
    }
}

TEST(RedisClients, AreCountedByTheirWholeName) {
    const std::string list =
        "id=1 name= user=app argv-mem=0\nid=2 user=app2 x=1\nid=3 name=x user=app\n";

    EXPECT_EQ(clients_of(list, "app"), 2U);
    EXPECT_EQ(clients_of(list, "app2"), 1U);
    EXPECT_EQ(clients_of(list, "ap"), 0U);
}

}  // namespace
}  // namespace curfew::providers
