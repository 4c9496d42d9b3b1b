#include "integrations/providers/aws_ending.h"

#include <future>
#include <string>

#include <gtest/gtest.h>

#include "tests/integrations/providers/aws_script.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Step;

Told<Done> told(int status, Detail detail) {
    Told<Done> answer;
    answer.detail = detail;
    answer.evidence.status = status;
    if (status == 200) answer.value = Done{};
    return answer;
}

TEST(AwsStep, WhatIsNotKnownToBeDoneIsUnclear) {
    EXPECT_EQ(step_of(told(200, Detail::live)).state, Step::State::accepted);
    EXPECT_EQ(step_of(told(403, Detail::live_limited)).state, Step::State::refused);
    EXPECT_EQ(step_of(told(403, Detail::refused)).state, Step::State::refused);
    EXPECT_EQ(step_of(told(403, Detail::expired)).state, Step::State::refused);
    EXPECT_EQ(step_of(told(409, Detail::unclear)).state, Step::State::refused);
    EXPECT_EQ(step_of(told(400, Detail::throttled)).state, Step::State::unclear);
    EXPECT_EQ(step_of(told(500, Detail::unclear)).state, Step::State::unclear);
    EXPECT_EQ(step_of(told(0, Detail::unclear)).state, Step::State::unclear);
    Told<Done> gone = told(404, Detail::unclear);
    gone.is_no_such_entity = true;
    EXPECT_EQ(step_of(gone).state, Step::State::already_gone);
    Told<Done> kept = told(0, Detail::not_asked);
    kept.was_sent = false;
    EXPECT_EQ(step_of(kept).state, Step::State::not_sent);
}

EndingOrder order_for(const std::string& bound_id) {
    EndingOrder order;
    order.subject.key_id = task_key().id;
    order.binding = {.state = Binding::State::bound, .id = bound_id, .owner = user_of("task")};
    return order;
}

TEST(AwsObjection, OnlyTheBoundKeyItselfMayBeEnded) {
    EXPECT_EQ(objection_to(order_for(task_key().id), nullptr), "");
    EXPECT_NE(objection_to(order_for(admin_key().id), nullptr), "");
    EXPECT_NE(objection_to(order_for(""), nullptr), "");
    for (const Binding::State state : {Binding::State::not_found, Binding::State::ambiguous,
                                       Binding::State::impossible, Binding::State::unclear}) {
        EndingOrder order = order_for(task_key().id);
        order.binding.state = state;
        EXPECT_NE(objection_to(order, nullptr), "");
    }
}

TEST(AwsObjection, TheAdministratorsOwnKeyIsProtected) {
    AwsKeys administrator;
    administrator.id = task_key().id;

    EXPECT_NE(objection_to(order_for(task_key().id), &administrator), "");
}

class AwsEndingScripted : public testing::Test {
  protected:
    static Step ended(const AwsScript& server, std::string_view ending = {}) {
        AwsAsking asking(access_to(server.base(), admin_key(), ending));
        const Binding binding{
            .state = Binding::State::bound, .id = task_key().id, .owner = user_of("task")};
        return asking.revoke(task_key(), binding);
    }
    static AwsScript::Answers answers(support::HttpScripted update, support::HttpScripted remove) {
        return {{"GetCallerIdentity", identity(user_of("admin"))},
                {"UpdateAccessKey", std::move(update)},
                {"DeleteAccessKey", std::move(remove)}};
    }
    const support::HttpScripted updated_ = success("UpdateAccessKey", "");
    const support::HttpScripted deleted_ = success("DeleteAccessKey", "");
};

TEST_F(AwsEndingScripted, InactiveIsAllUnlessDeletionIsOrdered) {
    const AwsScript server(answers(updated_, deleted_));

    EXPECT_EQ(ended(server).state, Step::State::accepted);

    EXPECT_EQ(server.count("DeleteAccessKey"), 0U);
    EXPECT_EQ(server.asked().back(), "Action=UpdateAccessKey&Version=2010-05-08&AccessKeyId=" +
                                         task_key().id + "&UserName=task&Status=Inactive");
}

TEST_F(AwsEndingScripted, DeletionComesSecondAndOnlyAfterInactive) {
    const AwsScript both(answers(updated_, deleted_));
    EXPECT_EQ(ended(both, "delete").state, Step::State::accepted);
    EXPECT_EQ(both.count("UpdateAccessKey"), 1U);
    EXPECT_EQ(both.count("DeleteAccessKey"), 1U);

    const AwsScript refused(answers(failure(403, "AccessDenied"), deleted_));
    EXPECT_EQ(ended(refused, "delete").state, Step::State::refused);
    EXPECT_EQ(refused.count("DeleteAccessKey"), 0U);
}

TEST_F(AwsEndingScripted, HalfAnEndingIsSaid) {
    const AwsScript server(answers(updated_, failure(403, "AccessDenied")));

    const Step step = ended(server, "delete");

    EXPECT_EQ(step.state, Step::State::refused);
    EXPECT_NE(step.reason.find("Inactive, but not deleted"), std::string::npos) << step.reason;
}

TEST_F(AwsEndingScripted, GoneIsSaidApart) {
    const AwsScript server(answers(failure(404, "NoSuchEntity"), deleted_));

    EXPECT_EQ(ended(server, "delete").state, Step::State::already_gone);
    EXPECT_EQ(server.count("DeleteAccessKey"), 0U);
}

TEST_F(AwsEndingScripted, AnAnswerThatGotLostIsUnclearAndNotRepeated) {
    support::HttpScripted lost = updated_;
    lost.manner = support::HttpManner::closes;
    const AwsScript server(answers(lost, deleted_));

    EXPECT_EQ(ended(server, "delete").state, Step::State::unclear);
    EXPECT_LE(server.count("UpdateAccessKey"), 1U);
    EXPECT_EQ(server.count("DeleteAccessKey"), 0U);
}

TEST_F(AwsEndingScripted, A200OfSomethingElseIsNoAcceptance) {
    const AwsScript server(answers(xml(200, "<html>sign in</html>"), deleted_));

    EXPECT_EQ(ended(server).state, Step::State::unclear);
}

TEST(AwsFacts, SayWhatEachKindAllows) {
    AwsAsking plain(access_to("http://127.0.0.1:1"));
    AwsAsking deleting(access_to("http://127.0.0.1:1", admin_key(), "delete"));
    const auto& key = *signatures::catalogue().find("aws-access-key");
    const auto& id = *signatures::catalogue().find("aws-access-key-id");
    const auto& session = *signatures::catalogue().find("aws-session");

    EXPECT_TRUE(plain.provider().facts(key).is_reversible);
    EXPECT_FALSE(deleting.provider().facts(key).is_reversible);
    EXPECT_EQ(plain.provider().facts(key).revocability, rules::Revocability::exact);
    EXPECT_FALSE(plain.provider().facts(id).is_askable);
    EXPECT_TRUE(deleting.provider().facts(id).is_askable);
    EXPECT_EQ(plain.provider().facts(session).revocability, rules::Revocability::principal_wide);
    EXPECT_TRUE(plain.provider().facts(session).needs_admin);
    EXPECT_FALSE(plain.provider().facts(key).page.empty());
}

TEST(AwsExplained, ShowsWhatWouldBeSentWithoutSecrets) {
    AwsAsking asking(access_to("http://127.0.0.1:1", admin_key(), "delete"));
    const Binding binding{
        .state = Binding::State::bound, .id = task_key().id, .owner = user_of("task")};

    const auto question = asking.provider().explain_question(credential_of(task_key()));
    const auto ending = asking.provider().explain_ending(credential_of(task_key()), binding);
    const auto session = asking.provider().explain_question(credential_of(session_key()));

    ASSERT_TRUE(question.has_value() && ending.has_value() && session.has_value());
    EXPECT_NE(question.value().find("Action=GetCallerIdentity"), std::string::npos);
    EXPECT_NE(ending.value().find("Action=DeleteAccessKey"), std::string::npos);
    EXPECT_NE(ending.value().find("UserName=task"), std::string::npos);
    for (const std::string& text : {question.value(), ending.value(), session.value()}) {
        EXPECT_EQ(text.find(task_key().secret), std::string::npos);
        EXPECT_EQ(text.find(admin_key().secret), std::string::npos);
        EXPECT_EQ(text.find(session_key().session_token), std::string::npos);
    }
}

TEST(AwsConfiguration, WhatMakesNoSenseKeepsEverythingFromBeingAsked) {
    const AwsScript server({});
    AwsAsking asking(access_to(server.base(), admin_key(), "explode"));

    EXPECT_EQ(asking.introspect(task_key()).detail, Detail::not_asked);
    EXPECT_EQ(asking.revoke(task_key(), {}).state, Step::State::not_sent);
    EXPECT_FALSE(asking.provider().target(credential_of(task_key())).has_value());
    EXPECT_TRUE(server.asked().empty());
}

TEST(AwsConfiguration, AProviderThatGoesSendsNothingMore) {
    const AwsScript server({{"GetCallerIdentity", identity(user_of("admin"))}});
    AwsAsking asking(access_to(server.base(), admin_key()));
    std::promise<Detail> promise;
    auto future = promise.get_future();
    asking.provider().introspect(credential_of(task_key()),
                                 [&promise](const provider::Inspection& inspection) {
                                     promise.set_value(inspection.detail);
                                 });

    asking.destroy_provider();

    EXPECT_NE(future.get(), Detail::refused);
    EXPECT_LE(server.asked().size(), 4U);
}

TEST(AwsConfiguration, TheTargetIsTheHostAlone) {
    AwsAsking own(access_to("http://127.0.0.1:1"));
    AwsAsking public_one(access_to(""));

    const auto target = own.provider().target(credential_of(task_key()));
    EXPECT_EQ(target.value().host, "127.0.0.1");
    EXPECT_EQ(target.value().source, provider::HostSource::configuration);
    EXPECT_EQ(public_one.provider().target(credential_of(task_key())).value().host,
              "sts.us-east-1.amazonaws.com");
}

}  // namespace
}  // namespace curfew::providers
