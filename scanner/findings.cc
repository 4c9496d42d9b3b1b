#include "scanner/findings.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <thread>
#include <tuple>
#include <utility>

#include "scanner/lifetime/window.h"
#include "scanner/report/render.h"

namespace curfew {
namespace {

using core::Place;

std::optional<core::Instant> newest_instant(const Place& place) {
    return place.last_commit ? std::optional(place.last_commit->committed_at) : std::nullopt;
}

/// Until when it lay there: until a commit took it away, or the last that held it where none did
/// (clocks differ: whichever is later).
std::optional<core::Instant> end_instant(const Place& place) {
    const auto held = newest_instant(place);
    if (!place.removed_by) return held;
    return held ? std::max(*held, place.removed_by->committed_at) : place.removed_by->committed_at;
}

/// Present places first, then the newest; ties by path and position, so that the order is total.
bool comes_before(const Place& left, const Place& right) {
    const auto rank = [](const Place& place) {
        return std::tuple(!place.is_present, place.path.empty());
    };
    if (rank(left) != rank(right)) return rank(left) < rank(right);
    if (newest_instant(left) != newest_instant(right)) {
        return newest_instant(left) > newest_instant(right);
    }
    return left < right;
}

bool is_inside_history(core::PlaceKind kind) {
    return kind != core::PlaceKind::file && kind != core::PlaceKind::worktree &&
           kind != core::PlaceKind::standard_input && kind != core::PlaceKind::context &&
           kind != core::PlaceKind::vault;
}

/// What took away the version that lay there longest took away the secret.
std::optional<core::CommitFacts> removal_of(const Place& left, const Place& right) {
    if (left.is_present || right.is_present) return std::nullopt;
    const auto rank = [](const Place& place) {
        return std::tuple(end_instant(place), place.removed_by);
    };
    return rank(left) < rank(right) ? right.removed_by : left.removed_by;
}

/// Two versions of one path, both holding the secret: first to last, position of the newer one.
void join_versions(RawSighting& into, RawSighting other) {
    if (comes_before(other.place, into.place)) std::swap(into, other);
    Place& newer = into.place;
    const Place& older = other.place;
    if (older.first_commit &&
        (!newer.first_commit ||
         std::tuple(older.first_commit->committed_at, older.first_commit->id) <
             std::tuple(newer.first_commit->committed_at, newer.first_commit->id))) {
        newer.first_commit = older.first_commit;
    }
    std::vector<std::string> refs;
    std::ranges::set_union(newer.refs, older.refs, std::back_inserter(refs));
    newer.refs = std::move(refs);
    newer.refs_total = std::max({newer.refs.size(), newer.refs_total, older.refs_total});
    newer.removed_by = removal_of(newer, older);
    newer.is_present = newer.is_present || older.is_present;
}

Place placed(const Place& raw, const Place& history) {
    Place place = history;
    place.position = raw.position;
    place.letter_columns = raw.letter_columns;
    place.containers = raw.containers;
    place.object = raw.object;
    return place;
}

/// The work tree's copy of a path that history holds too is the same place, seen now.
void fold_work_tree(std::vector<RawSighting>& sightings) {
    std::map<std::string, RawSighting*> in_history;
    for (RawSighting& sighting : sightings) {
        if (sighting.place.kind == core::PlaceKind::commit) {
            in_history[sighting.place.path] = &sighting;
        }
    }
    std::erase_if(sightings, [&](const RawSighting& sighting) {
        if (sighting.place.kind != core::PlaceKind::worktree) return false;
        const auto same = in_history.find(sighting.place.path);
        if (same == in_history.end()) return false;
        same->second->place.is_present = true;
        same->second->place.removed_by.reset();
        same->second->place.position = sighting.place.position;
        same->second->place.letter_columns = sighting.place.letter_columns;
        same->second->place.is_git_ignored = sighting.place.is_git_ignored;
        same->second->allowed = sighting.allowed;
        return true;
    });
}

/// Lines of one version of one path are one place; the first of them is where a person is sent.
std::vector<RawSighting> folded(std::vector<RawSighting> sightings) {
    std::ranges::sort(sightings, comes_before, &RawSighting::place);
    std::map<std::tuple<core::PlaceKind, std::string, core::ObjectId>, RawSighting> places;
    for (RawSighting& sighting : sightings) {
        const bool has_path = !sighting.place.path.empty();
        const std::tuple key(sighting.place.kind, sighting.place.path,
                             has_path ? core::ObjectId{} : sighting.place.object);
        const auto at = places.find(key);
        if (at == places.end()) places.emplace(key, std::move(sighting));
        else join_versions(at->second, std::move(sighting));
    }
    std::vector<RawSighting> kept;
    kept.reserve(places.size());
    for (auto& [key, sighting] : places) kept.push_back(std::move(sighting));
    fold_work_tree(kept);
    std::ranges::sort(kept, comes_before, &RawSighting::place);
    return kept;
}

lifetime::Sightings sightings_of(const std::vector<RawSighting>& places) {
    lifetime::Sightings seen;
    for (const RawSighting& sighting : places) {
        const Place& place = sighting.place;
        const auto first =
            place.first_commit ? std::optional(place.first_commit->committed_at) : std::nullopt;
        seen.add(first, end_instant(place), place.is_present);
    }
    return seen;
}

/// Allowed inline only when every place that counts is: the present ones, or, if none is, the
/// newest.
std::optional<report::Suppression> inline_suppression(const std::vector<RawSighting>& places) {
    if (places.empty()) return std::nullopt;
    const bool any_present = places.front().place.is_present;
    for (const RawSighting& sighting : places) {
        if (any_present && !sighting.place.is_present) continue;
        if (!sighting.allowed) return std::nullopt;
        if (!any_present) break;
    }
    return places.front().allowed;
}

std::optional<report::Suppression> baseline_suppression(const core::Fingerprint& fingerprint,
                                                        const ScanSetup& setup) {
    for (const store::Baseline& baseline : setup.baselines) {
        const store::BaselineEntry* entry = baseline.find(fingerprint);
        if (entry == nullptr) continue;
        if (entry->until && *entry->until <= setup.as_of) continue;
        const bool is_ignore = baseline.kind() == store::Baseline::Kind::ignore_file;
        return report::Suppression{is_ignore ? "ignore_file" : "baseline", entry->reason,
                                   entry->until};
    }
    return std::nullopt;
}

const core::SecretString* carrier_bytes(const match::Detection& detection) {
    // An AWS key's class and account stand in its id, which is a part beside the secret.
    if (detection.signature->lifetime.carrier == "aws_key") {
        for (const match::FoundPart& part : detection.parts) {
            if (part.name == "key_id") return &part.value;
        }
    }
    return &detection.secret;
}

lifetime::CarrierFacts embedded_facts(const match::Detection& detection) {
    const std::string& carrier = detection.signature->lifetime.carrier;
    if (carrier.empty()) return {};
    return lifetime::read_carrier(carrier, *carrier_bytes(detection));
}

/// What is known of asking before anybody asks.
report::Verdict verdict_of(const rules::Signature& signature, const std::string& account) {
    const bool is_canary = !account.empty() && std::ranges::find(signature.canaries, account) !=
                                                   signature.canaries.end();
    if (is_canary) {
        return {"not_checked", "canary", "the account is known bait; it is never asked"};
    }
    const bool is_askable = signature.ask.request || !signature.engine.empty();
    if (!is_askable) return {"not_checked", "not_askable", signature.ask.note};
    return {};
}

void read_lifetime(report::Finding& finding, const SecretEntry& entry,
                   std::optional<core::Instant> first_seen) {
    const lifetime::CarrierFacts embedded = embedded_facts(entry.best);
    finding.window = lifetime::window_of({.rule = entry.best.signature->lifetime,
                                          .embedded = embedded,
                                          .adjacent = entry.adjacent,
                                          .first_seen = first_seen});
    finding.owner = {embedded.account, embedded.name, embedded.scopes};
    if (!embedded.note.empty()) finding.notes.push_back(embedded.note);
    finding.verdict = verdict_of(*entry.best.signature, embedded.account);
}

std::vector<report::FindingPart> parts_of(std::vector<match::FoundPart>& found,
                                          const core::Fingerprinter& fingerprinter) {
    std::vector<report::FindingPart> parts;
    for (match::FoundPart& part : found) {
        if (part.is_secret) {
            const core::Fingerprint who = fingerprinter.of(part.value);
            parts.push_back({part.name, who, {}, std::move(part.value)});
        } else {
            parts.push_back({part.name, std::nullopt, std::string(part.value.reveal())});
        }
    }
    return parts;
}

report::Finding finding_of(SecretEntry& entry, const ScanSetup& setup, bool is_known) {
    match::Detection& best = entry.best;
    report::Finding finding{.fingerprint = setup.fingerprinter.of(best.secret)};
    finding.signature = best.signature;
    entry.also_matched.erase(best.signature->id.value);
    finding.also_matched.assign(entry.also_matched.begin(), entry.also_matched.end());
    finding.masked = report::masked(best.secret.reveal(), best.signature->public_prefix);
    finding.confidence = best.confidence.value;
    finding.confidence_reasons = best.confidence.reasons;
    finding.is_confirmed = best.is_confirmed;
    finding.is_protected = best.is_protected;
    finding.parts = parts_of(best.parts, setup.fingerprinter);

    const std::vector<RawSighting> places = folded(std::move(entry.sightings));
    for (const RawSighting& sighting : places) finding.places.push_back(sighting.place);
    const lifetime::Sightings seen = sightings_of(places);
    read_lifetime(finding, entry, seen.first);
    finding.exposure = lifetime::exposure_of(seen, finding.window, setup.as_of);
    finding.suppressed = baseline_suppression(finding.fingerprint, setup);
    if (!finding.suppressed) finding.suppressed = inline_suppression(places);
    if (std::ranges::any_of(places, &RawSighting::lacks_reason)) {
        finding.notes.emplace_back("curfew:allow counts only with a reason behind it");
    }
    finding.is_new = !is_known;
    finding.secret = std::move(best.secret);

    policy::judge_lifetime(finding, setup.policy, setup.as_of);
    policy::judge_risk(finding);
    policy::judge_block(finding, setup.policy, setup.as_of);
    return finding;
}

bool is_explained_by_history(const Place& place) {
    return is_inside_history(place.kind) && !place.object.is_zero();
}

/// The sighting at each of the places history knows for its object; as it is where it knows none.
void append_attributed(RawSighting sighting, const PlacesOfObject& places,
                       std::vector<RawSighting>& into) {
    const auto history = places.find(sighting.place.object);
    if (history == places.end() || !is_inside_history(sighting.place.kind)) {
        into.push_back(std::move(sighting));
        return;
    }
    for (const Place& place : history->second) {
        into.push_back({placed(sighting.place, place), sighting.allowed, sighting.lacks_reason});
    }
}

}  // namespace

std::string account_of(const match::Detection& detection) {
    return embedded_facts(detection).account;
}

std::vector<core::ObjectId> objects_of(const SecretTable& table) {
    std::vector<core::ObjectId> objects;
    for (const auto& [who, entry] : table.entries()) {
        for (const RawSighting& sighting : entry.sightings) {
            if (is_explained_by_history(sighting.place)) objects.push_back(sighting.place.object);
        }
    }
    std::ranges::sort(objects);
    const auto repeats = std::ranges::unique(objects);
    objects.erase(repeats.begin(), repeats.end());
    return objects;
}

void attribute_sightings(SecretTable& table, const PlacesOfObject& places) {
    for (auto& [who, entry] : table.entries()) {
        std::vector<RawSighting> attributed;
        attributed.reserve(entry.sightings.size());
        for (RawSighting& sighting : entry.sightings) {
            append_attributed(std::move(sighting), places, attributed);
        }
        entry.sightings = std::move(attributed);
    }
}

// Where a login goes, in words that are passwords elsewhere ("postgres").
bool is_address(std::string_view part) {
    return part == "scheme" || part == "port" || part == "database";
}

void fold_public_parts(SecretTable& table, const core::RunFingerprinter& fingerprinter) {
    std::vector<std::pair<core::RunFingerprint, std::string_view>> public_parts;
    for (const auto& [who, entry] : table.entries()) {
        for (const match::FoundPart& part : entry.best.parts) {
            if (part.is_secret || is_address(part.name)) continue;
            public_parts.emplace_back(fingerprinter.of(part.value),
                                      entry.best.signature->provider_id);
        }
    }
    // Of the same provider only: a user's name may well be somebody else's password.
    for (const auto& [part, provider_id] : public_parts) {
        const auto at = table.entries().find(part);
        if (at == table.entries().end()) continue;
        if (at->second.best.signature->provider_id == provider_id) table.entries().erase(at);
    }
}

std::vector<report::Finding> findings_of(SecretTable& table, const ScanSetup& setup,
                                         const std::unordered_set<core::RunFingerprint>& known,
                                         std::uint64_t& below_confidence) {
    std::vector<std::pair<const core::RunFingerprint*, SecretEntry*>> shown;
    for (auto& [who, entry] : table.entries()) {
        if (entry.best.confidence.value < setup.policy.report_confidence_min) ++below_confidence;
        else shown.emplace_back(&who, &entry);
    }
    std::vector<std::optional<report::Finding>> made(shown.size());
    std::atomic<std::size_t> next = 0;
    const auto make = [&] {
        for (std::size_t at = next++; at < shown.size(); at = next++) {
            made[at] = finding_of(*shown[at].second, setup, known.contains(*shown[at].first));
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (unsigned job = 1; job < setup.jobs && job < shown.size(); ++job) {
            helpers.emplace_back(make);
        }
        make();
    }
    std::vector<report::Finding> findings;
    findings.reserve(made.size());
    for (std::optional<report::Finding>& finding : made) {
        core::check(finding.has_value());
        if (finding) findings.push_back(std::move(*finding));
    }
    report::sort_findings(findings);
    return findings;
}

}  // namespace curfew
