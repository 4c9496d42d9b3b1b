#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

using support::base64url;
using support::jwt;

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

TEST(Jwt, TellsItsTimesOwnerIssuerAndScopes) {
    const auto facts = read_jwt(jwt(R"({"iat":1764000000,"nbf":1764000060,"exp":1764003600,)"
                                    R"("sub":"user-1","iss":"https://id.test",)"
                                    R"("scope":"read  write","scp":["admin"]})"));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.issued_at, at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(facts.not_before, at("2025-11-24T16:01:00Z"));
    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_FALSE(facts.never_expires);
    EXPECT_EQ(facts.account, "user-1");
    EXPECT_EQ(facts.name, "https://id.test");
    EXPECT_EQ(facts.scopes, (std::vector<std::string>{"read", "write", "admin"}));
}

TEST(Jwt, KeepsTheFractionOfASecond) {
    EXPECT_EQ(read_jwt(jwt(R"({"exp":1764003600.25})")).expires_at, at("2025-11-24T17:00:00.25Z"));
}

TEST(Jwt, WithoutExpNeverExpires) {
    const auto facts = read_jwt(jwt(R"({"iat":1764000000,"sub":"a"})"));

    EXPECT_TRUE(facts.never_expires);
    EXPECT_FALSE(facts.expires_at);
    EXPECT_NE(facts.note, "");
}

TEST(Jwt, MillisecondsAreAProblemAndNoGuess) {
    const auto facts = read_jwt(jwt(R"({"iat":1764000000,"exp":1764003600000})"));

    EXPECT_FALSE(facts.expires_at);
    EXPECT_FALSE(facts.never_expires);
    EXPECT_EQ(facts.problem, "exp is too large for seconds, and other units are not guessed");
    EXPECT_TRUE(facts.issued_at);
}

TEST(Jwt, RefusesTimesThatAreNoTimes) {
    for (const std::string_view exp : {"0", "-1", "\"1764003600\"", "true", "1e300", "[]"}) {
        const auto facts = read_jwt(jwt(R"({"exp":)" + std::string(exp) + "}"));

        EXPECT_NE(facts.problem, "") << exp;
        EXPECT_FALSE(facts.expires_at) << exp;
        EXPECT_FALSE(facts.never_expires) << exp;
    }
}

TEST(Jwt, NullExpIsNotTheSameAsNone) {
    EXPECT_FALSE(read_jwt(jwt(R"({"exp":null})")).never_expires);
}

TEST(Jwt, IsFoundInsideLargerText) {
    const std::string text =
        "see https://a.test/x.y and use Bearer " + jwt(R"({"exp":1764003600})") + ". Then stop.";

    EXPECT_EQ(read_jwt(text).expires_at, at("2025-11-24T17:00:00Z"));
}

TEST(Jwt, UnsignedTokenWithEmptyThirdPartIsRead) {
    const std::string token =
        base64url(R"({"alg":"none"})") + "." + base64url(R"({"exp":1764003600})") + ".";

    EXPECT_EQ(read_jwt(token).expires_at, at("2025-11-24T17:00:00Z"));
}

TEST(Jwt, EncryptedClaimsAreSaidToBe) {
    const std::string token = base64url(R"({"alg":"RSA-OAEP","enc":"A256GCM"})") + ".a.b.c.d";

    EXPECT_EQ(read_jwt(token).problem, "the claims are encrypted (JWE)");
}

TEST(Jwt, BrokenTokensTellWhatIsWrong) {
    EXPECT_EQ(read_jwt("").problem, "a token has three parts between dots");
    EXPECT_EQ(read_jwt("no token here").problem, "there is no token in it");
    EXPECT_EQ(read_jwt("abc.def.ghi").problem, "the header cannot be read: it is not JSON");
    EXPECT_EQ(read_jwt(base64url("{}") + "." + base64url("{}") + ".x").problem,
              "the header has no alg");
    EXPECT_EQ(read_jwt(base64url(R"({"alg":"x"})") + "." + base64url("[1]") + ".x").problem,
              "the claims cannot be read");
}

TEST(Jwt, DeepNestingIsRefused) {
    const std::string deep(100'000, '[');

    EXPECT_EQ(read_jwt(jwt(R"({"a":)" + deep)).problem,
              "the claims cannot be read: the JSON is nested too deeply");
}

TEST(Jwt, LegacyKubernetesTokenNeverExpires) {
    const auto facts =
        read_jwt(jwt(R"({"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:ns:sa",)"
                     R"("kubernetes.io/serviceaccount/secret.name":"sa-token-x"})"));

    EXPECT_TRUE(facts.never_expires);
    EXPECT_EQ(facts.account, "system:serviceaccount:ns:sa");
    EXPECT_EQ(facts.name, "sa-token-x");
    EXPECT_EQ(facts.note, "a legacy service account token: it works until its Secret is deleted");
}

TEST(Jwt, BoundKubernetesTokenTellsWhenItShouldHaveBeenReplaced) {
    const auto facts = read_jwt(jwt(
        R"({"iat":1764000000,"exp":1795536000,"sub":"system:serviceaccount:ns:sa",)"
        R"("kubernetes.io":{"namespace":"ns","pod":{"name":"web-1"},"warnafter":1764003607}})"));

    EXPECT_EQ(facts.expires_at, at("2026-11-24T16:00:00Z"));
    EXPECT_EQ(facts.renew_after, at("2025-11-24T17:00:07Z"));
    EXPECT_EQ(facts.name, "pod/web-1");
}

TEST(Jwt, ControlCharactersOfNamesAreLeftOut) {
    EXPECT_EQ(read_jwt(jwt(R"({"sub":"a\u001b[31mb\nc"})")).account, "a[31mbc");
}

TEST(Jwt, ManyScopesAreCut) {
    std::string scopes;
    for (int i = 0; i < 1000; ++i) scopes += "s" + std::to_string(i) + " ";

    EXPECT_EQ(read_jwt(jwt(R"({"scope":")" + scopes + R"("})")).scopes.size(), 64U);
}

}  // namespace
}  // namespace curfew::lifetime
