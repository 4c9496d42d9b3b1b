#include "integrations/providers/aws_sessions.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/integrations/providers/aws_script.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Proof;
using provider::Step;

const std::string kRole = "arn:aws:sts::" + kAccount + ":assumed-role/deploy/task";

core::Instant moment() {
    return core::parse_instant("2026-01-02T03:04:05Z").value();
}

TEST(AwsDenyPolicy, ReadsBackEncodedOrNot) {
    const std::string policy = deny_policy(moment());
    std::string encoded;
    for (const char letter : policy) {
        encoded += letter == '"' ? "%22" : letter == '{' ? "%7B" : std::string(1, letter);
    }

    EXPECT_EQ(denied_before(policy), moment());
    EXPECT_EQ(denied_before(encoded), moment());
}

TEST(AwsDenyPolicy, AnythingNarrowerIsNoDenyOfAll) {
    const auto with = [](const std::string& statement) {
        return denied_before(R"({"Version":"2012-10-17","Statement":[)" + statement + "]}");
    };
    const std::string when =
        R"("Condition":{"DateLessThan":{"aws:TokenIssueTime":"2026-01-02T03:04:05Z"}})";

    EXPECT_TRUE(with(R"({"Effect":"Deny","Action":"*","Resource":"*",)" + when + "}"));
    EXPECT_FALSE(with(R"({"Effect":"Allow","Action":"*","Resource":"*",)" + when + "}"));
    EXPECT_FALSE(with(R"({"Effect":"Deny","Action":"s3:*","Resource":"*",)" + when + "}"));
    EXPECT_FALSE(with(R"({"Effect":"Deny","Action":"*","Resource":"arn:x",)" + when + "}"));
    EXPECT_FALSE(with(R"({"Effect":"Deny","Action":["*","x"],"Resource":"*",)" + when + "}"));
    EXPECT_FALSE(with(
        R"({"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":)"
        R"({"aws:TokenIssueTime":"2026-01-02T03:04:05Z"},"IpAddress":{"aws:SourceIp":"::1"}}})"));
    for (const std::string& text : {std::string(), std::string("{"), std::string("[]"),
                                    std::string("%7"), std::string(1U << 15U, '[')}) {
        EXPECT_FALSE(denied_before(text));
    }
}

class AwsSessionsScripted : public testing::Test {
  protected:
    static support::HttpScripted policy(core::Instant before) {
        return success("GetRolePolicy", "<RoleName>deploy</RoleName><PolicyDocument>" +
                                            escaped(deny_policy(before)) + "</PolicyDocument>");
    }
    static std::string escaped(std::string text) {
        for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at)) {
            text.replace(at, 1, "%22");
        }
        return text;
    }
    static AwsScript::Answers usual() {
        return {
            {admin_key().id + " GetCallerIdentity", identity(user_of("admin"))},
            {session_key().id + " GetCallerIdentity", identity(kRole, kAccount, "AROAROLE:task")},
            {"ListAccountAliases", success("ListAccountAliases", "<AccountAliases/>")},
            {"GetRolePolicy", failure(404, "NoSuchEntity")},
            {"PutRolePolicy", success("PutRolePolicy", "")}};
    }
    static AwsScript::Answers denied() {
        AwsScript::Answers answers = usual();
        answers["GetRolePolicy"] = policy(moment());
        answers["ListAccountAliases"] =
            failure(403, "AccessDenied", "not authorized with an explicit deny in a policy");
        return answers;
    }
};

TEST_F(AwsSessionsScripted, TheRoleIsDeniedAndNothingElseIsTouched) {
    const AwsScript server(usual());
    AwsAsking asking(access_to(server.base(), admin_key()));

    const Binding binding = asking.bind(session_key());
    EXPECT_EQ(binding.id, "AROAROLE:task");
    EXPECT_EQ(binding.how, "self");
    EXPECT_EQ(asking.revoke(session_key(), binding).state, Step::State::accepted);

    const std::string sent = server.asked().back();
    EXPECT_NE(sent.find("Action=PutRolePolicy"), std::string::npos);
    EXPECT_NE(sent.find("RoleName=deploy&PolicyName=AWSRevokeOlderSessions"), std::string::npos);
    EXPECT_EQ(server.count("UpdateAccessKey") + server.count("DeleteAccessKey"), 0U);
}

TEST_F(AwsSessionsScripted, DeadIsTheDenyAtTheRoleAndTheSessionsRefusalByIt) {
    const AwsScript server(denied());
    AwsAsking asking(access_to(server.base(), admin_key()));

    const Proof proof = asking.prove(session_key(), asking.bind(session_key()));

    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
    EXPECT_EQ(proof.evidence.size(), 3U);
}

TEST_F(AwsSessionsScripted, OneOfTheTwoIsNotEnough) {
    AwsScript::Answers only_policy = denied();
    only_policy["ListAccountAliases"] = failure(403, "AccessDenied", "no policy allows it");
    AwsScript::Answers only_refusal = denied();
    only_refusal["GetRolePolicy"] = failure(403, "AccessDenied");
    AwsScript::Answers still_allowed = denied();
    still_allowed["ListAccountAliases"] = usual()["ListAccountAliases"];
    const auto state = [](const AwsScript::Answers& answers) {
        const AwsScript server(answers);
        AwsAsking asking(access_to(server.base(), admin_key()));
        return asking.prove(session_key(), asking.bind(session_key())).state;
    };

    EXPECT_EQ(state(only_policy), Proof::State::unclear);
    EXPECT_EQ(state(only_refusal), Proof::State::unclear);
    EXPECT_EQ(state(still_allowed), Proof::State::alive);
    EXPECT_EQ(state(usual()), Proof::State::alive);
}

TEST_F(AwsSessionsScripted, AnotherAccountsRoleIsNotTouched) {
    AwsScript::Answers answers = usual();
    answers[admin_key().id + " GetCallerIdentity"] =
        identity(user_of("admin", "999999999999"), "999999999999");
    const AwsScript server(answers);
    AwsAsking asking(access_to(server.base(), admin_key()));

    const Step step = asking.revoke(session_key(), asking.bind(session_key()));

    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_EQ(server.count("PutRolePolicy"), 0U);
}

TEST_F(AwsSessionsScripted, WhatIsNoRoleOrAmazonsOwnNeedsAPerson) {
    for (const std::string& arn :
         {user_of("task"), "arn:aws:sts::" + kAccount + ":federated-user/f",
          "arn:aws:sts::" + kAccount + ":assumed-role/AWSReservedSSO_Admin_0123/person"}) {
        AwsScript::Answers answers = usual();
        answers[session_key().id + " GetCallerIdentity"] = identity(arn);
        const AwsScript server(answers);
        AwsAsking asking(access_to(server.base(), admin_key()));

        const Binding binding = asking.bind(session_key());

        EXPECT_EQ(binding.state, Binding::State::impossible) << arn;
        EXPECT_NE(binding.reason.find("needs a person"), std::string::npos);
        EXPECT_EQ(asking.revoke(session_key(), binding).state, Step::State::not_sent);
    }
}

}  // namespace
}  // namespace curfew::providers
