#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

TEST(CloudCache, TellsTheEndBesideTheToken) {
    for (const std::string text :
         {R"({"accessToken":"a","expiresAt":"2026-11-22T09:30:00Z","region":"x"})",
          R"({"Credentials":{"SecretAccessKey":"a","Expiration":"2026-11-22T09:30:00Z"}})",
          R"({"access_token":"a","token_expiry":"2026-11-22T09:30:00Z"})",
          R"([{"accessToken":"a","expires_on":1795339800}])",
          R"({"AccessToken":{"k":{"secret":"a","expires_on":"1795339800"}}})"}) {
        const auto facts = read_cloud_cache(text);

        EXPECT_EQ(facts.problem, "") << text;
        EXPECT_EQ(facts.expires_at, at("2026-11-22T09:30:00Z")) << text;
    }
}

TEST(CloudCache, TokensOfDifferentEndsTellNothing) {
    EXPECT_EQ(read_cloud_cache(R"([{"accessToken":"a","expires_on":1795339800},)"
                               R"({"accessToken":"b","expires_on":1795339900}])")
                  .problem,
              "its tokens have different ends");
}

TEST(CloudCache, LocalTimeWithoutAZoneTellsNothing) {
    EXPECT_EQ(read_cloud_cache(R"({"expiresOn":"2026-11-22 09:30:00.000000"})").problem,
              "no end stands beside a token in it");
}

TEST(CloudCache, WhatIsNoJsonSaysSo) {
    EXPECT_EQ(read_cloud_cache("expires_at: 1795339800").problem, "it is not JSON");
}

}  // namespace
}  // namespace curfew::lifetime
