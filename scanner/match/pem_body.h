/// The base64 body of a PEM-like block as it stands in files: plain, indented, in a JSON string
/// with
/// `\n`, in string literals that are joined, behind `#`, `//` or `+` at each line.
///
/// Threads:  pure functions.
/// Units:    spans are bytes of the text.
/// Not here: what the decoded bytes mean (key_container.h).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/bytes.h"

namespace curfew::match {

/// A PEM key of 16,384 bits is about 13 KiB; PGP keys with pictures and many subkeys are larger.
inline constexpr std::size_t kPemBytesMax = 64U << 10U;

struct PemBody {
    std::string base64;   ///< without anything between
    std::string headers;  ///< "Proc-Type: 4,ENCRYPTED" and the like
    core::Span span;      ///< from `begin` to behind the END line, or to where the body stops
    bool has_end = false;
};

/// `begin` is right behind the dashes of the BEGIN line.
[[nodiscard]] std::optional<PemBody> read_pem_body(std::string_view text, std::size_t begin);

}  // namespace curfew::match
