#include "integrations/cli/catalogue_source.h"

#include <algorithm>
#include <utility>

#include "integrations/cli/files.h"
#include "scanner/core/limits.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/match/database_cache.h"
#include "scanner/match/shipped.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

using FileReader = Result<std::string> (*)(const std::string& path, std::size_t bytes_max);

Result<rules::Catalog> user_catalog(const std::vector<std::string>& named, FileReader reader) {
    std::vector<rules::CatalogFile> files;
    for (const std::string& path : named) {
        TRY_ASSIGN(const std::vector<std::string> paths, toml_files_below(path));
        for (const std::string& file : paths) {
            TRY_ASSIGN(std::string text, reader(file, core::kCatalogBytesMax));
            files.push_back({file, std::move(text)});
        }
    }
    TRY_ASSIGN(rules::Catalog catalog, rules::Catalog::from_toml(files));
    TRY(lifetime::check_carriers(catalog.signatures()));
    return catalog;
}

/// Pattern-only: a repository's file may say what to look for, never where to send it.
Result<void> refuse_requests(const rules::Catalog& catalog) {
    for (const rules::Signature& signature : catalog.signatures()) {
        if (!signature.ask.request && !signature.end.request) continue;
        return Error(ErrorKind::denied,
                     "signature " + signature.id.value +
                         " says how to ask or end, and a repository's signatures may not; put the "
                         "file into your own configuration");
    }
    return {};
}

bool is_of_repository(const Settings& settings) {
    const auto origin = settings.origins.find("scan.signatures");
    return origin != settings.origins.end() && origin->second == Layer::repository;
}

Result<void> check_ids(const rules::Catalog& catalog, const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
        if (catalog.find(id) != nullptr) continue;
        return Error(ErrorKind::not_found,
                     "there is no signature \"" + id + "\"; curfew signatures list names all");
    }
    return {};
}

bool is_whole_shipped(const Settings& settings, const CatalogueChoice& choice) {
    return choice.only.empty() && choice.without.empty() && choice.paths.empty() &&
           settings.signature_paths.empty();
}

bool is_in(const std::vector<std::string>& ids, const rules::Signature& signature) {
    return std::ranges::find(ids, signature.id.value) != ids.end();
}

// The shipped catalogue with the user's own signatures, from the configuration and from `choice`.
Result<rules::Catalog> whole_catalog(const Settings& settings, const CatalogueChoice& choice) {
    TRY_ASSIGN(rules::Catalog catalog, match::shipped_catalog());
    if (!settings.signature_paths.empty()) {
        const bool is_laid = is_of_repository(settings);
        TRY_ASSIGN(const rules::Catalog configured,
                   user_catalog(settings.signature_paths, is_laid ? read_regular_file : read_file));
        if (is_laid) TRY(refuse_requests(configured));
        TRY_ASSIGN(catalog, catalog.with(configured));
    }
    if (choice.paths.empty()) return catalog;
    TRY_ASSIGN(const rules::Catalog named, user_catalog(choice.paths, read_file));
    return catalog.with(named);
}

}  // namespace

Result<rules::Catalog> load_catalog(const Settings& settings, const CatalogueChoice& choice) {
    TRY_ASSIGN(const rules::Catalog catalog, whole_catalog(settings, choice));
    TRY(check_ids(catalog, choice.only));
    TRY(check_ids(catalog, choice.without));
    return catalog.only([&](const rules::Signature& signature) {
        return (choice.only.empty() || is_in(choice.only, signature)) &&
               !is_in(choice.without, signature);
    });
}

Result<LoadedCatalogue> load_catalogue(const Settings& settings, const CatalogueChoice& choice,
                                       const std::string& cache_folder) {
    if (is_whole_shipped(settings, choice)) {
        TRY_ASSIGN(rules::Catalog shipped, match::shipped_catalog());
        auto catalog = std::make_unique<rules::Catalog>(std::move(shipped));
        TRY_ASSIGN(match::Detector detector, match::shipped_detector(*catalog));
        return LoadedCatalogue{std::move(catalog), std::move(detector)};
    }
    TRY_ASSIGN(rules::Catalog chosen, load_catalog(settings, choice));
    auto catalog = std::make_unique<rules::Catalog>(std::move(chosen));
    TRY_ASSIGN(match::Detector detector, match::cached_detector(*catalog, cache_folder));
    return LoadedCatalogue{std::move(catalog), std::move(detector)};
}

}  // namespace curfew::cli
