#include "scanner/scan_worker.h"

#include <array>
#include <functional>
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

TEST_F(ScanWorkerTest, LettersAreCountedBesideBytes) {
    take("\xC3\xA9\xC3\xA9 key=" + support::acme_key(1) + "\n");

    const core::Place& place = worker_.table().entries().begin()->second.sightings.front().place;
    EXPECT_EQ(place.position.column, 10U);
    EXPECT_EQ(place.letter_columns.column, 8U);
    EXPECT_EQ(place.letter_columns.end_column, 8U + support::acme_key(1).size());
}

TEST_F(ScanWorkerTest, APieceTellsWhatBeginsInItsOwnPartAndWhereInTheWhole) {
    const std::string before = "key=" + support::acme_key(1) + " ";
    const std::string own = "key=" + support::acme_key(2) + "\n";
    const std::string after = "key=" + support::acme_key(3) + "\n";
    const std::string text = before + own + after;
    const core::BlobOrigin origin{.path = "file.txt"};
    const core::Piece piece{.line = 10,
                            .column = 101,
                            .letter_column = 91,
                            .own = {before.size(), before.size() + own.size()}};

    worker_.take({.bytes = core::as_bytes(text), .origin = origin, .piece = &piece});

    ASSERT_EQ(worker_.table().entries().size(), 1U);
    const core::Place& place = worker_.table().entries().begin()->second.sightings.front().place;
    EXPECT_EQ(place.position.line, 10U);
    EXPECT_EQ(place.position.column, 101U + before.size() + 4U);
    EXPECT_EQ(place.letter_columns.column, 91U + before.size() + 4U);
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

/// A token that holds base 64, whose decoded text still begins like a token.
rules::Catalog catalog_of_nested_tokens() {
    const std::string text = std::string(support::kAcmeHead) + R"toml(
[[signature]]
id = "acme-nested"
name = "Acme nested token"
kind = "token"
pattern = '''acmn_[0-9A-Za-z]{8,}(?:\.[0-9A-Za-z_-]{16,})?'''
literals = ["acmn_"]
length_max = 400
confidence = 0.95
revocability = "exact"
blast_radius = "this token"
sources = ["made-up"]
[signature.lifetime]
class = "unknown"
note = "Nothing is known."
[signature.ask]
note = "Cannot be asked."
[signature.end]
page = "https://acme.invalid/keys"
[signature.example]
secret = "acmn_{base62:12}.{base64url:40}"
contexts = ["key={secret}"]
)toml";
    const std::array<rules::CatalogFile, 1> files{{{"acme.toml", text}}};
    return rules::Catalog::from_toml(files).value();
}

TEST(ScanWorker, AWholeTokenIsNotCutWhereItHoldsBase64) {
    const rules::Catalog catalog = catalog_of_nested_tokens();
    const match::Detector detector = match::Detector::compile(catalog).value();
    const core::RunFingerprinter fingerprinter;
    const std::function<void(const Progress&)> on_progress;
    SharedRun run{.detector = detector, .fingerprinter = fingerprinter, .on_progress = on_progress};
    ScanWorker worker(run, detector.make_workspace().value());
    // The second half says {"iss":"acme","sub":"service","exp":1764547200} in base 64.
    const std::string claims = "eyJpc3MiOiJhY21lIiwic3ViIjoic2VydmljZSIsImV4cCI6MTc2NDU0NzIwMH0";
    const std::string token = "acmn_q7Zt2LmX9rBv." + claims;
    const std::string text = "key=" + token + "\n";
    const core::BlobOrigin origin{.path = "file.txt"};

    worker.take({.bytes = core::as_bytes(text), .origin = origin});

    ASSERT_EQ(worker.table().entries().size(), 1U);
    EXPECT_EQ(worker.table().entries().begin()->second.best.secret.reveal(), token);
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
