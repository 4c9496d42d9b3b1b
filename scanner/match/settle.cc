#include "scanner/match/settle.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace curfew::match {

namespace {

bool is_specific(const Detection& detection) {
    return detection.signature->provider_id != kGenericProvider;
}

/// Of two providers' secrets without doubt, the longer one holds the other: a signed URL holds the
/// id of its key.
bool is_better(const Detection& left, const Detection& right) {
    const auto rank = [](const Detection& detection) {
        const bool is_beyond_doubt = detection.is_confirmed && is_specific(detection);
        return std::tuple(detection.is_confirmed, is_specific(detection),
                          is_beyond_doubt ? detection.span.size() : 0, detection.confidence.value,
                          detection.span.size());
    };
    if (rank(left) != rank(right)) return rank(left) > rank(right);
    return std::tie(left.signature->id, left.span) < std::tie(right.signature->id, right.span);
}

void name_in(Detection& winner, const rules::Signature* signature) {
    if (signature == winner.signature) return;
    auto& also = winner.also_matched;
    if (std::find(also.begin(), also.end(), signature) == also.end()) also.push_back(signature);
}

/// Detections that stay, by their begin; none overlaps another.
class Settled {
  public:
    void take(Detection detection) {
        Detection* winner = overlapping(detection.span);
        if (winner == nullptr) {
            const std::size_t begin = detection.span.begin;
            by_begin_.emplace(begin, std::move(detection));
            return;
        }
        name_in(*winner, detection.signature);
        for (const rules::Signature* signature : detection.also_matched) {
            name_in(*winner, signature);
        }
    }

    void give_to(std::vector<Detection>& detections) && {
        detections.clear();
        for (auto& [begin, detection] : by_begin_) detections.push_back(std::move(detection));
    }

  private:
    Detection* overlapping(core::Span span) {
        const auto after = by_begin_.lower_bound(span.begin);
        if (after != by_begin_.begin()) {
            Detection& before = std::prev(after)->second;
            if (before.span.overlaps(span)) return &before;
        }
        if (after == by_begin_.end()) return nullptr;
        const bool is_same_begin = after->second.span.begin == span.begin;
        return is_same_begin || after->second.span.overlaps(span) ? &after->second : nullptr;
    }

    std::map<std::size_t, Detection> by_begin_;
};

/// Whose secret parts lie where.
using Holders = std::map<std::tuple<std::string_view, std::size_t, std::size_t>, Detection*>;

Holders holders_among(std::vector<Detection>& detections) {
    Holders holders;
    for (Detection& detection : detections) {
        for (const FoundPart& part : detection.parts) {
            if (!part.is_secret) continue;
            holders.emplace(
                std::tuple(detection.signature->provider_id, part.span.begin, part.span.end),
                &detection);
        }
    }
    return holders;
}

/// A session's token is found as a part of its key, and once more for itself. What has parts is a
/// pair, and no part of another.
void fold_parts(std::vector<Detection>& detections) {
    const Holders holders = holders_among(detections);
    if (holders.empty()) return;
    std::vector<Detection> kept;
    std::vector<bool> is_part;
    for (const Detection& one : detections) {
        const auto holder =
            holders.find(std::tuple(one.signature->provider_id, one.span.begin, one.span.end));
        is_part.push_back(one.parts.empty() && holder != holders.end());
        if (is_part.back()) name_in(*holder->second, one.signature);
    }
    for (std::size_t i = 0; i < detections.size(); ++i) {
        if (!is_part[i]) kept.push_back(std::move(detections[i]));
    }
    detections = std::move(kept);
}

}  // namespace

void settle(std::vector<Detection>& detections) {
    if (detections.size() < 2) return;
    std::sort(detections.begin(), detections.end(), is_better);
    Settled settled;
    for (Detection& detection : detections) settled.take(std::move(detection));
    std::move(settled).give_to(detections);
    fold_parts(detections);
}

}  // namespace curfew::match
