// Every signature file of the repository by itself: it loads, its examples and near misses can be
// made. One test a signature, named after it.
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "scanner/core/bytes.h"
#include "scanner/rules/catalog.h"
#include "scanner/rules/example.h"
#include "tests/signatures/catalogue.h"

namespace curfew::signatures {
namespace {

using rules::Signature;

TEST(SignatureFiles, AllLoadWithoutAComplaint) {
    const auto loaded = rules::Catalog::from_toml(signature_files());

    ASSERT_FALSE(signature_files().empty());
    EXPECT_TRUE(loaded.has_value()) << '\n' << loaded.error().message();
}

TEST(SignatureFiles, CompiledCatalogueEqualsTheFiles) {
    const std::string bytes = catalogue().to_binary();

    const auto again = rules::Catalog::from_binary(core::as_bytes(bytes));

    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again.value().to_binary(), bytes);
}

class OneSignature : public testing::TestWithParam<const Signature*> {};

TEST_P(OneSignature, ExamplesAreMadeAndDiffer) {
    const Signature& signature = *GetParam();
    std::set<std::string> secrets;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed)
        for (std::size_t at = 0; at < signature.example.contexts.size(); ++at) {
            const auto made = rules::make_example(signature, at, seed);
            ASSERT_TRUE(made.has_value()) << made.error().message();
            EXPECT_FALSE(made.value().secret.empty());
            secrets.insert(made.value().secret);
        }
    EXPECT_GT(secrets.size(), kSeeds / 2);
}

TEST_P(OneSignature, NearMissesAreMade) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const auto made = rules::make_near_misses(*GetParam(), seed);
        ASSERT_TRUE(made.has_value()) << made.error().message();
    }
}

std::vector<const Signature*> all_signatures() {
    std::vector<const Signature*> all;
    for (const Signature& signature : catalogue().signatures()) all.push_back(&signature);
    return all;
}

INSTANTIATE_TEST_SUITE_P(Signatures, OneSignature, testing::ValuesIn(all_signatures()),
                         [](const auto& tested) { return test_name_of(tested.param->id.value); });

// When nothing loads, AllLoadWithoutAComplaint says why.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(OneSignature);

}  // namespace
}  // namespace curfew::signatures
