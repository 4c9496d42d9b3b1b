/// Small catalogues for tests of the matcher, from the few lines a test is about.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/match/detector.h"
#include "scanner/rules/catalog.h"

namespace curfew::match {

struct MadeSignature {
    std::string id;
    std::string fields;       ///< TOML lines of the signature: pattern, literals, …
    std::string tables = {};  ///< TOML tables after it: [signature.filters], [[signature.part]], …
    std::string secret;       ///< template of the example
    std::string context = "{secret}";
    std::string parts = {};  ///< templates of parts in the context: name = "…", …
};

/// A catalogue of one provider; the test ends when the text is not accepted.
[[nodiscard]] rules::Catalog made_catalog(std::string_view provider,
                                          const std::vector<MadeSignature>& signatures);

/// Both together, for the detector borrows from the catalogue.
struct MadeDetector {
    explicit MadeDetector(rules::Catalog made);
    MadeDetector(std::string_view provider, const std::vector<MadeSignature>& signatures)
        : MadeDetector(made_catalog(provider, signatures)) {}

    /// What stands in `text`.
    [[nodiscard]] std::vector<Detection> detect(std::string_view text) const;

    /// The secrets alone, as text.
    [[nodiscard]] std::vector<std::string> secrets(std::string_view text) const;

    rules::Catalog catalog;
    Detector detector;
};

/// `count` letters of base62 that look random and are the same on every run.
[[nodiscard]] std::string random_letters(std::size_t count, unsigned seed = 1);

}  // namespace curfew::match
