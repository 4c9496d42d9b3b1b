#include "scanner/match/key_container.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace curfew::match {
namespace {

using std::string_view;

constexpr unsigned kSequenceTag = 0x30;
constexpr std::size_t kDerBytesMin = 40;  // an Ed25519 key in PKCS#8 has 48
constexpr string_view kOpensshMagic("openssh-key-v1\0", 15);

// Reads big-endian numbers and counted fields; never past the end.
class Reader {
  public:
    explicit Reader(string_view bytes) : bytes_(bytes) {}

    std::optional<std::uint32_t> number(std::size_t size) {
        const auto field = take(size);
        if (!field) return std::nullopt;
        std::uint32_t value = 0;
        for (const char letter : *field) value = (value << 8U) | static_cast<unsigned char>(letter);
        return value;
    }

    std::optional<string_view> take(std::size_t size) {
        if (bytes_.size() < size) return std::nullopt;
        const string_view field = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return field;
    }

    /// A field behind its length of four bytes.
    std::optional<string_view> counted() {
        const auto size = number(4);
        return size ? take(*size) : std::nullopt;
    }

    /// An OpenPGP integer behind its length in bits.
    bool skip_integer() {
        const auto bits = number(2);
        return bits && take((*bits + 7) / 8);
    }

    [[nodiscard]] std::size_t left() const { return bytes_.size(); }

  private:
    string_view bytes_;
};

struct Packet {
    std::uint32_t tag = 0;
    std::size_t size = 0;
};

std::optional<std::size_t> new_packet_size(Reader& reader) {
    const auto first = reader.number(1);
    if (!first) return std::nullopt;
    if (*first < 192) return *first;
    if (*first < 224) {
        const auto second = reader.number(1);
        return second ? std::optional<std::size_t>((*first - 192) * 256 + *second + 192)
                      : std::nullopt;
    }
    return *first == 255 ? reader.number(4) : std::nullopt;
}

std::optional<Packet> packet_at(Reader& reader) {
    const auto head = reader.number(1);
    if (!head || (*head & 0x80U) == 0) return std::nullopt;
    if ((*head & 0x40U) != 0) {
        const auto size = new_packet_size(reader);
        return size ? std::optional<Packet>({.tag = *head & 0x3FU, .size = *size}) : std::nullopt;
    }
    constexpr std::array<std::size_t, 4> kSizes{1, 2, 4, 0};
    const auto size = reader.number(kSizes[*head & 3U]);
    return size ? std::optional<Packet>({.tag = (*head >> 2U) & 0xFU, .size = *size})
                : std::nullopt;
}

// The public part before the passphrase octet (RFC 9580, 5.5.2), by algorithm.
bool skip_public_part(Reader& reader, std::uint32_t algorithm) {
    const bool has_curve = algorithm == 18 || algorithm == 19 || algorithm == 22;
    if (has_curve) {
        const auto size = reader.number(1);
        if (!size || !reader.take(*size) || !reader.skip_integer()) return false;
        if (algorithm != 18) return true;
        const auto parameters = reader.number(1);
        return parameters && reader.take(*parameters);
    }
    unsigned integers = 0;
    if (algorithm <= 3) integers = 2;   // RSA
    if (algorithm == 16) integers = 3;  // Elgamal
    if (algorithm == 17) integers = 4;  // DSA
    for (unsigned i = 0; i < integers; ++i)
        if (!reader.skip_integer()) return false;
    return integers > 0;
}

}  // namespace

ContainerState der_state(string_view bytes) {
    Reader reader(bytes);
    const auto tag = reader.number(1);
    const auto first = reader.number(1);
    if (!tag || !first || *tag != kSequenceTag) return ContainerState::unknown;
    std::size_t size = *first;
    if (*first >= 0x80) {
        const std::size_t digits = *first & 0x7FU;
        if (digits == 0 || digits > 3) return ContainerState::unknown;
        const auto long_size = reader.number(digits);
        if (!long_size) return ContainerState::truncated;
        size = *long_size;
    }
    if (size > reader.left()) return ContainerState::truncated;
    return size < kDerBytesMin ? ContainerState::unknown : ContainerState::whole;
}

ContainerState openssh_state(string_view bytes) {
    if (!bytes.starts_with(kOpensshMagic)) return ContainerState::unknown;
    Reader reader(bytes.substr(kOpensshMagic.size()));
    const auto cipher = reader.counted();
    const auto derivation = reader.counted();
    const auto options = reader.counted();
    const auto keys = reader.number(4);
    const auto public_key = reader.counted();
    const auto private_part = reader.counted();
    if (!cipher || !derivation || !options || !keys || !public_key || !private_part)
        return ContainerState::truncated;
    return *cipher == "none" ? ContainerState::whole : ContainerState::protected_by_passphrase;
}

ContainerState openpgp_state(string_view bytes) {
    constexpr std::uint32_t kSecretKeyTag = 5;
    Reader reader(bytes);
    const auto packet = packet_at(reader);
    if (!packet || packet->tag != kSecretKeyTag) return ContainerState::unknown;
    if (packet->size > reader.left()) return ContainerState::truncated;
    const auto version = reader.number(1);
    const auto created = reader.number(4);
    const auto algorithm = reader.number(1);
    if (!version || !created || !algorithm || *version != 4) return ContainerState::whole;
    if (!skip_public_part(reader, *algorithm)) return ContainerState::whole;
    const auto usage = reader.number(1);
    return usage && *usage != 0 ? ContainerState::protected_by_passphrase : ContainerState::whole;
}

}  // namespace curfew::match
