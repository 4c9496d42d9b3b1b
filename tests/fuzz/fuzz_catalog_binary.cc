// The catalogue's binary form: what can be read can be written again.

#include <string>

#include "scanner/core/check.h"
#include "scanner/rules/catalog.h"
#include "tests/fuzz/fuzz_seeds.h"
#include "tests/fuzz/signature_file_seed.h"

using curfew::rules::Catalog;
using curfew::rules::CatalogFile;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const curfew::core::BlobView view(reinterpret_cast<const std::byte*>(bytes), size);
    const auto whole = Catalog::from_binary(view);
    if (whole.has_value()) {
        const std::string bytes_again = whole.value().to_binary();
        const auto again = Catalog::from_binary(curfew::core::as_bytes(bytes_again));
        const auto borrowed = Catalog::borrow_binary(curfew::core::as_bytes(bytes_again));
        curfew::core::check(again.has_value() && borrowed.has_value());
        curfew::core::check(again.value().digest() == whole.value().digest());
        curfew::core::check(borrowed.value().digest() == whole.value().digest());
        curfew::core::check(borrowed.value().to_binary() == bytes_again);
    }
    return 0;
}

namespace curfew::fuzz {

std::vector<std::string> fuzz_seeds() {
    const CatalogFile file{"seed.toml", std::string(kSignatureFileSeed)};
    const auto catalog = Catalog::from_toml(std::span(&file, 1));
    return {catalog.value().to_binary(), Catalog().to_binary()};
}

}  // namespace curfew::fuzz
