#include "scanner/lifetime/carriers/openpgp_packets.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/evp.h>

#include "scanner/core/check.h"
#include "scanner/core/result.h"
#include "scanner/lifetime/carriers/byte_reader.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t kPacketsMax = 4096;  // keys with thousands of foreign signatures exist
constexpr std::size_t kSubpacketsMax = 256;

Error broken_packets() {
    return {ErrorKind::invalid_input, "the packets are cut off or damaged"};
}

/// RFC 4880 6.1.
std::uint32_t crc24(std::string_view bytes) {
    std::uint32_t sum = 0xB704CE;
    for (const char byte : bytes) {
        sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << 16U;
        for (int i = 0; i < 8; ++i) {
            sum <<= 1U;
            if ((sum & 0x1000000U) != 0) sum ^= 0x1864CFBU;
        }
    }
    return sum & 0xFFFFFFU;
}

/// Armor headers ("Comment: …") end at the first empty line; without one there are none.
std::string_view without_headers(std::string_view body) {
    for (const std::string_view gap : {"\n\n", "\r\n\r\n", "\\n\\n", "\n \n"}) {
        const std::size_t at = body.find(gap);
        if (at != std::string_view::npos) return body.substr(at + gap.size());
    }
    return body;
}

/// The checksum's four letters behind `\n=`, taken off the body; empty when there is none.
std::string_view take_checksum(std::string_view& body) {
    const std::string_view text = trimmed(body);
    const std::size_t at = text.rfind('=');
    if (at == std::string_view::npos || text.size() - at < 5) return {};
    // Behind the four letters only a line's end may stand, in a JSON string an escaped one.
    if (wrapped_base64_decoded(text.substr(at + 5)) != "") return {};
    const std::string_view sum = text.substr(at + 1, 4);
    body = text.substr(0, at);
    return sum;
}

/// RFC 4880 4.2.2, also of subpackets (5.2.3.1); partial lengths are for data, not for keys.
std::optional<std::uint64_t> new_length(ByteReader& reader, bool is_subpacket) {
    const auto first = reader.number(1);
    if (!first) return std::nullopt;
    if (*first < 192) return first;
    if (*first == 255) return reader.number(4);
    if (*first >= 224 && !is_subpacket) return std::nullopt;
    const auto second = reader.number(1);
    if (!second) return std::nullopt;
    return ((*first - 192) << 8U) + *second + 192;
}

std::optional<PgpPacket> packet(ByteReader& reader) {
    const auto head = reader.number(1);
    if (!head || (*head & 0x80U) == 0) return std::nullopt;
    if ((*head & 0x40U) != 0) {
        const auto length = new_length(reader, false);
        const auto body = length ? reader.take(static_cast<std::size_t>(*length)) : std::nullopt;
        if (!body) return std::nullopt;
        return PgpPacket{static_cast<unsigned>(*head & 0x3FU), *body};
    }
    constexpr std::array<std::size_t, 3> kWidths{1, 2, 4};
    const std::size_t kind = *head & 0x03U;
    if (kind >= kWidths.size()) return std::nullopt;  // "until the end": not for keys
    const auto body = reader.counted(kWidths.at(kind));
    if (!body) return std::nullopt;
    return PgpPacket{static_cast<unsigned>((*head >> 2U) & 0x0FU), *body};
}

void take_subpacket(PgpSignature& signature, unsigned type, std::string_view body) {
    constexpr unsigned kCreated = 2;
    constexpr unsigned kKeyExpires = 9;
    constexpr unsigned kIssuer = 16;
    constexpr unsigned kIssuerFingerprint = 33;
    if (type == kCreated && body.size() == 4) signature.created = ByteReader(body).number(4);
    if (type == kKeyExpires && body.size() == 4) {
        signature.key_expires_after = ByteReader(body).number(4).value_or(0);
    }
    if (type == kIssuer && body.size() == 8) signature.issuer = body;
    if (type == kIssuerFingerprint && body.size() == 21 && body.front() == 4) {
        signature.issuer = body.substr(body.size() - 8);
    }
}

bool take_subpackets(PgpSignature& signature, std::string_view area, bool is_hashed) {
    ByteReader reader(area);
    for (std::size_t i = 0; i < kSubpacketsMax; ++i) {
        if (reader.is_at_end()) return true;
        const auto length = new_length(reader, true);
        const auto body = length ? reader.take(static_cast<std::size_t>(*length)) : std::nullopt;
        if (!body || body->empty()) return false;
        const unsigned type = static_cast<unsigned char>(body->front()) & 0x7FU;
        // Times count only where the signature covers them; who signed may stand outside.
        if (is_hashed || type == 16 || type == 33) {
            take_subpacket(signature, type, body->substr(1));
        }
    }
    return false;
}

bool skip_numbers(ByteReader& reader, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        const auto bits = reader.number(2);
        if (!bits || !reader.take(static_cast<std::size_t>((*bits + 7) / 8))) return false;
    }
    return true;
}

/// RFC 4880 5.5.2, RFC 6637 9, RFC 9580 5.5.5: what stands behind the algorithm's number.
bool skip_public_fields(ByteReader& reader, std::uint64_t algorithm) {
    switch (algorithm) {
        case 1:
        case 2:
        case 3:
            return skip_numbers(reader, 2);
        case 16:
            return skip_numbers(reader, 3);
        case 17:
            return skip_numbers(reader, 4);
        case 18:
            return reader.counted(1) && skip_numbers(reader, 1) && reader.counted(1);
        case 19:
        case 22:
            return reader.counted(1) && skip_numbers(reader, 1);
        case 25:
        case 27:
            return reader.take(32).has_value();
        case 26:
            return reader.take(56).has_value();
        case 28:
            return reader.take(57).has_value();
        default:
            return false;
    }
}

}  // namespace

Result<std::string> pgp_unarmored(std::string_view text) {
    constexpr std::string_view kBegin = "-----BEGIN PGP ";
    const std::size_t begin = text.find(kBegin);
    if (begin == std::string_view::npos) return std::string(text);
    text.remove_prefix(begin + kBegin.size());
    const std::size_t label_end = text.find("-----");
    const std::size_t end = text.find("-----END");
    if (label_end == std::string_view::npos || end == std::string_view::npos || end <= label_end) {
        return Error(ErrorKind::invalid_input, "the armor has no end");
    }
    std::string_view body = without_headers(text.substr(label_end + 5, end - label_end - 5));
    const std::string_view sum = take_checksum(body);
    auto bytes = wrapped_base64_decoded(body);
    if (!bytes) return Error(ErrorKind::invalid_input, "the armor is not base64");
    if (!sum.empty()) {
        const auto expected = base64_decoded(sum, Alphabet::standard);
        if (!expected || ByteReader(*expected).number(3) != crc24(*bytes)) {
            return Error(ErrorKind::invalid_input, "the armor's checksum is wrong");
        }
    }
    return std::move(*bytes);
}

Result<std::vector<PgpPacket>> pgp_packets(std::string_view bytes) {
    std::vector<PgpPacket> packets;
    ByteReader reader(bytes);
    while (!reader.is_at_end()) {
        const auto read = packet(reader);
        if (!read) return broken_packets();
        packets.push_back(*read);
        if (packets.size() > kPacketsMax) {
            return Error(ErrorKind::exhausted, "the key has too many packets");
        }
    }
    return packets;
}

std::optional<PgpSignature> pgp_signature(std::string_view body) {
    ByteReader reader(body);
    if (reader.number(1) != 4U) return std::nullopt;
    const auto type = reader.number(1);
    const auto algorithms = reader.number(2);
    const auto hashed = reader.counted(2);
    const auto unhashed = reader.counted(2);
    if (!type || !algorithms || !hashed || !unhashed) return std::nullopt;
    PgpSignature signature;
    signature.type = static_cast<unsigned>(*type);
    if (!take_subpackets(signature, *hashed, true)) return std::nullopt;
    if (!take_subpackets(signature, *unhashed, false)) return std::nullopt;
    return signature;
}

std::optional<std::string_view> pgp_public_part(std::string_view body) {
    ByteReader reader(body);
    if (reader.number(1) != 4U || !reader.take(4)) return std::nullopt;
    const auto algorithm = reader.number(1);
    if (!algorithm || !skip_public_fields(reader, *algorithm)) return std::nullopt;
    return body.substr(0, body.size() - reader.rest().size());
}

std::string pgp_fingerprint(std::string_view public_part) {
    std::string hashed{'\x99', static_cast<char>((public_part.size() >> 8U) & 0xFFU),
                       static_cast<char>(public_part.size() & 0xFFU)};
    hashed += public_part;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    core::check(
        EVP_Digest(hashed.data(), hashed.size(), digest.data(), &length, EVP_sha1(), nullptr) == 1);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

}  // namespace curfew::lifetime
