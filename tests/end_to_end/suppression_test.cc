#include <string>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

TEST(Suppression, AnInlineAllowWithAReasonCounts) {
    Workshop shop;
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(1) + " # curfew:allow made up for a test\n");

    const Outcome outcome = shop.curfew({"scan", "."});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

TEST(Suppression, AnInlineAllowWithoutAReasonDoesNot) {
    Workshop shop;
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(2) + " # curfew:allow\n");

    EXPECT_EQ(shop.curfew({"scan", "."}).exit_code, 1);
}

TEST(Suppression, ABaselineRemembersWhatIsKnown) {
    Workshop shop;
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(3) + "\n");

    const Outcome made = shop.curfew({"scan", ".", "--baseline", "known", "--update-baseline"});
    const Outcome used = shop.curfew({"scan", ".", "--baseline", "known"});
    shop.write("b.env", "GITHUB_TOKEN=" + github_token(4) + "\n");
    const Outcome grown = shop.curfew({"scan", ".", "--baseline", "known"});

    EXPECT_EQ(made.exit_code, 1);
    EXPECT_EQ(used.exit_code, 0) << used.output << used.errors;
    EXPECT_EQ(grown.exit_code, 1);
    EXPECT_EQ(shop.read("known").find(github_token(3)), std::string::npos);
}

TEST(Suppression, ABaselineOfAnotherKeyIsAnError) {
    Workshop shop;
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(5) + "\n");
    ASSERT_EQ(shop.curfew({"scan", ".", "--baseline", "known", "--update-baseline"}).exit_code, 1);
    ASSERT_EQ(shop.curfew({"config", "init"}).exit_code, 0);

    const Outcome outcome = shop.curfew({"scan", ".", "--baseline", "known"});

    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.errors.find("pub"), std::string::npos) << outcome.errors;
}

}  // namespace
}  // namespace curfew::end_to_end
