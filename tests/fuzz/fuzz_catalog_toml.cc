// Signature files: a catalogue or complaints, and from a catalogue examples and near misses.

#include <span>
#include <string>

#include "scanner/core/check.h"
#include "scanner/rules/catalog.h"
#include "scanner/rules/example.h"
#include "tests/fuzz/fuzz_seeds.h"
#include "tests/fuzz/signature_file_seed.h"

using curfew::rules::Catalog;
using curfew::rules::CatalogFile;
using curfew::rules::Signature;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const CatalogFile file{"fuzz.toml", {reinterpret_cast<const char*>(bytes), size}};
    const auto catalog = Catalog::from_toml(std::span(&file, 1));
    if (!catalog.has_value()) {
        curfew::core::check(catalog.error().message().starts_with("fuzz.toml:"));
        return 0;
    }
    for (const Signature& signature : catalog.value().signatures()) {
        static_cast<void>(curfew::rules::make_example(signature, 0, size).has_value());
        static_cast<void>(curfew::rules::make_near_misses(signature, size).has_value());
    }
    return 0;
}

namespace curfew::fuzz {

std::vector<std::string> fuzz_seeds() {
    return {std::string(kSignatureFileSeed)};
}

}  // namespace curfew::fuzz
