#include "scanner/core/database.h"

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace curfew::core {
namespace {

using support::TempDir;

Database opened(const std::string& path, const DatabaseOptions& options = {}) {
    auto database = Database::open(path, options);
    EXPECT_TRUE(database.has_value());
    return std::move(database).value();
}

ErrorKind kind_of(const Result<void>& result) {
    return result.has_value() ? ErrorKind::internal : result.error().kind();
}

TEST(Database, KeepsWhatWasWritten) {
    const TempDir folder;
    {
        Database database = opened(folder.at("a.sqlite"));
        ASSERT_TRUE(database.execute("CREATE TABLE t (n INTEGER, s TEXT, b BLOB)").has_value());
        Statement insert = std::move(database.prepare("INSERT INTO t VALUES (?1, ?2, ?3)")).value();
        ASSERT_TRUE(insert.bind(1, std::int64_t{-7}).has_value());
        ASSERT_TRUE(insert.bind(2, "naïve").has_value());
        ASSERT_TRUE(insert.bind_bytes(3, std::string_view("\0\xFF", 2)).has_value());
        ASSERT_FALSE(insert.step().value());
    }

    Database database = opened(folder.at("a.sqlite"), {.is_read_only = true});
    Statement select = std::move(database.prepare("SELECT n, s, b, NULL FROM t")).value();
    ASSERT_TRUE(select.step().value());
    EXPECT_EQ(select.number_at(0), -7);
    EXPECT_EQ(select.text_at(1), "naïve");
    EXPECT_EQ(select.text_at(2), std::string("\0\xFF", 2));
    EXPECT_TRUE(select.is_nothing_at(3));
    EXPECT_FALSE(select.step().value());
}

TEST(Database, EmptyTextIsAValueAndNothingIsNone) {
    const TempDir folder;
    Database database = opened(folder.at("a.sqlite"));
    Statement select = std::move(database.prepare("SELECT ?1, ?2, ?3")).value();
    ASSERT_TRUE(select.bind(1, std::string_view()).has_value());
    ASSERT_TRUE(select.bind_bytes(2, {}).has_value());
    ASSERT_TRUE(select.bind_nothing(3).has_value());

    ASSERT_TRUE(select.step().value());
    EXPECT_FALSE(select.is_nothing_at(0));
    EXPECT_FALSE(select.is_nothing_at(1));
    EXPECT_TRUE(select.is_nothing_at(2));

    select.reset();
    ASSERT_TRUE(select.step().value());
    EXPECT_TRUE(select.is_nothing_at(0));
}

TEST(Database, ANewFileIsForItsOwnerAlone) {
    const TempDir folder;
    opened(folder.at("a.sqlite"));

    struct stat facts{};
    ASSERT_EQ(stat(folder.at("a.sqlite").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST(Database, AMissingFolderIsNotFound) {
    const TempDir folder;

    const auto database = Database::open(folder.at("missing/a.sqlite"));

    ASSERT_FALSE(database.has_value());
    EXPECT_EQ(database.error().kind(), ErrorKind::not_found);
}

TEST(Database, AFolderIsDenied) {
    const TempDir folder;

    const auto database = Database::open(folder.path());

    ASSERT_FALSE(database.has_value());
    EXPECT_EQ(database.error().kind(), ErrorKind::denied);
}

TEST(Database, SomethingElseIsCorrupt) {
    const TempDir folder;
    folder.write("a.sqlite", std::string(4096, 'x'));

    const auto database = Database::open(folder.at("a.sqlite"));

    ASSERT_FALSE(database.has_value());
    EXPECT_EQ(database.error().kind(), ErrorKind::corrupt);
}

TEST(Database, WritingToWhatIsReadOnlyIsDenied) {
    const TempDir folder;
    ASSERT_TRUE(opened(folder.at("a.sqlite")).execute("CREATE TABLE t (n)").has_value());
    Database database = opened(folder.at("a.sqlite"), {.is_read_only = true});

    EXPECT_EQ(kind_of(database.execute("INSERT INTO t VALUES (1)")), ErrorKind::denied);
}

TEST(Database, AFullDiskIsExhausted) {
    const TempDir folder;
    Database database = opened(folder.at("a.sqlite"));
    ASSERT_TRUE(database.execute("CREATE TABLE t (b BLOB)").has_value());
    ASSERT_TRUE(database.execute("PRAGMA max_page_count = 4").has_value());

    EXPECT_EQ(kind_of(database.execute("INSERT INTO t VALUES (zeroblob(100000))")),
              ErrorKind::exhausted);
}

TEST(Database, AnotherWriterForTooLongIsTimedOut) {
    const TempDir folder;
    Database first = opened(folder.at("a.sqlite"));
    Database second = opened(folder.at("a.sqlite"), {.busy_time = Duration::zero()});
    const auto held = Transaction::begin(first);
    ASSERT_TRUE(held.has_value());

    const auto refused = Transaction::begin(second);

    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind(), ErrorKind::timed_out);
}

TEST(Database, WrongSqlIsInternalAndItsMessageHoldsNoValues) {
    const TempDir folder;
    Database database = opened(folder.at("a.sqlite"));

    const auto result = database.execute("SELECT 'hunter2' FROM nowhere");

    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().kind(), ErrorKind::internal);
    EXPECT_EQ(result.error().message().find("hunter2"), std::string::npos);
}

TEST(Database, ANumberThatIsNotThereIsNotFound) {
    const TempDir folder;
    Database database = opened(folder.at("a.sqlite"));

    EXPECT_EQ(database.number("SELECT 42").value(), 42);
    EXPECT_EQ(database.number("SELECT 42 WHERE 0").error().kind(), ErrorKind::not_found);
}

TEST(Transaction, IsUndoneUnlessItIsCommitted) {
    const TempDir folder;
    Database database = opened(folder.at("a.sqlite"));
    ASSERT_TRUE(database.execute("CREATE TABLE t (n)").has_value());
    {
        const auto dropped = Transaction::begin(database);
        ASSERT_TRUE(database.execute("INSERT INTO t VALUES (1)").has_value());
    }
    EXPECT_EQ(database.number("SELECT count(*) FROM t").value(), 0);

    auto kept = Transaction::begin(database);
    ASSERT_TRUE(database.execute("INSERT INTO t VALUES (1)").has_value());
    ASSERT_TRUE(kept.value().commit().has_value());
    EXPECT_EQ(database.number("SELECT count(*) FROM t").value(), 1);
}

}  // namespace
}  // namespace curfew::core
