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

std::size_t breaks_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

// Every byte but those that continue a letter of UTF-8.
std::size_t letters_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char letter) {
        constexpr unsigned kTopBits = 0xC0U;
        constexpr unsigned kContinues = 0x80U;
        return (static_cast<unsigned char>(letter) & kTopBits) != kContinues;
    }));
}

core::Span clamped(core::Span span, std::size_t size) {
    span.end = std::min(span.end, size);
    span.begin = std::min(span.begin, span.end);
    return span;
}

}  // namespace

void LineIndex::go_to(std::size_t offset) {
    if (offset < at_.offset) go_back(offset);
    else go_forward(offset);
}

void LineIndex::go_forward(std::size_t offset) {
    const std::string_view text = core::as_text(bytes_);
    const std::string_view passed = text.substr(at_.offset, offset - at_.offset);
    const std::size_t last = passed.rfind('\n');
    if (last == std::string_view::npos) {
        at_.letters += letters_in(passed);
    } else {
        at_.line += breaks_in(passed.substr(0, last)) + 1;
        at_.line_begin = at_.offset + last + 1;
        at_.letters = letters_in(passed.substr(last + 1));
    }
    at_.offset = offset;
}

void LineIndex::go_back(std::size_t offset) {
    const std::string_view text = core::as_text(bytes_);
    const std::string_view passed = text.substr(offset, at_.offset - offset);
    const std::size_t breaks = breaks_in(passed);
    at_.offset = offset;
    if (breaks == 0) {
        at_.letters -= letters_in(passed);
        return;
    }
    const std::size_t before = text.substr(0, offset).rfind('\n');
    at_.line -= breaks;
    at_.line_begin = before == std::string_view::npos ? 0 : before + 1;
    at_.letters = letters_in(text.substr(at_.line_begin, offset - at_.line_begin));
}

core::Position LineIndex::position_of(core::Span span) {
    const core::Span inside = clamped(span, bytes_.size());
    core::Position position;
    go_to(inside.begin);
    position.line = narrowed(at_.line);
    position.column = narrowed(inside.begin - at_.line_begin + 1);
    go_to(inside.end);
    position.end_line = narrowed(at_.line);
    position.end_column = narrowed(inside.end - at_.line_begin + 1);
    return position;
}

core::LetterColumns LineIndex::letter_columns_of(core::Span span) {
    const core::Span inside = clamped(span, bytes_.size());
    core::LetterColumns columns;
    go_to(inside.begin);
    columns.column = narrowed(at_.letters + 1);
    go_to(inside.end);
    columns.end_column = narrowed(at_.letters + 1);
    return columns;
}

core::Position position_in(core::BlobView bytes, core::Span span) {
    return LineIndex(bytes).position_of(span);
}

}  // namespace curfew::decode
