// A repository that is written to, packed anew and rewritten while it is scanned.
#include <atomic>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

constexpr unsigned kFiles = 40;
constexpr unsigned kCommits = 12;

/// What everybody does to a repository, and what maintenance does: each round adds a commit, throws
/// the last one away, packs everything anew and removes what was packed or is reached no more.
constexpr std::string_view kRounds = R"(
set -e
for round in 1 2 3 4 5 6 7 8 9 10; do
    echo "round $round" > change.txt
    git add change.txt
    git commit -q -m "Round $round"
    git repack -q -a -d -f
    git commit -q --amend -m "Round $round, rewritten"
    git gc -q --prune=now
    git checkout -q -B main HEAD~1
    git reflog expire --expire=now --all
    git repack -q -A -d
    git prune-packed
    git prune --expire=now
done
)";

/// A history in loose objects; each commit brings a token, all of which stay.
void fill(Workshop& shop) {
    shop.init();
    shop.git({"config", "gc.auto", "0"});
    for (unsigned number = 0; number < kCommits; ++number) {
        shop.write("deploy" + std::to_string(number) + ".env",
                   "GITHUB_TOKEN=" + github_token(number) + "\n");
        for (unsigned file = 0; file < kFiles; ++file) {
            shop.write("text" + std::to_string(file),
                       "line " + std::to_string(number) + "\n" + std::string(2000, 'a') + "\n");
        }
        shop.commit("Commit " + std::to_string(number));
    }
}

std::size_t findings_in(const std::string& json) {
    std::size_t count = 0;
    for (auto at = json.find("\"github-pat-classic\""); at != std::string::npos;
         at = json.find("\"github-pat-classic\"", at + 1))
        ++count;
    return count;
}

TEST(ChangingRepository, EveryScanEndsAndFindsWhatIsThereInAllStates) {
    Workshop shop;
    fill(shop);
    Workshop scanner;
    std::atomic<bool> is_done = false;
    Outcome rounds;
    std::jthread rewriting([&] {
        rounds = shop.run("/bin/sh", {"-c", std::string(kRounds)});
        is_done = true;
    });

    unsigned scans = 0;
    do {
        const Outcome outcome =
            scanner.curfew({"scan", shop.folder().string(), "--history-only", "--format", "json"});
        ++scans;
        EXPECT_TRUE(outcome.exit_code == 1) << outcome.exit_code << "\n" << outcome.errors;
        EXPECT_EQ(findings_in(outcome.output), kCommits) << outcome.errors;
    } while (!is_done);
    rewriting.join();

    EXPECT_EQ(rounds.exit_code, 0) << rounds.errors;
    EXPECT_GT(scans, 1U) << "nothing was scanned while it changed";
}

}  // namespace
}  // namespace curfew::end_to_end
