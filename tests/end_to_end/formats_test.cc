#include <string>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

TEST(Formats, TheExtensionDecidesWhereNoFormatIsGiven) {
    Workshop shop;
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(1) + "\n");

    EXPECT_EQ(shop.curfew({"scan", ".", "-o", "out.sarif"}).exit_code, 1);

    EXPECT_NE(shop.read("out.sarif").find("\"2.1.0\""), std::string::npos);
}

TEST(Formats, AFullDiskIsAnErrorAndNotARepairedReport) {
    Workshop shop;
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(2) + "\n");

    const Outcome outcome = shop.curfew({"scan", ".", "-o", "/dev/full"});

    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.errors.find("No space left"), std::string::npos) << outcome.errors;
}

TEST(Formats, AFullDiskUnderStandardOutputIsAnError) {
    Workshop shop;
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(2) + "\n");

    const Outcome outcome =
        shop.run("/bin/bash", {"-c", std::string(CURFEW_PROGRAM) + " scan . > /dev/full"});

    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.errors.find("No space left"), std::string::npos) << outcome.errors;
}

TEST(Formats, AReportThatMayNotGrowIsAnErrorAndLeavesTheOldOne) {
    Workshop shop;
    std::string many;
    for (unsigned number = 0; number < 20; ++number) many += "t=" + github_token(number) + "\n";
    shop.write("many.env", many);
    shop.write("report.json", "the old one\n");

    const Outcome outcome =
        shop.run("/bin/bash", {"-c", "ulimit -f 4; " + std::string(CURFEW_PROGRAM) +
                                         " scan many.env --no-store -o report.json"});

    EXPECT_EQ(outcome.exit_code, 2) << outcome.errors;
    EXPECT_NE(outcome.errors.find("report.json"), std::string::npos) << outcome.errors;
    EXPECT_EQ(shop.read("report.json"), "the old one\n");
    EXPECT_EQ(shop.run("/bin/ls", {}).output, "many.env\nreport.json\n") << "nothing is left over";
}

TEST(Formats, AClosedPipeIsNoError) {
    Workshop shop;
    std::string many;
    for (unsigned number = 0; number < 3000; ++number) many += "t=" + github_token(number) + "\n";
    shop.write("many.env", many);

    const Outcome outcome =
        shop.run("/bin/bash",
                 {"-c", std::string(CURFEW_PROGRAM) +
                            " scan . --format jsonl | head -1 >/dev/null; echo ${PIPESTATUS[0]}"});

    EXPECT_EQ(outcome.output, "1\n") << outcome.errors;
}

TEST(Formats, JsonLinesEndWithASummary) {
    Workshop shop;
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(3) + "\n");

    const Outcome outcome = shop.curfew({"scan", ".", "-f", "jsonl"});

    const std::size_t last = outcome.output.rfind('\n', outcome.output.size() - 2);
    EXPECT_NE(outcome.output.substr(last + 1).find("\"type\":\"summary\""), std::string::npos)
        << outcome.output;
}

}  // namespace
}  // namespace curfew::end_to_end
