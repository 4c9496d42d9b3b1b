#include "scanner/foreign/foreign_report.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::foreign {
namespace {

ForeignReport read(std::string_view text) {
    auto report = read_foreign_report(text);
    EXPECT_TRUE(report.has_value()) << report.error().message();
    return report.has_value() ? std::move(report).value() : ForeignReport{};
}

TEST(ForeignReport, HalfRedactedSecretLeavesItsBeginning) {
    const auto report = read(R"([{"RuleID":"r","File":"a","Secret":"abc...","StartLine":3}])");
    ASSERT_EQ(report.findings.size(), 1U);
    EXPECT_EQ(report.format, Format::gitleaks);
    EXPECT_TRUE(report.findings[0].secret.empty());
    EXPECT_EQ(report.findings[0].beginning, "abc");
    EXPECT_EQ(report.findings[0].line, 3U);
}

TEST(ForeignReport, LinesAreReadOneByOneAndBadOnesNamed) {
    const auto report = read(
        "{\"level\":\"info\",\"msg\":\"m\"}\n"
        "{\"DetectorName\":\"D\",\"Raw\":\"one\"}\n"
        "{\"DetectorName\":\n"
        "{\"DetectorName\":7,\"Raw\":\"two\"}\n"
        "{\"DetectorName\":\"E\",\"Raw\":\"three\"}\n");
    EXPECT_EQ(report.format, Format::trufflehog);
    EXPECT_EQ(report.findings.size(), 2U);
    ASSERT_EQ(report.unread.size(), 2U);
}

TEST(ForeignReport, AuditedEntriesAreDismissed) {
    const std::string hash(40, '0');
    const auto report = read(R"({"version":"1","plugins_used":[],"results":{"a":[{"type":"T",)"
                             R"("line_number":1,"is_secret":false,"hashed_secret":")" +
                             hash + R"("}]}})");
    EXPECT_EQ(report.format, Format::detect_secrets);
    EXPECT_TRUE(report.findings.empty());
    EXPECT_EQ(report.dismissed, 1U);
}

TEST(ForeignReport, SarifAddressesBecomePaths) {
    const auto report = read(
        R"({"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Any"}},"results":[{"ruleId":"r",)"
        R"("locations":[{"physicalLocation":{"artifactLocation":{"uri":"file:///a%20b"}}}]}]}]})");
    ASSERT_EQ(report.findings.size(), 1U);
    EXPECT_EQ(report.tool, "Any");
    EXPECT_EQ(report.findings[0].path, "/a b");
}

TEST(ForeignReport, ErrorsSayWhereAndNeverWhatStandsThere) {
    for (const std::string& bad :
         {std::string("[{\"RuleID\":\"hushhush"), std::string("hushhush"),
          std::string("{\"hushhush\":1}"), std::string(64, '['), std::string(" \n"),
          std::string("[{\"RuleID\":[\"hushhush\"]}]"), std::string("\xC3\x28hushhush")}) {
        const auto report = read_foreign_report(bad);
        ASSERT_FALSE(report.has_value()) << bad;
        EXPECT_EQ(report.error().message().find("hushhush"), std::string::npos);
    }
}

TEST(ForeignReport, ForcedFormatIsRefusedWhereItDoesNotFit) {
    EXPECT_FALSE(read_foreign_report("[]", Format::sarif).has_value());
    EXPECT_FALSE(read_foreign_report("a,b", Format::kingfisher).has_value());
    EXPECT_EQ(format_from("detect-secrets"), Format::detect_secrets);
    EXPECT_EQ(format_from("nobody"), std::nullopt);
}

}  // namespace
}  // namespace curfew::foreign
