#include "integrations/cli/find_again.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "integrations/cli/bytes_source.h"
#include "integrations/cli/files.h"
#include "scanner/sources/attribution.h"
#include "scanner/sources/git_history.h"
#include "scanner/sources/git_index.h"
#include "scanner/sources/git_repository.h"
#include "scanner/sources/working_tree.h"
#include "scanner/store/finding_store.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using store::StoredPlace;

/// More would be another list than a person reads.
constexpr std::size_t kReasonsShown = 3;

Result<report::Finding> pick(report::ScanReport report, const core::Fingerprint& who) {
    const auto found = std::ranges::find(report.findings, who, &report::Finding::fingerprint);
    if (found != report.findings.end()) return std::move(*found);
    return Error(ErrorKind::not_found, "has changed: it does not hold this secret any more");
}

Result<report::Finding> look_at(ScanTarget target, const core::Fingerprint& who,
                                const Rescan& how) {
    TRY_ASSIGN(report::ScanReport report, rescan(std::move(target), how));
    return pick(std::move(report), who);
}

/// The folders or files that were scanned: several were joined as in PATH.
std::vector<std::string> roots_of(const std::string& repository) {
    std::vector<std::string> roots{repository};
    if (repository.find(':') == std::string::npos) return roots;
    std::string_view rest = repository;
    while (!rest.empty()) {
        const std::size_t colon = std::min(rest.find(':'), rest.size());
        roots.emplace_back(rest.substr(0, colon));
        rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
    return roots;
}

/// Where a path may lie that was written as the person named its folder then: below the folder, or
/// with the folder's own name in front.
std::vector<std::string> paths_of(const StoredPlace& place) {
    if (place.path.starts_with('/')) return {place.path};
    std::vector<std::string> paths;
    for (const std::string& root : roots_of(place.repository)) {
        for (std::size_t at = 0; at != std::string::npos && at < place.path.size();) {
            paths.push_back(root + "/" + place.path.substr(at));
            const std::size_t slash = place.path.find('/', at);
            at = slash == std::string::npos ? slash : slash + 1;
        }
        // A single file was scanned.
        if (root.ends_with("/" + place.path.substr(place.path.rfind('/') + 1))) {
            paths.push_back(root);
        }
    }
    std::erase_if(paths, [](const std::string& path) { return !exists(path) || is_folder(path); });
    return paths;
}

Result<report::Finding> look_at_file(const StoredPlace& place, const core::Fingerprint& who,
                                     const Rescan& how) {
    Error error(ErrorKind::not_found, "is gone");
    for (const std::string& path : paths_of(place)) {
        sources::TreeOptions options;
        options.file_bytes_max = how.file_bytes_max;
        options.reads_all_files = true;
        auto found = look_at(
            {std::make_unique<sources::WorkingTree>(path, options, core::PlaceKind::file), {}}, who,
            how);
        if (found.has_value()) return found;
        error = found.error();
    }
    return error;
}

Result<report::Finding> look_at_version(const StoredPlace& place, const core::Fingerprint& who,
                                        const Rescan& how) {
    TRY_ASSIGN(const auto repository, sources::GitRepository::open(place.repository));
    TRY_ASSIGN(const core::CommitId commit, repository.resolve(place.commit));
    TRY_ASSIGN(auto version, repository.version_at(commit, place.path,
                                                   static_cast<std::size_t>(how.file_bytes_max)));
    if (!version) return Error(ErrorKind::not_found, "is not in its commit");
    core::Place seen;
    seen.kind = core::PlaceKind::commit;
    seen.path = place.path;
    seen.object = version->object;
    seen.first_commit = version->commit;
    seen.last_commit = version->commit;
    core::BlobOrigin origin{
        .kind = core::PlaceKind::commit, .path = place.path, .object = version->object};
    return look_at({std::make_unique<BytesSource>(std::move(origin), std::move(version->bytes)),
                    [seen](std::span<const core::ObjectId> /*objects*/) {
                        sources::Attribution told;
                        told.places[seen.object].push_back(seen);
                        return told;
                    }},
                   who, how);
}

/// Messages, notes, what nothing leads to any more: only the whole history tells.
Result<report::Finding> look_at_history(const StoredPlace& place, const core::Fingerprint& who,
                                        const Rescan& how) {
    const sources::HistoryRange everything;
    return look_at(
        {std::make_unique<sources::GitHistory>(place.repository, everything, how.file_bytes_max),
         [&place, everything](std::span<const core::ObjectId> objects) {
             return sources::attribute(place.repository, objects, everything, {});
         }},
        who, how);
}

Result<report::Finding> look_at(const StoredPlace& place, const core::Fingerprint& who,
                                const Rescan& how) {
    if (place.kind == "file" || place.kind == "worktree") return look_at_file(place, who, how);
    if (place.kind == "stdin") {
        return Error(ErrorKind::not_found,
                     "is nowhere to be read again; give it on standard input");
    }
    if (place.kind == "index") {
        return look_at({std::make_unique<sources::GitIndex>(
                            place.repository, sources::IndexSide::staged, how.file_bytes_max),
                        {}},
                       who, how);
    }
    if (place.commit.empty() || place.path.empty()) return look_at_history(place, who, how);
    return look_at_version(place, who, how);
}

std::string name_of(const StoredPlace& place) {
    std::string name = place.path.empty() ? place.kind : place.path;
    if (!place.commit.empty()) name += " in commit " + place.commit.substr(0, 12);
    return name + " of " + place.repository;
}

Error none_holds_it(const core::Fingerprint& who, const std::vector<std::string>& reasons) {
    std::string text = who.text() + " is in none of the places where it was seen any more:";
    for (std::size_t at = 0; at < std::min(reasons.size(), kReasonsShown); ++at) {
        text += (at == 0 ? " " : "; ") + reasons[at];
    }
    if (reasons.size() > kReasonsShown) {
        text += "; and " + std::to_string(reasons.size() - kReasonsShown) + " more";
    }
    return {ErrorKind::not_found, text};
}

Result<void> check_key(const core::Fingerprint& who, const core::Fingerprinter& fingerprinter) {
    if (who.key_id() == fingerprinter.key_id()) return {};
    return Error(ErrorKind::invalid_input, who.text() + " was made under the key " + who.key_id() +
                                               ", and this configuration's key is " +
                                               fingerprinter.key_id() +
                                               "; set fingerprint.key_file to the right one");
}

}  // namespace

Result<report::ScanReport> rescan(ScanTarget target, const Rescan& how) {
    policy::Policy policy = how.policy;
    policy.report_confidence_min = 0.0;
    const ScanSetup setup{.catalog = *how.catalogue.catalog,
                          .detector = how.catalogue.detector,
                          .fingerprinter = how.fingerprinter,
                          .policy = policy,
                          .as_of = how.as_of,
                          .stop = how.stop};
    return scan(std::span(&target, 1), setup);
}

Result<report::Finding> find_again(const core::Fingerprint& who, const std::string& state_folder,
                                   const Rescan& how) {
    TRY(check_key(who, how.fingerprinter));
    std::vector<StoredPlace> places;
    if (!state_folder.empty()) {
        TRY_ASSIGN(auto store, store::FindingStore::open(state_folder + "/findings.sqlite"));
        TRY_ASSIGN(places, store.places_of(who));
    }
    if (places.empty()) {
        return Error(ErrorKind::not_found,
                     who.text() +
                         " was never seen by a scan of this user; scan the place where it "
                         "lies, or give the secret on standard input");
    }
    std::vector<std::string> reasons;
    for (const StoredPlace& place : places) {
        if (how.stop.stop_requested()) return Error(ErrorKind::cancelled, "stopped");
        auto found = look_at(place, who, how);
        if (found.has_value()) return found;
        reasons.push_back(name_of(place) + " " + found.error().message());
    }
    return none_holds_it(who, reasons);
}

}  // namespace curfew::cli
