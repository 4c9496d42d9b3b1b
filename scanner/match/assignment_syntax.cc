#include "scanner/match/assignment_syntax.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/match/assigned_value.h"
#include "scanner/match/characters.h"
#include "scanner/match/cursor.h"
#include "scanner/match/secret_name.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kGapBytesMax = 160;  // between a labelled name and the word "value"
constexpr std::size_t kTagBytesMax = 200;  // of attributes inside one tag

constexpr auto kSigns =
    std::to_array<string_view>({":::=", "::=", ":=", "===", "!==", "==", "!=", "=>",
                                "?=", "+=", ".=", "||=", "?\?=", "<-", "=", "%3D"});

Assignment assignment_of(const ReadValue& value, Link link) {
    return {.value = value.span,
            .link = link,
            .quoting = value.quoting,
            .goes_on_as_code = value.goes_on_as_code};
}

bool is_quote(char letter) {
    return letter == '"' || letter == '\'' || letter == '`';
}

// Past what closes the name: `"`, `\"`, `']`, `**`, `&quot;`. Returns whether it was quoted.
bool take_name_close(Cursor& cursor) {
    while (cursor.peek() == '\\' && cursor.peek(1) != 'n') ++cursor.at;
    bool is_quoted = cursor.take("&quot;");
    if (is_quote(cursor.peek())) {
        ++cursor.at;
        is_quoted = true;
    }
    cursor.take("**");
    cursor.take("]");
    return is_quoted;
}

std::optional<Assignment> element_text(Cursor cursor, Link link) {
    cursor.skip_space();
    if (cursor.take("<![CDATA[")) cursor.skip_space();
    const std::size_t begin = cursor.at;
    const string_view rest = cursor.rest(kValueBytesMax);
    std::size_t length = std::min(rest.find('<'), rest.find("]]>"));
    if (length == string_view::npos || length == 0) return std::nullopt;
    while (length > 0 && is_space(rest[length - 1])) --length;
    return Assignment{
        .value = {.begin = begin, .end = begin + length}, .link = link, .quoting = Quoting::quoted};
}

// Past the `>` of the tag the cursor is in; false when another tag or the limit comes first.
bool leave_tag(Cursor& cursor) {
    const string_view rest = cursor.rest(kTagBytesMax);
    const std::size_t end = rest.find_first_of("<>");
    if (end == string_view::npos || rest[end] == '<') return false;
    if (end > 0 && rest[end - 1] == '/') return false;
    cursor.at += end + 1;
    return true;
}

bool opens_element(string_view text, std::size_t name_begin) {
    if (name_begin == 0) return false;
    if (text[name_begin - 1] == '<') return true;
    if (text[name_begin - 1] != ':') return false;
    std::size_t at = name_begin - 1;
    while (at > 0 && is_name_character(text[at - 1])) --at;
    return at > 0 && text[at - 1] == '<';
}

std::optional<Assignment> read_element(string_view text, core::Span name) {
    if (!opens_element(text, name.begin)) return std::nullopt;
    Cursor cursor{.text = text, .at = name.end};
    if (cursor.peek() != '>' && !is_blank(cursor.peek())) return std::nullopt;
    if (!leave_tag(cursor)) return std::nullopt;
    const auto found = element_text(cursor, Link::element);
    if (!found) return std::nullopt;
    Cursor close{.text = text, .at = found->value.end};
    close.skip_space();
    return close.stands_at("</") || close.stands_at("]]>") ? found : std::nullopt;
}

constexpr auto kLabels =
    std::to_array<string_view>({"name", "key", "id", "variable", "parameter", "parameterkey",
                                "varname", "property", "param", "field", "k"});
constexpr auto kValueLabels =
    std::to_array<string_view>({"value", "val", "parametervalue", "v", "default", "content"});

bool is_label(string_view word, const auto& labels) {
    return std::any_of(labels.begin(), labels.end(),
                       [&](string_view label) { return equals_caseless(word, label); });
}

string_view word_before(string_view text, std::size_t end) {
    std::size_t begin = end;
    while (begin > 0 && end - begin < 24 && is_name_character(text[begin - 1])) --begin;
    return text.substr(begin, end - begin);
}

// Whether `label =`, `label:` or `<key>` stands right before the name.
bool is_labelled(string_view text, std::size_t name_begin) {
    std::size_t at = name_begin;
    if (at > 4 && text.substr(0, at).ends_with("key>")) return true;
    while (at > 0 && (is_quote(text[at - 1]) || text[at - 1] == '\\')) --at;
    while (at > 0 && is_blank(text[at - 1])) --at;
    if (at == 0 || (text[at - 1] != ':' && text[at - 1] != '=')) return false;
    --at;
    while (at > 0 && (is_blank(text[at - 1]) || is_quote(text[at - 1]) || text[at - 1] == '\\'))
        --at;
    return is_label(word_before(text, at), kLabels);
}

std::optional<ReadValue> read_plain_value(Cursor cursor) {
    cursor.skip_blanks();
    if (auto value = read_quoted(cursor)) return value;
    return read_bare(cursor, false);
}

// At a word: is it the label of the value, with its sign?
std::optional<Assignment> value_at_label(Cursor cursor) {
    const std::size_t begin = cursor.at;
    while (is_name_character(cursor.peek())) ++cursor.at;
    if (!is_label(cursor.text.substr(begin, cursor.at - begin), kValueLabels)) return std::nullopt;
    take_name_close(cursor);
    if (cursor.peek() == '>') {
        ++cursor.at;
        return element_text(cursor, Link::labelled);
    }
    cursor.skip_blanks();
    if (!cursor.take("=") && !cursor.take(":")) return std::nullopt;
    const auto value = read_plain_value(cursor);
    return value ? std::optional(assignment_of(*value, Link::labelled)) : std::nullopt;
}

// `type="password"`: what sort of field it is.
bool is_type(string_view text, std::size_t name_begin) {
    std::size_t at = name_begin;
    while (at > 0 && (is_quote(text[at - 1]) || text[at - 1] == '\\' || is_blank(text[at - 1])))
        --at;
    if (at == 0 || (text[at - 1] != '=' && text[at - 1] != ':')) return false;
    --at;
    while (at > 0 && (is_quote(text[at - 1]) || is_blank(text[at - 1]))) --at;
    const string_view word = word_before(text, at);
    return equals_caseless(word, "type") || equals_caseless(word, "autocomplete") ||
           equals_caseless(word, "for");
}

std::optional<Assignment> read_labelled(Cursor cursor) {
    const std::size_t stop = std::min(cursor.text.size(), cursor.at + kGapBytesMax);
    while (cursor.at < stop) {
        if (cursor.peek() == '}') return std::nullopt;
        const bool begins_word =
            is_letter(cursor.peek()) && !is_name_character(cursor.text[cursor.at - 1]);
        if (begins_word)
            if (auto found = value_at_label(cursor)) return found;
        if (cursor.peek() == '>' && cursor.peek(1) != '<' && !is_space(cursor.peek(1))) {
            ++cursor.at;
            return element_text(cursor, Link::labelled);
        }
        if (cursor.stands_at("<string>")) {
            cursor.at += 8;
            return element_text(cursor, Link::labelled);
        }
        ++cursor.at;
    }
    return std::nullopt;
}

// Past `string` in `password string = "v"` or `: str = "v"`, when a `=` follows.
void take_type(Cursor& cursor) {
    Cursor ahead = cursor;
    ahead.skip_blanks();
    const std::size_t begin = ahead.at;
    while (is_alphanumeric(ahead.peek()) ||
           string_view("_.*&?|[]<>").find(ahead.peek()) != string_view::npos) {
        if (ahead.is_done() || ahead.at - begin > 40) return;
        ++ahead.at;
    }
    if (ahead.at == begin) return;
    ahead.skip_blanks();
    if (ahead.peek() == '=' && ahead.peek(1) != '=' && ahead.peek(1) != '>') cursor = ahead;
}

std::optional<Link> take_sign(Cursor& cursor) {
    for (const string_view sign : kSigns)
        if (cursor.take(sign)) return Link::operator_sign;
    if (cursor.stands_at("->") && (is_blank(cursor.peek(2)) || is_quote(cursor.peek(2)))) {
        cursor.at += 2;
        return Link::operator_sign;
    }
    if (cursor.peek() != ':' || cursor.peek(1) == ':') return std::nullopt;
    ++cursor.at;
    take_type(cursor);
    return cursor.take("=") ? Link::operator_sign : Link::colon;
}

bool is_in_query(string_view text, std::size_t name_begin) {
    return name_begin > 0 && (text[name_begin - 1] == '?' || text[name_begin - 1] == '&');
}

// A quoted value may stand on the next line.
std::optional<ReadValue> read_on_next_line(Cursor cursor) {
    if (cursor.peek() == '\\' || cursor.peek() == '(') ++cursor.at;
    if (cursor.skip_space() == 0 || !is_quote(cursor.peek())) return std::nullopt;
    return read_quoted(cursor);
}

std::optional<ReadValue> read_value(Cursor cursor, Link link, bool is_query) {
    cursor.take("**");
    cursor.skip_blanks();
    cursor.take("**");
    if (link == Link::colon && (cursor.peek() == '|' || cursor.peek() == '>'))
        return read_block(cursor);
    if (is_line_end(cursor.peek()) || cursor.stands_at("\\\n") || cursor.stands_at("(\n"))
        return read_on_next_line(cursor);
    if (auto quoted = read_quoted(cursor)) return quoted;
    if (auto wrapped = read_wrapped(cursor)) return wrapped;
    if (cursor.peek() == '[' || cursor.peek() == '(') {
        Cursor inside = cursor;
        ++inside.at;
        if (auto quoted = read_quoted(inside)) return quoted;
    }
    return read_bare(cursor, is_query);
}

// Whether the double quote at `at` closes a literal that began before on its line: `"key=" + x`,
// `label("Password:"),`. On lines too long to see the whole of, what follows has to tell.
bool closes_literal(string_view text, std::size_t at) {
    constexpr std::size_t kLineBytesMax = 1024;
    const std::size_t begin = line_begin(text, at, kLineBytesMax);
    const bool is_whole_line = begin == 0 || is_line_end(text[begin - 1]);
    if (!is_whole_line)
        return at + 1 < text.size() && string_view("),;]}").find(text[at + 1]) != string_view::npos;
    std::size_t quotes = 0;
    for (std::size_t i = begin; i < at; ++i)
        quotes += text[i] == '"' && (i == begin || text[i - 1] != '\\') ? 1U : 0U;
    return quotes % 2 == 1;
}

std::optional<Assignment> read_signed(Cursor cursor, core::Span name, bool is_quoted_name) {
    const bool is_spaced = cursor.skip_blanks() > 0;
    if (is_spaced) take_type(cursor);
    const bool compares = cursor.stands_at("==") || cursor.stands_at("!=");
    const auto link = take_sign(cursor);
    if (!link) return std::nullopt;
    const bool is_spaced_after = is_blank(cursor.peek());
    if (!is_quoted_name && cursor.peek() == '"' && closes_literal(cursor.text, cursor.at))
        return std::nullopt;
    const auto value = read_value(cursor, *link, is_in_query(cursor.text, name.begin));
    if (!value) return std::nullopt;
    Assignment found = assignment_of(*value, *link);
    if (compares && found.quoting == Quoting::none) found.goes_on_as_code = true;
    found.is_spaced = is_spaced || (is_spaced_after && *link == Link::operator_sign);
    return found;
}

bool follows(string_view text, std::size_t at, char sign) {
    while (at > 0 && (is_quote(text[at - 1]) || is_blank(text[at - 1]))) --at;
    return at > 0 && text[at - 1] == sign;
}

std::optional<Assignment> read_argument(Cursor cursor, core::Span name, bool is_quoted_name) {
    const bool is_pair = is_quoted_name && follows(cursor.text, name.begin, '(');
    const bool is_listed = is_quoted_name && follows(cursor.text, name.begin, ',');
    cursor.skip_blanks();
    if (is_quoted_name ? !((is_pair || is_listed) && cursor.take(",")) : !cursor.take("("))
        return std::nullopt;
    cursor.skip_blanks();
    const auto value = read_quoted(cursor);
    if (!value) return std::nullopt;
    cursor.at = value->span.end;
    while (is_quote(cursor.peek()) || cursor.peek() == '\\') ++cursor.at;
    cursor.skip_blanks();
    // Of a call with one literal: setPassword("v"). More arguments are something else.
    if (!is_quoted_name && cursor.peek() != ')') return std::nullopt;
    // Of a list only a telling value: ["password", "username"] names fields.
    return assignment_of(*value, is_listed ? Link::prose : Link::argument);
}

constexpr auto kSettingWords =
    std::to_array<string_view>({"ENV", "ARG", "set", "setx", "setenv", "export", "machine", "login",
                                "default", "SetEnv", "fastcgi_param", "user", "env", "account"});

bool begins_setting_line(string_view text, core::Span name) {
    Cursor cursor{.text = text, .at = line_begin(text, name.begin)};
    cursor.skip_blanks();
    if (cursor.at == name.begin) return true;
    const std::size_t begin = cursor.at;
    while (is_name_character(cursor.peek())) ++cursor.at;
    const string_view word = text.substr(begin, cursor.at - begin);
    return std::any_of(kSettingWords.begin(), kSettingWords.end(),
                       [&](string_view setting) { return word == setting; });
}

Link blank_link(string_view text, core::Span name, bool has_filler) {
    if (!has_filler && name.begin > 0 && text[name.begin - 1] == '-') return Link::flag;
    return !has_filler && begins_setting_line(text, name) ? Link::statement : Link::prose;
}

std::optional<Assignment> read_blank(Cursor cursor, core::Span name) {
    if (cursor.skip_blanks() == 0 && cursor.peek() != '|') return std::nullopt;
    bool has_filler = false;
    for (const string_view filler : {"is ", "was ", "- ", "\xe2\x80\x93 ", "|", "~ ", "of "})
        has_filler = cursor.take(filler) || has_filler;
    cursor.skip_blanks();
    const auto value = read_plain_value(cursor);
    if (!value) return std::nullopt;
    return assignment_of(*value, blank_link(cursor.text, name, has_filler));
}

}  // namespace

core::Span name_around(string_view text, core::Span anchor) {
    std::size_t begin = std::min(anchor.begin, text.size());
    while (begin > 0 && (is_name_character(text[begin - 1]) || text[begin - 1] == '.')) {
        --begin;
        if (anchor.begin - begin > kNameBytesMax) return {};
    }
    std::size_t end = anchor.begin;
    while (end < text.size() && is_name_character(text[end])) {
        ++end;
        if (end - anchor.begin > kNameBytesMax) return {};
    }
    while (end > begin && !is_alphanumeric(text[end - 1])) --end;
    while (begin < end && !is_alphanumeric(text[begin])) ++begin;
    return {.begin = begin, .end = end};
}

std::optional<Assignment> read_assignment(string_view text, core::Span name) {
    if (auto found = read_element(text, name)) return found;
    Cursor cursor{.text = text, .at = name.end};
    const bool is_quoted_name = take_name_close(cursor);
    if (is_quoted_name && is_type(text, name.begin)) return std::nullopt;
    // `is_password ? "PASSWORD" : "KEY"` chooses a word.
    if (is_quoted_name && follows(text, name.begin, '?')) return std::nullopt;
    // `test "$mode,$pass" = "dlopen,link"` compares; nothing is assigned to what it expands.
    if (is_quoted_name && name.begin > 0 && text[name.begin - 1] == '$') return std::nullopt;
    if (is_labelled(text, name.begin))
        if (auto found = read_labelled(cursor)) return found;
    if (auto found = read_signed(cursor, name, is_quoted_name)) return found;
    if (auto found = read_argument(cursor, name, is_quoted_name)) return found;
    return read_blank(cursor, name);
}

}  // namespace curfew::match
