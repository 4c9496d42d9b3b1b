/// A sink that keeps what it is given: content, origin, and what was skipped.
///
/// Owns:     copies of all bytes.
/// Threads:  one thread at a time, like every sink.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/blob.h"

namespace curfew::support {

struct TakenBlob {
    core::PlaceKind kind = core::PlaceKind::file;
    std::string path;
    core::ObjectId object;
    std::string content;
    bool is_git_ignored = false;

    friend auto operator<=>(const TakenBlob&, const TakenBlob&) = default;
};

class RecordingSink final : public core::BlobSink {
  public:
    void take(const core::Blob& blob) override {
        taken.push_back({blob.origin.kind, blob.origin.path, blob.origin.object,
                         std::string(core::as_text(blob.bytes)), blob.origin.is_git_ignored});
    }
    void skip(core::Skipped one) override { skipped.push_back(std::move(one)); }

    [[nodiscard]] const TakenBlob* find(std::string_view content) const {
        const auto at = std::ranges::find(taken, content, &TakenBlob::content);
        return at == taken.end() ? nullptr : &*at;
    }
    [[nodiscard]] const TakenBlob* find_path(std::string_view path) const {
        const auto at = std::ranges::find(taken, path, &TakenBlob::path);
        return at == taken.end() ? nullptr : &*at;
    }
    [[nodiscard]] const core::Skipped* find_skipped(std::string_view reason) const {
        const auto at = std::ranges::find(skipped, reason, &core::Skipped::reason);
        return at == skipped.end() ? nullptr : &*at;
    }
    [[nodiscard]] bool has_gap() const {
        return std::ranges::any_of(skipped, &core::Skipped::is_gap);
    }

    std::vector<TakenBlob> taken;
    std::vector<core::Skipped> skipped;
};

}  // namespace curfew::support
