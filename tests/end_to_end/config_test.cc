#include <string>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

TEST(Config, ShowTellsTheLayerOfEachValue) {
    Workshop shop;
    shop.init();
    shop.write("curfew.toml", "[policy]\nmax_lifetime = \"30d\"\n");
    shop.set("CURFEW_SCAN_EXCLUDES", "a,b");

    const Outcome outcome = shop.curfew({"config", "show"});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_NE(outcome.output.find("policy.max_lifetime = \"30 d\"   # repository"),
              std::string::npos)
        << outcome.output;
    EXPECT_NE(outcome.output.find("scan.excludes = [\"a\", \"b\"]   # environment"),
              std::string::npos);
    EXPECT_NE(outcome.output.find("# built-in"), std::string::npos);
}

TEST(Config, ARepositoryMayNotSetTheKey) {
    Workshop shop;
    shop.init();
    shop.write("curfew.toml", "[fingerprint]\nkey_file = \"/tmp/other\"\n");

    const Outcome outcome = shop.curfew({"config", "show"});

    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.errors.find("curfew.toml:2:"), std::string::npos) << outcome.errors;
}

TEST(Config, AnUnknownKeyIsAnErrorWithItsPlace) {
    Workshop shop;
    shop.write("my.toml", "[policy]\nmax_lifetme = \"30d\"\n");

    const Outcome outcome = shop.curfew({"config", "show", "--config", "my.toml"});

    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.errors.find("my.toml:2:"), std::string::npos) << outcome.errors;
    EXPECT_NE(outcome.errors.find("policy.max_lifetime"), std::string::npos)
        << "says what is right";
}

TEST(Config, TheScannedRepositorysFileIsNotRead) {
    Workshop shop;
    shop.write("target/curfew.toml", "[policy]\nallowed_signatures = [\"github-pat-classic\"]\n");
    shop.write("target/a.env", "GITHUB_TOKEN=" + github_token(1) + "\n");

    EXPECT_EQ(shop.curfew({"scan", "target"}).exit_code, 1);
}

TEST(Config, InitMakesAKeyOnce) {
    const Workshop shop;

    EXPECT_EQ(shop.curfew({"config", "init"}).exit_code, 0);
    EXPECT_EQ(shop.curfew({"config", "init"}).exit_code, 2);
}

TEST(Config, CompletionsAndManualComeFromTheSamePlace) {
    const Workshop shop;

    EXPECT_NE(shop.curfew({"completion", "bash"}).output.find("--since-commit"), std::string::npos);
    EXPECT_NE(shop.curfew({"manual"}).output.find("since\\-commit"), std::string::npos);
    EXPECT_EQ(shop.curfew({"completion", "tcsh"}).exit_code, 2);
}

}  // namespace
}  // namespace curfew::end_to_end
