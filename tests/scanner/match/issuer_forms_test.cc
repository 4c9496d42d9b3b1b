#include "scanner/match/issuer_forms.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

TEST(IssuerForms, AValueOfAnotherFormContradictsTheName) {
    EXPECT_TRUE(contradicts_issuer("TELEGRAM_BOT_TOKEN", drawn(46)));
    EXPECT_TRUE(contradicts_issuer("aws_secret_access_key", drawn(38)));
    EXPECT_TRUE(contradicts_issuer("SENDGRID_API_KEY", drawn(32)));
    EXPECT_TRUE(contradicts_issuer("meraki_token", drawn_hex(64)));
    EXPECT_TRUE(contradicts_issuer("LINEAR_API_KEY", drawn(40)));
}

TEST(IssuerForms, TheIssuersFormDoesNot) {
    EXPECT_FALSE(contradicts_issuer("telegram_token", "123456789:" + drawn(35)));
    EXPECT_FALSE(contradicts_issuer("aws_secret_access_key", drawn(40)));
    EXPECT_FALSE(contradicts_issuer("meraki_token", drawn_hex(40)));
    EXPECT_FALSE(contradicts_issuer("OLLAMA_API_KEY", drawn_hex(32) + "." + drawn(24)));
}

TEST(IssuerForms, OtherNamesAreNotJudged) {
    EXPECT_FALSE(contradicts_issuer("acme_api_key", drawn(17)));
}

}  // namespace
}  // namespace curfew::match
