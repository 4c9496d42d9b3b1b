#include <span>
#include <string>

#include <gtest/gtest.h>

#include "scanner/core/digest.h"
#include "tests/end_to_end/private_provider.h"
#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

/// A repository whose file holds a token on its second line.
void write_token(Workshop& shop) {
    shop.init();
    shop.write("a.env", "# settings\ntoken = \"" + github_token(1) + "\"\n");
    shop.commit("one");
}

std::string gitleaks_report(const std::string& secret, const std::string& file) {
    return R"([{"RuleID":"their-rule","StartLine":2,"EndLine":2,"Secret":")" + secret +
           R"(","Match":")" + secret + R"(","File":")" + file + R"(","Commit":""}])";
}

void expect_token(const Outcome& outcome, const std::string& name) {
    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_NE(outcome.output.find("\"github-pat-classic\""), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find(name), std::string::npos) << outcome.output;
    EXPECT_EQ(outcome.output.find(github_token(1)), std::string::npos);
    EXPECT_EQ(outcome.errors.find(github_token(1)), std::string::npos);
}

TEST(Import, WholeSecretGetsItsKindItsHistoryAndTheOtherToolsName) {
    Workshop shop;
    write_token(shop);
    shop.write("../report.json", gitleaks_report(github_token(1), "a.env"));
    const Outcome outcome = shop.curfew({"import", "../report.json", "-f", "json"});
    expect_token(outcome, "their-rule");
    EXPECT_NE(outcome.output.find("2024-05-01T12:00:00Z"), std::string::npos);
    EXPECT_NE(outcome.output.find("\"plan\""), std::string::npos);
}

TEST(Import, RedactedSecretIsReadAgainAtItsPlace) {
    Workshop shop;
    write_token(shop);
    const std::string report = gitleaks_report("REDACTED", "a.env");
    expect_token(shop.curfew({"import", "-", "-f", "json"}, report), "their-rule");
}

TEST(Import, DigestIsFoundAgainAndAChangedPlaceIsNamed) {
    Workshop shop;
    write_token(shop);
    const core::Sha1 digest = core::sha1(core::as_bytes(github_token(1)), {});
    const std::string report =
        R"({"version":"1.5.0","plugins_used":[],"results":{"a.env":[{"type":"Theirs",)"
        R"("line_number":2,"hashed_secret":")" +
        core::hex_of(std::as_bytes(std::span(digest))) + R"("}]}})";
    expect_token(shop.curfew({"import", "-", "-f", "json"}, report), "Theirs");
    shop.write("a.env", "# settings\ntoken = \"" + github_token(2) + "\"\n");
    const Outcome changed = shop.curfew({"import", "-", "-f", "json"}, report);
    EXPECT_EQ(changed.exit_code, 3);
    EXPECT_NE(changed.output.find("the place has changed"), std::string::npos) << changed.output;
}

TEST(Import, UnknownKindStaysAFindingAndAGoneFileIsNamed) {
    Workshop shop;
    write_token(shop);
    const std::string secret = "zz" + password(5);
    const Outcome outcome =
        shop.curfew({"import", "-", "-f", "json"}, gitleaks_report(secret, "gone.env"));
    EXPECT_NE(outcome.output.find("imported-unknown"), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find("the file is gone"), std::string::npos) << outcome.output;
    EXPECT_EQ(outcome.output.find(secret), std::string::npos);
    const Outcome hidden =
        shop.curfew({"import", "-", "-f", "json"}, gitleaks_report("REDACTED", "gone.env"));
    EXPECT_EQ(hidden.exit_code, 3);
    EXPECT_NE(hidden.output.find("the file is gone"), std::string::npos) << hidden.output;
}

TEST(Import, NothingOutsideOfTheRepositoryIsRead) {
    Workshop shop;
    write_token(shop);
    shop.write("../other.env", "\ntoken = \"" + github_token(3) + "\"\n");
    for (const std::string path : {"../other.env", "/etc/passwd"}) {
        const Outcome outcome =
            shop.curfew({"import", "-", "-f", "json"}, gitleaks_report("REDACTED", path));
        EXPECT_EQ(outcome.exit_code, 3);
        EXPECT_NE(outcome.output.find("outside"), std::string::npos) << outcome.output;
    }
}

TEST(Import, TruffleHogAndKingfisherAndSarifAreTold) {
    Workshop shop;
    write_token(shop);
    const std::string token = github_token(1);
    const std::string hog =
        R"({"SourceMetadata":{"Data":{"Filesystem":{"file":"a.env","line":2}}},)"
        R"("DetectorName":"TheirRule","Raw":")" +
        token + "\"}\n";
    expect_token(shop.curfew({"import", "-", "-f", "json"}, hog), "TheirRule");
    const std::string fisher = R"({"rule":{"id":"kf.x"},"finding":{"snippet":")" + token +
                               R"(","line":2,"path":"a.env"}})";
    expect_token(shop.curfew({"import", "-", "-f", "json"}, fisher), "kf.x");
    const std::string sarif =
        R"({"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Any"}},"results":[{"ruleId":"s1",)"
        R"("locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.env"},)"
        R"("region":{"startLine":2}}}]}]}]})";
    expect_token(shop.curfew({"import", "-", "-f", "json"}, sarif), "\"s1\"");
    const std::string leaks =
        R"({"schema_version":"1","findings":[{"rule_id":"b1","match":{"value":"REDACTED"},)"
        R"("location":{"path":"a.env","start_line":2}}]})";
    expect_token(shop.curfew({"import", "-", "-f", "json"}, leaks), "\"b1\"");
    expect_token(shop.curfew({"import", "-", "-f", "json"},
                             "RuleID,File,Secret,StartLine\nc1,a.env," + token + ",2\n"),
                 "\"c1\"");
}

TEST(Import, VerifyAsksTheProviderAboutWholeAndRedactedSecretsOnceEach) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    provider.script(gitlab_token(1), live_until("2031-01-01"));
    provider.script(gitlab_token(2), revoked());
    shop.init();
    shop.write("a.env", "# settings\nA=" + gitlab_token(1) + "\n");
    shop.write("b.env", "# settings\nB=" + gitlab_token(2) + "\n");
    shop.commit("one");
    shop.write("../whole.json", gitleaks_report(gitlab_token(1), "a.env"));
    shop.write("../again.json", gitleaks_report("REDACTED", "a.env"));
    shop.write("../dead.json", gitleaks_report("REDACTED", "b.env"));

    const Outcome unasked = shop.curfew({"import", "../whole.json", "-f", "csv"});
    ASSERT_EQ(provider.questions(), 0U) << "only --verify asks";
    const Outcome all = shop.curfew(
        {"import", "../whole.json", "../again.json", "../dead.json", "--verify", "-f", "csv"});
    const Outcome dead = shop.curfew({"import", "../dead.json", "--verify", "-f", "csv"});

    EXPECT_NE(unasked.output.find(",not_asked,not_checked,"), std::string::npos) << unasked.output;
    EXPECT_EQ(all.exit_code, 1) << all.errors;
    EXPECT_NE(all.output.find(",live,live,"), std::string::npos) << all.output;
    EXPECT_NE(all.output.find(",revoked,dead,"), std::string::npos) << all.output;
    EXPECT_NE(all.output.find("2031-01-01"), std::string::npos) << all.output;
    EXPECT_EQ(provider.questions_about(gitlab_token(1)), 1U);
    EXPECT_EQ(dead.exit_code, 0) << dead.output << dead.errors;
    for (const std::string& secret : {gitlab_token(1), gitlab_token(2)}) {
        EXPECT_EQ((all.output + all.errors + dead.output).find(secret), std::string::npos);
    }
}

TEST(Import, BadReportsAreClearErrorsAndTheOthersGoOn) {
    Workshop shop;
    write_token(shop);
    std::string deep(100, '[');
    for (const std::string& bad :
         {std::string("[{\"RuleID\":\"x\","), std::string("hello"), std::string("\xff\xfe"),
          std::string("[{\"RuleID\":5,\"File\":\"a\"}]"), deep, std::string()}) {
        const Outcome outcome = shop.curfew({"import", "-"}, bad);
        EXPECT_EQ(outcome.exit_code, 2) << bad;
        EXPECT_TRUE(outcome.errors.starts_with("curfew: standard input")) << outcome.errors;
    }
    shop.write("../bad.json", "[{\"RuleID\"");
    shop.write("../good.json", gitleaks_report(github_token(1), "a.env"));
    const Outcome both = shop.curfew({"import", "../bad.json", "../good.json", "-f", "json"});
    expect_token(both, "their-rule");
    EXPECT_NE(both.errors.find("bad.json: line 1, column 11"), std::string::npos) << both.errors;
    const Outcome large = shop.curfew({"import", "../good.json", "--max-file-size", "10B"});
    EXPECT_EQ(large.exit_code, 2);
    EXPECT_EQ(shop.curfew({"import", "../good.json", "--verify", "--offline"}).exit_code, 2);
    EXPECT_EQ(shop.curfew({"import", "../good.json", "--from", "nobody"}).exit_code, 2);
}

}  // namespace
}  // namespace curfew::end_to_end
