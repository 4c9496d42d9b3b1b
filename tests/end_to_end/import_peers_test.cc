#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/end_to_end/private_provider.h"
#include "tests/end_to_end/program.h"
#include "tests/end_to_end/reported.h"
#include "tests/support/servers/server_tools.h"

// Reports that the other scanners themselves wrote a moment ago. None may ask anybody: what would
// check a secret is switched off, and the way out leads nowhere.
namespace curfew::end_to_end {
namespace {

const std::string kReport = "../report.json";

/// KIND PATH:LINE
const std::string kPresent = "github-pat-classic deploy/a.env:2";
const std::string kRemoved = "gitlab-pat old/b.py:3";

/// A repository with one secret that is there, and one that only its history has.
class Repository {
  public:
    Repository() {
        for (const char* variable : {"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"}) {
            shop_.set(variable, "http://127.0.0.1:1");
        }
        shop_.init();
        shop_.write("deploy/a.env", "# settings\ntoken = \"" + present() + "\"\n");
        shop_.write("old/b.py", "first = 1\nsecond = 2\nGITLAB_TOKEN = \"" + removed() + "\"\n");
        shop_.commit("one");
        shop_.write("old/b.py", "first = 1\n");
        shop_.commit("two", "2024-06-01T12:00:00Z");
    }

    [[nodiscard]] static std::string present() { return github_token(1); }
    [[nodiscard]] static std::string removed() { return gitlab_token(1); }

    /// The report that `words` make the tool write: into kReport, or on its standard output.
    [[nodiscard]] std::string report_of(const std::string& program,
                                        const std::vector<std::string>& words) const {
        std::filesystem::remove(shop_.folder() / kReport);
        const Outcome told = shop_.run(program, words);
        const bool writes_itself = std::ranges::find(words, kReport) != words.end();
        if (!writes_itself) shop_.write(kReport, told.output);
        std::string report = shop_.read(kReport);
        EXPECT_FALSE(report.empty()) << told.exit_code << told.output << told.errors;
        return report;
    }

    /// What import makes of the report: from its places alone, and with the history.
    void expect_imported(const std::string& tool, const std::set<std::string>& expected) const {
        for (const bool alone : {true, false}) {
            std::vector<std::string> words{"import", kReport, "--format", "json", "--no-store"};
            if (alone) words.emplace_back("--no-history");
            const Outcome outcome = shop_.curfew(words);
            std::set<std::string> seen;
            for (const Reported& one : report_from(outcome.output).findings) {
                seen.insert(one.signature + " " + one.path + ":" + one.line);
            }
            EXPECT_EQ(seen, expected) << "alone: " << alone << outcome.output;
            EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
            EXPECT_EQ(outcome.errors, "");
            EXPECT_NE(outcome.output.find("\"tool\": \"" + tool + "\""), std::string::npos);
            EXPECT_EQ(outcome.output.find("\"gap\": true"), std::string::npos) << outcome.output;
            for (const std::string& secret : {present(), removed()}) {
                EXPECT_EQ(outcome.output.find(secret), std::string::npos);
            }
        }
    }

  private:
    Workshop shop_;
};

/// One way to run a tool.
struct Way {
    std::vector<std::string> words;
    bool is_redacted = false;
};

void expect_each_way(const std::string& tool, const std::vector<Way>& ways) {
    const auto program = support::peer_program(tool);
    ASSERT_TRUE(program.has_value()) << program.error().message();
    // One home for all: Kingfisher compiles its rules once and keeps them there.
    const Repository repository;
    for (const Way& way : ways) {
        SCOPED_TRACE(testing::PrintToString(way.words));
        const std::string report = repository.report_of(program.value(), way.words);
        for (const std::string& secret : {Repository::present(), Repository::removed()}) {
            EXPECT_EQ(report.find(secret) == std::string::npos, way.is_redacted) << report;
        }
        repository.expect_imported(tool, {kPresent, kRemoved});
    }
}

TEST(ImportPeers, GitleaksIsRunAndRead) {
    const auto way = [](const char* format, bool is_redacted) {
        std::vector<std::string> words{"git", ".", "--no-banner", "-f", format, "-r", kReport};
        if (is_redacted) words.emplace_back("--redact");
        return Way{words, is_redacted};
    };
    expect_each_way("gitleaks", {way("json", false), way("json", true), way("csv", false),
                                 way("csv", true), way("sarif", true)});
}

TEST(ImportPeers, BetterleaksIsRunAndRead) {
    // The format of a file is told by its name; its JSON lines go to standard output.
    expect_each_way("betterleaks",
                    {{{"git", ".", "--no-banner", "--silent", "-o", kReport}, false},
                     {{"git", ".", "--no-banner", "--silent", "--redact", "-o", kReport}, true},
                     {{"git", ".", "--no-banner", "--jsonl"}, false},
                     {{"git", ".", "--no-banner", "--jsonl", "--redact"}, true}});
}

TEST(ImportPeers, KingfisherIsRunAndRead) {
    const auto way = [](const char* format, bool is_redacted) {
        std::vector<std::string> words{"scan",    ".",        "--no-validate", "--no-update-check",
                                       "--quiet", "--format", format,          "-o",
                                       kReport};
        if (is_redacted) words.emplace_back("--redact");
        return Way{words, is_redacted};
    };
    expect_each_way("kingfisher", {way("json", false), way("json", true), way("jsonl", false),
                                   way("jsonl", true), way("sarif", false)});
}

TEST(ImportPeers, DetectSecretsIsRunAndReadByItsDigests) {
    const auto program = support::peer_program("detect-secrets");
    ASSERT_TRUE(program.has_value()) << program.error().message();
    const Repository repository;
    const std::string report = repository.report_of(program.value(), {"scan", "--no-verify", "."});
    EXPECT_EQ(report.find(Repository::present()), std::string::npos);
    // It reads the work tree alone.
    repository.expect_imported("detect-secrets", {kPresent});
}

TEST(ImportPeers, TruffleHogIsRunAndRead) {
    const auto program = support::system_program("trufflehog");
    if (!program.has_value()) {
        GTEST_SKIP() << "no registry has TruffleHog: put the program of its own release into "
                        "/usr/local/bin to have its reports tested; until then they are by their "
                        "documented shape (tests/scanner/foreign)";
    }
    const Repository repository;
    const std::string report = repository.report_of(
        program.value(), {"filesystem", ".", "--json", "--no-verification", "--no-update"});
    EXPECT_NE(report.find(Repository::present()), std::string::npos) << report;
    repository.expect_imported("trufflehog", {kPresent});
}

}  // namespace
}  // namespace curfew::end_to_end
