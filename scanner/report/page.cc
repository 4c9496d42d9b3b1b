#include "scanner/report/page.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "scanner/core/check.h"
#include "scanner/report/utf8.h"

namespace curfew::report {
namespace {

// Below 60 columns no field has room; past 200 no eye follows a line.
constexpr std::size_t kWidthMin = 60;
constexpr std::size_t kWidthMax = 200;

std::string_view code_of(Paint paint) {
    switch (paint) {
        case Paint::plain:
            return "";
        case Paint::bold:
            return "1";
        case Paint::dim:
            return "2";
        case Paint::red:
            return "31";
        case Paint::bright_red:
            return "1;31";
        case Paint::yellow:
            return "33";
        case Paint::cyan:
            return "36";
        case Paint::green:
            return "32";
    }
    core::check(false);
    return {};
}

}  // namespace

Page::Page(std::size_t width, bool uses_color)
    : width_(std::clamp(width, kWidthMin, kWidthMax)), uses_color_(uses_color) {}

std::string Page::painted(Paint paint, std::string_view text) const {
    if (!uses_color_ || paint == Paint::plain || text.empty()) return std::string(text);
    std::string written = "\x1b[";
    written += code_of(paint);
    written += 'm';
    written += text;
    written += "\x1b[0m";
    return written;
}

void Page::line(std::string_view text) {
    text_ += text;
    text_ += '\n';
}

void Page::field(std::string_view label, std::string_view text) {
    if (const std::size_t line_break = text.find('\n'); line_break != text.npos) {
        field(label, text.substr(0, line_break));
        return field({}, text.substr(line_break + 1));
    }
    std::string head = "  " + std::string(label);
    head.append(head.size() < kFieldIndent ? kFieldIndent - head.size() : 1, ' ');
    text_ += label.empty() ? head : painted(Paint::dim, head);
    wrapped(text, kFieldIndent, std::max(kFieldIndent, head.size()));
}

void Page::paragraph(std::string_view text, std::size_t indent) {
    text_.append(indent, ' ');
    wrapped(text, indent, indent);
}

/// Writes words until the line is full, then goes on below, at `indent`.
void Page::wrapped(std::string_view text, std::size_t indent, std::size_t column) {
    bool is_first = true;
    while (!text.empty()) {
        const std::size_t blank = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, blank);
        text.remove_prefix(std::min(blank + 1, text.size()));
        const std::size_t columns = columns_of(word);
        if (!is_first && column + 1 + columns > width_) {
            text_ += '\n';
            text_.append(indent, ' ');
            column = indent;
        } else if (!is_first) {
            text_ += ' ';
            ++column;
        }
        text_ += word;
        column += columns;
        is_first = false;
    }
    text_ += '\n';
}

}  // namespace curfew::report
