#include "tests/scanner/match/made_catalog.h"

#include <random>
#include <span>
#include <utility>

#include <gtest/gtest.h>

namespace curfew::match {

namespace {

constexpr std::string_view kSource = R"(
[[source]]
id = "documentation"
what = "Made up for a test"
date = 2026-01-01
evidence = "documentation"
)";

std::string text_of(const MadeSignature& signature) {
    return "\n[[signature]]\nid = \"" + signature.id + "\"\nname = \"The " + signature.id +
           "\"\nkind = \"token\"\nrevocability = \"exact\"\nsources = [\"documentation\"]\n" +
           signature.fields + "\n[signature.lifetime]\nclass = \"unknown\"\n" + signature.tables +
           "\n[signature.example]\nsecret = '''" + signature.secret + "'''\ncontexts = ['''" +
           signature.context + "''']\nparts = { " + signature.parts + " }\n";
}

}  // namespace

rules::Catalog made_catalog(std::string_view provider,
                            const std::vector<MadeSignature>& signatures) {
    const std::string name(provider);
    std::string text = "format = 1\n[provider]\nid = \"" + name + "\"\nname = \"" + name +
                       "\"\nsite = \"https://example.org\"\n";
    for (const MadeSignature& signature : signatures) text += text_of(signature);
    text += kSource;
    const rules::CatalogFile file{.path = "made.toml", .text = text};
    auto catalog = rules::Catalog::from_toml(std::span(&file, 1));
    EXPECT_TRUE(catalog.has_value()) << catalog.error().message();
    return std::move(catalog).value();
}

MadeDetector::MadeDetector(rules::Catalog made)
    : catalog(std::move(made)), detector([this] {
          auto compiled = Detector::compile(catalog);
          EXPECT_TRUE(compiled.has_value()) << compiled.error().message();
          return std::move(compiled).value();
      }()) {}

std::vector<Detection> MadeDetector::detect(std::string_view text) const {
    std::vector<Detection> found;
    const auto workspace = detector.make_workspace();
    const auto done = detector.detect(core::as_bytes(text), {}, *workspace.value(), found);
    EXPECT_TRUE(done.has_value()) << done.error().message();
    return found;
}

std::vector<std::string> MadeDetector::secrets(std::string_view text) const {
    std::vector<std::string> secrets;
    for (const Detection& detection : detect(text)) {
        secrets.emplace_back(detection.secret.reveal());
    }
    return secrets;
}

std::string random_letters(std::size_t count, unsigned seed) {
    constexpr std::string_view kLetters =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::mt19937 random(seed);
    std::string letters;
    while (letters.size() < count) letters += kLetters[random() % kLetters.size()];
    return letters;
}

}  // namespace curfew::match
