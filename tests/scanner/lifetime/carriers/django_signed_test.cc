#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

const std::string kSignature(43, 'a');

TEST(DjangoSigned, TellsItsIssue) {
    // 1764000000 in base62 with the letters 0-9A-Za-z.
    const auto facts = read_django_signed("some:value:1vNYyu:" + kSignature);

    EXPECT_EQ(facts.problem, "");
    EXPECT_FALSE(facts.expires_at);
    EXPECT_FALSE(facts.never_expires);
    EXPECT_EQ(facts.issued_at, at("2025-11-24T16:00:00Z"));
}

TEST(DjangoSigned, ShorterSignatureOfOlderReleasesIsRead) {
    EXPECT_EQ(read_django_signed("v:1vNYyu:" + std::string(27, 'a')).problem, "");
}

TEST(DjangoSigned, WhatIsNoneSaysSo) {
    for (const std::string& text :
         {std::string(), "value:" + kSignature, std::string("value:1vNYyu:short"), ":" + kSignature,
          "value:1v-YuG:" + kSignature, "value::" + kSignature, "value:1:" + kSignature,
          "value:zzzzzzzzzzzzzzzz:" + kSignature}) {
        EXPECT_NE(read_django_signed(text).problem, "") << text;
    }
}

}  // namespace
}  // namespace curfew::lifetime
