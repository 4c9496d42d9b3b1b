#include "integrations/providers/aws_service_keys.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/rules/maker.h"
#include "tests/integrations/providers/aws_script.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Inspection;
using provider::Proof;
using provider::Step;

const std::string kAlias = "BedrockAPIKey-task-at-" + kAccount;

TestKey key_with(const std::string& text) {
    return {"ABSK" + rules::base64_of(text, false)};
}
TestKey bedrock_key() {
    return key_with(kAlias + ":" + std::string(60, 's'));
}

struct ListedServiceKey {
    std::string id;
    std::string alias;
    std::string status = "Active";
    std::string end{};
};

support::HttpScripted service_listing(const std::vector<ListedServiceKey>& keys,
                                      const std::string& more = {}) {
    std::string members;
    for (const ListedServiceKey& key : keys) {
        members += "<member><UserName>task</UserName><Status>" + key.status +
                   "</Status><ServiceCredentialAlias>" + key.alias +
                   "</ServiceCredentialAlias><CreateDate>2026-01-02T03:04:05Z</CreateDate>" +
                   (key.end.empty() ? "" : "<ExpirationDate>" + key.end + "</ExpirationDate>") +
                   "<ServiceSpecificCredentialId>" + key.id +
                   "</ServiceSpecificCredentialId></member>";
    }
    return success("ListServiceSpecificCredentials", "<ServiceSpecificCredentials>" + members +
                                                         "</ServiceSpecificCredentials>" + more);
}

AwsScript::Answers usual(support::HttpScripted listed) {
    return {{"GetCallerIdentity", identity(user_of("admin"))},
            {"ListServiceSpecificCredentials", std::move(listed)},
            {"UpdateServiceSpecificCredential", success("UpdateServiceSpecificCredential", "")},
            {"DeleteServiceSpecificCredential", success("DeleteServiceSpecificCredential", "")}};
}

TEST(AwsServiceKey, ThePublicHalfStandsInTheKey) {
    EXPECT_EQ(alias_in(bedrock_key().id), kAlias);
    for (const std::string& text :
         {std::string("no colon"), std::string(":secret"), std::string("a b:secret"),
          std::string("a\n:secret"), std::string("a&b:secret"), std::string(300, 'a') + ":s"}) {
        EXPECT_FALSE(alias_in(key_with(text).id)) << text;
    }
    EXPECT_FALSE(alias_in("ABSK!!!!"));
    EXPECT_FALSE(alias_in("QUJD"));
}

TEST(AwsServiceKey, StateStartAndEndComeFromTheListing) {
    const auto inspected = [](const ListedServiceKey& key) {
        const AwsScript server(usual(service_listing({{"ACCAOTHER", "another"}, key})));
        AwsAsking asking(access_to(server.base(), admin_key()));
        return asking.introspect(bedrock_key());
    };

    const Inspection live = inspected({"ACCAKEY", kAlias, "Active", "2127-01-02T03:04:05Z"});
    EXPECT_EQ(live.detail, Detail::live) << live.reason;
    EXPECT_EQ(core::to_text(*core::instant_of(live.expires_at)), "2127-01-02T03:04:05Z");
    EXPECT_EQ(core::to_text(*core::instant_of(live.issued_at)), "2026-01-02T03:04:05Z");
    const Inspection endless = inspected({"ACCAKEY", kAlias});
    EXPECT_TRUE(std::holds_alternative<core::Never>(endless.expires_at));
    EXPECT_EQ(inspected({"ACCAKEY", kAlias, "Inactive"}).detail, Detail::disabled);
    EXPECT_EQ(inspected({"ACCAKEY", kAlias, "Active", "2026-01-03T00:00:00Z"}).detail,
              Detail::expired);
    EXPECT_EQ(inspected({"ACCAKEY", "not-this-one"}).detail, Detail::unclear);
    EXPECT_EQ(inspected({"ACCAKEY", kAlias, "Odd"}).detail, Detail::unclear);
}

TEST(AwsServiceKey, OnlyTheKeyOfThisNameIsEnded) {
    const AwsScript server(
        usual(service_listing({{"ACCAFIRST", "somebody-elses"}, {"ACCAKEY", kAlias}})));
    AwsAsking asking(access_to(server.base(), admin_key(), "delete"));

    const Binding binding = asking.bind(bedrock_key());
    ASSERT_EQ(binding.state, Binding::State::bound) << binding.reason;
    EXPECT_EQ(binding.id, "ACCAKEY");
    EXPECT_EQ(asking.revoke(bedrock_key(), binding).state, Step::State::accepted);

    EXPECT_EQ(server.count("UpdateServiceSpecificCredential"), 1U);
    EXPECT_EQ(server.count("DeleteServiceSpecificCredential"), 1U);
    for (const std::string& asked : server.asked()) {
        EXPECT_EQ(asked.find("ACCAFIRST"), std::string::npos);
    }
}

TEST(AwsServiceKey, TwoOfTheSameNameNeedAPerson) {
    const AwsScript server(usual(service_listing({{"ACCAONE", kAlias}, {"ACCATWO", kAlias}})));
    AwsAsking asking(access_to(server.base(), admin_key()));

    const Binding binding = asking.bind(bedrock_key());

    EXPECT_EQ(binding.state, Binding::State::ambiguous);
    EXPECT_NE(binding.reason.find("needs a person"), std::string::npos);
    EXPECT_EQ(asking.revoke(bedrock_key(), binding).state, Step::State::not_sent);
    EXPECT_EQ(server.count("UpdateServiceSpecificCredential"), 0U);
}

TEST(AwsServiceKey, DeadIsInactiveOrGoneUnderTheBoundId) {
    const Binding binding{
        .state = Binding::State::bound, .id = "ACCAKEY", .owner = user_of("task")};
    const auto state = [&](const support::HttpScripted& listed) {
        const AwsScript server(usual(listed));
        AwsAsking asking(access_to(server.base(), admin_key()));
        return asking.prove(bedrock_key(), binding).state;
    };

    EXPECT_EQ(state(service_listing({{"ACCAKEY", kAlias, "Inactive"}})), Proof::State::dead);
    EXPECT_EQ(state(service_listing({{"ACCAOTHER", "x"}})), Proof::State::dead);
    EXPECT_EQ(state(service_listing({{"ACCAKEY", kAlias}})), Proof::State::alive);
    EXPECT_EQ(state(service_listing({}, "<IsTruncated>true</IsTruncated>")), Proof::State::unclear);
    EXPECT_EQ(state(service_listing({{"", kAlias}})), Proof::State::unclear);
    EXPECT_EQ(state(failure(403, "AccessDenied")), Proof::State::unclear);
}

TEST(AwsServiceKey, AnotherAccountProvesNothingAndIsNotTouched) {
    const AwsScript server(usual(service_listing({})));
    AwsAsking asking(access_to(server.base(), admin_key()));
    const Binding elsewhere{
        .state = Binding::State::bound, .id = "ACCAKEY", .owner = user_of("task", "999999999999")};

    EXPECT_EQ(asking.prove(bedrock_key(), elsewhere).state, Proof::State::unclear);
    EXPECT_EQ(asking.revoke(bedrock_key(), elsewhere).state, Step::State::not_sent);
    EXPECT_EQ(server.count("UpdateServiceSpecificCredential"), 0U);
}

TEST(AwsServiceKey, WithoutAnAdministratorItIsNotAskable) {
    const AwsScript server({});
    AwsAsking asking(access_to(server.base()));

    EXPECT_EQ(asking.introspect(bedrock_key()).detail, Detail::not_askable);
    EXPECT_EQ(asking.introspect(key_with("no colon")).detail, Detail::not_askable);
    EXPECT_TRUE(server.asked().empty());
}

TEST(AwsServiceKey, AMadeUpOneIsAskableAndUnknown) {
    const AwsScript server(usual(service_listing({{"ACCAKEY", kAlias}})));
    AwsAsking asking(access_to(server.base(), admin_key()));

    const auto made = asking.provider().made_up(credential_of(bedrock_key()));

    ASSERT_TRUE(made.has_value());
    const std::string key(made.value().secret.reveal());
    EXPECT_EQ(asking.introspect({key}).detail, Detail::unclear);
    EXPECT_EQ(server.count("ListServiceSpecificCredentials"), 1U);
}

}  // namespace
}  // namespace curfew::providers
