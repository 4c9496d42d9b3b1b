#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

std::string token(const std::string& head, const std::string& claims, std::size_t signature) {
    return head + support::base64url(claims + std::string(signature, '\x12'));
}

TEST(Paseto, PublicTokensOfEveryVersionTellTheirTimes) {
    const std::string claims = R"({"iat":"2026-11-22T09:00:00+00:00","nbf":"2026-11-22T09:10:00Z",)"
                               R"("exp":"2026-11-22T09:30:00Z","sub":"a","iss":"b"})";
    for (const auto& [head, signature] : std::initializer_list<std::pair<std::string, std::size_t>>{
             {"v1.public.", 256}, {"v2.public.", 64}, {"v3.public.", 96}, {"v4.public.", 64}}) {
        const auto facts = read_paseto(token(head, claims, signature) + ".Zm9vdGVy");

        EXPECT_EQ(facts.problem, "") << head;
        EXPECT_EQ(facts.issued_at, at("2026-11-22T09:00:00Z")) << head;
        EXPECT_EQ(facts.not_before, at("2026-11-22T09:10:00Z")) << head;
        EXPECT_EQ(facts.expires_at, at("2026-11-22T09:30:00Z")) << head;
        EXPECT_EQ(facts.account, "a") << head;
    }
}

TEST(Paseto, WithoutExpNeverExpires) {
    EXPECT_TRUE(read_paseto(token("v4.public.", "{}", 64)).never_expires);
}

TEST(Paseto, EncryptedTokensTellNothing) {
    EXPECT_EQ(read_paseto("v4.local.AAAA").problem, "its claims are encrypted");
}

TEST(Paseto, WhatCannotBeReadIsAProblem) {
    EXPECT_NE(read_paseto("").problem, "");
    EXPECT_NE(read_paseto("v9.public.AAAA").problem, "");
    EXPECT_NE(read_paseto(token("v4.public.", "", 64)).problem, "");
    EXPECT_NE(read_paseto(token("v4.public.", "[]", 64)).problem, "");
    EXPECT_NE(read_paseto(token("v4.public.", R"({"exp":1764000000})", 64)).problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
