#include "scanner/match/doubt.h"

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

class Doubt : public testing::Test {
  protected:
    Doubt() {
        generic_.provider_id = "generic";
        issuer_.provider_id = "acme";
    }

    std::vector<Detection> found_at(std::size_t begin) {
        std::vector<Detection> found(1);
        found[0].signature = &generic_;
        found[0].span = {.begin = begin, .end = begin + 30};
        found[0].confidence.value = 0.8;
        return found;
    }

    rules::Signature generic_;
    rules::Signature issuer_;
};

TEST_F(Doubt, FallsOnceOnAGenericTokenThatBeginsLikeTheIssuers) {
    auto found = found_at(10);

    cast_doubt(issuer_, {.begin = 10, .end = 15}, found);
    cast_doubt(issuer_, {.begin = 10, .end = 15}, found);

    EXPECT_LT(found[0].confidence.value, 0.35);
    EXPECT_GT(found[0].confidence.value, 0.25);
    EXPECT_EQ(found[0].confidence.reasons.size(), 1U);
}

TEST_F(Doubt, SparesWhatBeginsElsewhereAndShortLiterals) {
    auto found = found_at(10);

    cast_doubt(issuer_, {.begin = 12, .end = 17}, found);
    cast_doubt(issuer_, {.begin = 10, .end = 13}, found);

    EXPECT_EQ(found[0].confidence.value, 0.8);
}

TEST_F(Doubt, SparesPasswordsAndProvidersFindings) {
    auto found = found_at(10);
    generic_.kind = rules::SecretKind::password;
    cast_doubt(issuer_, {.begin = 10, .end = 15}, found);
    generic_.kind = rules::SecretKind::token;
    generic_.provider_id = "other";
    cast_doubt(issuer_, {.begin = 10, .end = 15}, found);

    EXPECT_EQ(found[0].confidence.value, 0.8);
}

TEST_F(Doubt, NothingFoundIsNothingDoubted) {
    std::vector<Detection> found;

    cast_doubt(issuer_, {.begin = 10, .end = 15}, found);

    EXPECT_TRUE(found.empty());
}

}  // namespace
}  // namespace curfew::match
