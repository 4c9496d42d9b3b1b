#include "scanner/provider/provider.h"

#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/acme.h"

namespace curfew::provider {
namespace {

using core::ErrorKind;
using core::Result;

/// Answers each question with what it was told to; offers nothing else.
class OnlyAsks final : public Provider {
  public:
    explicit OnlyAsks(Detail answer) : answer_(answer) {}

    [[nodiscard]] Facts facts(const rules::Signature& /*signature*/) const override { return {}; }
    [[nodiscard]] Result<Target> target(const Credential& /*credential*/) const override {
        return Target{"acme.invalid", HostSource::catalogue};
    }
    [[nodiscard]] Result<std::string> explain_question(
        const Credential& /*credential*/) const override {
        return std::string("GET https://acme.invalid/");
    }
    void introspect(Credential /*credential*/, InspectionHandler handler) override {
        Inspection inspection;
        inspection.detail = answer_;
        inspection.evidence.status = 401;
        handler(std::move(inspection));
    }

  private:
    Detail answer_;
};

Proof proof(Detail answer, bool was_live) {
    std::optional<Proof> told;
    OnlyAsks(answer).prove_dead({}, {}, was_live, [&](Proof one) { told = std::move(one); });
    return told.value();
}

TEST(Provider, ARefusalProvesDeathOnlyAfterALiveAnswer) {
    EXPECT_EQ(proof(Detail::refused, true).state, Proof::State::dead);
    EXPECT_EQ(proof(Detail::refused, false).state, Proof::State::unclear);
    EXPECT_EQ(proof(Detail::revoked, false).state, Proof::State::dead);
    EXPECT_EQ(proof(Detail::live_limited, true).state, Proof::State::alive);
    EXPECT_EQ(proof(Detail::unclear, true).state, Proof::State::unclear);
    EXPECT_EQ(proof(Detail::throttled, true).evidence.size(), 1U);
}

TEST(Provider, WhatAKindDoesNotOfferIsSaidAndNothingIsSent) {
    OnlyAsks kind(Detail::live);

    kind.bind({}, [](const Binding& binding) {
        EXPECT_EQ(binding.state, Binding::State::impossible);
        EXPECT_FALSE(binding.reason.empty());
    });
    kind.revoke({}, {}, [](const Step& step) { EXPECT_EQ(step.state, Step::State::not_sent); });
    kind.issue({}, [](const Result<Issued>& made) {
        EXPECT_EQ(made.error().kind(), ErrorKind::unsupported);
    });
    kind.renew({}, core::Duration{}, [](const Result<core::End>& end) {
        EXPECT_EQ(end.error().kind(), ErrorKind::unsupported);
    });
    kind.find_by_tag("task-1", [](const Result<std::vector<Found>>& found) {
        EXPECT_EQ(found.error().kind(), ErrorKind::unsupported);
    });
    EXPECT_FALSE(kind.explain_ending({}, {}).has_value());
}

TEST(Provider, ADuplicateHasBytesOfItsOwn) {
    Credential one;
    one.secret = core::SecretString(std::string_view(support::acme_key(1)));
    one.parts.push_back({"id", core::SecretString(std::string_view("7"))});

    Credential two = one.duplicate();
    one.secret = core::SecretString();

    EXPECT_EQ(two.secret.reveal(), support::acme_key(1));
    EXPECT_EQ(two.part("id")->reveal(), "7");
}

TEST(Provider, AccessSpeaksOnlyOfWhatIsConfigured) {
    Access access;
    access.providers["acme"].base = "https://acme.invalid";
    access.providers["acme"].settings["region"] = "eu";

    ASSERT_NE(access.of("acme"), nullptr);
    EXPECT_EQ(access.of("acme")->setting("region"), "eu");
    EXPECT_EQ(access.of("acme")->setting("account"), "");
    EXPECT_EQ(access.of("other"), nullptr);
}

}  // namespace
}  // namespace curfew::provider
