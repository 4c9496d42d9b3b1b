#include "scanner/match/text_flavour.h"

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

TEST(TextFlavour, PathDecidesWhenThereIsOne) {
    EXPECT_EQ(flavour_around("x", 0, "app/.env"), Flavour::configuration);
    EXPECT_EQ(flavour_around("x", 0, "src/main.go"), Flavour::source_code);
    EXPECT_EQ(flavour_around("x", 0, "README.md"), Flavour::prose);
}

TEST(TextFlavour, LinesDecideOtherwise) {
    EXPECT_EQ(flavour_around("[db]\nhost = a\nuser = b\n# note\nport = 1\n", 10, ""),
              Flavour::configuration);
    EXPECT_EQ(flavour_around("func f() {\n  a := b()\n  return a\n}\n", 10, ""),
              Flavour::source_code);
    EXPECT_EQ(
        flavour_around("This is a sentence that goes on for more than seven words.\n", 10, ""),
        Flavour::prose);
    EXPECT_EQ(flavour_around("//npm.acme.io/:_password=x\n//npm.acme.io/:username=y\n", 3, ""),
              Flavour::configuration)
        << "no comments";
    EXPECT_EQ(flavour_around("\n\n", 1, ""), Flavour::unknown);
}

TEST(TextFlavour, TestsAreSeenInPathAndAround) {
    EXPECT_TRUE(is_among_tests("a = b", 0, "spec/fixtures/a.rb"));
    EXPECT_TRUE(is_among_tests("def test_login():\n  a = b", 20, ""));
    EXPECT_FALSE(is_among_tests("a = b", 0, "src/login.rb"));
}

}  // namespace
}  // namespace curfew::match
