#include "scanner/rules/catalog.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/scanner/rules/acme_file.h"

namespace curfew::rules {
namespace {

std::string file_of(const std::string& provider, const std::string& signature) {
    std::string text = acme_with("id = \"acme\"", "id = \"" + provider + "\"");
    return text.replace(text.find("acme-key"), 8, signature);
}

Catalog catalog_of(const std::vector<CatalogFile>& files) {
    auto loaded = Catalog::from_toml(files);
    EXPECT_TRUE(loaded.has_value()) << loaded.error().message();
    return std::move(loaded).value();
}

TEST(Catalog, SignaturesAreSortedAndFoundById) {
    const Catalog catalog = catalog_of(
        {{"z.toml", file_of("zeta", "zeta-key")}, {"a.toml", file_of("alpha", "alpha-key")}});

    ASSERT_EQ(catalog.signatures().size(), 2U);
    EXPECT_EQ(catalog.signatures()[0].id.value, "alpha-key");
    EXPECT_EQ(catalog.providers()[1].id, "zeta");
    EXPECT_EQ(catalog.find("zeta-key"), &catalog.signatures()[1]);
    EXPECT_EQ(catalog.find("zeta"), nullptr);
    EXPECT_EQ(catalog.find(""), nullptr);
}

TEST(Catalog, ErrorsOfAllFilesAreCollected) {
    const std::vector<CatalogFile> files{{"b.toml", "format = 3"}, {"a.toml", "= 1"}};

    const auto loaded = Catalog::from_toml(files);

    ASSERT_FALSE(loaded.has_value());
    EXPECT_EQ(loaded.error().kind(), core::ErrorKind::invalid_input);
    EXPECT_TRUE(loaded.error().message().starts_with("a.toml:1:1: not TOML"));
    EXPECT_NE(loaded.error().message().find("\nb.toml:1:10: format must be 1"), std::string::npos);
}

TEST(Catalog, IdTakenByAnotherFileIsNamedWithBothPlaces) {
    const std::vector<CatalogFile> files{{"one.toml", file_of("one", "the-key")},
                                         {"two.toml", file_of("two", "the-key")}};

    const auto loaded = Catalog::from_toml(files);

    EXPECT_EQ(loaded.error().message(),
              "two.toml:7:6: signature \"the-key\" is taken by one.toml:7; ids are unique over all "
              "files");
}

TEST(Catalog, ProviderOfTwoFilesIsRefused) {
    const std::vector<CatalogFile> files{{"one.toml", file_of("same", "one-key")},
                                         {"two.toml", file_of("same", "two-key")}};

    EXPECT_NE(Catalog::from_toml(files).error().message().find("provider \"same\" is taken by"),
              std::string::npos);
}

TEST(Catalog, NoFilesAreAnEmptyCatalogue) {
    EXPECT_TRUE(catalog_of({}).signatures().empty());
}

TEST(Catalog, WithJoinsAndStaysSorted) {
    const Catalog ours = catalog_of({{"m.toml", file_of("middle", "middle-key")}});
    const Catalog more = catalog_of({{"a.toml", file_of("alpha", "alpha-key")}});

    const Catalog joined = ours.with(more).value();

    EXPECT_EQ(joined.signatures()[0].id.value, "alpha-key");
    EXPECT_NE(joined.find("middle-key"), nullptr);
    EXPECT_EQ(joined.providers().size(), 2U);
}

TEST(Catalog, WithASignatureThatIsThereAlreadyIsAnError) {
    const Catalog ours = catalog_of({{"a.toml", file_of("alpha", "alpha-key")}});

    const auto joined = ours.with(ours);

    ASSERT_FALSE(joined.has_value());
    EXPECT_EQ(joined.error().message(),
              "signature \"alpha-key\" is already in the catalogue; give it another id");
}

TEST(Catalog, WithAnotherSignatureOfTheSameProviderKeepsOneProvider) {
    const Catalog ours = catalog_of({{"a.toml", file_of("alpha", "alpha-key")}});
    const Catalog more = catalog_of({{"b.toml", file_of("alpha", "alpha-token")}});

    EXPECT_EQ(ours.with(more).value().providers().size(), 1U);
}

TEST(Catalog, WithAnEngineOfAUserIsDenied) {
    std::string named = file_of("beta", "beta-key");
    named.insert(named.find("sources ="), "engine = \"postgresql\"\n");
    const auto joined = catalog_of({{"a.toml", file_of("alpha", "alpha-key")}})
                            .with(catalog_of({{"b.toml", named}}));

    ASSERT_FALSE(joined.has_value());
    EXPECT_EQ(joined.error().kind(), core::ErrorKind::denied);
    EXPECT_NE(joined.error().message().find("beta-key"), std::string::npos);
}

TEST(Catalog, OnlyKeepsWhatIsAskedFor) {
    const Catalog catalog = catalog_of(
        {{"z.toml", file_of("zeta", "zeta-key")}, {"a.toml", file_of("alpha", "alpha-key")}});

    const Catalog kept =
        catalog.only([](const Signature& signature) { return signature.provider_id == "zeta"; });

    EXPECT_EQ(kept.signatures().size(), 1U);
}

}  // namespace
}  // namespace curfew::rules
