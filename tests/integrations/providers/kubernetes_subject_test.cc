#include "integrations/providers/kubernetes_subject.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/integrations/providers/kubernetes_samples.h"

namespace curfew::providers {
namespace {

using Bound = KubernetesSubject::Bound;

core::Result<KubernetesSubject> subject_of(std::string_view claims) {
    return kubernetes_subject_of(kubernetes_token(claims));
}

TEST(KubernetesSubject, ASecretIsReadWithItsUid) {
    const auto subject =
        subject_of(kubernetes_claims(R"(,"secret":{"name":"lease-1","uid":"u-1"})"));

    ASSERT_TRUE(subject.has_value()) << subject.error().message();
    EXPECT_EQ(subject.value().bound, Bound::secret);
    EXPECT_EQ(subject.value().shown(), "Secret app/lease-1");
    EXPECT_EQ(subject.value().uid, "u-1");
    EXPECT_EQ(subject.value().user(), "system:serviceaccount:app:ci");
    EXPECT_EQ(subject.value().audiences, std::vector<std::string>{"https://api"});
    EXPECT_TRUE(subject.value().can_be_ended());
}

TEST(KubernetesSubject, ATokenOfAPodNamesItsNodeAndIsBoundToThePod) {
    const auto subject = subject_of(kubernetes_claims(
        R"(,"node":{"name":"n1","uid":"n-1"},"pod":{"name":"web-1","uid":"p-1"})"));

    ASSERT_TRUE(subject.has_value());
    EXPECT_EQ(subject.value().bound, Bound::pod);
    EXPECT_EQ(subject.value().shown(), "pod app/web-1");
    EXPECT_EQ(subject.value().uid, "p-1");
}

TEST(KubernetesSubject, WhatIsBoundToANodeOrTheAccountAloneIsNotEnded) {
    const auto node = subject_of(kubernetes_claims(R"(,"node":{"name":"n1","uid":"n-1"})"));
    const auto account = subject_of(kubernetes_claims(""));

    EXPECT_EQ(node.value().bound, Bound::node);
    EXPECT_FALSE(node.value().can_be_ended());
    EXPECT_EQ(account.value().bound, Bound::account);
    EXPECT_EQ(account.value().shown(), "service account app/ci");
    EXPECT_FALSE(account.value().can_be_ended());
}

TEST(KubernetesSubject, TheOldKindNamesItsSecretAndNoUid) {
    const auto subject = subject_of(old_kubernetes_claims("ci-token"));

    ASSERT_TRUE(subject.has_value()) << subject.error().message();
    EXPECT_EQ(subject.value().bound, Bound::token_secret);
    EXPECT_EQ(subject.value().shown(), "Secret app/ci-token");
    EXPECT_TRUE(subject.value().uid.empty());
    EXPECT_TRUE(subject.value().audiences.empty());
}

TEST(KubernetesSubject, NamesThatLeadElsewhereAreRefused) {
    for (const char* name :
         {"", "..", "../pods/x", "a/b", "a%2Fb", "a b", "A", "a\\nb", "a\\u0000", "{secret}"}) {
        const std::string object = R"({"name":")" + std::string(name) + R"(","uid":"u-1"})";
        EXPECT_FALSE(subject_of(kubernetes_claims(R"(,"secret":)" + object)).has_value()) << name;
        EXPECT_FALSE(subject_of(old_kubernetes_claims(name)).has_value()) << name;
    }
    EXPECT_FALSE(subject_of(kubernetes_claims(R"(,"secret":{"name":"a"})")).has_value());
    EXPECT_FALSE(
        subject_of(kubernetes_claims(R"(,"pod":{"name":"a","uid":"u\",\"x\":\"y"})")).has_value());
}

TEST(KubernetesSubject, ClaimsThatContradictThemselvesAreRefused) {
    const std::string other =
        R"({"kubernetes.io":{"namespace":"app","serviceaccount":{"name":"ci"}},)"
        R"("sub":"system:serviceaccount:app:root"})";
    const std::string twice = R"({"sub":"x",)" + kubernetes_claims("").substr(1);

    EXPECT_FALSE(subject_of(other).has_value());
    EXPECT_FALSE(subject_of(twice).has_value());
}

TEST(KubernetesSubject, WhatIsNoTokenIsAnErrorThatSaysNothingOfIt) {
    for (const char* text : {"", ".", "a.b", "a.!!.c", "a..c", "plain", "a.eyJ.c"}) {
        const auto subject = kubernetes_subject_of(text);
        ASSERT_FALSE(subject.has_value()) << text;
        EXPECT_EQ(subject.error().message().find("eyJ"), std::string::npos);
    }
}

TEST(KubernetesSubject, OnlySoManyAudiencesAreKept) {
    std::string many = "a";
    for (int i = 0; i < 100; ++i) many += R"(","b)" + std::to_string(i);

    const auto subject = subject_of(kubernetes_claims("", many));

    ASSERT_TRUE(subject.has_value());
    EXPECT_EQ(subject.value().audiences.size(), kKubernetesAudiencesMax);
}

}  // namespace
}  // namespace curfew::providers
