#include "integrations/providers/kubernetes_requests.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/integrations/providers/kubernetes_samples.h"

namespace curfew::providers {
namespace {

using Bound = KubernetesSubject::Bound;

KubernetesSubject subject_of(Bound bound) {
    KubernetesSubject subject;
    subject.bound = bound;
    subject.name_space = "app";
    subject.account = "ci";
    subject.object = bound == Bound::account ? "" : "one";
    return subject;
}

rules::Signature kind_of(Bound bound) {
    const KubernetesSubject subject = subject_of(bound);
    return kubernetes_kind(*signatures::catalogue().find("k8s-bound-token"), &subject, true);
}

TEST(KubernetesRequests, EachObjectIsEndedAtItsOwnPath) {
    EXPECT_TRUE(kind_of(Bound::secret).end.request->url.ends_with("/secrets/{object}"));
    EXPECT_TRUE(kind_of(Bound::token_secret).end.request->url.ends_with("/secrets/{object}"));
    EXPECT_TRUE(kind_of(Bound::pod).end.request->url.ends_with("/pods/{object}"));
    for (const Bound bound : {Bound::secret, Bound::token_secret, Bound::pod}) {
        EXPECT_NE(kind_of(bound).end.request->body.find(R"("uid":"{id}")"), std::string::npos);
    }
}

TEST(KubernetesRequests, WhatEndsOnlyWithOthersHasNoRequestAndSaysSo) {
    for (const Bound bound : {Bound::account, Bound::node}) {
        const rules::Signature kind = kind_of(bound);
        EXPECT_FALSE(kind.end.request.has_value());
        EXPECT_EQ(kind.revocability, rules::Revocability::expiry_only);
        EXPECT_NE(kind.end.note.find("principal_wide"), std::string::npos);
    }
}

TEST(KubernetesRequests, APodTakesLongerThanASecret) {
    EXPECT_GT(kubernetes_settling(Bound::pod), kubernetes_settling(Bound::secret));
    EXPECT_EQ(kind_of(Bound::pod).end.settles, kubernetes_settling(Bound::pod));
}

TEST(KubernetesRequests, AnUnreadableTokenIsAskedAboutAndHasNoEnding) {
    const rules::Signature& own = *signatures::catalogue().find("k8s-bound-token");

    const rules::Signature reviewed = kubernetes_kind(own, nullptr, true);
    const rules::Signature itself = kubernetes_kind(own, nullptr, false);

    EXPECT_TRUE(reviewed.ask.request->url.ends_with("/tokenreviews"));
    EXPECT_TRUE(itself.ask.request->url.ends_with("/selfsubjectreviews"));
    EXPECT_EQ(itself.ask.request->headers[0].second, "Bearer {secret}");
    EXPECT_FALSE(reviewed.end.request.has_value());
}

}  // namespace
}  // namespace curfew::providers
