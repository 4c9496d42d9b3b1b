// AWS access key ids: the class is the first four letters, the account stands inside.
//
// AKIA is a user's (or root's) long-lived key, ASIA the key of a session, which ends by itself.
// The letters from the fifth on are base32; the first 48 bits, masked with 0x7fffffffff80 and
// shifted by seven, are the account. Ids whose fifth letter is I or J are older and do not hold it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "aws_key";
constexpr std::size_t kIdLength = 20;
constexpr std::size_t kClassLength = 4;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::array<std::string_view, 4> kClasses{"AKIA", "ASIA", "ABIA", "ACCA"};

bool is_base32(char letter) {
    return kBase32.find(letter) != std::string_view::npos;
}

bool is_id(std::string_view text) {
    return text.size() == kIdLength && all_of(text, is_base32);
}

bool stands_alone(std::string_view text, std::size_t begin) {
    const std::size_t end = begin + kIdLength;
    const bool is_free_before = begin == 0 || !is_base62(text[begin - 1]);
    return is_free_before && (end >= text.size() || !is_base62(text[end]));
}

/// The only id in the text; empty when there is none or several different ones.
std::pair<std::string_view, bool> find_id(std::string_view text) {
    std::string_view found;
    for (const std::string_view name : kClasses) {
        std::size_t at = text.find(name);
        for (; at != std::string_view::npos; at = text.find(name, at + 1)) {
            const std::string_view id = text.substr(at, kIdLength);
            if (!is_id(id) || !stands_alone(text, at)) continue;
            if (!found.empty() && found != id) return {{}, true};
            found = id;
        }
    }
    return {found, false};
}

}  // namespace

std::string aws_account_in(std::string_view key_id) {
    if (!is_id(key_id) || key_id[kClassLength] == 'I' || key_id[kClassLength] == 'J') return {};
    std::uint64_t bits = 0;
    // Ten letters are fifty bits; the first forty-eight count.
    for (const char letter : key_id.substr(kClassLength, 10)) {
        bits = (bits << 5U) | kBase32.find(letter);
    }
    const std::uint64_t account = ((bits >> 2U) & 0x7FFF'FFFF'FF80ULL) >> 7U;
    if (account > 999'999'999'999ULL) return {};
    return fmt::format("{:012}", account);
}

CarrierFacts read_aws_key(std::string_view text) {
    const auto [id, is_ambiguous] = find_id(text);
    if (is_ambiguous) return broken(kCarrier, "there are several access key ids in it");
    if (id.empty()) return broken(kCarrier, "there is no access key id in it");
    CarrierFacts facts = facts_of(kCarrier);
    facts.name = id;
    facts.account = aws_account_in(id);
    if (id.starts_with("AKIA")) {
        facts.never_expires = true;
        facts.note = "a long-lived key: it works until it is deleted or made inactive";
    }
    if (id.starts_with("ASIA")) {
        // sts:GetSessionToken and GetFederationToken allow at most 129,600 s.
        facts.note = "a session's key: it ends by itself, at most 36 hours after it was issued";
    }
    return facts;
}

}  // namespace curfew::lifetime
