#include "scanner/match/shipped.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/rules/example.h"

namespace curfew::match {
namespace {

TEST(Shipped, CatalogueHoldsTheSignaturesOfTheRepository) {
    const auto catalog = shipped_catalog();

    ASSERT_TRUE(catalog.has_value());
    EXPECT_NE(catalog.value().find("github-pat-classic"), nullptr);
}

TEST(Shipped, DetectorLoadsAndFinds) {
    const auto catalog = shipped_catalog();
    const auto detector = shipped_detector(catalog.value());
    ASSERT_TRUE(detector.has_value()) << detector.error().message();
    const rules::Signature& signature = *catalog.value().find("github-pat-classic");
    const auto example = rules::make_example(signature, 0, 1);

    std::vector<Detection> found;
    const auto workspace = detector.value().make_workspace();
    ASSERT_TRUE(detector.value()
                    .detect(core::as_bytes(example.value().text), {}, *workspace.value(), found)
                    .has_value());

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].signature, &signature);
}

TEST(Shipped, DetectorRefusesAnotherCatalogue) {
    const auto catalog = shipped_catalog();
    const rules::Catalog none = catalog.value().only([](const rules::Signature&) { return false; });

    const auto detector = shipped_detector(none);

    ASSERT_FALSE(detector.has_value());
    EXPECT_EQ(detector.error().kind(), core::ErrorKind::internal);
}

}  // namespace
}  // namespace curfew::match
