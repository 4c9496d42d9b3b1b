#include "scanner/decode/line_index.h"

#include <algorithm>
#include <limits>
#include <string_view>

namespace curfew::decode {
namespace {

std::uint32_t narrowed(std::size_t count) {
    return static_cast<std::uint32_t>(
        std::min<std::size_t>(count, std::numeric_limits<std::uint32_t>::max()));
}

// Lines before `end`, and where the last of them begins.
struct LineCount {
    std::size_t breaks = 0;
    std::size_t begin = 0;
};

void count_to(std::string_view text, std::size_t from, std::size_t end, LineCount& count) {
    const std::string_view part = text.substr(from, end - from);
    count.breaks += static_cast<std::size_t>(std::ranges::count(part, '\n'));
    const std::size_t last = part.rfind('\n');
    if (last != std::string_view::npos) count.begin = from + last + 1;
}

core::Span clamped(core::Span span, std::size_t size) {
    span.end = std::min(span.end, size);
    span.begin = std::min(span.begin, span.end);
    return span;
}

}  // namespace

void LineIndex::find_lines() {
    const std::string_view text = core::as_text(bytes_);
    begins_.push_back(0);
    for (std::size_t at = text.find('\n'); at != std::string_view::npos;
         at = text.find('\n', at + 1))
        begins_.push_back(at + 1);
}

core::Position LineIndex::position_of(core::Span span) {
    if (begins_.empty()) find_lines();
    const core::Span inside = clamped(span, bytes_.size());
    const auto begin = std::ranges::upper_bound(begins_, inside.begin);
    const auto end = std::ranges::upper_bound(begin - 1, begins_.end(), inside.end);
    return {.line = narrowed(static_cast<std::size_t>(begin - begins_.begin())),
            .column = narrowed(inside.begin - *(begin - 1) + 1),
            .end_line = narrowed(static_cast<std::size_t>(end - begins_.begin())),
            .end_column = narrowed(inside.end - *(end - 1) + 1)};
}

core::Position position_in(core::BlobView bytes, core::Span span) {
    const std::string_view text = core::as_text(bytes);
    const core::Span inside = clamped(span, bytes.size());
    core::Position position;
    LineCount count;
    count_to(text, 0, inside.begin, count);
    position.line = narrowed(count.breaks + 1);
    position.column = narrowed(inside.begin - count.begin + 1);
    count_to(text, inside.begin, inside.end, count);
    position.end_line = narrowed(count.breaks + 1);
    position.end_column = narrowed(inside.end - count.begin + 1);
    return position;
}

}  // namespace curfew::decode
