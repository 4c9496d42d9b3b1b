#include "integrations/providers/postgresql.h"

#include <gtest/gtest.h>

#include "scanner/core/clock.h"
#include "tests/integrations/providers/asking.h"
#include "tests/support/servers/postgresql.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Proof;
using provider::Step;
using support::DatabaseLogin;
using support::made_password;

class PostgresqlLogin : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto server = support::shared_server<support::PostgreSql>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        server_ = server.value();
        configure(server_->administrator());
    }

    void configure(const DatabaseLogin& admin) {
        provider::ProviderAccess own;
        own.base = "postgresql://127.0.0.1:" + std::to_string(server_->port());
        own.settings["admin_user"] = admin.user;
        own.admin = core::SecretString(std::string_view(admin.password));
        asking_.reset();
        access_.providers.clear();
        access_.providers.emplace("postgresql", std::move(own));
        asking_ = std::make_unique<Asking>(make_postgresql_provider(clock_, access_), "127.0.0.1",
                                           server_->port());
    }

    void make_role(const DatabaseLogin& login, const std::string& options = "") {
        // Names of these tests hold quotes; what is between is doubled as SQL wants it.
        std::string name;
        for (const char letter : login.user)
            name += letter == '"' ? "\"\"" : std::string(1, letter);
        const auto made = server_->run("CREATE ROLE \"" + name + "\" LOGIN PASSWORD '" +
                                       login.password + "' " + options);
        ASSERT_TRUE(made.has_value()) << made.error().message();
    }

    Asking& asking() { return *asking_; }

    support::PostgreSql* server_ = nullptr;
    core::SystemClock clock_;
    provider::Access access_;
    std::unique_ptr<Asking> asking_;
};

TEST_F(PostgresqlLogin, IsLiveUntilItsTimeAndSaysWhatItMayDo) {
    const DatabaseLogin login{"window_role", made_password()};
    make_role(login, "CREATEDB VALID UNTIL '2031-05-06T07:08:09Z'");

    const auto seen = asking().introspect(login);

    EXPECT_EQ(seen.detail, Detail::live) << seen.reason;
    EXPECT_EQ(seen.owner, "window_role");
    ASSERT_TRUE(core::instant_of(seen.expires_at).has_value());
    EXPECT_EQ(core::to_text(*core::instant_of(seen.expires_at)), "2031-05-06T07:08:09Z");
    EXPECT_EQ(core::evidence_of(seen.expires_at), core::Evidence::provider);
    ASSERT_FALSE(seen.scopes.empty());
    EXPECT_EQ(seen.scopes[0], "createdb");
    EXPECT_EQ(seen.evidence.host, "127.0.0.1");
    ASSERT_TRUE(seen.evidence.skew.has_value());
    EXPECT_LT(std::chrono::abs(*seen.evidence.skew), std::chrono::seconds(5));
}

TEST_F(PostgresqlLogin, WithoutValidUntilItNeverExpires) {
    const DatabaseLogin login{"unbounded_role", made_password()};
    make_role(login);

    const auto seen = asking().introspect(login);

    EXPECT_EQ(seen.detail, Detail::live) << seen.reason;
    EXPECT_TRUE(std::holds_alternative<core::Never>(seen.expires_at));
}

TEST_F(PostgresqlLogin, TheFiveQuestionsHaveFiveAnswers) {
    const DatabaseLogin login{"five_role", made_password()};
    const DatabaseLogin nobody{"five_role_made_up", made_password()};
    make_role(login);
    EXPECT_EQ(asking().introspect(login).detail, Detail::live);
    EXPECT_EQ(asking().introspect(nobody).detail, Detail::refused);
    EXPECT_EQ(asking().introspect(nobody).reason, "the server has no such account");
    const Binding binding = asking().bind(login);
    ASSERT_EQ(binding.state, Binding::State::bound) << binding.reason;
    EXPECT_EQ(binding.id, "five_role");

    const Step step = asking().revoke(login, binding);

    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(asking().introspect(login).detail, Detail::disabled);
    const Proof proof = asking().prove_dead(login, binding, true);
    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
    EXPECT_EQ(proof.evidence.size(), 2U);
    EXPECT_EQ(asking().revoke(login, binding).state, Step::State::already_gone);
    ASSERT_TRUE(server_->run("DROP ROLE five_role").has_value());
    EXPECT_EQ(asking().introspect(login).detail, Detail::refused);
    EXPECT_EQ(asking().prove_dead(login, binding, false).state, Proof::State::dead);
    EXPECT_EQ(asking().revoke(login, binding).state, Step::State::already_gone);
}

TEST_F(PostgresqlLogin, ASessionOutlivesTheLockAndIsCutByTheEnding) {
    const DatabaseLogin login{"session_role", made_password()};
    make_role(login);
    const auto session = server_->hold_session(login);
    ASSERT_TRUE(session.has_value()) << session.error().message();
    const Binding binding = asking().bind(login);
    ASSERT_TRUE(server_->run("ALTER ROLE session_role NOLOGIN").has_value());

    const Proof early = asking().prove_dead(login, binding, true);
    const Step step = asking().revoke(login, binding);
    const Proof late = asking().prove_dead(login, binding, true);

    EXPECT_EQ(early.state, Proof::State::alive) << early.reason;
    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(late.state, Proof::State::dead) << late.reason;
    EXPECT_TRUE(support::has_ended_within(session.value().pid(), std::chrono::seconds(5)));
    const auto outcome = server_->psql(login, "select 1");
    ASSERT_TRUE(outcome.has_value());
    EXPECT_NE(outcome.value().errors.find("is not permitted to log in"), std::string::npos);
}

TEST_F(PostgresqlLogin, AnAskerWithoutRightEndsNothingAndProvesNothing) {
    const DatabaseLogin login{"kept_role", made_password()};
    const DatabaseLogin asker{"asker_role", made_password()};
    make_role(login);
    make_role(asker);
    configure(asker);
    const Binding binding = asking().bind(login);

    const Step step = asking().revoke(login, binding);

    EXPECT_EQ(step.state, Step::State::refused) << step.reason;
    EXPECT_EQ(asking().prove_dead(login, binding, true).state, Proof::State::alive);
    EXPECT_EQ(asking().introspect(login).detail, Detail::live);
}

TEST_F(PostgresqlLogin, ARefusedAdministratorIsNoProof) {
    const DatabaseLogin login{"doubted_role", made_password()};
    make_role(login);
    ASSERT_TRUE(server_->run("ALTER ROLE doubted_role NOLOGIN").has_value());
    configure({"postgres", "wrong"});

    const Proof proof = asking().prove_dead(login, bound_to("doubted_role"), true);
    const Step step = asking().revoke(login, bound_to("doubted_role"));

    EXPECT_EQ(proof.state, Proof::State::unclear) << proof.reason;
    EXPECT_EQ(step.state, Step::State::not_sent) << step.reason;
}

TEST_F(PostgresqlLogin, OurOwnAdministratorIsNeverEnded) {
    const Step step = asking().revoke(server_->administrator(), bound_to("postgres"));

    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_NE(step.reason.find("our own"), std::string::npos);
}

TEST_F(PostgresqlLogin, NamesThatLookLikeSqlAreOnlyNames) {
    const DatabaseLogin victim{"victim_role", made_password()};
    make_role(victim);
    const std::vector<std::string> names = {
        R"(x"; ALTER ROLE victim_role NOLOGIN; --)",
        "x'; DROP ROLE victim_role; --",
        "line\nbreak",
        "{{secret}} $1 %s \\",
        "percent%41",
    };
    for (const std::string& name : names) {
        const DatabaseLogin login{name, made_password()};
        make_role(login);
        const Binding binding = asking().bind(login);
        EXPECT_EQ(binding.id, name) << binding.reason;

        EXPECT_EQ(asking().revoke(login, binding).state, Step::State::accepted) << name;

        EXPECT_EQ(asking().prove_dead(login, binding, true).state, Proof::State::dead) << name;
        EXPECT_EQ(asking().introspect(victim).detail, Detail::live) << name;
    }
}

TEST_F(PostgresqlLogin, PasswordsOfEveryCharacterLogIn) {
    const DatabaseLogin login{"odd_password", "a b\nc\"d%41{{e}} \\ sslmode=disable é"};
    make_role(login);

    EXPECT_EQ(asking().introspect(login).detail, Detail::live);
}

TEST_F(PostgresqlLogin, ANulGoesNowhere) {
    auto credential = asking().credential({"nul_role", std::string("pass\0word", 9)});

    const auto seen = asking().introspect(std::move(credential));

    EXPECT_EQ(seen.detail, Detail::not_asked);
    EXPECT_NE(seen.reason.find("NUL"), std::string::npos);
}

TEST_F(PostgresqlLogin, AFullRoleAndAMissingDatabaseAreNoDeath) {
    const DatabaseLogin full{"full_role", made_password()};
    make_role(full, "CONNECTION LIMIT 0");
    const DatabaseLogin elsewhere{"elsewhere_role", made_password()};
    make_role(elsewhere);
    auto credential = asking().credential(elsewhere);
    Asking::add(credential, "database", "no_such_database");

    const auto limited = asking().introspect(full);
    const auto missing = asking().introspect(std::move(credential));

    EXPECT_EQ(limited.detail, Detail::live_limited) << limited.reason;
    EXPECT_EQ(limited.evidence.mark, "53300");
    EXPECT_EQ(missing.detail, Detail::live_limited) << missing.reason;
}

TEST_F(PostgresqlLogin, AnExpiredRoleIsExpiredOnlyInTheAdministratorsEyes) {
    const DatabaseLogin login{"late_role", made_password()};
    make_role(login, "VALID UNTIL '2020-01-01'");

    EXPECT_EQ(asking().introspect(login).detail, Detail::expired);
    EXPECT_EQ(asking().prove_dead(login, bound_to("late_role"), false).state, Proof::State::dead);

    access_.providers.at("postgresql").admin = core::SecretString();
    EXPECT_EQ(asking().introspect(login).detail, Detail::refused);
}

TEST_F(PostgresqlLogin, AnotherPasswordIsADeathOnlyOfWhatWasSeenAlive) {
    const DatabaseLogin login{"rotated_role", made_password()};
    make_role(login);
    ASSERT_TRUE(server_->run("ALTER ROLE rotated_role PASSWORD 'another'").has_value());

    EXPECT_EQ(asking().prove_dead(login, bound_to("rotated_role"), false).state,
              Proof::State::unclear);
    EXPECT_EQ(asking().prove_dead(login, bound_to("rotated_role"), true).state, Proof::State::dead);
}

TEST_F(PostgresqlLogin, IssuesARoleThatEndsByItselfAndIsFoundByItsTag) {
    ASSERT_TRUE(server_->run("CREATE ROLE reader_group; GRANT pg_read_all_settings TO reader_group")
                    .has_value());
    const provider::IssueOrder order{
        .role = "reader_group", .tag = "task'17", .life = std::chrono::minutes(5)};

    const auto issued = answer_to<std::shared_ptr<core::Result<provider::Issued>>>([&](auto tell) {
        asking().provider().issue(order, [tell](core::Result<provider::Issued> made) {
            tell(std::make_shared<core::Result<provider::Issued>>(std::move(made)));
        });
    });
    ASSERT_TRUE(issued->has_value()) << issued->error().message();
    const auto found = answer_to<core::Result<std::vector<provider::Found>>>(
        [&](auto tell) { asking().provider().find_by_tag("task'17", std::move(tell)); });

    const auto& made = issued->value();
    ASSERT_TRUE(found.has_value()) << found.error().message();
    ASSERT_EQ(found.value().size(), 1U);
    EXPECT_EQ(found.value()[0].id, made.id);
    EXPECT_EQ(found.value()[0].expires_at, made.expires_at);
    auto credential = made.credential.duplicate();
    credential.signature = &asking().signature();
    const auto seen = asking().introspect(std::move(credential));
    EXPECT_EQ(seen.detail, Detail::live) << seen.reason;
    EXPECT_EQ(seen.expires_at, made.expires_at);
    EXPECT_EQ(seen.scopes, std::vector<std::string>{"role reader_group"});
}

TEST_F(PostgresqlLogin, IssuesNothingIntoAGroupThatIsNotThere) {
    const provider::IssueOrder order{
        .role = "no_such_group", .tag = "lost", .life = std::chrono::minutes(5)};

    const bool was_made = answer_to<bool>([&](auto tell) {
        asking().provider().issue(
            order, [tell](const core::Result<provider::Issued>& made) { tell(made.has_value()); });
    });
    const auto found = answer_to<core::Result<std::vector<provider::Found>>>(
        [&](auto tell) { asking().provider().find_by_tag("lost", std::move(tell)); });

    EXPECT_FALSE(was_made);
    ASSERT_TRUE(found.has_value());
    EXPECT_TRUE(found.value().empty());
}

}  // namespace
}  // namespace curfew::providers
