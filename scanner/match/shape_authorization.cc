// Credentials in the form HTTP carries them: `Authorization: Basic …`, `Bearer …`, `curl -u
// user:password`, the `auth` of a docker configuration, `_auth` and `_authToken` of .npmrc. What
// follows the keyword decides; base64 that does not decode to `user:password` is nothing.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/match/assigned_value.h"
#include "scanner/match/assignment_syntax.h"
#include "scanner/match/candidate.h"
#include "scanner/match/characters.h"
#include "scanner/match/cursor.h"
#include "scanner/match/placeholder.h"
#include "scanner/match/randomness.h"
#include "scanner/match/shape_finders.h"
#include "scanner/match/shapes.h"
#include "scanner/match/transfer_text.h"
#include "scanner/match/value_form.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kTokenBytesMin = 12;
constexpr std::size_t kTokenBytesMax = 2048;
constexpr std::size_t kCommandBytesMax = 1024;  // a curl command with its continuation lines
constexpr double kDecodedConfidence = 0.85;
constexpr double kBearerConfidence = 0.8;

bool is_token_character(char letter) {
    return is_alphanumeric(letter) ||
           string_view("-._~+/=").find(letter) != string_view::npos;  // RFC 6750
}

core::Span token_at(string_view text, std::size_t begin) {
    std::size_t end = begin;
    while (end < text.size() && end - begin < kTokenBytesMax && is_token_character(text[end]))
        ++end;
    while (end > begin && string_view("./~").find(text[end - 1]) != string_view::npos) --end;
    return {.begin = begin, .end = end};
}

void add(const ShapeInput& input, core::Span span, string_view canonical, Confidence confidence,
         std::vector<Detection>& found) {
    if (confidence.value < kConfidenceMin) return;
    for (const Detection& known : found)
        if (known.signature == &input.signature && known.span == span) return;
    Detection detection;
    detection.signature = &input.signature;
    detection.span = span;
    detection.secret = core::SecretString(canonical);
    detection.confidence = std::move(confidence);
    found.push_back(std::move(detection));
}

// `user:password`, wherever it came from.
void add_pair(const ShapeInput& input, core::Span span, string_view pair, string_view reason,
              std::vector<Detection>& found) {
    const std::size_t colon = pair.find(':');
    if (colon == string_view::npos || colon + 1 == pair.size()) return;
    const string_view user = pair.substr(0, colon);
    const string_view password = pair.substr(colon + 1);
    const Realness real = realness_of(password);
    double confidence = kDecodedConfidence * real.value;
    if (equals_caseless(user, password) || password.size() < 4) confidence *= 0.5;
    const std::size_t before = found.size();
    add(input, span, password, {.value = confidence, .reasons = {std::string(reason), real.reason}},
        found);
    if (found.size() > before && !user.empty()) {
        found.back().parts.push_back(
            {.name = "user", .value = core::SecretString(user), .span = span, .is_secret = false});
    }
}

void add_encoded_pair(const ShapeInput& input, core::Span span, string_view reason,
                      std::vector<Detection>& found) {
    if (span.size() < 8) return;
    const auto pair = from_base64(core::as_text(input.bytes).substr(span.begin, span.size()));
    if (!pair || !is_printable(*pair)) return;
    add_pair(input, span, *pair, reason, found);
}

void add_opaque(const ShapeInput& input, core::Span span, double weight, string_view reason,
                std::vector<Detection>& found) {
    const string_view token = core::as_text(input.bytes).substr(span.begin, span.size());
    if (token.size() < kTokenBytesMin || is_blatant_placeholder(token)) return;
    const Texture texture = texture_of(token);
    const bool is_id = is_uuid(token);
    if (!is_id && !texture.is_drawn()) return;
    const double strength = is_id ? 0.75 : texture.drawn_bits >= 24.0 ? 1.0 : 0.75;
    add(input, span, token,
        {.value = kBearerConfidence * weight * strength,
         .reasons = {std::string(reason), is_id ? "a UUID" : "reads as drawn by a generator"}},
        found);
}

void find_basic(const ShapeInput& input, std::vector<Detection>& found) {
    Cursor cursor{.text = core::as_text(input.bytes), .at = input.anchor.end};
    cursor.skip_blanks();
    add_encoded_pair(input, token_at(cursor.text, cursor.at), "decodes to user and password",
                     found);
}

void find_bearer(const ShapeInput& input, std::vector<Detection>& found) {
    Cursor cursor{.text = core::as_text(input.bytes), .at = input.anchor.end};
    cursor.skip_blanks();
    add_opaque(input, token_at(cursor.text, cursor.at), 1.0, "follows Bearer", found);
}

// Basic and Bearer have keywords of their own; the others carry answers to a challenge.
bool has_other_scheme(string_view held) {
    for (const string_view scheme :
         {"basic", "bearer", "ntlm", "negotiate", "digest", "aws4-", "hawk", "oauth ", "scram-"})
        if (starts_with_caseless(held, scheme)) return true;
    return false;
}

// `Authorization: <token>` without a scheme, or with one of the rarer ones.
void find_header(const ShapeInput& input, std::vector<Detection>& found) {
    const string_view text = core::as_text(input.bytes);
    const core::Span name = name_around(text, input.anchor);
    if (name.end != input.anchor.end) return;
    const auto assignment = read_assignment(text, name);
    if (!assignment || assignment->link == Link::prose) return;
    core::Span value = assignment->value;
    const string_view held = text.substr(value.begin, value.size());
    if (has_other_scheme(held)) return;
    for (const string_view scheme : {"token token=", "token ", "apikey ", "key "}) {
        if (!starts_with_caseless(held, scheme)) continue;
        value.begin += scheme.size();
        break;
    }
    if (assignment->quoting == Quoting::none && value.size() < 8) {
        Cursor cursor{.text = text, .at = value.end};
        cursor.skip_blanks();
        value = token_at(text, cursor.at);
    }
    add_opaque(input, value, 0.9, "the value of an Authorization header", found);
}

// The value of the option at the cursor, when it is one of a user's.
std::optional<ReadValue> user_option(Cursor cursor) {
    if (!cursor.take("-u") && !cursor.take("--user") && !cursor.take("--proxy-user"))
        return std::nullopt;
    if (is_name_character(cursor.peek())) return std::nullopt;
    cursor.take("=");
    cursor.skip_blanks();
    if (auto quoted = read_quoted(cursor)) return quoted;
    return read_bare(cursor, false);
}

// Of one command with its continuation lines.
std::size_t command_end(string_view text, std::size_t begin) {
    const std::size_t stop = std::min(text.size(), begin + kCommandBytesMax);
    for (std::size_t at = begin; at < stop; ++at) {
        const bool is_continued = at > begin && (text[at - 1] == '\\' || text[at - 1] == '^');
        if (is_line_end(text[at]) && !is_continued) return at;
    }
    return stop;
}

// The value of -u or --user within one command.
std::optional<ReadValue> curl_user(string_view text, std::size_t begin) {
    const std::size_t end = command_end(text, begin);
    for (std::size_t at = begin; at + 3 < end; ++at) {
        if (!is_blank(text[at]) || text[at + 1] != '-') continue;
        if (auto value = user_option({.text = text, .at = at + 1})) return value;
    }
    return std::nullopt;
}

string_view without_quotes(string_view text) {
    while (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
    return text;
}

void find_curl(const ShapeInput& input, std::vector<Detection>& found) {
    const string_view text = core::as_text(input.bytes);
    auto value = curl_user(text, input.anchor.end);
    if (!value) return;
    // user:'password' and "user":"password" go on behind the quote.
    std::size_t end = value->span.end;
    while (end < text.size() && !is_space(text[end]) && end - value->span.begin < kTokenBytesMax)
        ++end;
    const std::size_t colon = text.substr(value->span.begin, end - value->span.begin).find(':');
    if (colon == string_view::npos) return;
    if (value->span.begin + colon >= value->span.end ||
        value->span.end == value->span.begin + colon + 1)
        value->span.end = end;
    const std::size_t secret_begin = value->span.begin + colon + 1;
    const string_view user = text.substr(value->span.begin, colon);
    const string_view raw = text.substr(secret_begin, value->span.end - secret_begin);
    const string_view password = without_quotes(raw);
    if (password.empty()) return;
    const std::size_t begin = secret_begin + raw.find(password);
    const std::string pair = std::string(without_quotes(user)).append(":").append(password);
    add_pair(input, {.begin = begin, .end = begin + password.size()}, pair,
             "the password given to curl", found);
}

// "auth": "base64 of user:password" of ~/.docker/config.json.
void find_docker(const ShapeInput& input, std::vector<Detection>& found) {
    const string_view text = core::as_text(input.bytes);
    const core::Span name =
        name_around(text, {.begin = input.anchor.begin + 1, .end = input.anchor.end});
    const auto assignment = read_assignment(text, name);
    if (!assignment || assignment->link != Link::colon) return;
    add_encoded_pair(input, assignment->value, "auth of a docker configuration", found);
}

// _auth=, _authToken= and _password= of .npmrc.
void find_npm(const ShapeInput& input, std::vector<Detection>& found) {
    const string_view text = core::as_text(input.bytes);
    const core::Span name =
        name_around(text, {.begin = input.anchor.begin + 1, .end = input.anchor.end});
    const auto assignment = read_assignment(text, name);
    if (!assignment || assignment->link == Link::prose) return;
    if (ends_with_caseless(text.substr(name.begin, name.size()), "authtoken"))
        return add_opaque(input, assignment->value, 1.1, "_authToken of .npmrc", found);
    add_encoded_pair(input, assignment->value, "_auth of .npmrc", found);
}

struct Finder {
    string_view keyword;
    void (*find)(const ShapeInput&, std::vector<Detection>&);
};

constexpr auto kFinders = std::to_array<Finder>({{"basic", find_basic},
                                                 {"bearer", find_bearer},
                                                 {"authorization", find_header},
                                                 {"curl", find_curl},
                                                 {"\"auth\"", find_docker},
                                                 {"_auth", find_npm}});

}  // namespace

void find_authorization(const ShapeInput& input, std::vector<Detection>& found) {
    const string_view anchor =
        core::as_text(input.bytes).substr(input.anchor.begin, input.anchor.size());
    for (const Finder& finder : kFinders)
        if (starts_with_caseless(anchor, finder.keyword)) return finder.find(input, found);
}

}  // namespace curfew::match
