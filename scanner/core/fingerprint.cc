#include "scanner/core/fingerprint.h"

#include <algorithm>
#include <cmath>

namespace curfew::core {
namespace {

constexpr std::string_view kScheme = "cf1";
constexpr std::string_view kPublicKeyId = "pub";
// Known to everyone on purpose: fingerprints made without an organisation's key are the same on
// every machine. Guessable values are protected by slow derivation instead (design.md 5).
constexpr std::string_view kPublicKey = "curfew public fingerprint key, 1";
constexpr double kGuessableBits = 64.0;
constexpr std::size_t kWrittenBytes = 16;

BlobView view(const Digest& digest) {
    return std::as_bytes(std::span(digest));
}

bool is_lower_hex(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
}

bool is_key_id(std::string_view text) {
    return text == kPublicKeyId || (text.size() == 8 && std::ranges::all_of(text, is_lower_hex));
}

std::uint8_t octet_from(std::string_view two_digits) {
    const auto value = [](char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; };
    return static_cast<std::uint8_t>(value(two_digits[0]) * 16 + value(two_digits[1]));
}

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}
bool is_lower(char letter) {
    return letter >= 'a' && letter <= 'z';
}
bool is_upper(char letter) {
    return letter >= 'A' && letter <= 'Z';
}
bool is_hex(char letter) {
    return is_lower_hex(letter) || (letter >= 'A' && letter <= 'F');
}
bool is_other(char letter) {
    return !is_digit(letter) && !is_lower(letter) && !is_upper(letter);
}

/// How many different letters the value's classes of letters allow.
double alphabet_size(std::string_view text) {
    if (std::ranges::all_of(text, is_digit)) return 10.0;
    if (std::ranges::all_of(text, is_hex)) return 16.0;
    return (std::ranges::any_of(text, is_lower) ? 26.0 : 0.0) +
           (std::ranges::any_of(text, is_upper) ? 26.0 : 0.0) +
           (std::ranges::any_of(text, is_digit) ? 10.0 : 0.0) +
           (std::ranges::any_of(text, is_other) ? 32.0 : 0.0);
}

}  // namespace

bool is_guessable(const SecretString& canonical) {
    if (canonical.empty()) return true;
    const double bits = static_cast<double>(canonical.size()) *
                        std::log2(std::max(2.0, alphabet_size(canonical.reveal())));
    return bits < kGuessableBits;
}

Result<Fingerprint> Fingerprint::parse(std::string_view text) {
    const Error wrong(ErrorKind::invalid_input,
                      "a fingerprint looks like cf1:<key id>:<32 hexadecimal digits>");
    const std::size_t first = text.find(':');
    const std::size_t second = first == text.npos ? text.npos : text.find(':', first + 1);
    if (second == text.npos || text.substr(0, first) != kScheme) return wrong;
    const std::string_view key_id = text.substr(first + 1, second - first - 1);
    const std::string_view digits = text.substr(second + 1);
    if (!is_key_id(key_id) || digits.size() != 2 * kWrittenBytes ||
        !std::ranges::all_of(digits, is_lower_hex)) {
        return wrong;
    }
    std::array<std::uint8_t, kWrittenBytes> bytes{};
    for (std::size_t at = 0; at < bytes.size(); ++at)
        bytes[at] = octet_from(digits.substr(2 * at, 2));
    return Fingerprint(std::string(key_id), bytes);
}

std::string Fingerprint::text() const {
    std::string written(kScheme);
    written += ':';
    written += key_id_;
    written += ':';
    written += hex_of(std::as_bytes(std::span(bytes_)));
    return written;
}

Fingerprinter::Fingerprinter(std::string key_id, SecretString key, bool is_public)
    : key_id_(std::move(key_id)), key_(std::move(key)), is_public_(is_public) {}

Fingerprinter Fingerprinter::with_public_key() {
    return {std::string(kPublicKeyId), SecretString(kPublicKey), true};
}

Result<Fingerprinter> Fingerprinter::with_key(const SecretString& key) {
    if (key.size() != sizeof(Digest)) {
        return Error(ErrorKind::invalid_input, "the fingerprint key must be 32 bytes long");
    }
    const Digest digest = sha256(as_bytes(key.reveal()));
    return Fingerprinter(hex_of(view(digest)).substr(0, 8), key.duplicate(), false);
}

Fingerprint Fingerprinter::of(const SecretString& canonical) const {
    const BlobView key = as_bytes(key_.reveal());
    Digest digest{};
    if (is_public_ && is_guessable(canonical)) {
        const Digest slow = slow_derivation(key, as_bytes(canonical.reveal()));
        digest = hmac_sha256(key, view(slow));
    } else {
        digest = hmac_sha256(key, as_bytes(canonical.reveal()));
    }
    std::array<std::uint8_t, kWrittenBytes> bytes{};
    std::copy_n(digest.begin(), bytes.size(), bytes.begin());
    return {key_id_, bytes};
}

RunFingerprint RunFingerprinter::of(const SecretString& canonical) const {
    return {hmac_sha256(view(key_), as_bytes(canonical.reveal()))};
}

}  // namespace curfew::core
