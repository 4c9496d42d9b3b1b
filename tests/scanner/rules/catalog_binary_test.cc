#include "scanner/rules/catalog_binary.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "scanner/core/bytes.h"
#include "scanner/rules/catalog.h"
#include "scanner/rules/dice.h"
#include "tests/scanner/rules/acme_file.h"

namespace curfew::rules {
namespace {

// The file with every key, without some of its lines: what is left out has its default.
std::string any_file(std::uint64_t seed) {
    Dice dice(seed);
    std::string text;
    std::string_view left = kEverythingFile;
    while (!left.empty()) {
        const std::size_t end = left.find('\n') + 1;
        if (dice.below(20) != 0) text += left.substr(0, end);
        left.remove_prefix(end);
    }
    return text;
}

core::Result<Catalog> read(std::string_view bytes) {
    return Catalog::from_binary(core::as_bytes(bytes));
}

TEST(CatalogBinary, WhatWasWrittenIsReadBack) {
    int catalogues = 0;
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
        const auto loaded = load(any_file(seed));
        if (!loaded.has_value()) continue;
        ++catalogues;
        const std::string bytes = loaded.value().to_binary();
        const auto again = read(bytes);
        ASSERT_TRUE(again.has_value()) << again.error().message();
        EXPECT_EQ(again.value().to_binary(), bytes);
        EXPECT_EQ(again.value().digest(), loaded.value().digest());
    }
    EXPECT_GT(catalogues, 20);
}

TEST(CatalogBinary, FieldsComeBackInTheirPlaces) {
    const Catalog again = read(load(std::string(kAcmeFile)).value().to_binary()).value();

    const Signature* signature = again.find("acme-key");
    ASSERT_NE(signature, nullptr);
    EXPECT_EQ(signature->pattern, "acme_[0-9A-Za-z]{32}");
    EXPECT_EQ(signature->provider_name, "Acme");
    EXPECT_EQ(signature->lifetime.default_span, std::chrono::days{90});
    EXPECT_EQ(signature->example.contexts.size(), 2U);
    EXPECT_EQ(again.providers()[0].sources[0].what, "Acme documentation");
}

TEST(CatalogBinary, DigestIsWrittenWithIt) {
    const Catalog whole = load(std::string(kEverythingFile)).value();

    const std::string bytes = whole.to_binary();
    const auto pieces = BinaryCatalog::taken_apart(core::as_bytes(bytes));

    ASSERT_TRUE(pieces.has_value());
    EXPECT_EQ(pieces.value().digest(), whole.digest());
    EXPECT_EQ(pieces.value().signature_count(), whole.signatures().size());
}

TEST(CatalogBinary, EveryTruncationIsCorrupt) {
    const std::string bytes = load(std::string(kAcmeFile)).value().to_binary();

    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto again = read(std::string_view(bytes).substr(0, size));
        ASSERT_FALSE(again.has_value()) << size;
        EXPECT_EQ(again.error().kind(), core::ErrorKind::corrupt);
    }
}

TEST(CatalogBinary, BytesAfterTheEndAreCorrupt) {
    EXPECT_FALSE(read(load(std::string(kAcmeFile)).value().to_binary() + "x").has_value());
}

// Whatever comes out of changed bytes is either an error or a catalogue that can be written again.
TEST(CatalogBinary, ChangedBytesAreReadWithoutHarm) {
    const std::string bytes = load(std::string(kAcmeFile)).value().to_binary();
    Dice dice(4);
    for (int round = 0; round < 20'000; ++round) {
        std::string changed = bytes;
        for (std::size_t count = 1 + dice.below(3); count > 0; --count)
            changed[dice.below(changed.size())] = static_cast<char>(dice.next());
        const auto again = read(changed);
        if (again.has_value()) {
            EXPECT_FALSE(again.value().to_binary().empty());
        }
    }
}

TEST(CatalogBinary, HugeCountsDoNotAskForMemory) {
    const std::string bytes = load(std::string(kAcmeFile)).value().to_binary();
    for (std::size_t at = 0; at + 4 <= bytes.size(); ++at) {
        std::string changed = bytes;
        changed.replace(at, 4, "\xff\xff\xff\x7f");
        (void)read(changed).has_value();
    }
}

TEST(CatalogDigest, ChangesWithThePatternNotWithTheName) {
    const auto digest = [](std::string_view from, std::string_view to) {
        return load(acme_with(from, to)).value().digest();
    };
    const auto original = load(std::string(kAcmeFile)).value().digest();

    EXPECT_NE(digest("[0-9A-Za-z]{32}", "[0-9A-Za-y]{32}"), original);
    EXPECT_NE(digest("length_max = 37", "length_max = 38"), original);
    EXPECT_EQ(digest("Acme key", "Acme's key"), original);
}

}  // namespace
}  // namespace curfew::rules
