/// What of a finding goes into a question.
#include "scanner/verification/credential_of.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/made_finding.h"

namespace curfew::verification {
namespace {

using support::made_finding;
using support::made_token;
using support::token_signature;

TEST(CredentialOf, PartsComeWithTheirValues) {
    report::Finding finding = made_finding(token_signature(), made_token(1));
    const core::SecretString hidden{std::string_view("session token")};
    finding.parts.push_back(
        {"session", core::Fingerprinter::with_public_key().of(hidden), {}, hidden.duplicate()});
    finding.parts.push_back({"host", std::nullopt, "db.example"});

    const provider::Credential credential = credential_of(finding);

    EXPECT_EQ(credential.signature, &token_signature());
    EXPECT_TRUE(credential.secret.equals_in_constant_time(finding.secret));
    EXPECT_TRUE(credential.part("session")->equals_in_constant_time(hidden));
    EXPECT_EQ(credential.part("host")->reveal(), "db.example");
    EXPECT_FALSE(credential.is_canary);
}

TEST(CredentialOf, KnownBaitStaysKnown) {
    report::Finding finding = made_finding(token_signature(), made_token(1));
    finding.verdict.detail = "canary";

    EXPECT_TRUE(credential_of(finding).is_canary);
}

}  // namespace
}  // namespace curfew::verification
