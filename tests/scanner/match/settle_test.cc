#include "scanner/match/settle.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

rules::Signature signature_of(std::string id, std::string provider) {
    rules::Signature signature;
    signature.id.value = std::move(id);
    signature.provider_id = std::move(provider);
    return signature;
}

const rules::Signature& acme() {
    static const rules::Signature signature = signature_of("acme-key", "acme");
    return signature;
}
const rules::Signature& other() {
    static const rules::Signature signature = signature_of("other-key", "other");
    return signature;
}
const rules::Signature& generic() {
    static const rules::Signature signature = signature_of("generic-password", "generic");
    return signature;
}

Detection detection(const rules::Signature& signature, core::Span span, double confidence = 0.5) {
    Detection made;
    made.signature = &signature;
    made.span = span;
    made.confidence.value = confidence;
    return made;
}

template <typename... Detections>
std::vector<Detection> settled(Detections... given) {
    std::vector<Detection> all;
    (all.push_back(std::move(given)), ...);
    settle(all);
    return all;
}

TEST(Settle, ApartAllStayInOrderOfTheirBegin) {
    const auto kept = settled(detection(acme(), {20, 30}), detection(other(), {0, 10}),
                              detection(generic(), {10, 20}));

    ASSERT_EQ(kept.size(), 3U);
    EXPECT_EQ(kept[0].signature, &other());
    EXPECT_EQ(kept[1].signature, &generic());
    EXPECT_EQ(kept[2].signature, &acme());
}

TEST(Settle, ProviderWinsOverGenericAndNamesIt) {
    const auto kept = settled(detection(generic(), {0, 30}, 0.8), detection(acme(), {5, 20}, 0.5));

    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].signature, &acme());
    EXPECT_EQ(kept[0].also_matched, std::vector<const rules::Signature*>{&generic()});
}

TEST(Settle, ConfirmedWinsOverEverything) {
    Detection confirmed = detection(generic(), {0, 30}, 0.5);
    confirmed.is_confirmed = true;

    const auto kept = settled(detection(acme(), {5, 20}, 0.9), std::move(confirmed));

    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].signature, &generic());
}

TEST(Settle, HigherConfidenceThenLongerWins) {
    EXPECT_EQ(
        settled(detection(acme(), {0, 9}, 0.9), detection(other(), {0, 20}, 0.6))[0].signature,
        &acme());
    EXPECT_EQ(
        settled(detection(acme(), {0, 9}, 0.6), detection(other(), {0, 20}, 0.6))[0].signature,
        &other());
}

TEST(Settle, OfTwoConfirmedOnesTheOneThatHoldsTheOtherWins) {
    Detection url = detection(acme(), {0, 90}, 0.9);
    url.is_confirmed = true;
    Detection id_inside = detection(other(), {30, 50}, 0.99);
    id_inside.is_confirmed = true;

    const auto kept = settled(std::move(id_inside), std::move(url));

    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].signature, &acme());
}

TEST(Settle, OutcomeDoesNotDependOnTheOrderGiven) {
    const auto forth = settled(detection(acme(), {0, 9}), detection(other(), {0, 9}));
    const auto back = settled(detection(other(), {0, 9}), detection(acme(), {0, 9}));

    EXPECT_EQ(forth[0].signature, back[0].signature);
}

TEST(Settle, SameSignatureIsNotNamedBesideItself) {
    const auto kept = settled(detection(acme(), {0, 9}), detection(acme(), {0, 9}),
                              detection(other(), {0, 5}), detection(other(), {4, 8}));

    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].also_matched, std::vector<const rules::Signature*>{&other()});
}

TEST(Settle, LongOneOverTwoBetterOnesIsNamedInTheFirst) {
    const auto kept = settled(detection(generic(), {0, 50}), detection(acme(), {5, 20}, 0.9),
                              detection(other(), {30, 40}, 0.9));

    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].also_matched.size() + kept[1].also_matched.size(), 1U);
}

TEST(Settle, ASecretPartIsNamedInWhatHoldsIt) {
    const rules::Signature token = signature_of("acme-token", "acme");
    const auto pair = [](bool is_secret) {
        Detection made = detection(acme(), {0, 40});
        made.parts.push_back({.name = "token",
                              .value = core::SecretString(std::string_view("t")),
                              .span = {60, 90},
                              .is_secret = is_secret});
        return made;
    };

    const auto kept = settled(pair(true), detection(token, {60, 90}));
    const auto not_secret = settled(pair(false), detection(token, {60, 90}));
    const auto elsewhere = settled(pair(true), detection(token, {60, 91}));
    const auto of_others = settled(pair(true), detection(other(), {60, 90}));
    const auto other_pair = settled(pair(true), [&token] {
        Detection made = detection(token, {60, 90});
        made.parts.push_back({.name = "id", .value = {}, .span = {50, 55}});
        return made;
    }());

    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].also_matched, std::vector<const rules::Signature*>{&token});
    for (const auto* both : {&not_secret, &elsewhere, &of_others, &other_pair}) {
        EXPECT_EQ(both->size(), 2U);
    }
}

TEST(Settle, NothingAndOneStayAsTheyAre) {
    EXPECT_TRUE(settled().empty());
    EXPECT_EQ(settled(detection(acme(), {0, 9})).size(), 1U);
}

}  // namespace
}  // namespace curfew::match
