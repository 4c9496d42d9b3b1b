// The generic signatures as they ship: every example is found and shown, no near miss is.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/match/shipped.h"
#include "scanner/rules/example.h"
#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

constexpr std::uint64_t kSeeds = 20;

const rules::Catalog& generic_catalog() {
    static const rules::Catalog catalog = shipped_catalog().value().only(
        [](const rules::Signature& signature) { return signature.provider_id == "generic"; });
    return catalog;
}

const Detector& detector() {
    static const Detector compiled = Detector::compile(generic_catalog()).value();
    return compiled;
}

double confidence_in(std::string_view text) {
    const auto workspace = detector().make_workspace();
    std::vector<Detection> found;
    if (!detector().detect(core::as_bytes(text), {}, *workspace.value(), found).has_value())
        return 0;
    double best = 0.0;
    for (const Detection& detection : found) best = std::max(best, detection.confidence.value);
    return best;
}

class GenericSignature : public testing::TestWithParam<const rules::Signature*> {};

TEST_P(GenericSignature, ExamplesAreShown) {
    const rules::Signature& signature = *GetParam();
    for (std::size_t context = 0; context < signature.example.contexts.size(); ++context) {
        unsigned shown = 0;
        for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
            const auto example = rules::make_example(signature, context, seed);
            ASSERT_TRUE(example.has_value()) << example.error().message();
            shown += confidence_in(example.value().text) >= kShown ? 1U : 0U;
        }
        // A drawn value may by chance read like a written one.
        EXPECT_GE(shown, kSeeds - 1) << signature.example.contexts[context];
    }
}

TEST_P(GenericSignature, NearMissesAreNot) {
    const rules::Signature& signature = *GetParam();
    for (const rules::NearMiss& miss : signature.near_misses) {
        rules::Signature alone = signature;
        alone.near_misses = {miss};
        const auto made = rules::make_near_misses(alone, 1);
        ASSERT_TRUE(made.has_value()) << made.error().message();
        ASSERT_FALSE(made.value().empty());
        EXPECT_LT(confidence_in(made.value().front().text), kShown) << miss.why;
    }
}

std::vector<const rules::Signature*> all() {
    std::vector<const rules::Signature*> signatures;
    for (const rules::Signature& signature : generic_catalog().signatures())
        signatures.push_back(&signature);
    return signatures;
}

INSTANTIATE_TEST_SUITE_P(Shipped, GenericSignature, testing::ValuesIn(all()),
                         [](const auto& tested) {
                             std::string name = tested.param->id.value;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

}  // namespace
}  // namespace curfew::match
