// Every shipped signature against the whole shipped catalogue: its examples are found, its near
// misses are not, and the fast way of finding agrees with the slow one.
#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/match/detector.h"
#include "scanner/match/shipped.h"
#include "scanner/rules/example.h"
#include "tests/signatures/catalogue.h"
#include "tests/signatures/plain_scan.h"

namespace curfew::signatures {
namespace {

using match::Detection;
using rules::Signature;

const rules::Catalog& shipped() {
    static const rules::Catalog catalog = match::shipped_catalog().value();
    return catalog;
}

std::vector<Detection> detect(const match::Detector& detector, std::string_view text) {
    std::vector<Detection> found;
    const auto workspace = detector.make_workspace();
    const auto done = detector.detect(core::as_bytes(text), {}, *workspace.value(), found);
    EXPECT_TRUE(done.has_value()) << done.error().message();
    return found;
}

std::vector<Detection> detect(std::string_view text) {
    static const match::Detector detector = match::shipped_detector(shipped()).value();
    return detect(detector, text);
}

bool is_of(const Detection& detection, const Signature& signature) {
    const auto& also = detection.also_matched;
    return detection.signature == &signature ||
           std::find(also.begin(), also.end(), &signature) != also.end();
}

/// What was found, for a failure's message: ids and spans, for these secrets are made up.
std::string told(const std::vector<Detection>& found) {
    std::string text;
    for (const Detection& detection : found) {
        text += detection.signature->id.value + " [" + std::to_string(detection.span.begin) + ", " +
                std::to_string(detection.span.end) + ")\n";
    }
    return text.empty() ? "nothing" : text;
}

/// Whether the secret is the example's. The canonical bytes of a private key are what its lines
/// decode to; then the lines must be the place (without the check sum that ends a PuTTY file).
bool is_exact(const Detection& detection, const rules::Example& example) {
    if (detection.signature->shape != rules::Shape::private_key) {
        return detection.secret.reveal() == example.secret;
    }
    const std::size_t begin = example.text.find(example.secret);
    const core::Span lines{.begin = begin, .end = begin + example.secret.size()};
    return detection.span.begin == begin && lines.contains(detection.span) &&
           detection.span.size() > example.secret.size() / 2;
}

class ShippedSignature : public testing::TestWithParam<const Signature*> {};

TEST_P(ShippedSignature, ExamplesAreFoundWithTheirExactSecret) {
    const Signature& signature = *GetParam();
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        for (std::size_t at = 0; at < signature.example.contexts.size(); ++at) {
            const rules::Example example = rules::make_example(signature, at, seed).value();
            const std::vector<Detection> found = detect(example.text);
            const bool is_found =
                std::any_of(found.begin(), found.end(), [&](const Detection& detection) {
                    return is_of(detection, signature) && is_exact(detection, example);
                });
            EXPECT_TRUE(is_found) << "context " << at << ", seed " << seed << "\n"
                                  << example.text << "\nfound: " << told(found);
        }
    }
}

// What a report shows by default (policy.h, report_confidence_min). A stand-in of a generic kind
// may stay below it and be counted.
constexpr double kShownFrom = 0.35;

TEST_P(ShippedSignature, NearMissesAreNotFound) {
    const Signature& signature = *GetParam();
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const auto near_misses = rules::make_near_misses(signature, seed);
        for (const rules::MadeNearMiss& near_miss : near_misses.value()) {
            const std::vector<Detection> found = detect(near_miss.text);
            const bool is_found =
                std::any_of(found.begin(), found.end(), [&](const Detection& detection) {
                    return is_of(detection, signature) && detection.confidence.value >= kShownFrom;
                });
            EXPECT_FALSE(is_found) << near_miss.why << ", seed " << seed << "\n" << near_miss.text;
        }
    }
}

/// Examples and near misses, whole and maimed, between words and bytes that mean something
/// elsewhere.
class MadeText {
  public:
    MadeText(const Signature& signature, std::uint64_t seed)
        : signature_(signature), seed_(seed), random_(seed) {}

    std::string text() {
        std::string all;
        for (unsigned piece = 0; piece < kPieces && all.size() < kBytes; ++piece) {
            all += filler();
            all += maimed(this->piece());
        }
        return all + filler();
    }

  private:
    static constexpr unsigned kPieces = 12;
    static constexpr std::size_t kBytes = 4096;  // The plain scan takes seconds for long ones.

    std::size_t below(std::size_t limit) { return random_() % limit; }

    std::string filler() {
        static const std::vector<std::string> pieces = {
            " ", "\n",  "\"",  "'",    "=",    "-",       "_",  "x",  "0",       "/",
            "+", "\\n", "%3D", "\xff", "key=", " token ", "\t", ", ", "secret: "};
        std::string all;
        for (std::size_t count = below(4); count > 0; --count) all += pieces[below(pieces.size())];
        return all;
    }

    std::string piece() {
        const auto near_misses = rules::make_near_misses(signature_, seed_ + below(5));
        if (below(3) == 0 && !near_misses.value().empty()) {
            return near_misses.value()[below(near_misses.value().size())].text;
        }
        const std::size_t context = below(signature_.example.contexts.size());
        return rules::make_example(signature_, context, seed_ + below(5)).value().text;
    }

    /// Half of them as they are; others lose their front or end, or have a byte changed.
    std::string maimed(std::string text) {
        if (text.empty()) return text;
        const std::size_t at = below(text.size());
        switch (below(8)) {
            case 0:
                return text.substr(at);
            case 1:
                return text.substr(0, at);
            case 2:
                text[at] = "aZ9-_.=\" "[below(9)];
                return text;
            case 3:
                return text.insert(at, 1, "aZ9-_.=\" "[below(9)]);
            default:
                return text;
        }
    }

    const Signature& signature_;
    std::uint64_t seed_;
    std::mt19937_64 random_;
};

TEST_P(ShippedSignature, BothEnginesFindTheSame) {
    const Signature& signature = *GetParam();
    if (signature.shape != rules::Shape::pattern) GTEST_SKIP() << "code, not a pattern";
    const rules::Catalog alone =
        shipped().only([&](const Signature& other) { return other.id == signature.id; });
    const match::Detector detector = match::Detector::compile(alone).value();
    const PlainScan plain(alone.signatures());

    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const std::string text = MadeText(signature, seed).text();
        EXPECT_EQ(told(detect(detector, text)), told(plain.detect(text))) << "seed " << seed << "\n"
                                                                          << text;
    }
}

TEST(ShippedCatalogue, BothEnginesFindTheSameWithAllSignaturesAtOnce) {
    const rules::Catalog patterns = shipped().only(
        [](const Signature& signature) { return signature.shape == rules::Shape::pattern; });
    const match::Detector detector = match::Detector::compile(patterns).value();
    const PlainScan plain(patterns.signatures());
    std::string text;
    for (const Signature& signature : patterns.signatures()) text += MadeText(signature, 1).text();

    EXPECT_EQ(told(detect(detector, text)), told(plain.detect(text)));
}

std::vector<const Signature*> all_signatures() {
    std::vector<const Signature*> all;
    for (const Signature& signature : shipped().signatures()) all.push_back(&signature);
    return all;
}

INSTANTIATE_TEST_SUITE_P(Signatures, ShippedSignature, testing::ValuesIn(all_signatures()),
                         [](const auto& tested) { return test_name_of(tested.param->id.value); });

}  // namespace
}  // namespace curfew::signatures
