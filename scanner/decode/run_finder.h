/// Finds stretches of base-64 letters that are long enough to hold something.
///
/// Cost:     four vector comparisons for 16 bytes where SSE2 is there; this pass over every byte of
///           every blob is what decoders cost ordinary text.
/// Not here: whether it decodes (base64_text.h).
#pragma once

#include <cstddef>
#include <string_view>

#include "scanner/core/bytes.h"

namespace curfew::decode {

/// Shorter runs are words.
inline constexpr std::size_t kBase64LettersMin = 16;

/// The first run of at least kBase64LettersMin letters at or after `from`; empty, at the end, when
/// there is none. The letter before `from` is not looked at.
[[nodiscard]] core::Span next_base64_run(std::string_view text, std::size_t from);

/// The same, a letter at a time: for other processors, and the twin in the tests.
[[nodiscard]] core::Span next_base64_run_plainly(std::string_view text, std::size_t from);

}  // namespace curfew::decode
