#include <string>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

/// A user's signature file; `pattern` is what a test may break.
std::string acme(const std::string& pattern) {
    return "format = 1\n[provider]\nid = \"acme\"\nname = \"Acme\"\nsite = "
           "\"https://acme.invalid\"\n"
           "[[source]]\nid = \"own\"\nwhat = \"our own\"\ndate = 2026-11-22\nevidence = \"tried\"\n"
           "[[signature]]\nid = \"acme-key\"\nname = \"Acme key\"\nkind = \"token\"\n"
           "pattern = '''" +
           pattern +
           "'''\nliterals = [\"acme_\"]\nlength_max = 40\nsources = [\"own\"]\n"
           "[signature.lifetime]\nclass = \"unbounded\"\n"
           "[signature.example]\nsecret = \"acme_{base62:24}\"\ncontexts = [\"key={secret}\"]\n";
}

TEST(Signatures, ListNamesAProvidersKinds) {
    const Workshop shop;

    const Outcome outcome = shop.curfew({"signatures", "list", "--provider", "github"});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_NE(outcome.output.find("github-pat-classic"), std::string::npos);
    EXPECT_EQ(outcome.output.find("gitlab"), std::string::npos);
}

TEST(Signatures, ShowTellsHowItIsEnded) {
    const Workshop shop;

    const Outcome outcome = shop.curfew({"signatures", "show", "github-pat-classic"});

    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_NE(outcome.output.find("How to end it"), std::string::npos);
    EXPECT_NE(outcome.output.find("https://api.github.com/credentials/revoke"), std::string::npos);
}

TEST(Signatures, AnUnknownOneIsANo) {
    const Workshop shop;

    EXPECT_EQ(shop.curfew({"signatures", "show", "no-such-thing"}).exit_code, 1);
}

TEST(Signatures, CheckRunsTheExamplesOfAUsersFile) {
    Workshop shop;
    shop.write("right.toml", acme("acme_[0-9A-Za-z]{24}"));
    shop.write("wrong.toml", acme("acme_[0-9]{24}"));

    EXPECT_EQ(shop.curfew({"signatures", "check", "right.toml"}).exit_code, 0);
    EXPECT_EQ(shop.curfew({"signatures", "check", "wrong.toml"}).exit_code, 1);
}

TEST(Signatures, ABrokenFileIsToldWithLineAndColumn) {
    Workshop shop;
    shop.write("broken.toml", "format = 1\n[provider\n");

    const Outcome outcome = shop.curfew({"signatures", "check", "broken.toml"});

    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.errors.find("broken.toml:2:"), std::string::npos) << outcome.errors;
}

TEST(Signatures, AUsersSignatureFindsItsTokens) {
    Workshop shop;
    shop.write("mine.toml", acme("acme_[0-9A-Za-z]{24}"));

    const std::string line = "key=acme_" + password(1) + "a1B2c3\n";
    const Outcome outcome =
        shop.curfew({"scan", "-", "--signatures", "mine.toml", "--format", "json"}, line);

    EXPECT_NE(outcome.output.find("\"acme-key\""), std::string::npos)
        << outcome.output << outcome.errors;
}

}  // namespace
}  // namespace curfew::end_to_end
