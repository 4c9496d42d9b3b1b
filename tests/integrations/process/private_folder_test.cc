#include "integrations/process/private_folder.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace curfew::process {
namespace {

using std::filesystem::perms;

TEST(PrivateFolder, OnlyTheOwnerMayLookInside) {
    const auto folder = PrivateFolder::make();
    ASSERT_TRUE(folder.has_value());

    const auto path = folder.value().write("key.pub", "text");

    ASSERT_TRUE(path.has_value());
    EXPECT_EQ(support::read_file(path.value()), "text");
    EXPECT_EQ(std::filesystem::status(path.value()).permissions(),
              perms::owner_read | perms::owner_write);
    EXPECT_EQ(std::filesystem::status(folder.value().at("")).permissions(), perms::owner_all);
}

TEST(PrivateFolder, IsGoneWithAllBelowIt) {
    std::string path;
    {
        const auto folder = PrivateFolder::make();
        ASSERT_TRUE(folder.has_value());
        path = folder.value().write("a", "b").value();
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(PrivateFolder, AFileIsNotWrittenTwice) {
    const auto folder = PrivateFolder::make();
    ASSERT_TRUE(folder.has_value());
    ASSERT_TRUE(folder.value().write("a", "b").has_value());

    EXPECT_FALSE(folder.value().write("a", "c").has_value());
}

}  // namespace
}  // namespace curfew::process
