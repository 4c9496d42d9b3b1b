#include "scanner/scan_worker.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/acme.h"

namespace curfew {
namespace {

/// A worker over the acme catalogue, fed with texts.
class ScanWorkerTest : public testing::Test {
  protected:
    void take(const std::string& text) {
        const core::BlobOrigin origin{.path = "file.txt"};
        worker_.take({.bytes = core::as_bytes(text), .origin = origin});
    }

    const rules::Catalog catalog_ = support::acme_catalog();
    const match::Detector detector_ = match::Detector::compile(catalog_).value();
    const core::RunFingerprinter fingerprinter_;
    const std::function<void(const Progress&)> on_progress_;
    SharedRun run_{
        .detector = detector_, .fingerprinter = fingerprinter_, .on_progress = on_progress_};
    ScanWorker worker_{run_, detector_.make_workspace().value()};
};

TEST_F(ScanWorkerTest, LineAndColumnCountFromOne) {
    take("first\nkey=" + support::acme_key(1) + "\n");

    const SecretEntry& entry = worker_.table().entries().begin()->second;
    const core::Position where = entry.sightings.front().place.position;
    EXPECT_EQ(where.line, 2U);
    EXPECT_EQ(where.column, 5U);
    EXPECT_EQ(where.end_line, 2U);
    EXPECT_EQ(where.end_column, 5U + support::acme_key(1).size());
}

TEST_F(ScanWorkerTest, TheSameSecretInsideAnEscapedStringIsOneSighting) {
    take("{\"text\": \"a\\nkey=" + support::acme_key(1) + "\\n\"}");

    ASSERT_EQ(worker_.table().entries().size(), 1U);
    EXPECT_EQ(worker_.table().entries().begin()->second.sightings.size(), 1U);
}

TEST_F(ScanWorkerTest, AnAllowOnTheLineIsKeptWithItsReason) {
    take("key=" + support::acme_key(1) + "  # curfew:allow made up\n");

    const SecretEntry& entry = worker_.table().entries().begin()->second;
    ASSERT_TRUE(entry.sightings.front().allowed.has_value());
    EXPECT_EQ(entry.sightings.front().allowed->reason, "made up");
}

TEST(SkipCounter, EqualSkipsAreCountedTogetherAndGapsApart) {
    SkipCounter one;
    SkipCounter two;

    one.add({"file", "unreadable", "b", true});
    two.add({"file", "unreadable", "a", true});
    two.add({"file", "unreadable", "c", false});
    one.absorb(std::move(two));

    const auto counts = one.counts();
    ASSERT_EQ(counts.size(), 2U);
    EXPECT_EQ(counts[0].count, 1U);
    EXPECT_EQ(counts[1].count, 2U);
    EXPECT_EQ(counts[1].names, (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace curfew
