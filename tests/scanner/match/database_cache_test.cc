#include "scanner/match/database_cache.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <stdlib.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/scanner/match/made_catalog.h"

namespace curfew::match {
namespace {

namespace files = std::filesystem;

/// A folder of its own for each test, gone afterwards.
class DatabaseCache : public testing::Test {
  protected:
    DatabaseCache() {
        std::string pattern = (files::temp_directory_path() / "curfew-cache-XXXXXX").string();
        root_ = ::mkdtemp(pattern.data());
        folder_ = root_ + "/cache";
    }
    ~DatabaseCache() override {
        std::error_code ignored;
        files::remove_all(root_, ignored);
    }

    [[nodiscard]] std::string path_of(const rules::Catalog& catalog) const {
        return folder_ + "/" + database_file_name(catalog);
    }

    [[nodiscard]] std::vector<std::string> kept() const {
        std::vector<std::string> names;
        for (const auto& file : files::directory_iterator(folder_)) {
            names.push_back(file.path().filename().string());
        }
        return names;
    }

    static std::string content_of(const std::string& path) {
        std::ostringstream text;
        text << std::ifstream(path, std::ios::binary).rdbuf();
        return text.str();
    }

    static void write(const std::string& path, std::string_view text) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    }

    /// Whether the detector works: it finds the one secret there is.
    static bool finds(const core::Result<Detector>& detector) {
        if (!detector.has_value()) return false;
        const std::string text = "aaa_" + random_letters(24);
        std::vector<Detection> found;
        const auto workspace = detector.value().make_workspace();
        const auto done =
            detector.value().detect(core::as_bytes(text), {}, *workspace.value(), found);
        return done.has_value() && found.size() == 1;
    }

    static rules::Catalog catalog(const std::string& id = "acme-a") {
        return made_catalog(
            "acme",
            {{.id = id,
              .fields = "pattern = 'aaa_[0-9A-Za-z]{24}'\nliterals = ['aaa_']\nlength_max = 40",
              .secret = "aaa_{base62:24}"}});
    }

    std::string root_;
    std::string folder_;
};

TEST_F(DatabaseCache, FirstUseWritesAndTheSecondReads) {
    const rules::Catalog acme = catalog();

    EXPECT_TRUE(finds(cached_detector(acme, folder_)));
    const auto written = files::last_write_time(path_of(acme));
    EXPECT_TRUE(finds(cached_detector(acme, folder_)));

    EXPECT_EQ(files::last_write_time(path_of(acme)), written);
    EXPECT_EQ(kept().size(), 1U);
}

TEST_F(DatabaseCache, AnotherCatalogueHasAnotherFile) {
    EXPECT_NE(database_file_name(catalog("acme-a")), database_file_name(catalog("acme-b")));
    EXPECT_EQ(database_file_name(catalog("acme-a")), database_file_name(catalog("acme-a")));
}

TEST_F(DatabaseCache, DamagedFileIsMadeAgain) {
    const rules::Catalog acme = catalog();
    ASSERT_TRUE(finds(cached_detector(acme, folder_)));
    const std::string whole = content_of(path_of(acme));
    std::string damaged = whole;
    damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 1);
    write(path_of(acme), damaged);

    EXPECT_TRUE(finds(cached_detector(acme, folder_)));

    EXPECT_EQ(content_of(path_of(acme)), whole);
}

TEST_F(DatabaseCache, ShortenedAndEmptyFilesAreMadeAgain) {
    const rules::Catalog acme = catalog();
    ASSERT_TRUE(finds(cached_detector(acme, folder_)));
    const std::string whole = content_of(path_of(acme));
    for (const std::size_t size : {std::size_t{0}, std::size_t{16}, whole.size() - 1}) {
        write(path_of(acme), whole.substr(0, size));

        EXPECT_TRUE(finds(cached_detector(acme, folder_)));

        EXPECT_EQ(content_of(path_of(acme)), whole) << size;
    }
}

TEST_F(DatabaseCache, FileOthersCanWriteIsNotTrusted) {
    const rules::Catalog acme = catalog();
    ASSERT_TRUE(finds(cached_detector(acme, folder_)));
    files::permissions(path_of(acme), files::perms::others_write, files::perm_options::add);

    EXPECT_TRUE(finds(cached_detector(acme, folder_)));

    const auto permissions = files::status(path_of(acme)).permissions();
    EXPECT_EQ(permissions & files::perms::others_write, files::perms::none);
}

TEST_F(DatabaseCache, LinkInPlaceOfTheFileIsReplacedNotFollowed) {
    const rules::Catalog acme = catalog();
    files::create_directories(folder_);
    write(root_ + "/elsewhere", "untouched");
    files::create_symlink(root_ + "/elsewhere", path_of(acme));

    EXPECT_TRUE(finds(cached_detector(acme, folder_)));

    EXPECT_EQ(content_of(root_ + "/elsewhere"), "untouched");
    EXPECT_FALSE(files::is_symlink(path_of(acme)));
}

TEST_F(DatabaseCache, FolderThatCannotBeMadeIsNoError) {
    write(root_ + "/file", "");

    EXPECT_TRUE(finds(cached_detector(catalog(), root_ + "/file/cache")));
    EXPECT_TRUE(finds(cached_detector(catalog(), "/proc/curfew-cannot-be-made")));
    EXPECT_TRUE(finds(cached_detector(catalog(), "")));
}

TEST_F(DatabaseCache, FullDiskIsNoErrorAndLeavesNothingBehind) {
    files::create_directories(folder_);
    const rules::Catalog acme = catalog();
    files::create_directories(path_of(acme));  // Renaming onto a folder fails like a full disk.

    EXPECT_TRUE(finds(cached_detector(acme, folder_)));

    EXPECT_EQ(kept().size(), 1U);
}

TEST_F(DatabaseCache, ManyAtOnceLeaveOneWholeFile) {
    const rules::Catalog acme = catalog();
    std::vector<int> found(6, 0);
    {
        std::vector<std::jthread> threads;
        for (int& one : found) {
            threads.emplace_back([&] { one = finds(cached_detector(acme, folder_)) ? 1 : 0; });
        }
    }

    EXPECT_EQ(found, std::vector<int>(6, 1));
    EXPECT_EQ(kept(), std::vector<std::string>{database_file_name(acme)});
}

TEST_F(DatabaseCache, OldestFilesGoWhenThereAreTooMany) {
    files::create_directories(folder_);
    const auto now = files::file_time_type::clock::now();
    for (std::size_t number = 0; number < kCachedDatabasesMax; ++number) {
        const std::string path = folder_ + "/database-" + std::to_string(number) + ".bin";
        write(path, "old");
        files::last_write_time(path, now - std::chrono::hours(number + 1));
    }
    write(folder_ + "/other.txt", "not ours");
    const rules::Catalog acme = catalog();

    ASSERT_TRUE(finds(cached_detector(acme, folder_)));

    EXPECT_EQ(kept().size(), kCachedDatabasesMax + 1);
    EXPECT_TRUE(files::exists(path_of(acme)));
    EXPECT_TRUE(files::exists(folder_ + "/other.txt"));
    EXPECT_FALSE(files::exists(folder_ + "/database-31.bin"));
}

}  // namespace
}  // namespace curfew::match
