#include "scanner/sources/working_tree.h"

#include <filesystem>
#include <memory>
#include <set>

#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "scanner/core/limits.h"
#include "tests/support/recording_sink.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

using core::PlaceKind;
using support::RecordingSink;
using support::TempDir;

constexpr std::uint64_t kBytesMax = 1U << 20U;

struct Read {
    core::Result<core::Covered> covered = core::Covered{};
    RecordingSink sink;
};

std::unique_ptr<Read> read_tree(const std::string& root, TreeOptions options = {},
                                PlaceKind kind = PlaceKind::worktree) {
    if (options.file_bytes_max == 0) options.file_bytes_max = kBytesMax;
    auto result = std::make_unique<Read>();
    core::BlobSink* const sink = &result->sink;
    result->covered = WorkingTree(root, std::move(options), kind).read({&sink, 1}, {});
    return result;
}

std::set<std::string> paths(const RecordingSink& sink) {
    std::set<std::string> all;
    for (const auto& blob : sink.taken) all.insert(blob.path);
    return all;
}

bool is_marked(const RecordingSink& sink, std::string_view path) {
    const auto* const blob = sink.find_path(path);
    return blob != nullptr && blob->is_git_ignored;
}

TEST(WorkingTree, ReadsFilesOfAllFoldersHiddenOnesToo) {
    const TempDir folder;
    folder.write("a", "1");
    folder.write(".env", "2");
    folder.write("d/e/f", "3");
    folder.write("empty", "");

    const auto read = read_tree(folder.path());

    EXPECT_EQ(paths(read->sink), (std::set<std::string>{"a", ".env", "d/e/f"}));
    EXPECT_EQ(read->sink.find_path("d/e/f")->content, "3");
    EXPECT_EQ(read->covered.value().files, 4U);
    EXPECT_EQ(read->covered.value().bytes, 3U);
    EXPECT_TRUE(read->sink.skipped.empty());
}

TEST(WorkingTree, PathsOfPlainFoldersBeginWithTheRoot) {
    const TempDir folder;
    folder.write("d/a", "1");

    const auto tree = read_tree(folder.path(), {}, PlaceKind::file);
    const auto file = read_tree(folder.at("d/a"), {}, PlaceKind::file);

    EXPECT_EQ(paths(tree->sink), std::set<std::string>{folder.at("d/a")});
    EXPECT_EQ(paths(file->sink), std::set<std::string>{folder.at("d/a")});
}

TEST(WorkingTree, RootsThatCannotBeReadAreErrors) {
    const TempDir folder;
    const std::string fifo = folder.at("fifo");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);

    EXPECT_EQ(read_tree(folder.at("nothing"))->covered.error().kind(), core::ErrorKind::not_found);
    EXPECT_EQ(read_tree(fifo)->covered.error().kind(), core::ErrorKind::invalid_input);
}

TEST(WorkingTree, LinksFifosAndSocketsAreCountedNotRead) {
    const TempDir folder;
    const TempDir outside;
    outside.write("secret", "outside");
    folder.write("a", "1");
    ASSERT_EQ(::mkfifo(folder.at("fifo").c_str(), 0600), 0);
    std::filesystem::create_symlink(outside.path(), folder.at("link"));
    std::filesystem::create_symlink(outside.at("secret"), folder.at("file-link"));
    std::filesystem::create_directory_symlink(folder.path(), folder.at("loop"));

    const auto read = read_tree(folder.path());

    EXPECT_EQ(paths(read->sink), std::set<std::string>{"a"});
    EXPECT_EQ(read->sink.skipped.size(), 4U);
    EXPECT_NE(read->sink.find_skipped("symbolic link"), nullptr);
    EXPECT_NE(read->sink.find_skipped("FIFO, socket or device"), nullptr);
    EXPECT_FALSE(read->sink.has_gap());
}

TEST(WorkingTree, LeavesDependencyAndBuildFoldersOutUnlessAsked) {
    const TempDir folder;
    folder.write("node_modules/x/a", "1");
    folder.write("d/.venv/a", "1");
    folder.write("rust/target/a", "1");
    folder.write("rust/Cargo.toml", "1");
    folder.write("target/a", "1");

    const auto usual = read_tree(folder.path());
    const auto all = read_tree(folder.path(), {.reads_all_files = true});

    EXPECT_EQ(paths(usual->sink), (std::set<std::string>{"rust/Cargo.toml", "target/a"}));
    EXPECT_NE(usual->sink.find_skipped("dependency or build folder"), nullptr);
    EXPECT_FALSE(usual->sink.has_gap());
    EXPECT_EQ(all->sink.taken.size(), 5U);
}

TEST(WorkingTree, OfGitsOwnFolderOnlyTheConfigurationIsRead) {
    const TempDir folder;
    const support::RepoBuilder builder(folder.path());
    folder.write("a", "1");

    const auto read = read_tree(folder.path());

    EXPECT_EQ(paths(read->sink), (std::set<std::string>{"a", ".git/config"}));
}

TEST(WorkingTree, LeftOutFoldersAreSorted) {
    EXPECT_TRUE(std::ranges::is_sorted(left_out_folders()));
}

TEST(WorkingTree, ExcludesFilesAndFoldersByGlob) {
    const TempDir folder;
    folder.write("a.lock", "1");
    folder.write("d/b.lock", "1");
    folder.write("docs/x/y", "1");
    folder.write("kept", "1");

    const auto read = read_tree(folder.path(), {.excludes = {"*.lock", "docs/**"}});

    EXPECT_EQ(paths(read->sink), std::set<std::string>{"kept"});
    EXPECT_NE(read->sink.find_skipped("excluded"), nullptr);
    EXPECT_FALSE(read->sink.has_gap());
}

TEST(WorkingTree, IgnoredFilesAreReadAndMarkedOrLeftOut) {
    const TempDir folder;
    const support::RepoBuilder builder(folder.path());
    folder.write(".gitignore", ".env\nout/\n");
    folder.write(".env", "1");
    folder.write("out/a", "1");

    const auto marked = read_tree(folder.path());
    const auto respected = read_tree(folder.path(), {.respects_gitignore = true});

    EXPECT_TRUE(is_marked(marked->sink, ".env"));
    EXPECT_TRUE(is_marked(marked->sink, "out/a"));
    EXPECT_FALSE(is_marked(marked->sink, ".gitignore"));
    EXPECT_EQ(paths(respected->sink), (std::set<std::string>{".gitignore", ".git/config"}));
    EXPECT_NE(respected->sink.find_skipped("ignored by git"), nullptr);
}

TEST(WorkingTree, SparseGiantsAndBinariesAreCounted) {
    const TempDir folder;
    folder.write("giant", "x");
    std::filesystem::resize_file(folder.at("giant"), 4ULL << 30U);
    folder.write("binary", std::string_view("\x7f"
                                            "ELF\0\0",
                                            6));
    folder.write("text", "1");

    const auto read = read_tree(folder.path());

    EXPECT_EQ(paths(read->sink), std::set<std::string>{"text"});
    EXPECT_NE(read->sink.find_skipped("larger than --max-file-size"), nullptr);
    EXPECT_NE(read->sink.find_skipped("binary"), nullptr);
    EXPECT_FALSE(read->sink.has_gap());
}

TEST(WorkingTree, FilesAroundTheBufferAndLargeOnesAreReadWhole) {
    const TempDir folder;
    const auto sizes = {std::size_t{65535}, std::size_t{65536}, std::size_t{65537},
                        std::size_t{core::kLargeBlobBytes + 10}};
    for (const std::size_t size : sizes) {
        folder.write(std::to_string(size), std::string(size, 'x') + "end");
    }

    const auto read = read_tree(folder.path(), {.file_bytes_max = 64U << 20U});

    ASSERT_EQ(read->sink.taken.size(), 4U);
    for (const std::size_t size : sizes) {
        EXPECT_EQ(read->sink.find_path(std::to_string(size))->content,
                  std::string(size, 'x') + "end");
    }
}

TEST(WorkingTree, NamesMayBeAnyBytes) {
    const TempDir folder;
    folder.write("\xff\xfe\x1b[2J", "1");

    const auto read = read_tree(folder.path());

    EXPECT_EQ(paths(read->sink), std::set<std::string>{"\xff\xfe\x1b[2J"});
}

TEST(WorkingTree, FoldersDeeperThanAPathMayBeLongAreRead) {
    const TempDir folder;
    const std::string name(200, 'd');
    std::filesystem::path begin = folder.path();
    const std::filesystem::path before = std::filesystem::current_path();
    for (int depth = 0; depth < 40; ++depth) {
        std::filesystem::current_path(begin);
        std::filesystem::create_directory(name);
        begin = name;
    }
    std::filesystem::current_path(name);
    support::write_file("./bottom", "deep");
    std::filesystem::current_path(before);

    const auto read = read_tree(folder.path());

    ASSERT_EQ(read->sink.taken.size(), 1U);
    EXPECT_EQ(read->sink.taken[0].content, "deep");
    EXPECT_FALSE(read->sink.has_gap());
}

TEST(WorkingTree, ResultsDoNotDependOnTheNumberOfSinks) {
    const TempDir folder;
    for (int i = 0; i < 5000; ++i) {
        folder.write("d" + std::to_string(i % 17) + "/f" + std::to_string(i), std::to_string(i));
    }
    const auto one = read_tree(folder.path());
    std::array<RecordingSink, 4> sinks;
    std::array<core::BlobSink*, 4> pointers{&sinks[0], &sinks[1], &sinks[2], &sinks[3]};

    const auto covered =
        WorkingTree(folder.path(), {.file_bytes_max = kBytesMax}, PlaceKind::worktree)
            .read(pointers, {});

    std::multiset<support::TakenBlob> expected(one->sink.taken.begin(), one->sink.taken.end());
    std::multiset<support::TakenBlob> found;
    for (const auto& sink : sinks) found.insert(sink.taken.begin(), sink.taken.end());
    EXPECT_EQ(found.size(), 5000U);
    EXPECT_EQ(found, expected);
    EXPECT_EQ(covered.value(), one->covered.value());
}

/// Runs `check` as an ordinary user in a child; 0 when it said yes, 1 when no, 2 when not run.
template <typename Check>
int as_nobody(const Check& check) {
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr unsigned kNobody = 65534;
        if (::geteuid() == 0 &&
            (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) {
            ::_exit(2);
        }
        ::_exit(check() ? 0 : 1);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

TEST(WorkingTree, UnreadableFoldersAndFilesAreGapsAndTheRestIsRead) {
    const TempDir folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    folder.write("readable", "1");
    folder.write("closed-folder/a", "1");
    folder.write("closed-file", "1");
    std::filesystem::permissions(folder.at("closed-folder"), std::filesystem::perms::none);
    std::filesystem::permissions(folder.at("closed-file"), std::filesystem::perms::none);

    const int outcome = as_nobody([&] {
        const auto read = read_tree(folder.path());
        const auto* const skipped = read->sink.find_skipped("permission denied");
        return read->covered.has_value() && read->sink.taken.size() == 1 &&
               read->sink.skipped.size() == 2 && skipped != nullptr && skipped->is_gap;
    });
    std::filesystem::permissions(folder.at("closed-folder"), std::filesystem::perms::owner_all);

    if (outcome == 2) GTEST_SKIP() << "cannot become an ordinary user here";
    EXPECT_EQ(outcome, 0);
}

TEST(WorkingTree, AStopEndsTheWalk) {
    const TempDir folder;
    folder.write("a", "1");
    std::stop_source stop;
    stop.request_stop();
    RecordingSink sink;
    core::BlobSink* const pointer = &sink;

    const auto covered =
        WorkingTree(folder.path(), {.file_bytes_max = kBytesMax}, PlaceKind::worktree)
            .read({&pointer, 1}, stop.get_token());

    EXPECT_TRUE(covered.has_value());
    EXPECT_TRUE(sink.taken.empty());
}

}  // namespace
}  // namespace curfew::sources
