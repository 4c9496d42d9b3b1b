#include "scanner/sources/pack_index.h"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

using support::RepoBuilder;
using support::TempDir;

std::string index_of(const RepoBuilder& builder, const char* version) {
    builder.git({"-c", std::string("pack.indexVersion=") + version, "repack", "-adfq"});
    for (const auto& entry :
         std::filesystem::directory_iterator(builder.git_directory() + "/objects/pack")) {
        if (entry.path().extension() == ".idx") return support::read_file(entry.path().string());
    }
    return {};
}

TEST(PackIndex, FindsEachIdInBothVersions) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "one"}, {"b", "two"}}});
    for (const char* version : {"1", "2"}) {
        const std::string bytes = index_of(builder, version);
        const auto index = PackIndex::read(core::as_bytes(bytes));
        ASSERT_TRUE(index.has_value());
        ASSERT_EQ(index.value().size(), 4U);
        for (std::size_t at = 0; at < 4; ++at) {
            EXPECT_EQ(index.value().find(index.value().id(at)), at);
            EXPECT_GE(index.value().offset(at), 12U);
        }
        EXPECT_TRUE(index.value().find(builder.blob_id("one")).has_value());
        EXPECT_FALSE(index.value().find(builder.blob_id("other")).has_value());
    }
}

TEST(PackIndex, CutAnywhereItIsCorruptOrStillInBounds) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "one"}}});
    const std::string bytes = index_of(builder, "2");
    for (std::size_t size = 0; size < bytes.size(); size += 7) {
        const auto index = PackIndex::read(core::as_bytes(std::string_view(bytes).substr(0, size)));
        EXPECT_FALSE(index.has_value()) << size;
    }
}

RC_GTEST_PROP(PackIndex, AnyBytesStayInBounds, (const std::vector<std::uint8_t>& raw)) {
    std::vector<std::uint8_t> bytes(1200, 0);
    std::ranges::copy_n(raw.begin(),
                        static_cast<std::ptrdiff_t>(std::min(raw.size(), bytes.size())),
                        bytes.begin());
    const auto index = PackIndex::read(std::as_bytes(std::span(bytes)));
    if (!index.has_value()) return;

    for (std::size_t at = 0; at < index.value().size(); ++at) {
        (void)index.value().offset(at);
        (void)index.value().find(index.value().id(at));
    }
}

}  // namespace
}  // namespace curfew::sources
