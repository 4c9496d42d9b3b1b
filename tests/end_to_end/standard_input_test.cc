#include <string>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

TEST(StandardInput, OneLineWithASecretIsFound) {
    const Workshop shop;

    const Outcome outcome =
        shop.curfew({"scan", "-", "--format", "json"}, "token " + github_token(1) + "\n");

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_NE(outcome.output.find("\"stdin\""), std::string::npos);
}

TEST(StandardInput, AnEmptyOneIsClean) {
    const Workshop shop;

    EXPECT_EQ(shop.curfew({"scan", "-"}, "").exit_code, 0);
}

TEST(StandardInput, SecretsAreShownOnlyWhenAsked) {
    const Workshop shop;
    const std::string line = "token " + github_token(2) + "\n";

    const Outcome masked = shop.curfew({"scan", "-", "--format", "jsonl"}, line);
    const Outcome shown = shop.curfew({"scan", "-", "--format", "jsonl", "--show-secrets"}, line);

    EXPECT_EQ(masked.output.find(github_token(2)), std::string::npos);
    EXPECT_NE(shown.output.find(github_token(2)), std::string::npos);
}

TEST(StandardInput, AUrlsPercentSignsAreUndoneOnce) {
    const Workshop shop;
    const std::string line = "DB=postgres://svc:" + password(3) + "%2541@db.acme-ops.net/orders\n";

    const Outcome shown = shop.curfew({"scan", "-", "--format", "jsonl", "--show-secrets"}, line);

    EXPECT_NE(shown.output.find('"' + password(3) + "%41\""), std::string::npos) << shown.output;
}

}  // namespace
}  // namespace curfew::end_to_end
