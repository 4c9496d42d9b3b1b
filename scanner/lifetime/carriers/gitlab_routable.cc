// GitLab's routable tokens: PREFIX, base64url, `.01.`, two letters of length, seven of CRC-32.
//
// The base64 holds random bytes, then lines `k:v` with values in base36, then one byte with the
// length of those lines. Keys: c cell, g group, o organisation, p project, t type, u user. An
// earlier form has no `01.`. Length and checksum must be right; there is no time inside.
// gitlab-org/gitlab, the generator of routable tokens; doc/security/tokens.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "gitlab_routable";
constexpr std::string_view kBase36 = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kTailLength = 9;  // two letters of length, seven of checksum
constexpr std::size_t kChecksumLength = 7;
constexpr std::size_t kRandomBytesMin = 16;

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t sum = 0xFFFF'FFFFU;
    for (const char byte : bytes) {
        sum ^= static_cast<unsigned char>(byte);
        for (int i = 0; i < 8; ++i) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xEDB8'8320U : 0U);
    }
    return ~sum;
}

/// The base64 of a token whose length and checksum are right.
std::optional<std::string_view> payload_of(std::string_view token) {
    const std::size_t last_dot = token.rfind('.');
    if (last_dot == std::string_view::npos || token.size() - last_dot - 1 != kTailLength) {
        return std::nullopt;
    }
    const std::string_view tail = token.substr(last_dot + 1);
    const auto sum = number_in(tail.substr(2), kBase36);
    if (sum != crc32(token.substr(0, token.size() - kChecksumLength))) return std::nullopt;
    std::string_view head = token.substr(0, last_dot);
    if (head.ends_with(".01")) head.remove_suffix(3);
    // Every prefix that GitLab ships ends in a dash; an own prefix may lack one.
    const auto length = number_in(tail.substr(0, 2), kBase36);
    if (!length || static_cast<std::size_t>(*length) > head.size()) return std::nullopt;
    return head.substr(head.size() - static_cast<std::size_t>(*length));
}

std::string_view word_for(char key) {
    switch (key) {
        case 'c':
            return "cell";
        case 'g':
            return "group";
        case 'o':
            return "organisation";
        case 'p':
            return "project";
        case 'u':
            return "user";
        default:
            return {};
    }
}

/// "organisation 1, user 42" from the lines `o:1`, `u:16`.
std::string owner_in(std::string_view lines) {
    std::string owner;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
        if (line.size() < 3 || line[1] != ':' || word_for(line[0]).empty()) continue;
        const auto value = number_in(line.substr(2), kBase36);
        if (!value) continue;
        if (!owner.empty()) owner += ", ";
        owner += std::string(word_for(line[0])) + " " + std::to_string(*value);
    }
    return owner;
}

}  // namespace

CarrierFacts read_gitlab_routable(std::string_view text) {
    const std::string_view token = trimmed(text);
    if (token.find('.') == std::string_view::npos) return facts_of(kCarrier);  // the older form
    const auto payload = payload_of(token);
    if (!payload) return broken(kCarrier, "its length or checksum is wrong");
    const auto bytes = base64_decoded(*payload, Alphabet::url);
    if (!bytes || bytes->size() <= kRandomBytesMin) {
        return broken(kCarrier, "its payload is not base64url");
    }
    const std::size_t length = static_cast<unsigned char>(bytes->back());
    if (length + kRandomBytesMin + 1 > bytes->size()) {
        return broken(kCarrier, "its payload is shorter than it says");
    }
    CarrierFacts facts = facts_of(kCarrier);
    facts.account = owner_in(std::string_view(*bytes).substr(bytes->size() - 1 - length, length));
    return facts;
}

}  // namespace curfew::lifetime
