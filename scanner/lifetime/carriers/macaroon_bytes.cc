#include "scanner/lifetime/carriers/macaroon_bytes.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/result.h"
#include "scanner/lifetime/carriers/byte_reader.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t kCaveatsMax = 256;  // real ones have fewer than ten

Error broken_macaroon() {
    return {ErrorKind::invalid_input, "it is not a macaroon"};
}
Error too_many() {
    return {ErrorKind::exhausted, "the macaroon has too many caveats"};
}

// Version 2, binary: a byte 2, then sections of fields (type, length, bytes), each section ended by
// a zero byte: the head, one section a caveat, an empty section, and the signature.
constexpr std::uint64_t kEndOfSection = 0;
constexpr std::uint64_t kLocation = 1;
constexpr std::uint64_t kIdentifier = 2;
constexpr std::uint64_t kVerificationId = 4;
constexpr std::uint64_t kSignature = 6;

std::optional<std::uint64_t> varint(ByteReader& reader) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        const auto byte = reader.number(1);
        if (!byte) return std::nullopt;
        value |= (*byte & 0x7FU) << shift;
        if ((*byte & 0x80U) == 0) return value;
    }
    return std::nullopt;
}

struct Section {
    std::string_view location;
    std::optional<std::string_view> identifier;
    bool has_verification_id = false;
};

std::optional<Section> section(ByteReader& reader) {
    Section read;
    std::uint64_t last = 0;
    while (const auto type = varint(reader)) {
        if (*type == kEndOfSection) return read;
        if (*type <= last) return std::nullopt;  // fields stand in order, each once
        last = *type;
        const auto length = varint(reader);
        const auto bytes = length ? reader.take(static_cast<std::size_t>(*length)) : std::nullopt;
        if (!bytes) return std::nullopt;
        if (*type == kLocation) read.location = *bytes;
        if (*type == kIdentifier) read.identifier = *bytes;
        if (*type == kVerificationId) read.has_verification_id = true;
    }
    return std::nullopt;
}

bool is_signature_last(ByteReader& reader) {
    if (varint(reader) != kSignature) return false;
    const auto length = varint(reader);
    return length && reader.take(static_cast<std::size_t>(*length)) && reader.is_at_end();
}

Result<Macaroon> from_version_two(std::string_view bytes) {
    ByteReader reader(bytes);
    if (reader.number(1) != 2U) return broken_macaroon();
    const auto head = section(reader);
    if (!head || !head->identifier) return broken_macaroon();
    Macaroon macaroon{std::string(head->location), std::string(*head->identifier), {}, false};
    while (true) {
        const auto caveat = section(reader);
        if (!caveat) return broken_macaroon();
        if (!caveat->identifier) break;
        if (caveat->has_verification_id) macaroon.has_third_party = true;
        else macaroon.caveats.emplace_back(*caveat->identifier);
        if (macaroon.caveats.size() > kCaveatsMax) return too_many();
    }
    if (!is_signature_last(reader)) return broken_macaroon();
    return macaroon;
}

// Version 1: packets of four hexadecimal digits (the packet's length with them), a key, a blank,
// the value and a line feed.
struct Packet {
    std::string_view key;
    std::string_view value;
};

std::optional<Packet> packet(ByteReader& reader) {
    const auto digits = reader.take(4);
    const auto length = digits ? number_in(*digits, "0123456789abcdef") : std::nullopt;
    if (!length || *length < 6) return std::nullopt;
    const auto body = reader.take(static_cast<std::size_t>(*length) - 4);
    if (!body || body->back() != '\n') return std::nullopt;
    const std::string_view line = body->substr(0, body->size() - 1);
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    return Packet{line.substr(0, blank), line.substr(blank + 1)};
}

/// One packet into the macaroon; false when it may not stand there.
bool take_packet(Macaroon& macaroon, const Packet& read) {
    if (read.key == "cid") {
        macaroon.caveats.emplace_back(read.value);
        return true;
    }
    if (read.key == "vid") {
        if (macaroon.caveats.empty()) return false;
        macaroon.caveats.pop_back();  // its cid was not for us
        macaroon.has_third_party = true;
        return true;
    }
    return read.key == "cl";
}

Result<Macaroon> from_version_one(std::string_view bytes) {
    ByteReader reader(bytes);
    const auto location = packet(reader);
    const auto identifier = packet(reader);
    if (!location || location->key != "location") return broken_macaroon();
    if (!identifier || identifier->key != "identifier") return broken_macaroon();
    Macaroon macaroon{std::string(location->value), std::string(identifier->value), {}, false};
    while (const auto read = packet(reader)) {
        if (read->key == "signature") {
            if (!reader.is_at_end()) return broken_macaroon();
            return macaroon;
        }
        if (!take_packet(macaroon, *read)) return broken_macaroon();
        if (macaroon.caveats.size() > kCaveatsMax) return too_many();
    }
    return broken_macaroon();
}

}  // namespace

Result<Macaroon> macaroon_from(std::string_view text) {
    const auto bytes = base64_decoded(trimmed(text), Alphabet::either);
    if (!bytes || bytes->empty()) return broken_macaroon();
    return bytes->front() == '\x02' ? from_version_two(*bytes) : from_version_one(*bytes);
}

}  // namespace curfew::lifetime
