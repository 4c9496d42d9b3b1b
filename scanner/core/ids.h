/// Names that must not be swapped: each a type of its own.
///
/// Threads:  immutable values.
/// Not here: who acts (principal), a secret's identity (fingerprint.h).
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace curfew::core {

/// The name of a git object: SHA-1 over its header and bytes. All zero names nothing.
struct ObjectId {
    std::array<std::uint8_t, 20> bytes{};

    [[nodiscard]] bool is_zero() const { return *this == ObjectId{}; }

    /// 40 lower-case hexadecimal digits.
    [[nodiscard]] std::string hex() const;

    /// From exactly 40 hexadecimal digits; nothing otherwise.
    [[nodiscard]] static std::optional<ObjectId> from_hex(std::string_view text);

    friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

/// A git object that is a commit.
struct CommitId {
    ObjectId object;

    friend auto operator<=>(const CommitId&, const CommitId&) = default;
};

/// A signature's name in the catalogue, for example "github-pat-classic".
struct SignatureId {
    std::string value;

    friend auto operator<=>(const SignatureId&, const SignatureId&) = default;
};

}  // namespace curfew::core

template <>
struct std::hash<curfew::core::ObjectId> {
    std::size_t operator()(const curfew::core::ObjectId& id) const noexcept {
        std::size_t head = 0;  // a SHA-1 is already evenly spread
        std::memcpy(&head, id.bytes.data(), sizeof head);
        return head;
    }
};

template <>
struct std::hash<curfew::core::CommitId> {
    std::size_t operator()(const curfew::core::CommitId& id) const noexcept {
        return std::hash<curfew::core::ObjectId>{}(id.object);
    }
};
