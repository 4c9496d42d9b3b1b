/// The keyed identity of a secret: safe to store, compare and print.
///
/// The written form is `cf1:<key id>:<32 hex>`: the first 16 bytes of HMAC-SHA-256 of the secret's
/// canonical bytes under a key. The key is the organisation's, or, where there is none, the public
/// one ("pub"); under the public key a value that could be guessed goes through a slow derivation
/// first (design.md 5).
///
/// Owns:     Fingerprinter owns its key and wipes it.
/// Threads:  immutable; safe from many.
/// Cost:     about 1 µs; a guessable value under the public key about 3 ms, so only when written.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "scanner/core/digest.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"

namespace curfew::core {

/// The identity of a secret inside one run, under the run's random key. Never written anywhere.
struct RunFingerprint {
    Digest bytes{};

    friend auto operator<=>(const RunFingerprint&, const RunFingerprint&) = default;
};

/// The written identity.
class Fingerprint {
  public:
    /// From `cf1:<key id>:<32 hex>`. Errors: invalid_input.
    [[nodiscard]] static Result<Fingerprint> parse(std::string_view text);

    [[nodiscard]] const std::string& key_id() const { return key_id_; }
    [[nodiscard]] std::string text() const;

    friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;

  private:
    friend class Fingerprinter;
    Fingerprint(std::string key_id, std::array<std::uint8_t, 16> bytes)
        : key_id_(std::move(key_id)), bytes_(bytes) {}

    std::string key_id_;
    std::array<std::uint8_t, 16> bytes_;
};

/// Makes written fingerprints under one key.
class Fingerprinter {
  public:
    /// The public key, known to everyone; key id "pub".
    [[nodiscard]] static Fingerprinter with_public_key();

    /// An organisation's key of 32 bytes; its id is the first 8 hex digits of the key's SHA-256.
    /// Errors: invalid_input when the key is not 32 bytes.
    [[nodiscard]] static Result<Fingerprinter> with_key(const SecretString& key);

    [[nodiscard]] const std::string& key_id() const { return key_id_; }
    [[nodiscard]] Fingerprint of(const SecretString& canonical) const;

  private:
    Fingerprinter(std::string key_id, SecretString key, bool is_public);

    std::string key_id_;
    SecretString key_;
    bool is_public_;
};

/// Makes identities for one run; the key is random and dies with it.
class RunFingerprinter {
  public:
    RunFingerprinter() : key_(random_digest()) {}
    [[nodiscard]] RunFingerprint of(const SecretString& canonical) const;

  private:
    Digest key_;
};

/// Whether a value could be guessed: its length and alphabet leave fewer than 64 bits.
[[nodiscard]] bool is_guessable(const SecretString& canonical);

}  // namespace curfew::core

template <>
struct std::hash<curfew::core::RunFingerprint> {
    std::size_t operator()(const curfew::core::RunFingerprint& who) const noexcept {
        std::size_t head = 0;
        std::memcpy(&head, who.bytes.data(), sizeof head);
        return head;
    }
};
