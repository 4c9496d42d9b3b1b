#include <string>

#include <gtest/gtest.h>

#include "tests/end_to_end/private_provider.h"
#include "tests/end_to_end/program.h"
#include "tests/end_to_end/session_kind.h"

namespace curfew::end_to_end {
namespace {

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
    return count;
}

std::string fingerprint_in(const std::string& text) {
    const std::size_t at = text.find("cf1:");
    return at == text.npos ? std::string() : text.substr(at, text.find_first_of("\",\n ", at) - at);
}

TEST(Verify, EachAnswerHasItsStateAndItsExitCode) {
    struct Case {
        support::HttpScripted answer;
        const char* state;
        const char* detail;
        int exit_code;
    };
    const Case cases[] = {
        {live_until("2031-01-01"), "live", "live", 1},
        {{.status = 403, .body = "{}"}, "live", "live_limited", 1},
        {revoked(), "dead", "revoked", 0},
        {{.status = 401, .body = "{}"}, "unknown", "refused", 3},
        {{.status = 500, .body = "<html>"}, "unknown", "unclear", 3},
        {{.status = 302, .body = "", .headers = {{"Location", "https://x.invalid/"}}},
         "unknown",
         "unclear",
         3},
    };
    for (const Case& test : cases) {
        Workshop shop;
        PrivateProvider provider;
        provider.configure(shop);
        provider.script(gitlab_token(1), test.answer);

        const Outcome outcome =
            shop.curfew({"verify", "-", "-f", "csv"}, "TOKEN=" + gitlab_token(1) + "\n");

        EXPECT_EQ(outcome.exit_code, test.exit_code) << test.detail << outcome.errors;
        EXPECT_NE(outcome.output.find(std::string(",") + test.detail + "," + test.state + ","),
                  std::string::npos)
            << outcome.output;
        EXPECT_EQ(outcome.output.find(gitlab_token(1)), std::string::npos);
    }
}

TEST(Verify, TheWindowOwnerAndEvidenceComeFromTheProvider) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    provider.script(gitlab_token(1), live_until("2031-01-01"));
    shop.write("a.env", "TOKEN=" + gitlab_token(1) + "\n");

    const Outcome outcome = shop.curfew({"verify", "a.env", "-f", "json"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    for (const char* part :
         {"\"state\": \"live\"", "\"checked_by\": \"127.0.0.1\"",
          "\"instant\": \"2031-01-01T00:00:00Z\"", "\"evidence\": \"provider\"",
          "\"account\": \"42\"", "\"api\"", "\"status\": 200", "\"verified\": true"}) {
        EXPECT_NE(outcome.output.find(part), std::string::npos) << part << outcome.output;
    }
}

TEST(Verify, AMadeUpSecretIsAskedAboutFirst) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    provider.script_all(live_until("2031-01-01"));  // a host that calls everything live

    const Outcome outcome =
        shop.curfew({"verify", "-", "-f", "json"}, "TOKEN=" + gitlab_token(1) + "\n");

    EXPECT_EQ(outcome.exit_code, 3) << outcome.errors;
    EXPECT_NE(outcome.output.find("control_failed"), std::string::npos) << outcome.output;
    EXPECT_EQ(provider.questions_about(gitlab_token(1)), 0U);
    EXPECT_EQ(provider.questions(), 1U);
}

TEST(Verify, WithoutAnAddressNobodyIsAskedAndTheReasonIsTold) {
    const Workshop shop;

    const Outcome outcome = shop.curfew({"verify", "-"}, "TOKEN=" + gitlab_token(1) + "\n");

    EXPECT_EQ(outcome.exit_code, 3) << outcome.errors;
    EXPECT_NE(outcome.output.find("not_asked"), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find("1 not checked"), std::string::npos) << outcome.output;
}

TEST(Verify, OfflineAlwaysWins) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    const std::string text = "TOKEN=" + gitlab_token(1) + "\n";

    EXPECT_EQ(shop.curfew({"--offline", "verify", "-"}, text).exit_code, 2);
    EXPECT_EQ(shop.curfew({"--offline", "scan", "--verify", "-"}, text).exit_code, 2);
    EXPECT_EQ(shop.curfew({"gate", "--verify", "--offline", "-"}, text).exit_code, 2);
    EXPECT_EQ(provider.questions(), 0U);
}

TEST(Verify, ExplainRequestsShowsThemMaskedAndSendsNothing) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    const std::string text = "TOKEN=" + gitlab_token(1) + "\n";

    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"verify", "-", "--explain-requests"},
          std::vector<std::string>{"scan", "--verify", "--explain-requests", "-"},
          std::vector<std::string>{"gate", "--explain-requests", "-"}}) {
        const Outcome outcome = shop.curfew(words, text);

        EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
        EXPECT_NE(outcome.output.find("GET " + provider.base() + "/api/v4/personal_access_tokens"),
                  std::string::npos)
            << outcome.output;
        EXPECT_NE(outcome.output.find("{secret}"), std::string::npos) << outcome.output;
        EXPECT_EQ(outcome.output.find(gitlab_token(1)), std::string::npos);
    }
    EXPECT_EQ(provider.questions(), 0U);
}

TEST(Verify, KnownBaitIsNeverAskedWithoutTheFlag) {
    for (const char* owner : {"shipped-bait", "own-bait"}) {
        Workshop shop;
        PrivateProvider provider;
        shop.write("acme.toml", kSessionKind);
        shop.write("../home/.config/curfew/curfew.toml",
                   "[provider.acme]\nbase = \"" + provider.base() +
                       "\"\n[verify]\npace = 0\ncanaries = [\"own-bait\"]\n[scan]\n"
                       "signatures = [\"" +
                       (shop.folder() / "acme.toml").string() + "\"]\n");
        provider.script(session_of(owner), live_until("2031-01-01"));
        shop.write("a.env", "SESSION=" + session_of(owner) + "\n");
        std::vector<std::string> words{"scan",         "a.env", "--verify", "--signature",
                                       "acme-session", "-f",    "csv"};

        const Outcome spared = shop.curfew(words);
        words.emplace_back("--touch-canaries");
        const std::size_t questions_before = provider.questions();
        const Outcome touched = shop.curfew(words);

        EXPECT_NE(spared.output.find(",canary,not_checked,"), std::string::npos)
            << spared.output << spared.errors;
        EXPECT_EQ(questions_before, 0U);
        EXPECT_NE(touched.output.find(",live,live,"), std::string::npos) << touched.output;
    }
}

TEST(Verify, AFingerprintIsFoundAgainWhereItWasSeen) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    provider.script(gitlab_token(1), live_until("2031-01-01"));
    shop.init();
    shop.write("deploy/a.env", "TOKEN=" + gitlab_token(1) + "\n");
    shop.commit("add");
    shop.write("deploy/a.env", "TOKEN=\n");
    shop.commit("remove");
    const std::string who = fingerprint_in(shop.curfew({"scan", "-f", "json"}).output);

    const Outcome outcome = shop.curfew({"verify", who});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors << outcome.output;
    EXPECT_NE(outcome.output.find("deploy/a.env"), std::string::npos) << outcome.output;
    EXPECT_EQ(provider.questions_about(gitlab_token(1)), 1U);
}

TEST(Verify, AFingerprintIsFoundAgainInTheIndexAndInAMessage) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    provider.script(gitlab_token(1), revoked());
    provider.script(gitlab_token(2), revoked());
    shop.init();
    shop.write("a.env", "TOKEN=" + gitlab_token(1) + "\n");
    shop.git({"add", "-A"});
    const std::string staged =
        fingerprint_in(shop.curfew({"scan", "--staged", "-f", "json"}).output);
    shop.write("a.env", "\n");
    const Outcome in_index = shop.curfew({"verify", staged, "-f", "csv"});
    shop.commit("with " + gitlab_token(2));
    const std::string told = fingerprint_in(shop.curfew({"scan", "-f", "json"}).output);
    const Outcome in_message = shop.curfew({"verify", told, "-f", "csv"});

    EXPECT_NE(in_index.output.find(",revoked,dead,"), std::string::npos)
        << in_index.output << in_index.errors;
    EXPECT_NE(in_message.output.find(",commit_message,"), std::string::npos)
        << in_message.output << in_message.errors;
}

TEST(Verify, APlaceThatHasChangedOrIsGoneIsAClearError) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    shop.write("sub/a.env", "TOKEN=" + gitlab_token(1) + "\n");
    const std::string who = fingerprint_in(shop.curfew({"scan", "sub", "-f", "json"}).output);
    ASSERT_EQ(shop.curfew({"verify", who, "-q"}).exit_code, 3);

    shop.write("sub/a.env", "TOKEN=" + gitlab_token(2) + "\n");
    const Outcome changed = shop.curfew({"verify", who});
    std::filesystem::remove(shop.folder() / "sub/a.env");
    const Outcome gone = shop.curfew({"verify", who});

    EXPECT_EQ(changed.exit_code, 2);
    EXPECT_NE(changed.errors.find("has changed"), std::string::npos) << changed.errors;
    EXPECT_EQ(gone.exit_code, 2);
    EXPECT_NE(gone.errors.find("is gone"), std::string::npos) << gone.errors;
}

TEST(Verify, WhatWasNeverSeenIsToldApartFromAnotherKey) {
    const Workshop shop;

    const Outcome unseen = shop.curfew({"verify", "cf1:pub:" + std::string(32, 'a')});
    const Outcome other = shop.curfew({"verify", "cf1:0123abcd:" + std::string(32, 'a')});
    const Outcome neither = shop.curfew({"verify", "no-such-file"});

    EXPECT_NE(unseen.errors.find("was never seen"), std::string::npos) << unseen.errors;
    EXPECT_NE(other.errors.find("key"), std::string::npos) << other.errors;
    EXPECT_NE(neither.errors.find("neither a fingerprint"), std::string::npos) << neither.errors;
    EXPECT_EQ(unseen.exit_code, 2);
    EXPECT_EQ(other.exit_code, 2);
    EXPECT_EQ(neither.exit_code, 2);
}

TEST(Verify, AReportIsReadBackWithItsSecretsOrFromTheirPlaces) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    provider.script(gitlab_token(1), revoked());
    shop.write("a.env", "TOKEN=" + gitlab_token(1) + "\n");

    for (const char* format : {"json", "jsonl"}) {
        ASSERT_EQ(shop.curfew({"scan", "a.env", "-f", format, "-o", "masked"}).exit_code, 1);
        const Outcome shown =
            shop.curfew({"scan", "a.env", "-f", format, "--show-secrets", "--no-store"});

        const Outcome from_file = shop.curfew({"verify", "masked", "-f", "csv"});
        const Outcome from_input = shop.curfew({"verify", "-", "-f", "csv"}, shown.output);

        EXPECT_EQ(from_file.exit_code, 0) << from_file.errors << from_file.output;
        EXPECT_EQ(from_input.exit_code, 0) << from_input.errors << from_input.output;
        EXPECT_NE(from_file.output.find(",revoked,dead,"), std::string::npos);
        EXPECT_NE(from_input.output.find(",revoked,dead,"), std::string::npos);
        EXPECT_NE(from_input.output.find("a.env"), std::string::npos) << "keeps its place";
    }
}

TEST(Verify, AFindingOfAReportThatIsGoneIsAGap) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    shop.write("a.env", "TOKEN=" + gitlab_token(1) + "\n");
    ASSERT_EQ(shop.curfew({"scan", "a.env", "-f", "json", "-o", "report.json"}).exit_code, 1);
    std::filesystem::remove(shop.folder() / "a.env");

    const Outcome outcome = shop.curfew({"verify", "report.json"});

    EXPECT_EQ(outcome.exit_code, 3) << outcome.errors;
    EXPECT_NE(outcome.output.find("could not be read again"), std::string::npos) << outcome.output;
}

TEST(Verify, WhatDoesNotAnswerIsUnclear) {
    Workshop shop;
    shop.write("../home/.config/curfew/curfew.toml",
               "[provider.gitlab]\nbase = \"https://no-such-host.invalid\"\n[verify]\npace = 0\n");
    const Outcome name = shop.curfew({"verify", "-", "-f", "csv"}, "T=" + gitlab_token(1) + "\n");
    PrivateProvider self_signed(true);
    self_signed.configure(shop);
    const Outcome tls = shop.curfew({"verify", "-", "-f", "csv"}, "T=" + gitlab_token(1) + "\n");

    EXPECT_EQ(name.exit_code, 3) << name.errors;
    EXPECT_EQ(tls.exit_code, 3) << tls.errors;
    EXPECT_NE(name.output.find(",unclear,unknown,"), std::string::npos) << name.output;
    EXPECT_NE(tls.output.find(",unclear,unknown,"), std::string::npos) << tls.output;
    EXPECT_EQ(self_signed.questions_about(gitlab_token(1)), 0U);
}

TEST(Verify, ScanAsksOnceForTwoPlacesAndJudgesByTheAnswer) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    provider.script(gitlab_token(1), live_until("2031-01-01"));
    provider.script(gitlab_token(2), revoked());
    shop.init();
    shop.write("a.env", "TOKEN=" + gitlab_token(1) + "\n");
    shop.write("b.env", "TOKEN=" + gitlab_token(1) + "\nOLD=" + gitlab_token(2) + "\n");
    shop.commit("add");

    const Outcome outcome = shop.curfew({"scan", "--verify"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_EQ(provider.questions_about(gitlab_token(1)), 1U);
    EXPECT_EQ(provider.questions_about(gitlab_token(2)), 1U);
    EXPECT_EQ(provider.questions(), 3U) << "one made up";
    EXPECT_NE(outcome.output.find("Asked: 1 live, 1 dead."), std::string::npos) << outcome.output;
    EXPECT_EQ(count_of(outcome.output, "its provider refuses it"), 2U) << outcome.output;
}

TEST(Verify, GateBlocksTheLiveAndLetsTheDeadPass) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    provider.script(gitlab_token(1), revoked());
    provider.script(gitlab_token(2), live_until("2031-01-01"));
    shop.init();
    shop.write("a.env", "TOKEN=" + gitlab_token(1) + "\n");
    shop.git({"add", "-A"});

    EXPECT_EQ(shop.curfew({"gate", "--staged"}).exit_code, 1);
    EXPECT_EQ(shop.curfew({"gate", "--staged", "--verify"}).exit_code, 0);
    shop.write("b.env", "TOKEN=" + gitlab_token(2) + "\n");
    shop.git({"add", "-A"});
    EXPECT_EQ(shop.curfew({"gate", "--staged", "--verify"}).exit_code, 1);
}

}  // namespace
}  // namespace curfew::end_to_end
