#include "scanner/match/detector.h"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/scanner/match/made_catalog.h"

namespace curfew::match {
namespace {

using Texts = std::vector<std::string>;

MadeSignature prefixed(std::string id, std::string prefix) {
    return {.id = std::move(id),
            .fields = "pattern = '" + prefix + "[0-9A-Za-z]{24}'\nliterals = ['" + prefix + "']\n" +
                      "length_max = 40",
            .secret = prefix + "{base62:24}"};
}

TEST(Detector, SecretsComeInOrderOfTheirBegin) {
    const MadeDetector made("acme", {prefixed("acme-b", "bbb_"), prefixed("acme-a", "aaa_")});
    const std::string first = "bbb_" + random_letters(24, 1);
    const std::string second = "aaa_" + random_letters(24, 2);
    const std::string third = "bbb_" + random_letters(24, 3);

    EXPECT_EQ(made.secrets(first + "," + second + "\n" + third), (Texts{first, second, third}));
}

TEST(Detector, AppendsToWhatIsThere) {
    const MadeDetector made("acme", {prefixed("acme-a", "aaa_")});
    const auto workspace = made.detector.make_workspace();
    const std::string text = "aaa_" + random_letters(24);
    std::vector<Detection> found;

    ASSERT_TRUE(
        made.detector.detect(core::as_bytes(text), {}, *workspace.value(), found).has_value());
    ASSERT_TRUE(
        made.detector.detect(core::as_bytes(text), {}, *workspace.value(), found).has_value());

    EXPECT_EQ(found.size(), 2U);
}

TEST(Detector, SameBytesOfTwoSignaturesAreOneDetection) {
    const MadeDetector made("acme", {prefixed("acme-a", "aaa_"), prefixed("acme-b", "aaa_")});

    const auto found = made.detect("aaa_" + random_letters(24));

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].signature->id.value, "acme-a");
    ASSERT_EQ(found[0].also_matched.size(), 1U);
    EXPECT_EQ(found[0].also_matched[0]->id.value, "acme-b");
}

TEST(Detector, LoadedFromItsDatabaseFindsTheSame) {
    const MadeDetector made("acme", {prefixed("acme-a", "aaa_"), prefixed("acme-b", "bbb_")});
    const auto bytes = made.detector.serialized_database();
    const auto loaded = Detector::load(made.catalog, core::as_bytes(bytes.value()));
    ASSERT_TRUE(loaded.has_value()) << loaded.error().message();
    const std::string text = "x bbb_" + random_letters(24);

    std::vector<Detection> found;
    const auto workspace = loaded.value().make_workspace();
    ASSERT_TRUE(
        loaded.value().detect(core::as_bytes(text), {}, *workspace.value(), found).has_value());

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].signature->id.value, "acme-b");
}

TEST(Detector, DatabaseOfAnotherCatalogueIsCorrupt) {
    const MadeDetector made("acme", {prefixed("acme-a", "aaa_")});
    const MadeDetector other("acme", {prefixed("acme-a", "ccc_")});
    const auto bytes = made.detector.serialized_database();

    const auto loaded = Detector::load(other.catalog, core::as_bytes(bytes.value()));

    ASSERT_FALSE(loaded.has_value());
    EXPECT_EQ(loaded.error().kind(), core::ErrorKind::corrupt);
}

TEST(Detector, CutOffDatabaseIsCorrupt) {
    const MadeDetector made("acme", {prefixed("acme-a", "aaa_")});
    const std::string bytes = made.detector.serialized_database().value();

    for (const std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{30},
                                   std::size_t{55}, std::size_t{100}, bytes.size() - 1}) {
        const auto loaded = Detector::load(made.catalog, core::as_bytes(bytes.substr(0, size)));
        ASSERT_FALSE(loaded.has_value()) << size;
        EXPECT_EQ(loaded.error().kind(), core::ErrorKind::corrupt) << size;
    }
}

TEST(Detector, PatternThatDoesNotCompileIsAnErrorWithItsId) {
    MadeSignature bad = prefixed("acme-a", "aaa_");
    bad.fields = "pattern = 'aaa_(?!x)[0-9]{24}'\nliterals = ['aaa_']";
    const rules::Catalog catalog = made_catalog("acme", {bad});

    const auto compiled = Detector::compile(catalog);

    ASSERT_FALSE(compiled.has_value());
    EXPECT_EQ(compiled.error().kind(), core::ErrorKind::invalid_input);
    EXPECT_NE(compiled.error().message().find("acme-a"), std::string::npos);
}

TEST(Detector, OneDetectorServesManyThreads) {
    const MadeDetector made("acme", {prefixed("acme-a", "aaa_"), prefixed("acme-b", "bbb_")});
    const std::string secret = "bbb_" + random_letters(24);
    std::string text;
    for (int line = 0; line < 200; ++line) text += "words and " + secret + "\n";
    std::vector<std::size_t> counts(6, 0);
    {
        std::vector<std::jthread> threads;
        for (std::size_t& count : counts) {
            threads.emplace_back([&made, &text, &count] { count = made.detect(text).size(); });
        }
    }

    EXPECT_EQ(counts, std::vector<std::size_t>(6, 200));
}

TEST(Detector, MovedDetectorStillWorks) {
    MadeDetector made("acme", {prefixed("acme-a", "aaa_")});
    const Detector moved = std::move(made.detector);
    const std::string text = "aaa_" + random_letters(24);
    std::vector<Detection> found;
    const auto workspace = moved.make_workspace();

    ASSERT_TRUE(moved.detect(core::as_bytes(text), {}, *workspace.value(), found).has_value());

    EXPECT_EQ(found.size(), 1U);
}

}  // namespace
}  // namespace curfew::match
