#include "scanner/provider/revoker.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/scanner/provider/acme_kinds.h"
#include "tests/scanner/provider/remembering_journal.h"

namespace curfew::provider {
namespace {

using core::Duration;
using core::SecretString;
using namespace std::chrono_literals;
using support::RememberingJournal;
using Stage = JournalEntry::Stage;

/// Time that goes only where a task waits for it.
class WoundStrand final : public core::Strand, public core::Clock {
  public:
    void run_after(Duration delay, std::function<void()> task) override {
        tasks_.emplace(now_ + delay, std::move(task));
    }
    [[nodiscard]] core::Instant now() const override {
        return core::parse_instant("2026-11-23T10:00:00Z").value() + now_;
    }
    [[nodiscard]] Duration steady() const override { return now_; }

    void run() {
        while (!tasks_.empty()) {
            auto first = tasks_.extract(tasks_.begin());
            now_ = std::max(now_, first.key());
            first.mapped()();
        }
    }
    /// The run ends: what waits is dropped.
    void drop() { tasks_.clear(); }
    std::size_t waiting() const { return tasks_.size(); }

  private:
    std::multimap<Duration, std::function<void()>> tasks_;
    Duration now_{};
};

Inspection said(Detail detail) {
    Inspection inspection;
    inspection.detail = detail;
    inspection.evidence.status = 200;
    return inspection;
}

Binding bound_to(const std::string& id) {
    Binding binding;
    binding.state = Binding::State::bound;
    binding.id = id;
    binding.how = "listing by full value";
    return binding;
}

Step stepped(Step::State state) {
    Step step;
    step.state = state;
    step.evidence.status = 200;
    return step;
}

/// Answers from lists, the last one again and again; tells what it was called for.
class ListedProvider final : public Provider {
  public:
    [[nodiscard]] Facts facts(const rules::Signature& /*signature*/) const override {
        return known;
    }
    [[nodiscard]] core::Result<Target> target(const Credential& /*credential*/) const override {
        return Target{"acme.invalid", HostSource::configuration};
    }
    [[nodiscard]] core::Result<std::string> explain_question(
        const Credential& /*credential*/) const override {
        return std::string();
    }
    void introspect(Credential /*credential*/, InspectionHandler handler) override {
        calls += "ask ";
        handler(next(answers));
    }
    void bind(Credential /*credential*/, BindingHandler handler) override {
        calls += "bind ";
        handler(next(bindings));
    }
    void revoke(Credential /*credential*/, Binding binding, StepHandler handler) override {
        calls += "end:" + binding.id + " ";
        handler(next(steps));
    }
    void prove_dead(Credential credential, Binding binding, bool was_live,
                    ProofHandler handler) override {
        if (proofs.empty()) {
            return Provider::prove_dead(std::move(credential), std::move(binding), was_live,
                                        std::move(handler));
        }
        calls += "prove ";
        Proof proof;
        proof.state = next(proofs);
        proof.evidence.push_back(said(Detail::live).evidence);
        handler(std::move(proof));
    }

    Facts known = [] {
        Facts facts;
        facts.is_askable = true;
        facts.can_end = true;
        facts.locks_out = true;  // no control: each answer of the list is for the credential
        facts.revocability = rules::Revocability::exact;
        facts.blast_radius = "this key";
        return facts;
    }();
    std::deque<Inspection> answers{said(Detail::live), said(Detail::refused)};
    std::deque<Binding> bindings{bound_to("k17")};
    std::deque<Step> steps{stepped(Step::State::accepted)};
    std::deque<Proof::State> proofs;
    std::string calls;

  private:
    template <typename Item>
    static Item next(std::deque<Item>& items) {
        Item item = items.front();
        if (items.size() > 1) items.pop_front();
        return item;
    }
};

class OneProvider final : public Providers {
  public:
    explicit OneProvider(Provider& one) : one_(one) {}
    [[nodiscard]] Provider& of(const rules::Signature& /*signature*/) override { return one_; }

  private:
    Provider& one_;
};

class RevokerTest : public testing::Test {
  protected:
    EndingOrder order() {
        EndingOrder made;
        made.credential = {
            catalog_.find("acme-key"), SecretString(std::string_view("acme_secret")), {}};
        made.fingerprint = "cf1:test:17";
        return made;
    }

    Ending end(EndingOrder given) {
        std::optional<Ending> ending;
        Inspector inspector(providers_, strand_, strand_, access_);
        Revoker revoker({providers_, inspector, strand_, strand_, access_, journal_});
        revoker.end(std::move(given), [&](Ending told) { ending = std::move(told); });
        strand_.run();
        EXPECT_TRUE(ending.has_value());
        if (!ending) return {};
        EXPECT_FALSE(ending->reason.empty());
        return *std::move(ending);
    }

    Ending end() { return end(order()); }

    rules::Catalog catalog_ =
        support::acme_catalog({{"acme-key", support::kAcmeAsk, "note = \"x\"\n"}});
    WoundStrand strand_;
    ListedProvider provider_;
    OneProvider providers_{provider_};
    Access access_ = [] {
        Access access;
        access.pace = unlimited_pace();
        return access;
    }();
    RememberingJournal journal_;
};

TEST_F(RevokerTest, AsksBindsWritesBindsAgainEndsAndProves) {
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::proven) << ending.reason;
    EXPECT_EQ(provider_.calls, "ask bind bind end:k17 ask ");
    EXPECT_EQ(journal_.stages(), (std::vector{Stage::intended, Stage::sent, Stage::told}));
    EXPECT_EQ(journal_.entries[0].ending.before.detail, Detail::live);
    EXPECT_EQ(ending.binding.id, "k17");
    EXPECT_EQ(ending.proof.size(), 1U);
}

TEST_F(RevokerTest, WhatIsProtectedIsNeverAskedNorEnded) {
    EndingOrder given = order();
    given.protection = "the deployment's own key";
    const Ending ending = end(std::move(given));
    EXPECT_EQ(ending.outcome, EndingOutcome::failed);
    EXPECT_NE(ending.reason.find("the deployment's own key"), std::string::npos);
    EXPECT_EQ(provider_.calls, "");
}

TEST_F(RevokerTest, OurOwnAdministratorsAreProtected) {
    access_.providers["other"].admin = SecretString(std::string_view("acme_secret"));
    EXPECT_EQ(end().outcome, EndingOutcome::failed);
    EXPECT_EQ(provider_.calls, "");
}

TEST_F(RevokerTest, AProtectedOwnerIsSparedWhoeverNamesIt) {
    Inspection live = said(Detail::live);
    live.owner = "deploy";
    provider_.answers = {live};
    EndingOrder by_answer = order();
    by_answer.protected_owners = {"deploy"};
    EXPECT_NE(end(std::move(by_answer)).reason.find("owner is deploy"), std::string::npos);
    EXPECT_EQ(provider_.calls, "ask ");

    Binding listed = bound_to("k17");
    listed.owner = "root";
    provider_.bindings = {bound_to("k17"), listed};
    provider_.calls.clear();
    EndingOrder by_second_reading = order();
    by_second_reading.protected_owners = {"root"};
    const Ending ending = end(std::move(by_second_reading));
    EXPECT_EQ(ending.outcome, EndingOutcome::failed);
    EXPECT_TRUE(ending.needs_person);
    EXPECT_EQ(provider_.calls, "ask bind bind ");
}

TEST_F(RevokerTest, StoppedItSendsNothing) {
    std::stop_source stop;
    stop.request_stop();
    EndingOrder given = order();
    given.stop = stop.get_token();
    const Ending ending = end(std::move(given));
    EXPECT_EQ(ending.outcome, EndingOutcome::failed);
    EXPECT_EQ(provider_.calls, "ask bind bind ");
    EXPECT_EQ(journal_.stages(), (std::vector{Stage::intended}));
}

TEST_F(RevokerTest, BaitIsNeverTouched) {
    EndingOrder given = order();
    given.credential.is_canary = true;
    EXPECT_NE(end(std::move(given)).reason.find("bait"), std::string::npos);
    EXPECT_EQ(provider_.calls, "");
}

TEST_F(RevokerTest, WiderThanItselfOnlyWhereItWasAllowed) {
    provider_.known.revocability = rules::Revocability::principal_wide;
    provider_.known.blast_radius = "all sessions of the role";
    EXPECT_NE(end().reason.find("all sessions of the role"), std::string::npos);
    EndingOrder bystanders = order();
    bystanders.allowed = Width::bystanders;
    EXPECT_EQ(end(std::move(bystanders)).outcome, EndingOutcome::failed);
    EXPECT_EQ(provider_.calls, "");
    EndingOrder principal = order();
    principal.allowed = Width::principal;
    EXPECT_EQ(end(std::move(principal)).outcome, EndingOutcome::proven);
}

TEST_F(RevokerTest, WhoSharesItIsABystander) {
    Facts facts = provider_.known;
    EXPECT_EQ(width_of(facts), Width::itself);
    facts.blast_radius = "everyone who shares the login";
    EXPECT_EQ(width_of(facts), Width::bystanders);
    facts.revocability = rules::Revocability::scoped_deny;
    EXPECT_EQ(width_of(facts), Width::principal);
}

TEST_F(RevokerTest, WhatCannotBeEndedSaysWhatAPersonDoes) {
    provider_.known.can_end = false;
    provider_.known.page = "https://acme.invalid/keys";
    const Ending ending = end();
    EXPECT_TRUE(ending.needs_person);
    EXPECT_NE(ending.reason.find("https://acme.invalid/keys"), std::string::npos);
    provider_.known.revocability = rules::Revocability::expiry_only;
    EXPECT_NE(end().reason.find("ends by its own time"), std::string::npos);
}

TEST_F(RevokerTest, NothingIsSentForWhatNobodyKnowsToBeLive) {
    for (const Detail detail : {Detail::refused, Detail::unclear, Detail::control_failed,
                                Detail::throttled, Detail::not_asked}) {
        provider_.answers = {said(detail)};
        const Ending ending = end();
        EXPECT_EQ(ending.outcome, EndingOutcome::failed) << name_of(detail);
        EXPECT_EQ(provider_.calls.find("end"), std::string::npos) << name_of(detail);
    }
    EXPECT_TRUE(journal_.entries.empty());
}

TEST_F(RevokerTest, WithoutAProofOfTheIdNothingIsSent) {
    for (const Binding::State state : {Binding::State::ambiguous, Binding::State::impossible,
                                       Binding::State::not_found, Binding::State::unclear}) {
        provider_.answers = {said(Detail::live)};
        provider_.bindings = {Binding{.state = state, .reason = "several fit"}};
        const Ending ending = end();
        EXPECT_EQ(ending.outcome, EndingOutcome::failed);
        EXPECT_EQ(ending.needs_person, state != Binding::State::unclear);
        EXPECT_NE(ending.reason.find("several fit"), std::string::npos);
        EXPECT_EQ(provider_.calls.find("end"), std::string::npos);
    }
}

TEST_F(RevokerTest, AnIdThatMovesBetweenReadingAndEndingIsNotEnded) {
    provider_.bindings = {bound_to("k17"), bound_to("k18")};
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::failed);
    EXPECT_TRUE(ending.needs_person);
    EXPECT_NE(ending.reason.find("needs a person"), std::string::npos);
    EXPECT_EQ(provider_.calls, "ask bind bind ");
}

TEST_F(RevokerTest, WhatCannotBeWrittenDownIsNotSent) {
    journal_.is_full = true;
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::failed);
    EXPECT_NE(ending.reason.find("the disk is full"), std::string::npos);
    EXPECT_EQ(provider_.calls, "ask bind ");
}

TEST_F(RevokerTest, SuccessWithoutEffectIsFailure) {
    provider_.answers = {said(Detail::live)};
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::failed);
    EXPECT_NE(ending.reason.find("still lives"), std::string::npos);
    EXPECT_GE(strand_.steady(), 3s);
}

TEST_F(RevokerTest, AnEndingThatTakesAWhileIsWaitedForAndSeenTwice) {
    provider_.known.settles_in = 30s;
    provider_.answers = {said(Detail::live), said(Detail::live),    said(Detail::refused),
                         said(Detail::live), said(Detail::refused), said(Detail::refused)};
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::proven) << ending.reason;
    EXPECT_EQ(ending.proof.size(), 5U);
}

TEST_F(RevokerTest, AnEndingThatTakesLongerThanAnybodyWaitsIsAcceptedWithItsInstant) {
    provider_.known.settles_in = 1h;
    provider_.answers = {said(Detail::live)};
    const core::Instant begin = strand_.now();
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::accepted_not_proven);
    ASSERT_TRUE(ending.ask_again_at.has_value());
    EXPECT_EQ(*ending.ask_again_at, begin + 1h);
    EXPECT_LE(strand_.steady(), 1min);
}

TEST_F(RevokerTest, AfterAnAnswerNobodyUnderstoodItIsReadBeforeItIsSentAgain) {
    provider_.steps = {stepped(Step::State::unclear), stepped(Step::State::accepted)};
    provider_.answers = {said(Detail::live), said(Detail::live), said(Detail::refused)};
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::proven) << ending.reason;
    EXPECT_EQ(provider_.calls, "ask bind bind end:k17 ask bind end:k17 ask ");
}

TEST_F(RevokerTest, WhatIsDeadAfterAnUnclearAnswerIsNotSentAgain) {
    provider_.steps = {stepped(Step::State::unclear)};
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::proven);
    EXPECT_EQ(provider_.calls, "ask bind bind end:k17 ask ask ");
}

TEST_F(RevokerTest, WhereNothingIsToBeLearntAfterwardsItSaysWhenToAskAgain) {
    provider_.steps = {stepped(Step::State::unclear)};
    provider_.answers = {said(Detail::live), said(Detail::unclear)};
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::failed);
    EXPECT_TRUE(ending.ask_again_at.has_value());
    EXPECT_EQ(provider_.calls, "ask bind bind end:k17 ask ");
}

TEST_F(RevokerTest, ARefusalToEndWhatLivesNeedsAPerson) {
    provider_.steps = {stepped(Step::State::refused)};
    provider_.answers = {said(Detail::live)};
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::failed);
    EXPECT_TRUE(ending.needs_person);
    EXPECT_EQ(provider_.calls, "ask bind bind end:k17 ask ");
}

TEST_F(RevokerTest, GoneAlreadyCountsOnlyAfterTheReading) {
    provider_.steps = {stepped(Step::State::already_gone)};
    provider_.answers = {said(Detail::live)};
    EXPECT_EQ(end().outcome, EndingOutcome::failed);
}

TEST_F(RevokerTest, ARunThatDiedBetweenSentAndToldIsReadFirst) {
    {
        Inspector inspector(providers_, strand_, strand_, access_);
        Revoker revoker({providers_, inspector, strand_, strand_, access_, journal_});
        revoker.end(order(), [](const Ending&) {});
        strand_.run();
    }
    std::erase_if(journal_.entries,
                  [](const JournalEntry& entry) { return entry.stage == Stage::told; });
    provider_.calls.clear();
    provider_.answers = {said(Detail::refused)};
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::proven) << ending.reason;
    EXPECT_EQ(provider_.calls, "ask ask ");
}

TEST_F(RevokerTest, AnotherIdThanTheOneThatWasSentNeedsAPerson) {
    JournalEntry sent;
    sent.stage = Stage::sent;
    sent.fingerprint = "cf1:test:17";
    sent.ending.binding = bound_to("k99");
    journal_.entries = {sent};
    provider_.answers = {said(Detail::live)};
    const Ending ending = end();
    EXPECT_TRUE(ending.needs_person);
    EXPECT_EQ(provider_.calls, "ask bind ");
}

TEST_F(RevokerTest, WhatIsDeadAlreadyIsNotSent) {
    provider_.answers = {said(Detail::revoked)};
    provider_.known.locks_out = false;
    const Ending ending = end();
    EXPECT_EQ(provider_.calls.find("end"), std::string::npos);
    EXPECT_NE(ending.outcome, EndingOutcome::accepted_not_proven);
}

TEST_F(RevokerTest, WhatNobodyCanAskIsLookedUpBeforeAndAfter) {
    provider_.known.is_askable = false;
    provider_.proofs = {Proof::State::alive, Proof::State::dead};
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::proven) << ending.reason;
    EXPECT_EQ(provider_.calls, "bind prove bind end:k17 prove ");
    EXPECT_EQ(journal_.entries[0].ending.before.detail, Detail::live);
}

TEST_F(RevokerTest, WhatIsNotFoundBeforeMayBeAnotherAccounts) {
    provider_.known.is_askable = false;
    provider_.proofs = {Proof::State::dead};
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::failed);
    EXPECT_EQ(provider_.calls, "bind prove ");
}

TEST_F(RevokerTest, WhatNobodyCanAskOrLookUpIsAcceptedAndNotProven) {
    provider_.known.is_askable = false;
    Inspection silent;
    silent.detail = Detail::not_askable;
    provider_.answers = {silent};
    const Ending ending = end();
    EXPECT_EQ(ending.outcome, EndingOutcome::accepted_not_proven);
    EXPECT_NE(ending.reason.find("nobody can be asked"), std::string::npos);
}

TEST_F(RevokerTest, ARunThatEndsAnswersAndLeavesTheRestToTheNext) {
    std::optional<Ending> ending;
    Inspector inspector(providers_, strand_, strand_, access_);
    Revoker revoker({providers_, inspector, strand_, strand_, access_, journal_});
    revoker.end(order(), [&](Ending told) { ending = std::move(told); });
    strand_.drop();
    ASSERT_TRUE(ending.has_value());
    EXPECT_EQ(ending->outcome, EndingOutcome::failed);
    EXPECT_NE(ending->reason.find("before it was sent"), std::string::npos);
}

}  // namespace
}  // namespace curfew::provider
