// Where decoded bytes stand: outward from blob to blob by their maps, then lines are counted.
#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/decode/decoder.h"
#include "scanner/decode/line_index.h"
#include "scanner/decode/utf16_text.h"

namespace curfew::decode {
namespace {

// A span in the bytes whose lines are counted.
struct Grounded {
    const core::Blob* ground = nullptr;
    core::Span span;
};

// The longest text that stands for one letter: a pair of \u surrogates.
constexpr std::size_t kEscapeLengthMax = 12;

// The end is where the next byte stands, unless a line of wrapped base 64 ended in between or what
// follows stands elsewhere.
bool is_end(const core::Blob& blob, std::size_t last, std::size_t next) {
    if (next <= last || next - last > kEscapeLengthMax || next > blob.outer->bytes.size())
        return false;
    const std::string_view between = core::as_text(blob.outer->bytes).substr(last, next - last);
    return between.find('\n') == std::string_view::npos;
}

std::optional<core::Span> outward(const core::Blob& blob, core::Span span) {
    if (!blob.offset_in_outer) return std::nullopt;
    const auto begin = blob.offset_in_outer(span.begin);
    if (span.size() == 0 && begin.has_value()) return core::Span{*begin, *begin};
    const auto last = blob.offset_in_outer(span.end - 1);
    const auto next = blob.offset_in_outer(span.end);
    if (!begin.has_value() || !last.has_value()) return std::nullopt;
    return core::Span{*begin, next.has_value() && is_end(blob, *last, *next) ? *next : *last + 1};
}

std::optional<Grounded> grounded(const core::Blob& blob, core::Span span) {
    Grounded found{&blob, span};
    while (!is_ground(*found.ground)) {
        const std::optional<core::Span> outer = outward(*found.ground, found.span);
        if (!outer.has_value()) return std::nullopt;
        found = {found.ground->outer, *outer};
    }
    return found;
}

}  // namespace

bool is_ground(const core::Blob& blob) {
    return blob.outer == nullptr ||
           (blob.outer->outer == nullptr && blob.container.kind == kUtf16Kind);
}

unsigned depth_of(const core::Blob& blob) {
    unsigned depth = 0;
    for (const core::Blob* inner = &blob; inner->outer != nullptr; inner = inner->outer) ++depth;
    return depth;
}

core::Position position_of(const core::Blob& blob, core::Span span) {
    const auto found = grounded(blob, span);
    return found.has_value() ? position_in(found->ground->bytes, found->span) : core::Position{};
}

core::Position position_of(const core::Blob& blob, core::Span span, LineIndex& lines) {
    const auto found = grounded(blob, span);
    if (!found.has_value()) return {};
    const bool is_indexed = found->ground->bytes.data() == lines.bytes().data();
    return is_indexed ? lines.position_of(found->span)
                      : position_in(found->ground->bytes, found->span);
}

core::LetterColumns letter_columns_of(const core::Blob& blob, core::Span span, LineIndex& lines) {
    const auto found = grounded(blob, span);
    if (!found.has_value()) return {};
    const bool is_indexed = found->ground->bytes.data() == lines.bytes().data();
    return is_indexed ? lines.letter_columns_of(found->span)
                      : LineIndex(found->ground->bytes).letter_columns_of(found->span);
}

std::vector<core::Container> containers_of(const core::Blob& blob) {
    std::vector<core::Container> containers;
    for (const core::Blob* inner = &blob; inner->outer != nullptr; inner = inner->outer)
        containers.push_back(inner->container);
    std::ranges::reverse(containers);
    return containers;
}

}  // namespace curfew::decode
