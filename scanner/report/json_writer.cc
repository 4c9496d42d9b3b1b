#include "scanner/report/json_writer.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/check.h"
#include "scanner/report/utf8.h"

namespace curfew::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string base64_of(std::string_view bytes) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string written;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            const bool is_there = at + i < bytes.size();
            group = (group << 8U) | (is_there ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            const bool is_padding = at + i > bytes.size();
            written += is_padding ? '=' : kAlphabet[(group >> (18U - 6U * i)) & 0x3FU];
        }
    }
    return written;
}

/// The escape for a letter that may not stand in a JSON string as it is; empty if it may.
std::string escape_of(char letter) {
    switch (letter) {
        case '"':
            return "\\\"";
        case '\\':
            return "\\\\";
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            break;
    }
    return {};
}

void append_unit(std::string& text, char32_t unit) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) text += kDigits[unit >> shift & 0xFU];
}

/// The letter as \u escapes: a report is looked at in a terminal, too.
std::string unicode_escape_of(char32_t point) {
    std::string text;
    constexpr char32_t kTwoUnitsFrom = 0x10000;
    if (point < kTwoUnitsFrom) {
        append_unit(text, point);
        return text;
    }
    append_unit(text, 0xD800U + ((point - kTwoUnitsFrom) >> 10U));
    append_unit(text, 0xDC00U + ((point - kTwoUnitsFrom) & 0x3FFU));
    return text;
}

}  // namespace

void JsonWriter::name(std::string_view member) {
    core::check(!has_members_.empty() && !is_after_name_);
    separate();
    quote(member);
    text_ += style_ == Style::indented ? ": " : ":";
    is_after_name_ = true;
}

void JsonWriter::value(std::string_view text) {
    separate();
    quote(text);
}

void JsonWriter::value(double number) {
    core::check(std::isfinite(number));
    const auto thousandths = std::llround(number * 1000.0);
    const auto magnitude = static_cast<unsigned long long>(std::llabs(thousandths));
    std::string digits = std::to_string(magnitude % 1000 + 1000).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    std::string written = thousandths < 0 ? "-" : "";
    written += std::to_string(magnitude / 1000);
    if (!digits.empty()) written += "." + digits;
    raw(written);
}

void JsonWriter::member_if(std::string_view member_name, std::string_view text) {
    if (!text.empty()) member(member_name, text);
}

void JsonWriter::member_bytes(std::string_view member_name, std::string_view bytes) {
    member(member_name, bytes);
    if (!is_utf8(bytes)) member(std::string(member_name) + "_bytes", base64_of(bytes));
}

std::string JsonWriter::take() && {
    core::check(has_members_.empty());
    return std::move(text_);
}

void JsonWriter::open(char bracket) {
    separate();
    text_ += bracket;
    has_members_.push_back(false);
}

void JsonWriter::close(char bracket) {
    core::check(!has_members_.empty() && !is_after_name_);
    const bool was_filled = has_members_.back();
    has_members_.pop_back();
    if (was_filled) break_line();
    text_ += bracket;
}

void JsonWriter::raw(std::string_view text) {
    separate();
    text_ += text;
}

/// What stands between this name or value and what came before.
void JsonWriter::separate() {
    if (is_after_name_) {
        is_after_name_ = false;
        return;
    }
    if (has_members_.empty()) return;
    if (has_members_.back()) text_ += ',';
    has_members_.back() = true;
    break_line();
}

void JsonWriter::break_line() {
    if (style_ == Style::one_line) return;
    text_ += '\n';
    text_.append(2 * has_members_.size(), ' ');
}

void JsonWriter::quote(std::string_view text) {
    text_ += '"';
    while (!text.empty()) {
        const Letter letter = first_letter(text);
        const std::string escape = letter.length == 1 ? escape_of(text.front()) : std::string();
        if (!letter.is_valid) {
            text_ += kReplacement;
        } else if (!escape.empty()) {
            text_ += escape;
        } else if (is_deceptive(letter.point)) {
            text_ += unicode_escape_of(letter.point);
        } else {
            text_ += text.substr(0, letter.length);
        }
        text.remove_prefix(letter.length);
    }
    text_ += '"';
}

}  // namespace curfew::report
