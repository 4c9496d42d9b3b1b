#include "scanner/sources/git_repository.h"

#include <filesystem>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

using support::RepoBuilder;
using support::TempDir;

TEST(GitRepository, AFolderWithoutOneIsNotFound) {
    const TempDir folder;

    const auto repository = GitRepository::open(folder.path());

    ASSERT_FALSE(repository.has_value());
    EXPECT_EQ(repository.error().kind(), core::ErrorKind::not_found);
    EXPECT_EQ(GitRepository::discover(folder.path()), std::nullopt);
}

TEST(GitRepository, KnowsItsWorkTreeAndBareOnesHaveNone) {
    const TempDir folder;
    const RepoBuilder work(folder.at("work"));
    const RepoBuilder bare(folder.at("bare"), true);

    EXPECT_EQ(GitRepository::open(folder.at("work")).value().work_tree(), folder.at("work"));
    EXPECT_EQ(GitRepository::open(folder.at("work/.git")).value().work_tree(), folder.at("work"));
    EXPECT_EQ(GitRepository::open(folder.at("bare")).value().work_tree(), "");
    EXPECT_EQ(GitRepository::open(folder.at("bare")).value().git_directory(), folder.at("bare"));
}

TEST(GitRepository, IsDiscoveredFromFoldersInside) {
    const TempDir folder;
    const RepoBuilder work(folder.at("work"));
    const RepoBuilder bare(folder.at("bare"), true);
    std::filesystem::create_directories(folder.at("work/a/b"));

    EXPECT_EQ(GitRepository::discover(folder.at("work/a/b")), folder.at("work"));
    EXPECT_EQ(GitRepository::discover(folder.at("work/.git/objects")), folder.at("work"));
    EXPECT_EQ(GitRepository::discover(folder.at("bare/objects")), folder.at("bare"));
}

TEST(GitRepository, OpensLinkedWorktreesAndSubmodules) {
    const TempDir folder;
    RepoBuilder main(folder.at("main"));
    main.commit({.files = {{"a", "1"}}});
    RepoBuilder outer(folder.at("outer"));
    outer.commit({.files = {{"b", "1"}}});
    main.git({"worktree", "add", "-q", "--detach", folder.at("linked"), "main"});
    outer.git({"reset", "-q", "--hard"});
    outer.git({"submodule", "--quiet", "add", folder.at("main"), "inner"});

    const auto linked = GitRepository::open(folder.at("linked"));
    const auto inner = GitRepository::open(folder.at("outer/inner"));

    ASSERT_TRUE(linked.has_value());
    EXPECT_EQ(linked.value().work_tree(), folder.at("linked"));
    EXPECT_EQ(linked.value().resolve("HEAD").value().object, main.id(0));
    ASSERT_TRUE(inner.has_value());
    EXPECT_EQ(inner.value().work_tree(), folder.at("outer/inner"));
    EXPECT_EQ(inner.value().resolve("HEAD").value().object, main.id(0));
}

TEST(GitRepository, Sha256RepositoriesAreUnsupportedAndSaySo) {
    const TempDir folder;
    support::run_git(folder.path(), {"init", "-q", "--object-format=sha256"});

    const auto repository = GitRepository::open(folder.path());

    ASSERT_FALSE(repository.has_value());
    EXPECT_EQ(repository.error().kind(), core::ErrorKind::unsupported);
    EXPECT_NE(repository.error().message().find("SHA-256"), std::string::npos);
}

TEST(GitRepository, UnknownExtensionsAreUnsupportedAndNamed) {
    const TempDir folder;
    const RepoBuilder builder(folder.path());
    builder.git({"config", "core.repositoryformatversion", "1"});
    builder.git({"config", "extensions.futureThing", "true"});

    const auto repository = GitRepository::open(folder.path());

    ASSERT_FALSE(repository.has_value());
    EXPECT_EQ(repository.error().kind(), core::ErrorKind::unsupported);
    EXPECT_NE(repository.error().message().find("futurething"), std::string::npos);
}

TEST(GitRepository, NothingOfAHostileConfigurationIsFollowed) {
    const TempDir folder;
    RepoBuilder builder(folder.at("target"));
    builder.commit({.files = {{"a", "1"}}});
    const std::string fifo = folder.at("fifo");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const std::string mark = folder.at("was-run");
    support::write_file(folder.at("target/.git/config"),
                        "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = touch " + mark +
                            "\n\tworktree = /\n\thooksPath = " + folder.path() +
                            "\n[include]\n\tpath = " + fifo + "\n");

    const auto repository = GitRepository::open(folder.at("target"));

    ASSERT_TRUE(repository.has_value());
    EXPECT_EQ(repository.value().work_tree(), folder.at("target"));
    EXPECT_TRUE(repository.value().resolve("HEAD").has_value());
    EXPECT_FALSE(std::filesystem::exists(mark));
}

TEST(GitRepository, ResolvesRevisionsAsGitDoes) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"a", "1"}}});
    const auto side =
        builder.commit({.files = {{"a", "2"}}, .parents = {first}, .branch = "refs/heads/side"});
    const auto second = builder.commit({.files = {{"a", "3"}}, .parents = {first}});
    builder.commit({.files = {{"a", "4"}}, .parents = {second, side}});
    builder.git({"tag", "-a", "v1", "-m", "x", "side"});
    builder.git({"update-ref", "refs/remotes/origin/main", "main~1"});
    builder.git({"pack-refs", "--all"});
    builder.git({"reset", "-q", "--hard", "main"});
    builder.git({"checkout", "-q", "side"});
    const auto repository = GitRepository::open(folder.path());

    for (const char* text :
         {"HEAD",     "@",           "main",   "heads/main", "refs/heads/main", "main~1",
          "main~2",   "main^2",      "main^1", "main^",      "main^^",          "main^2~1",
          "v1",       "v1^{commit}", "v1^{}",  "v1~1",       "origin/main",     "main^0",
          "HEAD@{0}", "HEAD@{1}",    "@{0}"}) {
        const auto commit = repository.value().resolve(text);
        ASSERT_TRUE(commit.has_value()) << text;
        EXPECT_EQ(commit.value().object.hex(),
                  builder.git({"rev-parse", std::string(text) + "^{commit}"}))
            << text;
    }
    const std::string digits = builder.id(second).hex();
    EXPECT_EQ(repository.value().resolve(digits.substr(0, 10)).value().object, builder.id(second));
    EXPECT_EQ(repository.value().resolve("x-1-g" + digits.substr(0, 12)).value().object,
              builder.id(second));
    for (const char* text : {"", "nothing", "main~9", "main^3", "main@{u}", "main~x", "main@{999}",
                             "0000000000000000000000000000000000000000"}) {
        const auto commit = repository.value().resolve(text);
        ASSERT_FALSE(commit.has_value()) << text;
        EXPECT_EQ(commit.error().kind(), core::ErrorKind::not_found) << text;
    }
}

TEST(GitRepository, ReadsAPathOfACommitUpToALimit) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"d/e/f", "content"}, {"d/g", "other"}}});
    const auto repository = GitRepository::open(folder.path());
    const core::CommitId commit{builder.id(0)};

    EXPECT_EQ(repository.value().read_at(commit, "d/e/f", 100).value(), "content");
    EXPECT_EQ(repository.value().read_at(commit, "d/e", 100).value(), std::nullopt);
    EXPECT_EQ(repository.value().read_at(commit, "d/g/x", 100).value(), std::nullopt);
    EXPECT_EQ(repository.value().read_at(commit, "nothing", 100).value(), std::nullopt);
    EXPECT_EQ(repository.value().read_at(commit, "d/e/f", 3).error().kind(),
              core::ErrorKind::exhausted);
}

}  // namespace
}  // namespace curfew::sources
