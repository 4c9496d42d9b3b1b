#include "integrations/providers/aws_keys.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "tests/integrations/providers/aws_script.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Inspection;
using provider::Proof;
using provider::Step;

/// What the key itself was told.
Told<CallerIdentity> own(Detail detail, const std::string& mark) {
    Told<CallerIdentity> told;
    told.detail = detail;
    told.evidence.mark = mark;
    told.evidence.status = detail == Detail::live ? 200 : 403;
    if (detail == Detail::live) {
        told.value = CallerIdentity{*principal_from(user_of("task")), "AIDA"};
    }
    return told;
}
Told<CallerIdentity> live() {
    return own(Detail::live, "GetCallerIdentityResponse");
}
Told<CallerIdentity> not_accepted() {
    return own(Detail::refused, "InvalidClientTokenId");
}

KeyView view(std::optional<Told<CallerIdentity>> told, IamWord iam, bool has_admin = true) {
    KeyView seen{.id = task_key().id};
    seen.has_secret = told.has_value();
    seen.has_admin = has_admin;
    seen.iam = iam;
    if (told && told->value) seen.owner = told->value->principal.arn;
    seen.own = std::move(told);
    return seen;
}

TEST(AwsKeyProof, DeadIsTwoFacts) {
    const auto state = [](const KeyView& seen, bool was_live = true) {
        return proof_of(seen, was_live).state;
    };
    EXPECT_EQ(state(view(not_accepted(), IamWord::inactive)), Proof::State::dead);
    EXPECT_EQ(state(view(not_accepted(), IamWord::absent)), Proof::State::dead);
    EXPECT_EQ(state(view(not_accepted(), IamWord::inactive), false), Proof::State::dead);
    EXPECT_EQ(state(view(not_accepted(), IamWord::unknown)), Proof::State::unclear);
    EXPECT_EQ(state(view(not_accepted(), IamWord::active)), Proof::State::unclear);
    EXPECT_EQ(state(view(live(), IamWord::inactive)), Proof::State::alive);
    EXPECT_EQ(state(view(live(), IamWord::absent)), Proof::State::alive);
    EXPECT_EQ(state(view(live(), IamWord::unknown)), Proof::State::alive);
}

TEST(AwsKeyProof, OtherRefusalsProveNothing) {
    for (const auto& told :
         {own(Detail::refused, "SignatureDoesNotMatch"), own(Detail::throttled, "Throttling"),
          own(Detail::unclear, ""), own(Detail::expired, "ExpiredToken")}) {
        EXPECT_EQ(proof_of(view(told, IamWord::inactive), true).state, Proof::State::unclear)
            << told.evidence.mark;
    }
    EXPECT_EQ(
        proof_of(view(own(Detail::live_limited, "AccessDenied"), IamWord::inactive), true).state,
        Proof::State::alive);
}

TEST(AwsKeyProof, WithoutAnAdministratorOnlyAnEarlierLiveMakesARefusalDeath) {
    EXPECT_EQ(proof_of(view(not_accepted(), IamWord::unknown, false), true).state,
              Proof::State::dead);
    EXPECT_EQ(proof_of(view(not_accepted(), IamWord::unknown, false), false).state,
              Proof::State::unclear);
}

TEST(AwsKeyProof, AnIdAloneIsIamsToJudge) {
    EXPECT_EQ(proof_of(view(std::nullopt, IamWord::inactive), false).state, Proof::State::dead);
    EXPECT_EQ(proof_of(view(std::nullopt, IamWord::active), true).state, Proof::State::alive);
    EXPECT_EQ(proof_of(view(std::nullopt, IamWord::unknown), true).state, Proof::State::unclear);
}

TEST(AwsKeyInspection, IamsWordMakesARefusalMore) {
    EXPECT_EQ(inspection_of(view(not_accepted(), IamWord::inactive)).detail, Detail::disabled);
    EXPECT_EQ(inspection_of(view(not_accepted(), IamWord::absent)).detail, Detail::revoked);
    EXPECT_EQ(inspection_of(view(not_accepted(), IamWord::active)).detail, Detail::refused);
    EXPECT_EQ(inspection_of(view(not_accepted(), IamWord::unknown)).detail, Detail::refused);
    EXPECT_EQ(inspection_of(view(live(), IamWord::inactive)).detail, Detail::live);
    const auto wrong = own(Detail::refused, "SignatureDoesNotMatch");
    EXPECT_EQ(inspection_of(view(wrong, IamWord::inactive)).detail, Detail::refused);
}

TEST(AwsKeyInspection, ARefusalThatIamExplainsIsToldFromAMadeUpKeys) {
    const Inspection inspection = inspection_of(view(not_accepted(), IamWord::inactive));

    EXPECT_NE(inspection.evidence.mark, "InvalidClientTokenId");
}

class AwsKeysScripted : public testing::Test {
  protected:
    /// A script in which admin and task live in one account, with changes.
    static AwsScript::Answers usual() {
        return {{admin_key().id + " GetCallerIdentity", identity(user_of("admin"))},
                {task_key().id + " GetCallerIdentity", identity(user_of("task"))},
                {"GetAccessKeyLastUsed", key_use("task", "2026-05-06T07:08:09Z")},
                {"ListAccessKeys", listing({{"task", task_key().id}})},
                {"UpdateAccessKey", success("UpdateAccessKey", "")},
                {"DeleteAccessKey", success("DeleteAccessKey", "")}};
    }
    static AwsScript::Answers usual_but(const std::string& name, support::HttpScripted answer) {
        AwsScript::Answers answers = usual();
        answers[name] = std::move(answer);
        return answers;
    }
};

TEST_F(AwsKeysScripted, StartAndLastUseComeFromIam) {
    const AwsScript server(usual());
    AwsAsking asking(access_to(server.base(), admin_key()));

    const Inspection inspection = asking.introspect(task_key());

    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_EQ(core::to_text(*core::instant_of(inspection.issued_at)), "2026-01-02T03:04:05Z");
    EXPECT_NE(inspection.reason.find("last used 2026-05-06T07:08:09Z (s3, eu-central-1)"),
              std::string::npos)
        << inspection.reason;
    EXPECT_TRUE(std::holds_alternative<core::Never>(inspection.expires_at));
    // The question is a use itself, so the last use is read before.
    ASSERT_EQ(server.asked().size(), 4U);
    EXPECT_NE(server.asked()[1].find("GetAccessKeyLastUsed"), std::string::npos);
    EXPECT_NE(server.asked()[2].find("GetCallerIdentity"), std::string::npos);
}

TEST_F(AwsKeysScripted, NeverUsedIsSaid) {
    const AwsScript server(usual_but("GetAccessKeyLastUsed", key_use("task")));
    AwsAsking asking(access_to(server.base(), admin_key()));

    EXPECT_NE(asking.introspect(task_key()).reason.find("never used"), std::string::npos);
}

TEST_F(AwsKeysScripted, TheAdministratorIsIdentifiedOnceARun) {
    const AwsScript server(usual());
    AwsAsking asking(access_to(server.base(), admin_key()));

    for (int i = 0; i < 3; ++i) EXPECT_EQ(asking.introspect(task_key()).detail, Detail::live);

    EXPECT_EQ(server.count("GetCallerIdentity"), 4U);
}

TEST_F(AwsKeysScripted, ThrottlingSaysNothingOfTheKey) {
    for (const std::string code : {"Throttling", "RequestLimitExceeded"}) {
        const AwsScript server(usual_but(task_key().id + " GetCallerIdentity", failure(400, code)));
        AwsAsking asking(access_to(server.base(), admin_key()));

        EXPECT_EQ(asking.introspect(task_key()).detail, Detail::throttled);
        EXPECT_EQ(asking.bind(task_key()).state, Binding::State::unclear);
        EXPECT_EQ(server.count("ListAccessKeys"), 0U);
    }
}

TEST_F(AwsKeysScripted, AUserOfTheSameNameInAnotherAccountIsNotAsked) {
    const AwsScript server(usual_but(task_key().id + " GetCallerIdentity",
                                     identity(user_of("task", "999999999999"), "999999999999")));
    AwsAsking asking(access_to(server.base(), admin_key()));

    const Binding binding = asking.bind(task_key());

    EXPECT_EQ(binding.state, Binding::State::bound);
    EXPECT_EQ(binding.owner, user_of("task", "999999999999"));
    EXPECT_EQ(server.count("ListAccessKeys"), 0U);
    // The ending is not the administrator's either: the key tries itself.
    EXPECT_EQ(asking.revoke(task_key(), binding).state, Step::State::accepted);
    EXPECT_EQ(server.asked().back().find("UserName"), std::string::npos);
}

TEST_F(AwsKeysScripted, GoneIsNotConcludedFromAnotherAccountsListing) {
    AwsScript::Answers answers = usual();
    answers[task_key().id + " GetCallerIdentity"] = failure(403, "InvalidClientTokenId");
    answers["GetAccessKeyLastUsed"] = failure(403, "AccessDenied");
    answers["ListAccessKeys"] = listing({});
    const AwsScript server(answers);
    AwsAsking asking(access_to(server.base(), admin_key()));
    const Binding elsewhere{.state = Binding::State::bound,
                            .id = task_key().id,
                            .owner = user_of("task", "999999999999")};
    const Binding here{
        .state = Binding::State::bound, .id = task_key().id, .owner = user_of("task")};

    EXPECT_EQ(asking.prove(task_key(), elsewhere).state, Proof::State::unclear);
    EXPECT_EQ(asking.prove(task_key(), here).state, Proof::State::dead);
    EXPECT_EQ(asking.prove(task_key(), {}).state, Proof::State::unclear);
}

TEST_F(AwsKeysScripted, TwoOwnersNeedAPerson) {
    const AwsScript server(usual_but("GetAccessKeyLastUsed", key_use("somebody-else")));
    AwsAsking asking(access_to(server.base(), admin_key()));

    const Binding binding = asking.bind(task_key());

    EXPECT_EQ(binding.state, Binding::State::ambiguous);
    EXPECT_NE(binding.reason.find("needs a person"), std::string::npos);
    EXPECT_EQ(asking.revoke(task_key(), binding).state, Step::State::not_sent);
    EXPECT_EQ(server.count("UpdateAccessKey"), 0U);
}

TEST_F(AwsKeysScripted, NoOtherKeyOfAListingIsEverNamed) {
    const std::string foreign = std::string("AKIA") + "FOREIGNFOREIGN23";
    const std::string second = std::string("AKIA") + "SECONDSECOND2345";
    const AwsScript server(
        usual_but("ListAccessKeys",
                  listing({{"somebody", foreign}, {"task", second}, {"task", task_key().id}})));
    AwsAsking asking(access_to(server.base(), admin_key(), "delete"));

    const Binding binding = asking.bind(task_key());
    EXPECT_EQ(binding.id, task_key().id);
    EXPECT_EQ(asking.revoke(task_key(), binding).state, Step::State::accepted);

    EXPECT_EQ(server.count("UpdateAccessKey"), 1U);
    EXPECT_EQ(server.count("DeleteAccessKey"), 1U);
    for (const std::string& asked : server.asked()) {
        EXPECT_EQ(asked.find(foreign), std::string::npos);
        EXPECT_EQ(asked.find(second), std::string::npos);
    }
}

TEST_F(AwsKeysScripted, AKeyThatAListingLacksIsNotEnded) {
    const std::string second = std::string("AKIA") + "SECONDSECOND2345";
    const AwsScript server(usual_but("ListAccessKeys", listing({{"task", second}})));
    AwsAsking asking(access_to(server.base(), admin_key()));

    const Binding binding = asking.bind({task_key().id});

    EXPECT_EQ(binding.state, Binding::State::not_found);
    EXPECT_EQ(asking.revoke({task_key().id}, binding).state, Step::State::not_sent);
    EXPECT_EQ(server.count("UpdateAccessKey"), 0U);
}

TEST_F(AwsKeysScripted, ARootKeyIsForRootAlone) {
    const AwsScript server(usual_but(task_key().id + " GetCallerIdentity",
                                     identity("arn:aws:iam::" + kAccount + ":root")));
    AwsAsking asking(access_to(server.base()));

    const Binding binding = asking.bind(task_key());

    EXPECT_EQ(asking.introspect(task_key()).detail, Detail::live);
    EXPECT_EQ(binding.state, Binding::State::impossible);
    EXPECT_NE(binding.reason.find("root"), std::string::npos);
}

TEST_F(AwsKeysScripted, AnAdministratorWhoseSessionEndedIsSaidAndHidesNothing) {
    const AwsScript server(
        usual_but(admin_key().id + " GetCallerIdentity", failure(403, "ExpiredToken")));
    AwsAsking asking(access_to(server.base(), admin_key()));

    const Inspection inspection = asking.introspect(task_key());

    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_NE(inspection.reason.find("administrator"), std::string::npos) << inspection.reason;
    const Step step = asking.revoke(task_key(), asking.bind(task_key()));
    EXPECT_EQ(step.state, Step::State::not_sent);
}

}  // namespace
}  // namespace curfew::providers
