#include "scanner/sources/ignore_rules.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scanner/sources/working_tree.h"
#include "tests/support/recording_sink.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

using support::RepoBuilder;
using support::TempDir;

/// Which of the files below `root` the working tree says git ignores.
std::set<std::string> marked_ignored(const std::string& root) {
    support::RecordingSink sink;
    core::BlobSink* const pointer = &sink;
    const TreeOptions options{.file_bytes_max = 1000, .reads_all_files = false};
    EXPECT_TRUE(
        WorkingTree(root, options, core::PlaceKind::worktree).read({&pointer, 1}, {}).has_value());
    std::set<std::string> paths;
    for (const auto& blob : sink.taken) {
        if (blob.is_git_ignored) paths.insert(blob.path);
    }
    return paths;
}

/// The same from `git status`, which lists what is ignored file by file.
std::set<std::string> ignored_by_git(const RepoBuilder& builder) {
    std::set<std::string> paths;
    const std::string listed =
        builder.git({"ls-files", "-z", "--others", "--ignored", "--exclude-standard"});
    for (std::string_view rest = listed; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\0'), rest.size());
        paths.emplace(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return paths;
}

void write_tree(const TempDir& folder) {
    for (const char* path : {"a", "a.txt", "build/a", "build/b.txt", "d/a", "d/a.txt", "d/b",
                             "d/build/a", "d/e/a", "d/e/a.txt", "d/e/b", "d/e/f/a", "x y", "keep",
                             "#x", "!x", "foo/bar", "d/foo/bar", ".env"}) {
        folder.write(path, "x");
    }
}

TEST(IgnoreRules, LastRuleDecidesAndIgnoredFoldersStayIgnored) {
    IgnoreRules rules;
    rules.enter("", "*.txt\n!keep.txt\n/build/\n!build/keep.txt\n");

    EXPECT_TRUE(rules.ignores("a.txt", false));
    EXPECT_FALSE(rules.ignores("keep.txt", false));
    EXPECT_TRUE(rules.ignores("build", true));
    EXPECT_FALSE(rules.ignores("build", false));
    rules.enter("build", "!*\n");
    EXPECT_TRUE(rules.ignores("build/keep.txt", false));
    rules.leave();
    rules.enter("d", "!*.txt\n");
    EXPECT_FALSE(rules.ignores("d/a.txt", false));
}

RC_GTEST_PROP(IgnoreRules, AgreeWithGit, ()) {
    const auto line = rc::gen::elementOf(std::vector<std::string>{
        "a",     "*.txt", "/a",      "!a.txt", "build/", "!build/", "d/*",     "d/**",
        "**/a",  "!d/e/", "**/e/**", "d/e",    "/d/e/",  "\\#x",    "\\!x",    "# comment",
        "x y  ", "x\\ y", "",        "*",      "!*/",    "!keep",   "foo/bar", "**/foo/bar",
        "[ab]",  "?",     ".*",      "!/d",    "d/**/a", "a*"});
    const auto lines = rc::gen::container<std::vector<std::string>>(line);
    const auto root_lines = *lines;
    const auto inner_lines = *lines;
    const auto join = [](const std::vector<std::string>& all) {
        std::string text = "# rules\n";
        for (const std::string& one : all) text += one + "\n";
        return text;
    };
    const TempDir folder;
    const RepoBuilder builder(folder.path());
    write_tree(folder);
    folder.write(".gitignore", join(root_lines));
    folder.write("d/.gitignore", join(inner_lines));

    RC_ASSERT(marked_ignored(folder.path()) == ignored_by_git(builder));
}

TEST(IgnoreRules, TrackedFilesAreNeverIgnored) {
    const TempDir folder;
    const RepoBuilder builder(folder.path());
    folder.write(".gitignore", "*.env\n");
    folder.write("tracked.env", "x");
    folder.write("other.env", "x");
    builder.git({"add", "-f", "tracked.env"});

    EXPECT_EQ(marked_ignored(folder.path()), std::set<std::string>{"other.env"});
}

TEST(IgnoreRules, RulesAboveTheRootCountInsideARepository) {
    const TempDir folder;
    const RepoBuilder builder(folder.path());
    folder.write(".gitignore", "*.env\n/d/x\n");
    folder.write(".git/info/exclude", "*.key\n");
    folder.write("d/a.env", "1");
    folder.write("d/a.key", "1");
    folder.write("d/x", "1");
    folder.write("d/y", "1");

    EXPECT_EQ(marked_ignored(folder.at("d")), (std::set<std::string>{"a.env", "a.key", "x"}));
}

}  // namespace
}  // namespace curfew::sources
