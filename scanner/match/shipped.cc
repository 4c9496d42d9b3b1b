#include "scanner/match/shipped.h"

#include <array>
#include <string_view>
#include <utility>

// Defined by shipped_bytes.S, which holds the files catalogue_compiler wrote.
extern "C" {
extern const char curfew_shipped_catalogue[];
extern const char curfew_shipped_catalogue_end[];
extern const char curfew_shipped_baseline[];
extern const char curfew_shipped_baseline_end[];
extern const char curfew_shipped_avx2[];
extern const char curfew_shipped_avx2_end[];
extern const char curfew_shipped_avx512[];
extern const char curfew_shipped_avx512_end[];
}

namespace curfew::match {

using core::ErrorKind;

namespace {

std::string_view between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

core::Result<rules::Catalog> shipped_catalog() {
    const std::string_view bytes = between(curfew_shipped_catalogue, curfew_shipped_catalogue_end);
    auto catalog = rules::Catalog::borrow_binary(core::as_bytes(bytes));
    if (catalog.has_value()) return catalog;
    return core::Error(ErrorKind::internal, catalog.error().message()).at("the shipped catalogue");
}

core::Result<Detector> shipped_detector(const rules::Catalog& catalog) {
    const std::array databases = {
        between(curfew_shipped_avx512, curfew_shipped_avx512_end),
        between(curfew_shipped_avx2, curfew_shipped_avx2_end),
        between(curfew_shipped_baseline, curfew_shipped_baseline_end),
    };
    for (const std::string_view database : databases) {
        if (database.empty()) continue;  // The engine it was built with has no such variant.
        auto detector = Detector::load(catalog, core::as_bytes(database));
        if (detector.has_value()) return detector;
        if (detector.error().kind() != ErrorKind::unsupported) {
            return core::Error(ErrorKind::internal, detector.error().message())
                .at("the shipped database");
        }
    }
    // The engine's library was exchanged for another version after Curfew was built.
    return Detector::compile(catalog);
}

}  // namespace curfew::match
