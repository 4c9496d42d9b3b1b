#include "integrations/providers/mysql.h"

#include <gtest/gtest.h>

#include "scanner/core/clock.h"
#include "tests/integrations/providers/asking.h"
#include "tests/support/servers/mariadb.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Proof;
using provider::Step;
using support::DatabaseLogin;
using support::made_password;

class MysqlLogin : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto server = support::shared_server<support::MariaDb>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        server_ = server.value();
        configure(server_->administrator());
    }

    void configure(const DatabaseLogin& admin) {
        provider::ProviderAccess own;
        own.base = "mysql://127.0.0.1:" + std::to_string(server_->port());
        own.settings["admin_user"] = admin.user;
        own.admin = core::SecretString(std::string_view(admin.password));
        asking_.reset();
        access_.providers.clear();
        access_.providers.emplace("mysql", std::move(own));
        asking_ = std::make_unique<Asking>(make_mysql_provider(clock_, access_), "127.0.0.1",
                                           server_->port());
    }

    static std::string literal(const std::string& text) {
        std::string quoted = "'";
        for (const char letter : text) {
            if (letter == '\'' || letter == '\\') quoted += '\\';
            quoted += letter;
        }
        return quoted + "'";
    }

    void make_user(const DatabaseLogin& login, const std::string& options = "",
                   const std::string& host = "%") {
        const auto made = server_->run("CREATE USER " + literal(login.user) + "@" + literal(host) +
                                       " IDENTIFIED BY " + literal(login.password) + " " + options);
        ASSERT_TRUE(made.has_value()) << made.error().message();
    }

    void run(const std::string& sql) {
        const auto ran = server_->run(sql);
        ASSERT_TRUE(ran.has_value()) << ran.error().message();
    }

    Asking& asking() { return *asking_; }

    support::MariaDb* server_ = nullptr;
    core::SystemClock clock_;
    provider::Access access_;
    std::unique_ptr<Asking> asking_;
};

TEST_F(MysqlLogin, IsLiveWithTheDayItsPasswordEndsAndTheDayItWasSet) {
    const DatabaseLogin login{"window_user", made_password()};
    make_user(login, "PASSWORD EXPIRE INTERVAL 30 DAY");

    const auto seen = asking().introspect(login);

    EXPECT_EQ(seen.detail, Detail::live) << seen.reason;
    EXPECT_EQ(seen.owner, "window_user@%");
    const auto begin = core::instant_of(seen.issued_at);
    const auto end = core::instant_of(seen.expires_at);
    ASSERT_TRUE(begin.has_value());
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(*end - *begin, std::chrono::days(30));
    EXPECT_LT(std::chrono::abs(*begin - clock_.now()), std::chrono::minutes(5));
    EXPECT_EQ(core::evidence_of(seen.expires_at), core::Evidence::provider);
}

TEST_F(MysqlLogin, WithoutALifetimeItNeverExpires) {
    const DatabaseLogin login{"unbounded_user", made_password()};
    make_user(login);

    const auto seen = asking().introspect(login);

    EXPECT_EQ(seen.detail, Detail::live) << seen.reason;
    EXPECT_TRUE(std::holds_alternative<core::Never>(seen.expires_at));
}

TEST_F(MysqlLogin, TheFiveQuestionsHaveFiveAnswers) {
    const DatabaseLogin login{"five_user", made_password()};
    const DatabaseLogin nobody{"five_made_up", made_password()};
    make_user(login);
    EXPECT_EQ(asking().introspect(login).detail, Detail::live);
    EXPECT_EQ(asking().introspect(nobody).detail, Detail::refused);
    EXPECT_EQ(asking().introspect(nobody).reason, "the server has no such account");
    const Binding binding = asking().bind(login);
    ASSERT_EQ(binding.state, Binding::State::bound) << binding.reason;
    EXPECT_EQ(binding.id, "five_user@%");

    const Step step = asking().revoke(login, binding);

    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(asking().introspect(login).detail, Detail::disabled);
    const Proof proof = asking().prove_dead(login, binding, true);
    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
    EXPECT_EQ(asking().revoke(login, binding).state, Step::State::already_gone);
    run("DROP USER five_user@'%'");
    EXPECT_EQ(asking().introspect(login).detail, Detail::refused);
    EXPECT_EQ(asking().prove_dead(login, binding, false).state, Proof::State::dead);
    EXPECT_EQ(asking().revoke(login, binding).state, Step::State::already_gone);
}

TEST_F(MysqlLogin, ASessionOutlivesTheLockAndIsCutByTheEnding) {
    const DatabaseLogin login{"session_user", made_password()};
    make_user(login);
    const auto session = server_->hold_session(login);
    ASSERT_TRUE(session.has_value()) << session.error().message();
    const Binding binding = asking().bind(login);
    run("ALTER USER session_user@'%' ACCOUNT LOCK");

    const Proof early = asking().prove_dead(login, binding, true);
    const Step step = asking().revoke(login, binding);
    const Proof late = asking().prove_dead(login, binding, true);

    EXPECT_EQ(early.state, Proof::State::alive) << early.reason;
    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(late.state, Proof::State::dead) << late.reason;
    EXPECT_TRUE(support::has_ended_within(session.value().pid(), std::chrono::seconds(5)));
    const auto outcome = server_->mariadb(login, "select 1");
    ASSERT_TRUE(outcome.has_value());
    EXPECT_NE(outcome.value().errors.find("4151"), std::string::npos) << outcome.value().errors;
}

TEST_F(MysqlLogin, AnAskerWithoutRightEndsNothingAndProvesNothing) {
    const DatabaseLogin login{"kept_user", made_password()};
    const DatabaseLogin asker{"asker_user", made_password()};
    make_user(login);
    make_user(asker);
    const Binding binding = asking().bind(login);
    configure(asker);

    const Step step = asking().revoke(login, binding);
    const auto alive = asking().introspect(login);
    run("ALTER USER kept_user@'%' ACCOUNT LOCK");
    const Proof proof = asking().prove_dead(login, binding, true);

    EXPECT_NE(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(alive.detail, Detail::live);
    EXPECT_EQ(proof.state, Proof::State::unclear) << proof.reason;
}

TEST_F(MysqlLogin, AnAskerWhoMaySeeButNotLockIsRefused) {
    const DatabaseLogin login{"seen_user", made_password()};
    const DatabaseLogin asker{"reader_user", made_password()};
    make_user(login);
    make_user(asker);
    run("GRANT PROCESS ON *.* TO reader_user@'%'; GRANT SELECT ON mysql.* TO reader_user@'%'");
    configure(asker);

    const Step step = asking().revoke(login, asking().bind(login));

    EXPECT_EQ(step.state, Step::State::refused) << step.reason;
    EXPECT_EQ(asking().introspect(login).detail, Detail::live);
}

TEST_F(MysqlLogin, TwoAccountsOfOneNameNeedAPerson) {
    const DatabaseLogin login{"double_user", made_password()};
    make_user(login);
    make_user({"double_user", made_password()}, "", "10.9.8.7");
    const Binding binding = asking().bind(login);
    EXPECT_EQ(binding.id, "double_user@%");

    const Step step = asking().revoke(login, binding);

    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_NE(step.reason.find("needs a person"), std::string::npos) << step.reason;
    EXPECT_EQ(asking().introspect(login).detail, Detail::live);
}

TEST_F(MysqlLogin, OurOwnAdministratorIsNeverEnded) {
    const auto& admin = server_->administrator();

    const Step step = asking().revoke(admin, asking().bind(admin));

    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_NE(step.reason.find("our own"), std::string::npos) << step.reason;
}

TEST_F(MysqlLogin, NamesThatLookLikeSqlAreOnlyNames) {
    const DatabaseLogin victim{"victim_user", made_password()};
    make_user(victim);
    const std::vector<std::string> names = {
        "x'@'%' ACCOUNT LOCK; DROP USER victim_user; --",
        "x\\' OR 1=1 -- ",
        "with@sign",
        "line\nbreak",
        "{{secret}} ? %s \" `",
    };
    for (const std::string& name : names) {
        const DatabaseLogin login{name, made_password()};
        make_user(login);
        const Binding binding = asking().bind(login);
        EXPECT_EQ(binding.id, name + "@%") << binding.reason;

        EXPECT_EQ(asking().revoke(login, binding).state, Step::State::accepted) << name;

        EXPECT_EQ(asking().prove_dead(login, binding, true).state, Proof::State::dead) << name;
        EXPECT_EQ(asking().introspect(victim).detail, Detail::live) << name;
    }
}

TEST_F(MysqlLogin, PasswordsOfEveryCharacterLogIn) {
    const DatabaseLogin login{"odd_password", "a b\nc\"d%41{{e}} \\' é"};
    make_user(login);

    EXPECT_EQ(asking().introspect(login).detail, Detail::live);
}

TEST_F(MysqlLogin, AnExpiredPasswordIsStillAccepted) {
    const DatabaseLogin login{"stale_user", made_password()};
    make_user(login, "PASSWORD EXPIRE");

    const auto seen = asking().introspect(login);

    EXPECT_EQ(seen.detail, Detail::live_limited) << seen.reason;
}

TEST_F(MysqlLogin, AnotherPasswordIsADeathOnlyOfWhatWasSeenAlive) {
    const DatabaseLogin login{"rotated_user", made_password()};
    make_user(login);
    run("ALTER USER rotated_user@'%' IDENTIFIED BY 'another'");

    EXPECT_EQ(asking().prove_dead(login, bound_to("rotated_user@%"), false).state,
              Proof::State::unclear);
    EXPECT_EQ(asking().prove_dead(login, bound_to("rotated_user@%"), true).state,
              Proof::State::dead);
}

TEST_F(MysqlLogin, ALoginTakenForAnAnonymousAccountNeedsAPerson) {
    run("CREATE USER ''@'%' IDENTIFIED BY 'everybody'");

    const Binding binding = asking().bind({"somebody_unknown", "everybody"});
    run("DROP USER ''@'%'");

    EXPECT_EQ(binding.state, Binding::State::ambiguous) << binding.reason;
}

TEST(MysqlError, EachNumberMeansWhatTheServerMeansByIt) {
    EXPECT_EQ(answer_of_mysql_error(1045).detail, Detail::refused);
    EXPECT_EQ(answer_of_mysql_error(4151).detail, Detail::disabled);
    EXPECT_EQ(answer_of_mysql_error(3118).detail, Detail::disabled);
    EXPECT_EQ(answer_of_mysql_error(1226).detail, Detail::live_limited);
    EXPECT_EQ(answer_of_mysql_error(1129).detail, Detail::unclear);
    EXPECT_EQ(answer_of_mysql_error(1040).detail, Detail::unclear);
    EXPECT_EQ(answer_of_mysql_error(1130).detail, Detail::unclear);
}

}  // namespace
}  // namespace curfew::providers
