// The shapes that are code, over any bytes, at every place of their words: borders lie inside the
// text, confidence between 0 and 1, and what they find is the same a second time.

#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/check.h"
#include "scanner/match/detector.h"
#include "scanner/match/settle.h"
#include "scanner/match/shapes.h"
#include "scanner/match/shipped.h"
#include "scanner/rules/example.h"
#include "tests/fuzz/fuzz_seeds.h"

namespace curfew::fuzz {
namespace {

const rules::Catalog& generic_catalog() {
    static const rules::Catalog catalog =
        match::shipped_catalog().value().only([](const rules::Signature& signature) {
            return signature.provider_id == match::kGenericProvider;
        });
    return catalog;
}

const match::Detector& detector() {
    static const match::Detector compiled = match::Detector::compile(generic_catalog()).value();
    return compiled;
}

std::vector<match::Detection> found_in(std::string_view text) {
    static const auto workspace = detector().make_workspace();
    std::vector<match::Detection> found;
    core::check(detector().detect(core::as_bytes(text), {}, *workspace.value(), found).has_value());
    return found;
}

void judge(std::string_view text) {
    const auto found = found_in(text);
    for (const match::Detection& detection : found) {
        core::check(detection.span.begin < detection.span.end);
        core::check(detection.span.end <= text.size());
        core::check(detection.confidence.value > 0.0 && detection.confidence.value <= 1.0);
        core::check(!detection.secret.empty());
        for (const match::FoundPart& part : detection.parts)
            core::check(part.span.begin <= part.span.end && part.span.end <= text.size());
    }
    core::check(found_in(text).size() == found.size());
}

}  // namespace

std::vector<std::string> fuzz_seeds() {
    std::vector<std::string> seeds;
    for (const rules::Signature& signature : generic_catalog().signatures())
        for (std::size_t at = 0; at < signature.example.contexts.size(); ++at)
            seeds.push_back(rules::make_example(signature, at, 1).value().text);
    seeds.emplace_back("<key>password</key><string>x</string> <a key='token' value=\"y\"/>");
    seeds.emplace_back("password: |\n  x\npass=(((;a=b,c=d\\n\\\"&quot;token&quot;");
    return seeds;
}

}  // namespace curfew::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    curfew::fuzz::judge({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
