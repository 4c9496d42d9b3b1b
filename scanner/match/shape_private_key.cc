// Private keys in PEM-like containers and PuTTY files. The canonical bytes are the decoded body, so
// that a key keeps its identity when it is wrapped, indented or put into JSON. A block that does
// not decode to a whole key is an example or a piece, and no finding.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/secret_string.h"
#include "scanner/match/candidate.h"
#include "scanner/match/characters.h"
#include "scanner/match/cursor.h"
#include "scanner/match/key_container.h"
#include "scanner/match/pem_body.h"
#include "scanner/match/randomness.h"
#include "scanner/match/shape_finders.h"
#include "scanner/match/shapes.h"
#include "scanner/match/transfer_text.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr double kWholeConfidence = 0.97;
constexpr double kProtectedConfidence = 0.7;
constexpr double kUnknownConfidence = 0.4;
constexpr std::size_t kBodyBytesMin = 32;      // the private number of the smallest curves
constexpr std::size_t kDistinctMin = 16;       // of 64; fewer is "XXXX…" or "AAAA…"
constexpr std::size_t kMarkerBytesBefore = 8;  // dashes and the word BEGIN
constexpr std::size_t kPuttyLinesMax = 200;

struct Key {
    core::Span span;
    std::string bytes;
    ContainerState state = ContainerState::unknown;
};

Confidence confidence_of(ContainerState state) {
    switch (state) {
        case ContainerState::whole:
            return {.value = kWholeConfidence, .reasons = {"a whole private key"}};
        case ContainerState::protected_by_passphrase:
            return {.value = kProtectedConfidence,
                    .reasons = {"a private key, encrypted with a passphrase"}};
        case ContainerState::truncated:
        case ContainerState::unknown:
            break;
    }
    return {.value = kUnknownConfidence,
            .reasons = {"a private key block that does not decode as a key"}};
}

void add(const ShapeInput& input, Key key, std::vector<Detection>& found) {
    if (key.bytes.size() < kBodyBytesMin || key.state == ContainerState::truncated) return;
    Detection detection;
    detection.signature = &input.signature;
    detection.span = key.span;
    detection.secret = core::SecretString(key.bytes);
    detection.is_confirmed = key.state != ContainerState::unknown;
    detection.is_protected = key.state == ContainerState::protected_by_passphrase;
    detection.confidence = confidence_of(key.state);
    core::wipe_memory(key.bytes.data(), key.bytes.size());
    found.push_back(std::move(detection));
}

// The trailing checksum of OpenPGP armour: "=" and four characters.
string_view without_armour_checksum(string_view base64) {
    if (base64.size() > 5 && base64[base64.size() - 5] == '=' && base64.back() != '=')
        base64.remove_suffix(5);
    return base64;
}

ContainerState state_of(string_view label, const PemBody& body, string_view bytes) {
    if (label.find("PGP") != string_view::npos) return openpgp_state(bytes);
    if (label.find("OPENSSH") != string_view::npos) return openssh_state(bytes);
    const bool is_encrypted = label.find("ENCRYPTED") != string_view::npos ||
                              body.headers.find("ENCRYPTED") != std::string::npos;
    if (is_encrypted) return ContainerState::protected_by_passphrase;
    return der_state(bytes);
}

// From the dashes before BEGIN, so that a report shows the block as a person sees it.
std::size_t marker_begin(string_view text, std::size_t anchor) {
    std::size_t begin = anchor;
    while (begin > 0 && anchor - begin < kMarkerBytesBefore && text[begin - 1] == '-') --begin;
    return begin;
}

std::optional<Key> pem_key(const ShapeInput& input) {
    const string_view text = core::as_text(input.bytes);
    const std::size_t at = input.anchor.end;
    const std::size_t dashes_end = text.find_first_not_of('-', at);
    if (dashes_end == string_view::npos || dashes_end - at < 3) return std::nullopt;
    const auto body = read_pem_body(text, dashes_end);
    if (!body || body->base64.size() < kBodyBytesMin) return std::nullopt;
    if (texture_of(body->base64).distinct < kDistinctMin) return std::nullopt;
    const string_view label = text.substr(input.anchor.begin, input.anchor.size());
    auto bytes = from_base64(without_armour_checksum(body->base64));
    if (!bytes) return std::nullopt;
    const ContainerState state = state_of(label, *body, *bytes);
    if (state == ContainerState::unknown && !body->has_end) return std::nullopt;
    return Key{.span = {.begin = marker_begin(text, input.anchor.begin), .end = body->span.end},
               .bytes = std::move(*bytes),
               .state = state};
}

// The value of "Name: value" within a PuTTY file; the cursor moves behind the line.
std::optional<string_view> putty_field(Cursor& cursor, string_view name) {
    for (std::size_t lines = 0; lines < kPuttyLinesMax && !cursor.is_done(); ++lines) {
        cursor.skip_space();
        const std::size_t end = line_end(cursor.text, cursor.at);
        const string_view line = cursor.text.substr(cursor.at, end - cursor.at);
        cursor.at = end;
        if (line.starts_with(name)) return line.substr(name.size());
    }
    return std::nullopt;
}

std::size_t line_count(string_view digits) {
    std::size_t count = 0;
    for (const char letter : digits) {
        if (!is_digit(letter) || count > kPuttyLinesMax) break;
        count = count * 10 + static_cast<std::size_t>(letter - '0');
    }
    return std::min(count, kPuttyLinesMax);
}

std::optional<Key> putty_key(const ShapeInput& input) {
    Cursor cursor{.text = core::as_text(input.bytes), .at = input.anchor.end};
    const auto encryption = putty_field(cursor, "Encryption: ");
    const auto lines = putty_field(cursor, "Private-Lines: ");
    if (!encryption || !lines) return std::nullopt;
    std::string base64;
    for (std::size_t left = line_count(*lines); left > 0; --left) {
        cursor.skip_space();
        const std::size_t end = line_end(cursor.text, cursor.at);
        base64.append(cursor.text.substr(cursor.at, end - cursor.at));
        cursor.at = end;
    }
    auto bytes = from_base64(base64);
    if (!bytes) return std::nullopt;
    const bool is_plain = encryption->starts_with("none");
    return Key{.span = {.begin = input.anchor.begin, .end = cursor.at},
               .bytes = std::move(*bytes),
               .state = is_plain ? ContainerState::whole : ContainerState::protected_by_passphrase};
}

}  // namespace

void find_private_key(const ShapeInput& input, std::vector<Detection>& found) {
    const string_view anchor =
        core::as_text(input.bytes).substr(input.anchor.begin, input.anchor.size());
    auto key = anchor.starts_with("PuTTY") ? putty_key(input) : pem_key(input);
    if (key) add(input, std::move(*key), found);
}

}  // namespace curfew::match
