#include "scanner/rules/token_checksum.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "scanner/core/bytes.h"
#include "scanner/core/check.h"
#include "scanner/core/digest.h"

namespace curfew::rules {
namespace {

constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kBase36 = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// CRC-32 as in zlib and IEEE 802.3: reflected, polynomial 0xEDB88320.
constexpr std::array<std::uint32_t, 256> make_crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t at = 0; at < table.size(); ++at) {
        std::uint32_t value = at;
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1U) != 0 ? 0xEDB88320U ^ (value >> 1U) : value >> 1U;
        table[at] = value;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> kCrcTable = make_crc_table();

std::uint32_t crc32(std::string_view text) {
    std::uint32_t sum = ~0U;
    for (const char letter : text)
        sum = kCrcTable[(sum ^ static_cast<unsigned char>(letter)) & 0xFFU] ^ (sum >> 8U);
    return ~sum;
}

// `value` in the digits' base, at least `width` wide, filled with the first digit.
std::string in_base(std::uint32_t value, std::string_view digits, std::size_t width) {
    std::string text;
    for (; value > 0; value /= static_cast<std::uint32_t>(digits.size()))
        text.push_back(digits[value % digits.size()]);
    text.resize(std::max(text.size(), width), digits.front());
    std::ranges::reverse(text);
    return text;
}

// GitHub's classic tokens and npm's: the CRC-32 of the body, without the prefix that ends at the
// first underscore, in base 62, six wide. Source: GitHub's announcement of its token formats;
// recomputed on published samples.
constexpr std::size_t kCrcBase62Width = 6;

std::string crc32_base62_6(std::string_view head) {
    const std::size_t prefix = head.find('_');
    const std::string_view body = prefix == std::string_view::npos ? head : head.substr(prefix + 1);
    return in_base(crc32(body), kBase62, kCrcBase62Width);
}

// GitHub's fine-grained tokens: of the last 16 characters the first 8 are the beginning of
// base32(SHA-256(all before them)). It held for only two of four published samples, so that a
// mismatch proves nothing. The 8 after it follow no published rule.
constexpr std::size_t kFineWidth = 8;
constexpr std::size_t kFineRest = 8;

std::string github_fine(std::string_view head) {
    const core::Digest digest = core::sha256(core::as_bytes(head));
    std::uint64_t bits = 0;
    for (std::size_t at = 0; at < 5; ++at) bits = bits << 8U | digest.at(at);
    std::string text;
    for (std::size_t at = 0; at < kFineWidth; ++at)
        text.push_back(kBase32[bits >> (35U - 5U * at) & 31U]);
    return text;
}

// GitLab's routable tokens, PREFIX<body>.01.<length><sum>: two base-36 digits tell the body's
// length, seven are the CRC-32 of everything before them. Source: GitLab's token generator.
constexpr std::size_t kRoutableLength = 2;
constexpr std::size_t kRoutableSum = 7;

// The body's length as the token's head, which ends with a dot, shows it. The body may hold '-'
// itself; the prefix is taken to end at the first one.
std::size_t routable_body_length(std::string_view head) {
    const std::size_t prefix = head.find('-');
    const std::size_t begin = prefix == std::string_view::npos ? 0 : prefix + 1;
    const std::size_t dot = head.find('.', begin);
    return dot == std::string_view::npos ? 0 : dot - begin;
}

std::string gitlab_routable(std::string_view head) {
    const std::string length =
        in_base(static_cast<std::uint32_t>(routable_body_length(head)), kBase36, kRoutableLength);
    const std::string summed = std::string(head) + length;
    return length + in_base(crc32(summed), kBase36, kRoutableSum);
}

bool gitlab_routable_holds(std::string_view token) {
    constexpr std::size_t kTail = kRoutableLength + kRoutableSum;
    if (token.size() <= kTail + 1) return false;
    const std::string_view summed = token.substr(0, token.size() - kRoutableSum);
    if (token.substr(summed.size()) != in_base(crc32(summed), kBase36, kRoutableSum)) return false;
    const std::string_view head = token.substr(0, token.size() - kTail);
    const std::size_t high = kBase36.find(token[head.size()]);
    const std::size_t low = kBase36.find(token[head.size() + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return false;
    // An instance may choose any prefix, so the body is counted backwards from its dot.
    const std::size_t dot = head.find('.');
    return head.back() == '.' && dot != std::string_view::npos &&
           dot >= high * kBase36.size() + low;
}

// Grafana's service account tokens, glsa_<32>_<sum>: the CRC-32 of everything before the last
// underscore, its bytes from low to high as hexadecimal digits. Source: Grafana's source code.
constexpr std::size_t kCrcHexWidth = 8;

std::string crc32_hex_le(std::string_view head) {
    if (!head.empty() && head.back() == '_') head.remove_suffix(1);
    const std::uint32_t sum = crc32(head);
    const std::array<std::uint8_t, 4> bytes{
        static_cast<std::uint8_t>(sum), static_cast<std::uint8_t>(sum >> 8U),
        static_cast<std::uint8_t>(sum >> 16U), static_cast<std::uint8_t>(sum >> 24U)};
    return core::hex_of(std::as_bytes(std::span(bytes)));
}

// AWS access key ids: the account's number stands in the 16 base-32 digits after the four-letter
// prefix (top 40 of the 47 bits after the first) and has at most 12 digits. Ids from before 2019,
// whose fifth letter is I or J, hold no account. Source: tried on published samples.
bool aws_key_id_holds(std::string_view token) {
    constexpr std::size_t kPrefix = 4;
    constexpr std::size_t kLength = 20;
    constexpr std::uint64_t kAccountsMax = 1'000'000'000'000ULL;
    if (token.size() != kLength) return false;
    std::uint64_t bits = 0;
    for (std::size_t at = kPrefix; at < kLength; ++at) {
        const std::size_t digit = kBase32.find(token[at]);
        if (digit == std::string_view::npos) return false;
        if (at < kPrefix + 10) bits = bits << 5U | digit;  // 50 bits hold the six bytes we need
    }
    if (token[kPrefix] == 'I' || token[kPrefix] == 'J') return true;
    const std::uint64_t account = ((bits >> 2U) & 0x7FFFFFFFFF80ULL) >> 7U;
    return account < kAccountsMax;
}

// A token ends with `width` characters that `make` computes from all before them, `rest` more may
// follow.
bool tail_holds(std::string_view token, std::string (*make)(std::string_view), std::size_t width,
                std::size_t rest = 0) {
    if (token.size() <= width + rest) return false;
    const std::size_t head = token.size() - width - rest;
    return token.substr(head, width) == make(token.substr(0, head));
}

constexpr std::array<std::string_view, 5> kNames{"aws_key_id", "crc32_base62_6", "crc32_hex_le",
                                                 "github_fine", "gitlab_routable"};

}  // namespace

std::span<const std::string_view> checksum_names() {
    return kNames;
}

bool checksum_holds(std::string_view rule, std::string_view token) {
    if (rule == "aws_key_id") return aws_key_id_holds(token);
    if (rule == "crc32_base62_6") return tail_holds(token, crc32_base62_6, kCrcBase62Width);
    if (rule == "crc32_hex_le") return tail_holds(token, crc32_hex_le, kCrcHexWidth);
    if (rule == "github_fine") return tail_holds(token, github_fine, kFineWidth, kFineRest);
    if (rule == "gitlab_routable") return gitlab_routable_holds(token);
    core::check(false);
    return false;
}

std::optional<std::string> checksum_for(std::string_view rule, std::string_view head) {
    if (rule == "crc32_base62_6") return crc32_base62_6(head);
    if (rule == "crc32_hex_le") return crc32_hex_le(head);
    if (rule == "github_fine") return github_fine(head);
    if (rule == "gitlab_routable") return gitlab_routable(head);
    return std::nullopt;
}

}  // namespace curfew::rules
