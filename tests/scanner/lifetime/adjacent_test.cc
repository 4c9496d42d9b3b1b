#include "scanner/lifetime/adjacent.h"

#include <gtest/gtest.h>

namespace curfew::lifetime {
namespace {

constexpr std::string_view kSecret = "made-up-secret";

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

/// Facts beside the first `kSecret` of the text.
CarrierFacts beside(std::string_view text) {
    const std::size_t begin = text.find(kSecret);
    EXPECT_NE(begin, std::string_view::npos);
    return read_adjacent(core::as_bytes(text), {begin, begin + kSecret.size()});
}

const auto kEnd = at("2026-11-22T09:30:00Z");

struct Shape {
    std::string name;
    std::string text;
};

class AdjacentShapes : public testing::TestWithParam<Shape> {};

TEST_P(AdjacentShapes, TellTheEnd) {
    const CarrierFacts facts = beside(GetParam().text);

    EXPECT_EQ(facts.expires_at, kEnd);
    EXPECT_EQ(facts.carrier, "adjacent");
}

const Shape kShapes[] = {
    {"AwsSsoCache",
     R"({"startUrl":"https://x.test/start","region":"eu-west-1","accessToken":"made-up-secret",)"
     R"("expiresAt":"2026-11-22T09:30:00Z","clientSecret":"x",)"
     R"("registrationExpiresAt":"2027-02-01T00:00:00Z"})"},
    {"AwsSsoCacheOlder",
     R"({"accessToken":"made-up-secret","expiresAt":"2026-11-22T09:30:00UTC"})"},
    {"AwsCliCache",
     R"({"Credentials":{"AccessKeyId":"a","SecretAccessKey":"made-up-secret","SessionToken":"s",)"
     R"("Expiration":"2026-11-22T09:30:00+00:00"},"ResponseMetadata":{"x":1}})"},
    {"AwsCredentialsFile",
     "[default]\naws_access_key_id = a\n\n[saml]\naws_access_key_id = a\n"
     "aws_secret_access_key = made-up-secret\naws_session_token = s\n"
     "x_security_token_expires = 2026-11-22T11:30:00+02:00\n\n[other]\nregion = x\n"},
    {"AwsExpirationLine",
     "[a]\naws_session_token=made-up-secret\naws_expiration=2026-11-22T09:30:00Z\n"},
    {"Gcloud", R"({"access_token": "made-up-secret", "client_id": "x", "client_secret": "y",)"
               R"( "refresh_token": "z", "token_expiry": "2026-11-22T09:30:00Z"})"},
    {"AzureCli",
     R"([{"tokenType":"Bearer","expiresOn":"2026-11-22 11:30:00.123456","expires_on":1795339800,)"
     R"("accessToken":"made-up-secret"}])"},
    {"Msal", R"({"AccessToken":{"a-b-c":{"secret":"made-up-secret","cached_at":"1795336200",)"
             R"("expires_on":"1795339800","extended_expires_on":"1795339900"}}})"},
    {"OAuthAnswer", R"({"access_token":"made-up-secret","token_type":"Bearer","expires_in":3600,)"
                    R"("created_at":1795336200})"},
    {"ExecCredential",
     R"({"kind":"ExecCredential","status":{"expirationTimestamp":"2026-11-22T09:30:00Z",)"
     R"("token":"made-up-secret"}})"},
    {"KubeconfigAuthProvider",
     "users:\n- name: a\n  user:\n    auth-provider:\n      config:\n"
     "        access-token: made-up-secret\n        cmd-args: config\n"
     "        expiry: \"2026-11-22T09:30:00Z\"\n      name: gcp\n"},
    {"GitHubInstallation",
     "{\n  \"token\": \"made-up-secret\",\n  \"expires_at\": \"2026-11-22T09:30:00Z\",\n"
     "  \"permissions\": {\n    \"issues\": \"write\"\n  }\n}\n"},
    {"GoOauthToken", R"({"access_token":"made-up-secret","expiry":"2026-11-22T11:30:00.0+02:00"})"},
    {"YamlListItem",
     "tokens:\n  - name: one\n    token: made-up-secret\n    expires_at: 2026-11-22T09:30:00Z\n"
     "  - name: two\n    token: other\n    expires_at: 2030-01-01T00:00:00Z\n"},
    {"EnvFile", "export TOKEN='made-up-secret'\nexport EXPIRES_AT='2026-11-22T09:30:00Z'\n"},
    {"PythonDictionary", "creds = {'token': 'made-up-secret', 'expires': 1795339800}\n"},
    {"MillisecondsOfANodeCache",
     R"({"access_token":"made-up-secret","expiry_date":1795339800000})"},
    {"RubyHash", "{ :token => 'made-up-secret', :expires_at => 1795339800 }"},
};

std::string shape_name(const testing::TestParamInfo<Shape>& shape) {
    return shape.param.name;
}

INSTANTIATE_TEST_SUITE_P(Files, AdjacentShapes, testing::ValuesIn(kShapes), shape_name);

class AdjacentSilence : public testing::TestWithParam<Shape> {};

TEST_P(AdjacentSilence, TellsNothing) {
    EXPECT_EQ(beside(GetParam().text), CarrierFacts{});
}

const Shape kSilent[] = {
    {"NothingBeside", "token = made-up-secret\n"},
    {"OtherObject",
     R"([{"token":"made-up-secret"},{"token":"x","expires_at":"2026-11-22T09:30:00Z"}])"},
    {"OuterObject", R"({"expires_at":"2026-11-22T09:30:00Z","inner":{"token":"made-up-secret"}})"},
    {"NestedObject",
     R"({"token":"made-up-secret","session":{"expires_at":"2026-11-22T09:30:00Z"}})"},
    {"TwoDifferentEnds",
     R"({"token":"made-up-secret","expires":1795339800,"expiry":"2027-11-22T09:30:00Z"})"},
    {"RefreshTokenBesideAnAccessTokensEnd",
     R"({"access_token":"x","refresh_token":"made-up-secret","expires_at":1795339800})"},
    {"OtherSection", "[a]\ntoken = made-up-secret\n[b]\nexpires_at = 2026-11-22T09:30:00Z\n"},
    {"BehindAnEmptyLine", "token: made-up-secret\n\nexpires_at: 2026-11-22T09:30:00Z\n"},
    {"OtherIndentation", "a:\n  token: made-up-secret\nexpires_at: 2026-11-22T09:30:00Z\n"},
    {"OtherListItem", "- token: made-up-secret\n- token: b\n  expires_at: 2026-11-22T09:30:00Z\n"},
    {"EarlierListItem",
     "- token: b\n  expires_at: 2026-11-22T09:30:00Z\n- token: made-up-secret\n"},
    {"ItemBeforeItsOwn", "- expiry: 2026-11-22T09:30:00Z\n- name: x\n  token: made-up-secret\n"},
    {"NoZone", R"({"token":"made-up-secret","expires_at":"2026-11-22T09:30:00"})"},
    {"SpanWithoutIssue", R"({"access_token":"made-up-secret","expires_in":3600})"},
    {"NameInsideAString",
     R"({"token":"made-up-secret","text":"\"expires_at\":\"2026-11-22T09:30:00Z\""})"},
    {"Comment", "token: made-up-secret\n# expires_at: 2026-11-22T09:30:00Z\n"},
    {"Code", "void f() { auto token = \"made-up-secret\"; expires = now() + 1795339800; }"},
};

INSTANTIATE_TEST_SUITE_P(Files, AdjacentSilence, testing::ValuesIn(kSilent), shape_name);

TEST(Adjacent, TellsTheIssueToo) {
    const CarrierFacts facts =
        beside(R"({"access_token":"made-up-secret","expires_in":3600,"created_at":1795336200})");

    EXPECT_EQ(facts.issued_at, at("2026-11-22T08:30:00Z"));
}

TEST(Adjacent, ClientSecretHasTheRegistrationsEnd) {
    const CarrierFacts facts =
        beside(R"({"clientSecret":"made-up-secret","expiresAt":"2020-01-01T00:00:00Z",)"
               R"("registrationExpiresAt":"2026-11-22T09:30:00Z"})");

    EXPECT_EQ(facts.expires_at, kEnd);
}

TEST(Adjacent, FarAwayIsNotBeside) {
    const std::string text = R"({"token":"made-up-secret","x":")" + std::string(5000, 'x') +
                             R"(","expires_at":"2026-11-22T09:30:00Z"})";

    EXPECT_EQ(beside(text), CarrierFacts{});
}

TEST(Adjacent, BracesInStringsBeforeTheSecretDoNotMislead) {
    const CarrierFacts facts =
        beside(R"({"note":"a } b","token":"made-up-secret","expires_at":"2026-11-22T09:30:00Z"})");

    // Walking back over "}" the object's beginning is not found: silence, not a wrong answer.
    EXPECT_TRUE(facts == CarrierFacts{} || facts.expires_at == kEnd);
}

TEST(Adjacent, AnImpossibleSpanTellsNothing) {
    EXPECT_EQ(read_adjacent(core::as_bytes("abc"), {2, 9}), CarrierFacts{});
    EXPECT_EQ(read_adjacent(core::as_bytes("abc"), {2, 1}), CarrierFacts{});
    EXPECT_EQ(read_adjacent({}, {0, 0}), CarrierFacts{});
}

TEST(Adjacent, EveryCutAndEveryPlaceIsSafe) {
    const std::string text(kShapes[2].text);
    for (std::size_t length = 0; length <= text.size(); ++length) {
        const auto bytes = core::as_bytes(text).first(length);
        for (std::size_t begin = 0; begin < length; begin += 3) {
            const CarrierFacts facts = read_adjacent(bytes, {begin, std::min(begin + 5, length)});
            EXPECT_EQ(facts.problem, "");
        }
    }
}

}  // namespace
}  // namespace curfew::lifetime
