#include "scanner/secret_table.h"

#include <tuple>
#include <utility>

namespace curfew {
namespace {

bool says_anything(const lifetime::CarrierFacts& facts) {
    return facts.expires_at || facts.issued_at || facts.not_before || facts.never_expires;
}

/// Several copies may have different times beside them; the latest end is the cautious one, and the
/// whole order makes the answer independent of who was read first.
auto strength(const lifetime::CarrierFacts& facts) {
    return std::tuple(facts.never_expires, facts.expires_at, facts.issued_at, facts.not_before);
}

void merge_names(SecretEntry& into, const match::Detection& other) {
    into.also_matched.insert(other.signature->id.value);
    for (const rules::Signature* also : other.also_matched)
        into.also_matched.insert(also->id.value);
}

/// Whether it is the best one now.
bool merge_detection(SecretEntry& into, match::Detection detection) {
    merge_names(into, detection);
    if (!is_better_founded(detection, into.best)) return false;
    into.best = std::move(detection);
    return true;
}

void merge_adjacent(SecretEntry& into, lifetime::CarrierFacts adjacent) {
    if (!says_anything(adjacent)) return;
    if (!says_anything(into.adjacent) || strength(into.adjacent) < strength(adjacent)) {
        into.adjacent = std::move(adjacent);
    }
}

}  // namespace

bool is_generic(const match::Detection& detection) {
    return detection.signature->provider_id == "generic";
}

bool is_better_founded(const match::Detection& left, const match::Detection& right) {
    const auto rank = [](const match::Detection& detection) {
        return std::tuple(detection.is_confirmed, !is_generic(detection),
                          detection.confidence.value, detection.parts.size());
    };
    if (rank(left) != rank(right)) return rank(left) > rank(right);
    return left.signature->id < right.signature->id;
}

const match::Detection* SecretTable::add(const core::RunFingerprint& who,
                                         match::Detection detection,
                                         lifetime::CarrierFacts adjacent, RawSighting sighting) {
    const auto [at, is_new] = entries_.try_emplace(who);
    SecretEntry& entry = at->second;
    bool is_best = is_new;
    if (is_new) {
        merge_names(entry, detection);
        entry.best = std::move(detection);
    } else {
        is_best = merge_detection(entry, std::move(detection));
    }
    merge_adjacent(entry, std::move(adjacent));
    entry.sightings.push_back(std::move(sighting));
    return is_best ? &entry.best : nullptr;
}

void SecretTable::absorb(SecretTable&& other) {
    for (auto& [who, theirs] : other.entries_) {
        const auto [at, is_new] = entries_.try_emplace(who);
        SecretEntry& ours = at->second;
        if (is_new) {
            ours = std::move(theirs);
            continue;
        }
        ours.also_matched.merge(theirs.also_matched);
        merge_detection(ours, std::move(theirs.best));
        merge_adjacent(ours, std::move(theirs.adjacent));
        for (RawSighting& sighting : theirs.sightings)
            ours.sightings.push_back(std::move(sighting));
    }
    other.entries_.clear();
}

}  // namespace curfew
