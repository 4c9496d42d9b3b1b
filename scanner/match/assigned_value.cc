#include "scanner/match/assigned_value.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/match/assignment_syntax.h"
#include "scanner/match/characters.h"
#include "scanner/match/cursor.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kCalleeBytesMax = 48;

constexpr auto kDelimiters =
    std::to_array<string_view>({"\"\"\"", "'''", "\\\\\\\"", "\\\"", "\\'", "&quot;", "&#34;",
                                "&apos;", "&#39;", "\"", "'", "`"});

string_view delimiter_at(const Cursor& cursor) {
    for (const string_view delimiter : kDelimiters)
        if (cursor.stands_at(delimiter)) return delimiter;
    return {};
}

bool is_string_prefix(char letter) {
    return string_view("bBrRuUfFLNEe@$").find(letter) != string_view::npos;
}

// Past `r`, `b`, `@`, `$"`: at most two letters right before a quote.
Cursor after_prefix(Cursor cursor) {
    for (std::size_t letters = 1; letters <= 2; ++letters) {
        if (!is_string_prefix(cursor.peek(letters - 1))) break;
        const char next = cursor.peek(letters);
        if (next == '"' || next == '\'') {
            cursor.at += letters;
            return cursor;
        }
    }
    return cursor;
}

// Where the literal ends; npos when the line (or the limit) ends first.
std::size_t find_close(const Cursor& cursor, string_view delimiter) {
    const bool may_span_lines = delimiter.size() == 3 && delimiter[0] == delimiter[1];
    const bool knows_escapes = delimiter.size() == 1 || may_span_lines;
    const std::size_t stop = std::min(cursor.text.size(), cursor.at + kValueBytesMax);
    for (std::size_t at = cursor.at; at < stop; ++at) {
        const char letter = cursor.text[at];
        if (!may_span_lines && is_line_end(letter)) return string_view::npos;
        if (knows_escapes && letter == '\\' && delimiter != "'''") {
            ++at;
            continue;
        }
        if (letter == delimiter[0] && cursor.text.substr(at, delimiter.size()) == delimiter)
            return at;
    }
    return string_view::npos;
}

core::Span trimmed(string_view text, core::Span span) {
    while (span.begin < span.end && is_space(text[span.begin])) ++span.begin;
    while (span.begin < span.end && is_space(text[span.end - 1])) --span.end;
    return span;
}

bool ends_bare_value(char letter) {
    return is_space(letter) || string_view("\"'`<>|").find(letter) != string_view::npos;
}

// `,user=` and `; Server =`: a further setting begins.
bool begins_setting(string_view text, std::size_t at) {
    const std::size_t begin = at + 1;
    const std::size_t stop = std::min(text.size(), at + 40);
    std::size_t end = begin;
    while (end < stop && (is_name_character(text[end]) || text[end] == ' ')) ++end;
    return end > begin && end < stop && text[end] == '=';
}

// `\n`, `\"`: the value stands inside a literal that ends or goes on here.
bool is_escape(string_view text, std::size_t at) {
    return at + 1 < text.size() && string_view("nrt\"'").find(text[at + 1]) != string_view::npos;
}

// `a, b: c` and `a;B=c` go on with something else.
bool separates(string_view text, std::size_t at, bool is_in_query) {
    switch (text[at]) {
        case '&':
        case '#':
            return is_in_query;
        case '\\':
            return is_escape(text, at);
        case ',':
            return begins_setting(text, at);
        case ';':
            return begins_setting(text, at) || at + 1 == text.size() || is_space(text[at + 1]);
        default:
            return false;
    }
}

// A bracket that closes what was opened before the value.
bool closes_outer(char letter, int& depth) {
    if (letter == '(' || letter == '[' || letter == '{') ++depth;
    if (letter == ')' || letter == ']' || letter == '}') --depth;
    return depth < 0;
}

bool is_closing(char letter) {
    return string_view(",;)]}").find(letter) != string_view::npos;
}

// `)` that was opened inside the value belongs to it.
bool is_balanced(string_view value) {
    int depth = 0;
    for (const char letter : value) {
        if (letter == '(' || letter == '[' || letter == '{') ++depth;
        if (letter == ')' || letter == ']' || letter == '}') --depth;
    }
    return depth == 0;
}

struct Callee {
    string_view name;
    std::size_t open = 0;  // of the parenthesis
};

std::optional<Callee> callee_at(const Cursor& cursor) {
    const string_view head = cursor.rest(kCalleeBytesMax);
    const std::size_t open = head.find('(');
    if (open == string_view::npos || open == 0) return std::nullopt;
    const string_view name = head.substr(0, open);
    const bool is_name = std::all_of(name.begin(), name.end(), [](char letter) {
        return is_alphanumeric(letter) ||
               string_view("_.:[]!<> ").find(letter) != string_view::npos;
    });
    if (!is_name) return std::nullopt;
    return Callee{.name = name, .open = cursor.at + open};
}

constexpr auto kConversions = std::to_array<string_view>(
    {"byte",         "bytes",     "string",      "from",      "of",    "secretstr",
     "some",         "str",       "secret",      "encode",    "atob",  "b64decode",
     "securestring", "char",      "token",       "password",  "new",   "text",
     "value",        "to_string", "tochararray", "sensitive", "quote", "staticcredentials",
     "apikey",       "just"});

constexpr auto kLookups =
    std::to_array<string_view>({"getenv", "get", "env", "fetch", "environ.get", "getproperty",
                                "config", "getstring", "get_env", "lookupenv", "getordefault",
                                "env.get", "or", "getenvordefault", "default", "setting", "envor"});

bool names_one_of(string_view callee, const auto& words) {
    while (!callee.empty() && !is_alphanumeric(callee.back())) callee.remove_suffix(1);
    return std::any_of(words.begin(), words.end(),
                       [&](string_view word) { return ends_with_caseless(callee, word); });
}

}  // namespace

std::optional<ReadValue> read_quoted(Cursor cursor) {
    cursor = after_prefix(cursor);
    const string_view delimiter = delimiter_at(cursor);
    if (delimiter.empty()) return std::nullopt;
    cursor.at += delimiter.size();
    const std::size_t close = find_close(cursor, delimiter);
    if (close == string_view::npos) return std::nullopt;
    const core::Span span = trimmed(cursor.text, {.begin = cursor.at, .end = close});
    const bool is_escaped = delimiter[0] == '\\' || delimiter[0] == '&';
    return ReadValue{.span = span,
                     .quoting = is_escaped ? Quoting::escaped : Quoting::quoted,
                     .goes_on_as_code = false};
}

std::optional<ReadValue> read_bare(Cursor cursor, bool is_in_query) {
    const std::size_t begin = cursor.at;
    const std::size_t stop = std::min(cursor.text.size(), begin + kValueBytesMax);
    std::size_t end = begin;
    int depth = 0;
    while (end < stop && !ends_bare_value(cursor.text[end]) &&
           !separates(cursor.text, end, is_in_query) && !closes_outer(cursor.text[end], depth))
        ++end;
    const std::size_t untrimmed = end;
    while (end > begin && is_closing(cursor.text[end - 1])) {
        const string_view value = cursor.text.substr(begin, end - begin);
        if (is_balanced(value) && value.back() != ',' && value.back() != ';') break;
        --end;
    }
    if (end == begin) return std::nullopt;
    return ReadValue{.span = {.begin = begin, .end = end},
                     .quoting = Quoting::none,
                     .goes_on_as_code =
                         end != untrimmed || depth < 0 || (end < stop && cursor.text[end] == ';')};
}

std::optional<ReadValue> read_block(Cursor cursor) {
    ++cursor.at;  // | or >
    if (cursor.peek() == '-' || cursor.peek() == '+') ++cursor.at;
    cursor.skip_blanks();
    if (!is_line_end(cursor.peek())) return std::nullopt;
    cursor.skip_space();
    const core::Span span = trimmed(
        cursor.text, {.begin = cursor.at, .end = line_end(cursor.text, cursor.at, kValueBytesMax)});
    if (span.size() == 0) return std::nullopt;
    return ReadValue{.span = span, .quoting = Quoting::block, .goes_on_as_code = false};
}

std::optional<ReadValue> read_wrapped(Cursor cursor) {
    const auto callee = callee_at(cursor);
    if (!callee) return std::nullopt;
    cursor.at = callee->open + 1;
    cursor.skip_blanks();
    const auto first = read_quoted(cursor);
    if (!first) return std::nullopt;
    cursor.at = first->span.end;
    while (string_view("\"'`\\").find(cursor.peek()) != string_view::npos && !cursor.is_done())
        ++cursor.at;
    cursor.skip_blanks();
    if (names_one_of(callee->name, kConversions) && cursor.peek() == ')') return first;
    if (!names_one_of(callee->name, kLookups)) return std::nullopt;
    const bool has_default = cursor.take(",") || cursor.take(") ||") || cursor.take(") ?:") ||
                             cursor.take(") ??") || cursor.take(") or");
    if (!has_default) return std::nullopt;
    cursor.skip_blanks();
    return read_quoted(cursor);
}

}  // namespace curfew::match
