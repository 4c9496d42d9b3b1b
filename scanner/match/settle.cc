#include "scanner/match/settle.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
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

}  // namespace

void settle(std::vector<Detection>& detections) {
    if (detections.size() < 2) return;
    std::sort(detections.begin(), detections.end(), is_better);
    Settled settled;
    for (Detection& detection : detections) settled.take(std::move(detection));
    std::move(settled).give_to(detections);
}

}  // namespace curfew::match
