#include "integrations/cli/signatures_command.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integrations/cli/catalogue_source.h"
#include "integrations/cli/files.h"
#include "integrations/cli/output.h"
#include "integrations/cli/settings_source.h"
#include "integrations/cli/signature_page.h"
#include "scanner/core/limits.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/match/detector.h"
#include "scanner/rules/catalog.h"
#include "scanner/rules/example.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr int kExitRefused = 1;
constexpr int kExitFailed = 2;

// How many examples of each context are made and tried: enough to meet every letter of an alphabet.
constexpr std::uint64_t kSeedsTried = 8;

Result<int> list(const Invocation& invocation, const SignaturesOptions& options) {
    TRY_ASSIGN(const Settings settings, load_settings(invocation, {}));
    TRY_ASSIGN(const rules::Catalog catalog,
               load_catalog(settings, {{}, {}, options.signature_paths}));
    std::string text;
    for (const rules::Signature& signature : catalog.signatures()) {
        if (!options.provider.empty() && signature.provider_id != options.provider) continue;
        text += signature_line(signature);
    }
    if (text.empty()) {
        return Error(ErrorKind::not_found, "there is no provider \"" + options.provider + "\"");
    }
    TRY(write_output("", text));
    return 0;
}

Result<int> show(const Invocation& invocation, const SignaturesOptions& options) {
    TRY_ASSIGN(const Settings settings, load_settings(invocation, {}));
    TRY_ASSIGN(const rules::Catalog catalog,
               load_catalog(settings, {{}, {}, options.signature_paths}));
    const rules::Signature* signature = catalog.find(options.id);
    if (signature == nullptr) {
        complain("there is no signature \"" + options.id + "\"; curfew signatures list names all");
        return kExitRefused;
    }
    TRY(write_output("", signature_page(*signature, catalog)));
    return 0;
}

/// A detector over one file's catalogue, and what it says of a text.
struct Bench {
    const match::Detector& detector;
    match::Detector::Workspace& workspace;

    Result<std::vector<match::Detection>> detections_in(std::string_view text) const {
        std::vector<match::Detection> found;
        TRY(detector.detect(core::as_bytes(text), {}, workspace, found));
        return found;
    }
};

bool names(const match::Detection& detection, const rules::Signature& signature) {
    return detection.signature == &signature ||
           std::ranges::find(detection.also_matched, &signature) != detection.also_matched.end();
}

/// A sentence for what does not hold, or an empty one.
Result<std::string> problem_with_example(const Bench& bench, const rules::Signature& signature,
                                         const rules::Example& example) {
    TRY_ASSIGN(const auto found, bench.detections_in(example.text));
    const auto match = std::ranges::find_if(
        found, [&](const match::Detection& detection) { return names(detection, signature); });
    if (match == found.end()) return std::string("an example is not found");
    if (match->secret.reveal() != example.secret) {
        return std::string("an example is found with other borders than the secret's");
    }
    return std::string{};
}

Result<std::vector<std::string>> problems_with(const Bench& bench,
                                               const rules::Signature& signature) {
    std::vector<std::string> problems;
    const std::size_t contexts = std::max<std::size_t>(1, signature.example.contexts.size());
    for (std::size_t context = 0; context < contexts; ++context) {
        for (std::uint64_t seed = 1; seed <= kSeedsTried; ++seed) {
            TRY_ASSIGN(const rules::Example example, rules::make_example(signature, context, seed));
            TRY_ASSIGN(const std::string problem, problem_with_example(bench, signature, example));
            if (problem.empty()) continue;
            problems.push_back(problem + " (context " + std::to_string(context + 1) + ", seed " +
                               std::to_string(seed) + ")");
            break;
        }
    }
    TRY_ASSIGN(const auto near_misses, rules::make_near_misses(signature, 1));
    for (const rules::MadeNearMiss& near_miss : near_misses) {
        TRY_ASSIGN(const auto found, bench.detections_in(near_miss.text));
        const bool is_found = std::ranges::any_of(
            found, [&](const match::Detection& detection) { return names(detection, signature); });
        if (is_found) problems.push_back("a near miss is found: " + near_miss.why);
    }
    return problems;
}

Result<bool> check_file(const std::string& path) {
    TRY_ASSIGN(std::string file_text, read_file(path, core::kCatalogBytesMax));
    const std::vector<rules::CatalogFile> files{{path, std::move(file_text)}};
    TRY_ASSIGN(const rules::Catalog catalog, rules::Catalog::from_toml(files));
    TRY(lifetime::check_carriers(catalog.signatures()));
    TRY_ASSIGN(const match::Detector detector, match::Detector::compile(catalog));
    TRY_ASSIGN(const auto workspace, detector.make_workspace());
    const Bench bench{detector, *workspace};
    std::string text;
    bool is_right = true;
    for (const rules::Signature& signature : catalog.signatures()) {
        TRY_ASSIGN(const auto problems, problems_with(bench, signature));
        text += (problems.empty() ? "ok    " : "wrong ") + signature.id.value + "\n";
        for (const std::string& problem : problems) text += "      " + problem + "\n";
        is_right = is_right && problems.empty();
    }
    TRY(write_output("", text));
    return is_right;
}

Result<int> check(const SignaturesOptions& options) {
    bool is_right = true;
    for (const std::string& named : options.paths) {
        TRY_ASSIGN(const std::vector<std::string> paths, toml_files_below(named));
        for (const std::string& path : paths) {
            TRY_ASSIGN(const bool is_file_right, check_file(path));
            is_right = is_right && is_file_right;
        }
    }
    return is_right ? 0 : kExitRefused;
}

Result<int> act(const Invocation& invocation, const SignaturesOptions& options) {
    switch (options.action) {
        case SignaturesOptions::Action::list:
            return list(invocation, options);
        case SignaturesOptions::Action::show:
            return show(invocation, options);
        case SignaturesOptions::Action::check:
            return check(options);
    }
    core::check(false);
    return kExitFailed;
}

}  // namespace

int run_signatures(const Invocation& invocation, const SignaturesOptions& options) {
    const auto code = act(invocation, options);
    if (code.has_value()) return code.value();
    complain(code.error().message());
    return kExitFailed;
}

}  // namespace curfew::cli
