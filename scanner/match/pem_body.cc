#include "scanner/match/pem_body.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/match/characters.h"
#include "scanner/match/cursor.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kHeaderBytesMax = 256;
constexpr std::size_t kJoinBytesMax = 64;  // between two string literals
constexpr std::size_t kEndLineBytesMax = 48;

bool is_base64_character(char letter) {
    return is_alphanumeric(letter) || letter == '+' || letter == '/' || letter == '=';
}

bool is_join_character(char letter) {
    return is_space(letter) || string_view("+.,\\;&()<>\"'`").find(letter) != string_view::npos;
}

// `"` … `"` or `" + "` between two literals, `\n`, `\r`, `\\n`, blanks and line ends.
bool skip_break(Cursor& cursor) {
    const char letter = cursor.peek();
    if (is_space(letter) && !cursor.is_done()) {
        ++cursor.at;
        return true;
    }
    if (letter == '\\') {
        while (cursor.peek() == '\\') ++cursor.at;
        if (cursor.peek() == 'n' || cursor.peek() == 'r') ++cursor.at;
        return true;
    }
    if (letter != '"' && letter != '\'') return false;
    Cursor ahead = cursor;
    ++ahead.at;
    const std::size_t stop = ahead.at + kJoinBytesMax;
    while (ahead.at < stop && !ahead.is_done() && is_join_character(ahead.peek())) {
        const bool opens = ahead.peek() == letter;
        ++ahead.at;
        if (!opens) continue;
        cursor = ahead;
        return true;
    }
    return false;
}

// What each line of the block begins with: comment signs, the `+` of a patch.
string_view line_prefix(string_view text, std::size_t marker) {
    std::size_t begin = line_begin(text, marker, 128);
    const std::size_t dashes = text.substr(begin, marker - begin).find("-----BEGIN");
    const std::size_t stop = dashes == string_view::npos ? begin : begin + dashes;
    std::size_t end = begin;
    while (end < stop &&
           (is_blank(text[end]) || string_view("#/*+->|").find(text[end]) != string_view::npos))
        ++end;
    while (begin < end && is_blank(text[begin])) ++begin;
    while (end > begin && is_blank(text[end - 1])) --end;
    return text.substr(begin, end - begin);
}

void skip_line_prefix(Cursor& cursor, string_view prefix) {
    if (prefix.empty()) return;
    Cursor ahead = cursor;
    ahead.skip_blanks();
    if (ahead.take(prefix)) cursor = ahead;
}

// "Proc-Type: 4,ENCRYPTED" up to its line end, real or written as \n.
bool take_header(Cursor& cursor, std::string& headers) {
    const string_view rest = cursor.rest(kHeaderBytesMax);
    const std::size_t end = std::min({rest.find('\n'), rest.find("\\n"), rest.size()});
    const string_view line = rest.substr(0, end);
    const std::size_t colon = line.find(": ");
    if (colon == string_view::npos || colon > 24) return false;
    headers.append(line).push_back('\n');
    cursor.at += end;
    return true;
}

void take_end_line(Cursor& cursor, PemBody& body) {
    const string_view rest = cursor.rest(kEndLineBytesMax + 20);
    const std::size_t word = rest.find("END");
    if (word == string_view::npos || word > 12) return;
    const std::size_t close = rest.find("---", word);
    if (close == string_view::npos) return;
    cursor.at += close;
    while (cursor.peek() == '-') ++cursor.at;
    body.has_end = true;
}

}  // namespace

std::optional<PemBody> read_pem_body(string_view text, std::size_t begin) {
    PemBody body;
    const string_view prefix = line_prefix(text, begin);
    Cursor cursor{.text = text.substr(0, std::min(text.size(), begin + kPemBytesMax)), .at = begin};
    while (!cursor.is_done()) {
        const bool is_line_start = cursor.at > begin && text[cursor.at - 1] == '\n';
        if (is_line_start) skip_line_prefix(cursor, prefix);
        if (cursor.peek() == '-') break;
        const bool may_be_header = body.base64.empty() && is_upper(cursor.peek());
        if (may_be_header && take_header(cursor, body.headers)) continue;
        if (is_base64_character(cursor.peek())) {
            body.base64.push_back(cursor.peek());
            ++cursor.at;
        } else if (!skip_break(cursor)) {
            break;
        }
    }
    if (body.base64.empty()) return std::nullopt;
    take_end_line(cursor, body);
    body.span = {.begin = begin, .end = cursor.at};
    return body;
}

}  // namespace curfew::match
