#include "scanner/sources/glob.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace curfew::sources {
namespace {

struct GlobCase {
    const char* path;
    const char* glob;
    bool matches;
};

TEST(Glob, WholePathsAgainstPatterns) {
    const GlobCase cases[] = {
        {"a", "a", true},
        {"a", "b", false},
        {"", "", true},
        {"", "*", true},
        {"a.txt", "*.txt", true},
        {"d/a.txt", "*.txt", false},
        {"d/a.txt", "d/*.txt", true},
        {"d/e/a.txt", "d/*.txt", false},
        {"d/e/a.txt", "d/**/*.txt", true},
        {"d/a.txt", "d/**/*.txt", true},
        {"a.txt", "**/a.txt", true},
        {"d/e/a.txt", "**/a.txt", true},
        {"d/xa.txt", "**/a.txt", false},
        {"d/e/f", "d/**", true},
        {"d", "d/**", false},
        {"anything/at/all", "**", true},
        {"ab", "a?", true},
        {"a/", "a?", false},
        {"abc", "a**c", true},
        {"a/c", "a**c", false},
        {"abcabd", "*abd", true},
        {"x/y/z/y/w", "**/y/w", true},
        {"a1", "a[0-9]", true},
        {"ax", "a[!0-9]", true},
        {"a]", "a[]]", true},
        {"a/", "a[/]", false},
        {"a*", "a\\*", true},
        {"ab", "a\\*", false},
        {"a[", "a[", false},
    };
    for (const GlobCase& one : cases) {
        EXPECT_EQ(matches_whole(one.path, one.glob), one.matches) << one.path << " " << one.glob;
    }
}

TEST(Glob, ExcludesWithoutASlashHoldAtAnyDepth) {
    EXPECT_TRUE(matches_glob("d/e/a.lock", "*.lock"));
    EXPECT_TRUE(matches_glob("d/build", "build/"));
    EXPECT_TRUE(matches_glob("d/e", "d/*"));
    EXPECT_FALSE(matches_glob("x/d/e", "d/*"));
    EXPECT_TRUE(matches_glob("a.lock", "/a.lock"));
    EXPECT_FALSE(matches_glob("d/a.lock", "/a.lock"));
}

TEST(Glob, ManyStarsOnALongNameEndSoon) {
    std::string glob;
    for (int i = 0; i < 200; ++i) glob += "**/*a*";

    EXPECT_FALSE(matches_whole(std::string(5000, 'a'), glob + "b"));
}

TEST(Glob, AFolderTakesWhatLiesInIt) {
    EXPECT_TRUE(lies_under_glob("d/build/x/y", "build/"));
    EXPECT_TRUE(lies_under_glob("docs/x/y", "docs/**"));
    EXPECT_TRUE(lies_under_glob("a.lock", "*.lock"));
    EXPECT_FALSE(lies_under_glob("d/builder/x", "build"));
    EXPECT_FALSE(lies_under_glob("x/docs/y", "/docs"));
    EXPECT_FALSE(lies_under_glob("", "*/x"));
}

}  // namespace
}  // namespace curfew::sources
