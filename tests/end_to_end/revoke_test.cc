/// `curfew revoke` against a provider that keeps state: what is ended, what is not, and what is
/// said of it.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/end_to_end/acme_provider.h"
#include "tests/end_to_end/private_provider.h"
#include "tests/end_to_end/program.h"
#include "tests/end_to_end/session_kind.h"

namespace curfew::end_to_end {
namespace {

using support::AcmeKind;
using support::kAcmeAsk;

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string fingerprint_in(const std::string& text) {
    const std::size_t at = text.find("cf1:");
    return at == text.npos ? std::string() : text.substr(at, text.find_first_of("\",\n ", at) - at);
}

/// The deed, beside any key's text on standard input.
class Revoke : public testing::Test {
  protected:
    Outcome revoke(std::vector<std::string> more, const std::vector<unsigned>& keys = {1}) {
        std::string text;
        for (const unsigned key : keys) {
            text += "KEY" + std::to_string(key) + "=" + acme_key(key) + "\n";
        }
        std::vector<std::string> words{"revoke", "-", "--signature", "acme-key"};
        words.insert(words.end(), more.begin(), more.end());
        const Outcome outcome = shop_.curfew(words, text);
        for (const unsigned key : keys) {
            EXPECT_FALSE(holds(outcome.output + outcome.errors, acme_key(key)));
        }
        EXPECT_FALSE(holds(outcome.output + outcome.errors, provider_.admin()));
        return outcome;
    }

    Workshop shop_;
    AcmeProvider provider_;
};

const AcmeKind kItself{"acme-key", kAcmeAsk, kEndsItself};
const AcmeKind kById{"acme-key", kAcmeAsk, kEndsById};

TEST_F(Revoke, ADryRunShowsTheRequestAndSendsNothing) {
    provider_.add(1);
    provider_.configure(shop_, {kById});

    const Outcome outcome = revoke({});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_EQ(provider_.requests(), 0U);
    for (const char* part : {"/keys/{id}", "Bearer {admin}", "this key, nothing else",
                             "cannot be taken back", "Dry run: nothing was sent. 1 would be"}) {
        EXPECT_TRUE(holds(outcome.output, part)) << part << outcome.output;
    }
}

TEST_F(Revoke, WithYesItEndsAndProves) {
    provider_.add(1);
    provider_.configure(shop_, {kItself});

    const Outcome outcome = revoke({"--yes"});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors << outcome.output;
    EXPECT_TRUE(holds(outcome.output, "PROVEN")) << outcome.output;
    EXPECT_FALSE(provider_.is_live(1));
    EXPECT_EQ(provider_.requests("DELETE"), 1U);
}

TEST_F(Revoke, TheReportHasTheAnswerBeforeTheRequestAndTheProof) {
    provider_.add(1);
    provider_.configure(shop_, {kById});

    const Outcome outcome = revoke({"--yes", "-f", "json"});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors << outcome.output;
    for (const char* part :
         {"\"report\": \"revocation\"", "\"outcome\": \"proven\"", "\"detail\": \"live\"",
          "\"owner\": \"deploy\"", "\"id\": \"k1\"", "\"how\": \"listing by full value\"",
          "\"state\": \"accepted\"", "\"proof\"", "\"status\": 401", "\"asked_at\""}) {
        EXPECT_TRUE(holds(outcome.output, part)) << part << outcome.output;
    }
}

TEST_F(Revoke, AFingerprintIsFoundAgainAndEnded) {
    provider_.add(1);
    provider_.configure(shop_, {kItself});
    shop_.write("a.env", "KEY=" + acme_key(1) + "\n");
    const std::string who = fingerprint_in(
        shop_.curfew({"scan", "a.env", "--signature", "acme-key", "-f", "json"}).output);

    const Outcome outcome = shop_.curfew({"revoke", who, "--yes", "-f", "jsonl"});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors << outcome.output;
    EXPECT_TRUE(holds(outcome.output, "\"type\":\"revocation\"")) << outcome.output;
    EXPECT_TRUE(holds(outcome.output, "\"type\":\"summary\"")) << outcome.output;
    EXPECT_FALSE(provider_.is_live(1));
}

TEST_F(Revoke, A204WithoutEffectIsNeverCalledDead) {
    provider_.add(1);
    provider_.lie();
    provider_.configure(shop_, {kItself});

    const Outcome outcome = revoke({"--yes", "--wait", "0s"});
    const Outcome patient = revoke({"--yes", "--wait", "30s"});

    EXPECT_EQ(outcome.exit_code, 3) << outcome.errors << outcome.output;
    EXPECT_TRUE(holds(outcome.output, "ACCEPTED, NOT PROVEN")) << outcome.output;
    EXPECT_TRUE(holds(outcome.output, "run the same once more after")) << outcome.output;
    EXPECT_EQ(patient.exit_code, 1) << patient.output;
    EXPECT_TRUE(holds(patient.output, "it still lives")) << patient.output;
    EXPECT_FALSE(holds(outcome.output + patient.output, "PROVEN: dead")) << patient.output;
}

TEST_F(Revoke, WhatIsNotLiveIsNotTouched) {
    provider_.configure(shop_, {kItself});  // knows no key at all

    const Outcome outcome = revoke({"--yes"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_EQ(provider_.requests("DELETE"), 0U);
    EXPECT_TRUE(holds(outcome.output, "nothing was sent")) << outcome.output;
}

TEST_F(Revoke, AProtectedFingerprintIsNeitherAskedNorEnded) {
    provider_.add(1);
    provider_.configure(shop_, {kItself});
    const std::string who = fingerprint_in(revoke({}).output);
    provider_.configure(shop_, {kItself}, "[protected]\nfingerprints = [\"" + who + "\"]\n");

    const Outcome outcome = revoke({"--yes"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_TRUE(holds(outcome.output, "[protected] lists its fingerprint")) << outcome.output;
    EXPECT_EQ(provider_.requests(), 0U);
}

TEST_F(Revoke, AProtectedOwnerIsSparedOnceTheProviderNamesIt) {
    for (const char* list : {"owners", "accounts"}) {
        AcmeProvider provider;
        provider.add(1);
        provider.configure(shop_, {kItself},
                           "[protected]\n" + std::string(list) + " = [\"deploy\"]\n");

        const Outcome outcome =
            shop_.curfew({"revoke", "-", "--yes", "--signature", "acme-key"}, acme_key(1) + "\n");

        EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
        EXPECT_TRUE(holds(outcome.output, "its owner is deploy")) << outcome.output;
        EXPECT_TRUE(provider.is_live(1));
        EXPECT_EQ(provider.requests("DELETE"), 0U);
    }
}

TEST_F(Revoke, AConnectionStringIsPlannedWithItsOwnServersSettings) {
    const std::filesystem::path admin = shop_.folder() / "../home/admin";
    provider_.configure(shop_, {kItself},
                        "[provider.postgresql]\nbase = \"postgresql://127.0.0.1:5\"\n"
                        "admin_user = \"ruler\"\nadmin = { file = \"" +
                            admin.string() + "\" }\n");
    const std::string password = "k7Rw" + std::to_string(20931) + "pQ";
    const auto plan_for = [&](const std::string& user) {
        return shop_.curfew({"revoke", "-", "--allow", "principal_wide"},
                            "postgresql://" + user + ":" + password + "@127.0.0.1:5/shop\n");
    };

    const Outcome theirs = plan_for("deploy");
    const Outcome ours = plan_for("ruler");

    EXPECT_FALSE(holds(theirs.output, "needs an administrator's credential")) << theirs.output;
    EXPECT_FALSE(holds(theirs.output, "administrator's own")) << theirs.output;
    EXPECT_TRUE(holds(ours.output, "administrator's own of this configuration (admin_user)"))
        << ours.output;
}

TEST_F(Revoke, OurOwnAdministratorsCredentialIsProtected) {
    provider_.add(1);
    provider_.configure(shop_, {kItself});
    shop_.write("../home/admin", acme_key(1) + "\n");

    const Outcome outcome = revoke({"--yes"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_TRUE(holds(outcome.output, "administrator's credential")) << outcome.output;
    EXPECT_EQ(provider_.requests(), 0U);
}

TEST_F(Revoke, WhatHitsMoreThanItselfNeedsTheWordForIt) {
    struct Case {
        const char* signature;
        const char* width;
        const char* too_little;
    };
    const Case cases[] = {
        {"revocability = \"principal_wide\"\n", "principal_wide", "bystanders"},
        {"revocability = \"scoped_deny\"\n", "principal_wide", "bystanders"},
        {"revocability = \"object_bound\"\n", "bystanders", "itself"},
    };
    for (const Case& test : cases) {
        AcmeProvider provider;
        provider.add(1);
        AcmeKind kind = kItself;
        kind.signature = test.signature;
        kind.blast_radius = "all sessions of the role";
        provider.configure(shop_, {kind});

        const Outcome plain = revoke({"--yes"});
        const Outcome less = revoke({"--yes", "--allow", test.too_little});
        const std::size_t requests_before = provider.requests();
        const Outcome allowed = revoke({"--yes", "--allow", test.width});

        EXPECT_EQ(plain.exit_code, 1) << plain.output;
        EXPECT_EQ(less.exit_code, 1) << less.output;
        EXPECT_TRUE(holds(plain.output, "all sessions of the role")) << plain.output;
        EXPECT_TRUE(holds(plain.output, std::string("--allow ") + test.width)) << plain.output;
        EXPECT_EQ(requests_before, 0U);
        EXPECT_EQ(allowed.exit_code, 0) << allowed.output << allowed.errors;
        EXPECT_FALSE(provider.is_live(1));
    }
}

TEST_F(Revoke, TheRightToMintGoesFirst) {
    AcmeKind refresh = kItself;
    refresh.id = "acme-refresh";
    refresh.signature = "mints = [\"acme-key\"]\n";
    refresh.prefix = "acmr_";
    const std::string minter = "acmr_" + acme_key(2).substr(5);
    provider_.add(1);
    provider_.add({.key = minter, .id = "k2"});
    provider_.configure(shop_, {kItself, refresh});

    const Outcome outcome = shop_.curfew({"revoke", "-", "--yes", "--signature", "acme-key",
                                          "--signature", "acme-refresh", "-f", "json"},
                                         "A=" + acme_key(1) + "\nB=" + minter + "\n");

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors << outcome.output;
    std::vector<std::string> ended;
    for (const support::HttpSeen& seen : provider_.seen()) {
        if (seen.method == "DELETE") ended.push_back(seen.headers.at("authorization").substr(7));
    }
    EXPECT_EQ(ended, (std::vector{minter, acme_key(1)}));
}

TEST_F(Revoke, AListingWhoseFirstEntryIsForeignEndsNothingForeign) {
    provider_.add(9);  // somebody else's, listed first
    provider_.add({.key = acme_key(1), .id = "k1"});
    provider_.configure(shop_, {kById});

    const Outcome outcome = revoke({"--yes"});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors << outcome.output;
    EXPECT_TRUE(provider_.is_live(9));
    EXPECT_FALSE(provider_.is_live(1));
}

TEST_F(Revoke, AKeyThatIsListedTwiceNeedsAPerson) {
    provider_.add(9);
    provider_.add({.key = acme_key(1), .id = "k1"});
    provider_.add({.key = acme_key(1), .id = "k2"});
    provider_.configure(shop_, {kById});

    const Outcome outcome = revoke({"--yes"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_TRUE(holds(outcome.output, "NEEDS A PERSON")) << outcome.output;
    EXPECT_EQ(provider_.requests("DELETE"), 0U);
}

TEST_F(Revoke, WhatNoRequestEndsNeedsAPersonAndSaysWhere) {
    AcmeKind kind = kItself;
    kind.end =
        "page = \"https://acme.invalid/keys\"\nnote = \"Roll it there; the old one "
        "overlaps for a day.\"\n";
    provider_.add(1);
    provider_.configure(shop_, {kind});

    const Outcome outcome = revoke({"--yes"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_TRUE(holds(outcome.output, "NEEDS A PERSON")) << outcome.output;
    EXPECT_TRUE(holds(outcome.output, "https://acme.invalid/keys")) << outcome.output;
    EXPECT_TRUE(holds(outcome.output, "overlaps for a day")) << outcome.output;
    EXPECT_EQ(provider_.requests(), 0U);
}

TEST_F(Revoke, AnAdministratorThatEndsHalfWayLeavesTheRestUndoneAndNothingDead) {
    const std::vector<unsigned> keys{1, 2, 3, 4};
    for (const unsigned key : keys) provider_.add(key);
    provider_.configure(shop_, {kById});
    provider_.admin_ends_after(4);  // 3 each: two readings and an ending

    const Outcome outcome = revoke({"--yes", "--wait", "5s", "-f", "json"}, keys);

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    std::size_t live = 0;
    for (const unsigned key : keys) live += provider_.is_live(key) ? 1U : 0U;
    const std::string dead = std::to_string(keys.size() - live);
    EXPECT_GE(live, 3U);
    EXPECT_TRUE(holds(outcome.output, "\"proven\": " + dead)) << outcome.output;
    EXPECT_TRUE(holds(outcome.output, "\"failed\": " + std::to_string(live))) << outcome.output;
    EXPECT_TRUE(holds(outcome.output, "401")) << outcome.output;
}

TEST_F(Revoke, KnownBaitIsNeverTouchedWithoutTheFlag) {
    for (const char* owner : {"shipped-bait", "own-bait"}) {
        PrivateProvider provider;
        std::string kind(kSessionKind);
        kind.insert(kind.find("canaries ="),
                    "revocability = \"exact\"\nblast_radius = \"this session\"\n");
        shop_.write("acme.toml", kind + R"toml(
[signature.end]
method = "DELETE"
url = "{base}/me"
headers = { Private-Token = "{secret}" }
binding = "self"
answers = [{ status = [204], detail = "ended" }]
)toml");
        shop_.write("../home/.config/curfew/curfew.toml",
                    "[provider.acme]\nbase = \"" + provider.base() +
                        "\"\n[verify]\npace = 0\ncanaries = [\"own-bait\"]\n[scan]\n"
                        "signatures = [\"" +
                        (shop_.folder() / "acme.toml").string() + "\"]\n");
        provider.script(session_of(owner), live_until("2031-01-01"));
        shop_.write("a.env", "SESSION=" + session_of(owner) + "\n");
        std::vector<std::string> words{"revoke", "a.env", "--yes", "--signature", "acme-session"};

        const Outcome spared = shop_.curfew(words);
        const std::size_t requests_before = provider.questions();
        words.insert(words.end(), {"--touch-canaries", "--wait", "0s"});
        const Outcome touched = shop_.curfew(words);

        EXPECT_EQ(spared.exit_code, 1) << spared.errors << spared.output;
        EXPECT_TRUE(holds(spared.output, "bait")) << spared.output;
        EXPECT_EQ(requests_before, 0U);
        EXPECT_GT(provider.questions(), 0U) << touched.output << touched.errors;
    }
}

TEST_F(Revoke, OfflineAlwaysWins) {
    provider_.add(1);
    provider_.configure(shop_, {kItself});

    EXPECT_EQ(revoke({"--yes", "--offline"}).exit_code, 2);
    EXPECT_EQ(revoke({"--offline"}).exit_code, 0) << "a dry run sends nothing anyway";
    EXPECT_EQ(provider_.requests(), 0U);
}

TEST_F(Revoke, AWrongCallIsExitTwo) {
    provider_.configure(shop_, {kItself});

    EXPECT_EQ(shop_.curfew({"revoke"}).exit_code, 2);
    EXPECT_EQ(shop_.curfew({"revoke", "no-such-file"}).exit_code, 2);
    EXPECT_EQ(revoke({"--allow", "everything"}).exit_code, 2);
    EXPECT_EQ(revoke({"-f", "sarif"}).exit_code, 2);
}

TEST_F(Revoke, ItsReportsFitTheirSchema) {
    provider_.add(1);
    provider_.configure(shop_, {kById});
    std::vector<std::string> files;
    for (const char* yes : {"", "--yes", "--yes"}) {  // plan, deed, and a second look
        for (const char* format : {"json", "jsonl"}) {
            files.push_back("report" + std::to_string(files.size()) + "." + format);
            std::vector<std::string> words{"-o", files.back()};
            if (*yes != '\0') words.emplace_back(yes);
            const Outcome outcome = revoke(words, {1, 2});
            ASSERT_EQ(outcome.exit_code, *yes == '\0' ? 0 : 1) << outcome.errors;
        }
    }
    std::vector<std::string> words{CURFEW_ROOT "/tests/end_to_end/fits_schema.py",
                                   CURFEW_ROOT "/scanner/report/revocation.schema.json"};
    words.insert(words.end(), files.begin(), files.end());

    const Outcome checked = shop_.run("/usr/bin/python3", words);

    if (checked.exit_code == 77) GTEST_SKIP() << "python3-jsonschema is not installed";
    EXPECT_EQ(checked.exit_code, 0) << checked.output << checked.errors;
}

TEST_F(Revoke, HelpCompletionAndManualKnowIt) {
    EXPECT_TRUE(holds(shop_.curfew({"revoke", "--help"}).output, "--allow"));
    EXPECT_TRUE(holds(shop_.curfew({"completion", "bash"}).output, "--touch-canaries"));
    EXPECT_TRUE(holds(shop_.curfew({"completion", "fish"}).output,
                      "'__fish_seen_subcommand_from revoke' -l yes"));
    EXPECT_TRUE(holds(shop_.curfew({"manual"}).output, ".SS revoke"));
}

}  // namespace
}  // namespace curfew::end_to_end
