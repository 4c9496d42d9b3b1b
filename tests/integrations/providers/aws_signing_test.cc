#include "integrations/providers/aws_signing.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace curfew::providers {
namespace {

using core::SecretString;

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

AwsKeys keys_with(std::string_view token) {
    return {std::string("AKIA") + "EXAMPLEEXAMPLE22",
            SecretString(std::string_view("made/up+secretmade/up+secretmade/up+secret")),
            SecretString(token)};
}

std::string value_of(const std::vector<core::HttpHeader>& headers, std::string_view name) {
    const auto found = std::ranges::find(headers, name, &core::HttpHeader::name);
    return found == headers.end() ? std::string() : std::string(found->value.reveal());
}

std::string signature_of(const AwsKeys& keys, const AwsScope& scope, std::string_view host,
                         std::string_view body) {
    const auto headers = signed_headers(keys, scope, host, body, at("2026-01-02T03:04:05Z"));
    EXPECT_TRUE(headers.has_value());
    const std::string authorization = value_of(headers.value(), "Authorization");
    const std::size_t mark = authorization.find("Signature=");
    return mark == std::string::npos ? std::string() : authorization.substr(mark + 10);
}

// Both were made by botocore 1.44.5 (botocore.auth.SigV4Auth) from the same keys, time and request.
TEST(AwsSigning, SignsAQuestionAsAmazonsOwnClientDoes) {
    EXPECT_EQ(signature_of(keys_with(""), {"us-east-1", "sts"}, "sts.us-east-1.amazonaws.com",
                           "Action=GetCallerIdentity&Version=2011-06-15"),
              "6b1e35397fa0c74060cde744a09a1d596c36dc3b95e6c09a1c7c86e8b7cdeccf");
}

TEST(AwsSigning, TheSessionTokenIsSignedToo) {
    EXPECT_EQ(signature_of(keys_with("made-up/session+token=="), {"us-east-1", "iam"},
                           "iam.amazonaws.com",
                           "Action=ListAccessKeys&Version=2010-05-08&UserName=a%2Bb"),
              "7f836664f83ff9b90670e900d95fe0fd362e6892eb5a2b425674e4f43ad9257c");
}

TEST(AwsSigning, EachPartOfTheScopeChangesTheSignature) {
    const AwsKeys keys = keys_with("");
    const std::string first = signature_of(keys, {"us-east-1", "sts"}, "host", "a=b");

    EXPECT_NE(signature_of(keys, {"us-east-2", "sts"}, "host", "a=b"), first);
    EXPECT_NE(signature_of(keys, {"us-east-1", "iam"}, "host", "a=b"), first);
    EXPECT_NE(signature_of(keys, {"us-east-1", "sts"}, "other", "a=b"), first);
    EXPECT_NE(signature_of(keys, {"us-east-1", "sts"}, "host", "a=c"), first);
}

TEST(AwsSigning, FractionsOfASecondAreCut) {
    EXPECT_EQ(basic_time(at("2026-01-02T03:04:05.999Z")), "20260102T030405Z");
}

TEST(AwsSigning, OnlyCapitalLettersAndDigitsAreAKeyId) {
    EXPECT_TRUE(is_key_id(std::string("AKIA") + "EXAMPLEEXAMPLE22"));
    for (const std::string& id :
         {std::string(), std::string(15, 'A'), std::string(129, 'A'), std::string(20, 'a'),
          std::string(16, 'A') + "\n", std::string(16, 'A') + "/x", std::string(16, 'A') + "\"",
          std::string(16, 'A') + "&", std::string(16, 'A') + "%",
          std::string(16, 'A') + std::string(1, char{})}) {
        EXPECT_FALSE(is_key_id(id)) << id.size();
    }
}

TEST(AwsSigning, WhatCannotStandInAHeaderIsNotSigned) {
    const auto error_of = [](const AwsKeys& keys, std::string_view host) {
        const auto headers =
            signed_headers(keys, {"us-east-1", "sts"}, host, "", at("2026-01-02T03:04:05Z"));
        return headers.has_value() ? "signed" : std::string(core::name_of(headers.error().kind()));
    };
    AwsKeys bad_id = keys_with("");
    bad_id.id += "\r\nHost: elsewhere";
    AwsKeys no_secret = keys_with("");
    no_secret.secret = SecretString();

    EXPECT_EQ(error_of(bad_id, "host"), "invalid_input");
    EXPECT_EQ(error_of(no_secret, "host"), "invalid_input");
    EXPECT_EQ(error_of(keys_with("token\nX: y"), "host"), "invalid_input");
    EXPECT_EQ(error_of(keys_with(""), "host\nx"), "invalid_input");
    EXPECT_EQ(error_of(keys_with(""), ""), "invalid_input");
}

TEST(AwsSigning, NoHeaderHoldsTheSecretKey) {
    const auto headers = signed_headers(keys_with("token"), {"us-east-1", "sts"}, "host", "",
                                        at("2026-01-02T03:04:05Z"));
    ASSERT_TRUE(headers.has_value());

    for (const core::HttpHeader& header : headers.value()) {
        EXPECT_EQ(header.value.reveal().find("made/up"), std::string_view::npos) << header.name;
    }
}

}  // namespace
}  // namespace curfew::providers
