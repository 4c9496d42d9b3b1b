#include "integrations/providers/database_provider.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "scanner/core/clock.h"
#include "tests/integrations/providers/asking.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Binding;
using provider::Detail;
using provider::Proof;
using provider::Step;

/// What the server below answers, and what it was told.
struct Play {
    LoginAnswer login;
    Account account;
    std::optional<Error> fault;
    bool locks_out = false;
    std::vector<std::string> unreached;  ///< addresses where nothing answers
    std::vector<std::string> asked;      ///< addresses of logins
    std::vector<std::string> disabled;   ///< accounts
};

class PlayedServer final : public DatabaseServer {
  public:
    explicit PlayedServer(Play& play) : play_(play) {}

    [[nodiscard]] const DatabaseKind& kind() const override {
        static const DatabaseKind kind = {.id = "played",
                                          .name = "Played",
                                          .port = 1000,
                                          .schemes = {"played"},
                                          .default_user = "",
                                          .default_database = ""};
        return kind;
    }
    [[nodiscard]] provider::Facts facts() const override {
        provider::Facts facts;
        facts.locks_out = play_.locks_out;
        return facts;
    }
    [[nodiscard]] std::string explain_ending(const std::string& account) const override {
        return "LOCK " + account + "\n";
    }
    [[nodiscard]] LoginAnswer log_in(const Door& door,
                                     const Patience& /*patience*/) const override {
        play_.asked.push_back(door.address.numeric);
        if (std::ranges::find(play_.unreached, door.address.numeric) == play_.unreached.end()) {
            return play_.login;
        }
        LoginAnswer nobody;
        nobody.is_unreached = true;
        return nobody;
    }
    [[nodiscard]] Result<Account> look_up(const Door& /*admin*/, const std::string& /*account*/,
                                          const Patience& /*patience*/) const override {
        if (play_.fault) return *play_.fault;
        return play_.account;
    }
    [[nodiscard]] Step disable(const Door& /*admin*/, const std::string& account,
                               const Patience& /*patience*/) const override {
        play_.disabled.push_back(account);
        return {.state = Step::State::accepted};
    }

  private:
    Play& play_;
};

LoginAnswer accepted() {
    LoginAnswer answer;
    answer.detail = Detail::live;
    answer.is_password_right = true;
    answer.mark = "in";
    return answer;
}

LoginAnswer refused() {
    LoginAnswer answer;
    answer.detail = Detail::refused;
    answer.mark = "no";
    return answer;
}

class PlayedDatabase : public ::testing::Test {
  protected:
    PlayedDatabase() {
        access_.hosts.insert("db.example");
        provider::ProviderAccess own;
        own.base = "played://db.example:1000";
        own.settings["admin_user"] = "keeper";
        own.admin = core::SecretString(std::string_view("keeper's"));
        access_.providers.emplace("played", std::move(own));
        play_.account.exists = true;
        play_.account.mark = "row";
    }

    Asking& asking(DatabaseProvider::Options options = {}) {
        if (asking_) return *asking_;
        options.lookup = [this](const std::string&) {
            ++lookups_;
            return Result<std::vector<std::string>>(numbers_);
        };
        asking_ = std::make_unique<Asking>(
            std::make_unique<DatabaseProvider>(std::make_unique<PlayedServer>(play_), clock_,
                                               access_, std::move(options)),
            "db.example", 1000);
        return *asking_;
    }

    core::SystemClock clock_;
    provider::Access access_;
    Play play_;
    std::vector<std::string> numbers_ = {"127.0.0.1"};
    int lookups_ = 0;
    std::unique_ptr<Asking> asking_;
    const support::DatabaseLogin login_{"app", "secret-of-app"};
};

TEST_F(PlayedDatabase, AStrangersHostIsNeverLookedUp) {
    access_.hosts.clear();
    access_.providers.clear();

    const auto target = asking().provider().target(asking().credential(login_));
    const auto seen = asking().introspect(login_);

    ASSERT_FALSE(target.has_value());
    EXPECT_EQ(target.error().kind(), ErrorKind::denied);
    EXPECT_EQ(seen.detail, Detail::not_asked);
    EXPECT_EQ(lookups_, 0);
}

TEST_F(PlayedDatabase, TheNameIsLookedUpOnceAndTheNumberIsAsked) {
    play_.login = accepted();
    access_.providers.clear();
    numbers_ = {"127.0.0.7"};

    EXPECT_EQ(asking().introspect(login_).detail, Detail::live);

    EXPECT_EQ(lookups_, 1);
    EXPECT_EQ(play_.asked, std::vector<std::string>{"127.0.0.7"});
}

TEST_F(PlayedDatabase, TheNextAddressIsTriedOnlyWhereNothingAnswers) {
    play_.login = refused();
    numbers_ = {"127.0.0.1", "127.0.0.2", "127.0.0.3"};
    play_.unreached = {"127.0.0.1"};

    EXPECT_EQ(asking().introspect(login_).detail, Detail::refused);

    EXPECT_EQ(play_.asked, (std::vector<std::string>{"127.0.0.1", "127.0.0.2"}));
}

TEST_F(PlayedDatabase, OneWrongPasswordIsOneTry) {
    play_.login = refused();

    static_cast<void>(asking().introspect(login_));

    EXPECT_EQ(play_.asked.size(), 1U);
}

TEST_F(PlayedDatabase, AnAdministratorOfAnotherServerEndsNothing) {
    play_.login = accepted();
    access_.providers.at("played").base = "played://other.example:1000";
    const Binding binding = asking().bind(login_);

    const Step step = asking().revoke(login_, binding);
    play_.login = refused();
    play_.account.is_disabled = true;
    const Proof proof = asking().prove_dead(login_, binding, true);

    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_NE(step.reason.find("other.example"), std::string::npos) << step.reason;
    EXPECT_TRUE(play_.disabled.empty());
    EXPECT_EQ(proof.state, Proof::State::unclear) << proof.reason;
}

TEST_F(PlayedDatabase, NothingIsEndedThatNoLoginBound) {
    play_.login = refused();
    const Binding binding = asking().bind(login_);
    EXPECT_EQ(binding.state, Binding::State::unclear);

    const Step step = asking().revoke(login_, binding);

    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_TRUE(play_.disabled.empty());
}

TEST_F(PlayedDatabase, ALoginThatIsTakenForAnotherNeedsAPerson) {
    play_.login = accepted();
    play_.login.account = "pool_user";
    play_.login.is_mapped = true;

    const Binding binding = asking().bind(login_);

    EXPECT_EQ(binding.state, Binding::State::ambiguous);
    EXPECT_TRUE(binding.id.empty());
    EXPECT_NE(binding.reason.find("needs a person"), std::string::npos);
}

TEST_F(PlayedDatabase, DeathIsProvenByRefusalAndListingAndEmptySessionsTogether) {
    struct Row {
        LoginAnswer login;
        bool is_disabled;
        std::size_t sessions;
        bool was_live;
        Proof::State state;
    };
    LoginAnswer unclear;
    unclear.mark = "busy";
    for (const Row& row : {Row{refused(), true, 0, false, Proof::State::dead},
                           Row{refused(), true, 1, true, Proof::State::alive},
                           Row{refused(), false, 0, false, Proof::State::unclear},
                           Row{refused(), false, 0, true, Proof::State::dead},
                           Row{refused(), false, 1, true, Proof::State::unclear},
                           Row{accepted(), true, 0, true, Proof::State::alive},
                           Row{unclear, true, 0, true, Proof::State::unclear}}) {
        play_.login = row.login;
        play_.account.is_disabled = row.is_disabled;
        play_.account.sessions = row.sessions;
        const Proof proof = asking().prove_dead(login_, bound_to("app"), row.was_live);
        EXPECT_EQ(proof.state, row.state)
            << row.login.mark << row.is_disabled << row.sessions << row.was_live << proof.reason;
    }
    play_.login = refused();
    play_.account.is_disabled = true;
    play_.fault = Error(ErrorKind::denied, "no right");
    EXPECT_EQ(asking().prove_dead(login_, bound_to("app"), true).state, Proof::State::unclear);
}

TEST_F(PlayedDatabase, QuestionsAreExplainedWithoutTheSecretAndNothingIsSent) {
    const auto question = asking().provider().explain_question(asking().credential(login_));
    const auto ending = asking().provider().explain_ending(asking().credential(login_), {});

    ASSERT_TRUE(question.has_value());
    EXPECT_EQ(question.value(),
              "log in to Played at db.example:1000 as app, password masked, with TLS, its "
              "certificate checked\n");
    ASSERT_TRUE(ending.has_value()) << ending.error().message();
    EXPECT_EQ(ending.value(), "at db.example:1000 as keeper:\nLOCK {id}\n");
    EXPECT_EQ(lookups_, 0);
}

TEST_F(PlayedDatabase, NoPasswordIsMadeUpWhereAWrongOneLocksOut) {
    EXPECT_TRUE(asking().provider().made_up(asking().credential(login_)).has_value());
    play_.locks_out = true;
    EXPECT_FALSE(asking().provider().made_up(asking().credential(login_)).has_value());
}

TEST_F(PlayedDatabase, TheControlIsSomebodyElseAtTheSameDoor) {
    auto credential = asking().credential(login_);
    Asking::add(credential, "tls", "require");

    const auto made = asking().provider().made_up(credential);

    ASSERT_TRUE(made.has_value()) << made.error().message();
    EXPECT_NE(made.value().part("user")->reveal(), "app");
    EXPECT_NE(made.value().secret.reveal(), login_.password);
    EXPECT_EQ(made.value().part("host")->reveal(), "db.example");
    EXPECT_EQ(made.value().part("port")->reveal(), "1000");
    EXPECT_EQ(made.value().part("tls")->reveal(), "require");
    EXPECT_TRUE(asking().provider().target(made.value()).has_value());
}

TEST_F(PlayedDatabase, OneHostsServersAreToldApartByKindAndPort) {
    const auto target = asking().provider().target(asking().credential(login_));

    ASSERT_TRUE(target.has_value()) << target.error().message();
    EXPECT_EQ(target.value().service, "played:1000");
}

TEST_F(PlayedDatabase, WhatAnAdministratorSeesIsSaidToBeSo) {
    play_.login = refused();
    EXPECT_FALSE(asking().introspect(login_).evidence.is_administrators);

    play_.account.is_disabled = true;

    EXPECT_EQ(asking().introspect(login_).detail, Detail::disabled);
    EXPECT_TRUE(asking().introspect(login_).evidence.is_administrators);
}

TEST_F(PlayedDatabase, SilenceIsWorthAnotherTryOnlyWhereNobodyIsLockedOut) {
    play_.unreached = numbers_;
    EXPECT_TRUE(asking().introspect(login_).evidence.may_pass);
    play_.locks_out = true;
    EXPECT_FALSE(asking().introspect(login_).evidence.may_pass);
    play_.unreached.clear();
    play_.login = refused();
    EXPECT_FALSE(asking().introspect(login_).evidence.may_pass);
}

TEST_F(PlayedDatabase, PlainTextOffThisMachineIsNotSent) {
    play_.login = accepted();
    numbers_ = {"10.0.0.1"};
    auto credential = asking().credential(login_);
    Asking::add(credential, "tls", "disable");

    const auto seen = asking().introspect(std::move(credential));

    EXPECT_EQ(seen.detail, Detail::not_asked);
    EXPECT_TRUE(play_.asked.empty());
}

TEST_F(PlayedDatabase, FactsSayWhoIsHitAndThatItCanBeTakenBack) {
    const provider::Facts facts = asking().provider().facts(asking().signature());

    EXPECT_EQ(facts.revocability, rules::Revocability::principal_wide);
    EXPECT_TRUE(facts.is_reversible);
    EXPECT_TRUE(facts.needs_admin);
    EXPECT_FALSE(facts.blast_radius.empty());
}

}  // namespace
}  // namespace curfew::providers
