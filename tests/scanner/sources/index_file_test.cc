#include "scanner/sources/index_file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

std::string index_bytes(const char* version) {
    const support::TempDir folder;
    const support::RepoBuilder builder(folder.path());
    for (const char* name : {"a", "d/b", "d/e/c", "d/e/cc", "later"}) folder.write(name, name);
    builder.git({"add", "a", "d"});
    builder.git({"add", "--intent-to-add", "later"});
    builder.git({"update-index", "--index-version", version});
    return support::read_file(folder.at(".git/index"));
}

TEST(IndexFile, ReadsEntriesOfAllVersions) {
    for (const char* version : {"3", "4"}) {
        const std::string bytes = index_bytes(version);
        const auto index = IndexFile::read(core::as_bytes(bytes));
        ASSERT_TRUE(index.has_value()) << version;
        std::vector<std::string> paths;
        for (const IndexEntry& entry : index.value().entries()) paths.emplace_back(entry.path);
        EXPECT_EQ(paths, (std::vector<std::string>{"a", "d/b", "d/e/c", "d/e/cc", "later"}));
        EXPECT_TRUE(index.value().entries().back().is_intended);
        EXPECT_TRUE(index.value().entries().front().is_blob());
        EXPECT_EQ(index.value().entries().front().bytes, 1U);
    }
}

TEST(IndexFile, CutAnywhereItIsAnErrorOrStillInBounds) {
    for (const char* version : {"3", "4"}) {
        const std::string bytes = index_bytes(version);
        for (std::size_t size = 0; size < bytes.size(); size += 3) {
            (void)IndexFile::read(core::as_bytes(std::string_view(bytes).substr(0, size)));
        }
    }
    EXPECT_EQ(IndexFile::read({}).error().kind(), core::ErrorKind::corrupt);
}

RC_GTEST_PROP(IndexFile, AnyChangedByteStaysInBounds, ()) {
    static const std::string kBytes = index_bytes("4");
    std::string bytes = kBytes;
    for (int change = 0; change < 4; ++change) {
        bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
    }

    (void)IndexFile::read(core::as_bytes(bytes)).has_value();
}

}  // namespace
}  // namespace curfew::sources
