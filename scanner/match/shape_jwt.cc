// JSON Web Tokens (RFC 7519; RFC 7515 and 7516): three parts when signed, five when encrypted.
// Header and claims have to decode to JSON; nothing is verified.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/match/candidate.h"
#include "scanner/match/characters.h"
#include "scanner/match/shape_finders.h"
#include "scanner/match/shapes.h"
#include "scanner/match/transfer_text.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kTokenBytesMax = 16U << 10U;  // with certificates in the header
constexpr std::size_t kPartsMax = 5;
constexpr std::size_t kSignatureBytesMin = 20;  // base64url of a truncated MAC; HS256 has 43
constexpr double kSignedConfidence = 0.85;
constexpr double kEncryptedConfidence = 0.6;
constexpr double kOddConfidence = 0.5;  // RFC 7515, 4.1.1: alg must be there
constexpr double kUnsignedConfidence = 0.3;
constexpr double kSampleConfidence = 0.1;

bool is_token_character(char letter) {
    return is_alphanumeric(letter) || letter == '-' || letter == '_';
}

struct Parts {
    std::array<core::Span, kPartsMax> list{};
    std::size_t count = 0;
    std::size_t end = 0;
};

Parts parts_at(string_view text, std::size_t begin) {
    Parts parts;
    const std::size_t stop = std::min(text.size(), begin + kTokenBytesMax);
    std::size_t at = begin;
    while (parts.count < kPartsMax) {
        const std::size_t part_begin = at;
        while (at < stop && is_token_character(text[at])) ++at;
        parts.list[parts.count++] = {.begin = part_begin, .end = at};
        parts.end = at;
        while (at < stop && parts.count >= 2 && text[at] == '=') ++at;
        if (at >= stop || text[at] != '.') break;
        ++at;
    }
    return parts;
}

std::string decoded(string_view text, core::Span part) {
    return from_base64(text.substr(part.begin, part.size())).value_or(std::string());
}

bool is_object(string_view json) {
    while (!json.empty() && is_space(json.back())) json.remove_suffix(1);
    return json.starts_with('{') && json.ends_with('}') && json.find(':') != string_view::npos;
}

bool has_member(string_view json, string_view quoted_name) {
    return json.find(quoted_name) != string_view::npos;
}

// The token every tutorial copies from jwt.io.
bool is_well_known_sample(string_view payload) {
    return has_member(payload, "\"1234567890\"") && has_member(payload, "\"John Doe\"") &&
           !has_member(payload, "\"iss\"");
}

bool names_no_algorithm(string_view header) {
    return contains_caseless(header, "\"alg\":\"none\"") ||
           contains_caseless(header, "\"alg\": \"none\"");
}

Confidence judge(string_view header, string_view payload, const Parts& parts) {
    if (is_well_known_sample(payload))
        return {.value = kSampleConfidence, .reasons = {"the sample of jwt.io"}};
    if (names_no_algorithm(header) || parts.list[2].size() < kSignatureBytesMin)
        return {.value = kUnsignedConfidence, .reasons = {"a JWT without a signature"}};
    if (!has_member(header, "\"alg\""))
        return {.value = kOddConfidence, .reasons = {"three parts like a JWT, header without alg"}};
    return {.value = kSignedConfidence, .reasons = {"a signed JWT, header and claims decode"}};
}

void add(const ShapeInput& input, core::Span span, Confidence confidence,
         std::vector<Detection>& found) {
    if (confidence.value < kConfidenceMin) return;
    Detection detection;
    detection.signature = &input.signature;
    detection.span = span;
    detection.secret =
        core::SecretString(core::as_text(input.bytes).substr(span.begin, span.size()));

    detection.confidence = std::move(confidence);
    found.push_back(std::move(detection));
}

}  // namespace

void find_jwt(const ShapeInput& input, std::vector<Detection>& found) {
    const string_view text = core::as_text(input.bytes);
    const std::size_t begin = input.anchor.begin;
    if (begin > 0 && (is_token_character(text[begin - 1]) || text[begin - 1] == '.')) return;
    const Parts parts = parts_at(text, begin);
    if (parts.count < 3) return;
    const std::string header = decoded(text, parts.list[0]);
    if (!is_object(header)) return;
    if (has_member(header, "\"enc\"") && parts.count == kPartsMax) {
        add(input, {.begin = begin, .end = parts.end},
            {.value = kEncryptedConfidence, .reasons = {"an encrypted JWT (JWE)"}}, found);
        return;
    }
    const std::string payload = decoded(text, parts.list[1]);
    if (!is_object(payload)) return;
    add(input, {.begin = begin, .end = parts.list[2].end}, judge(header, payload, parts), found);
}

}  // namespace curfew::match
