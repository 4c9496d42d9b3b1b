/// Long runs of [A-Za-z0-9-]: where the random part of a token may stand.
///
/// Most patterns ask for at least kRunBytesMin such letters in a row. In source text such runs are
/// rare, so the literals and keywords of these patterns (thousands, short and common ones among
/// them) are looked for around runs only, and not in every byte.
///
/// Threads:  pure functions.
/// Units:    offsets are bytes.
/// Cost:     a twentieth of a nanosecond for each byte with AVX2, else a twelfth.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/match/pattern_syntax.h"

namespace curfew::match {

/// With 20, the windows in front of runs are 6 % of source text; with 16 they are 11 %, with 32,
/// where few signatures would be left, 2 % (measured on 64 MiB of headers, scripts and manuals).
inline constexpr std::size_t kRunBytesMin = 20;

/// The first run of at least kRunBytesMin bytes that begins at `from` or later; empty at the end of
/// the text when there is none. `from` must not lie inside a run.
[[nodiscard]] core::Span next_run(std::string_view text, std::size_t from);

/// The same as a processor with the least instructions does it; `next_run` chooses.
[[nodiscard]] core::Span next_run_baseline(std::string_view text, std::size_t from);

/// How far after its begin every match has kRunBytesMin letters of runs in a row, as its outline
/// tells; npos when the outline does not promise any.
[[nodiscard]] std::size_t run_offset(std::span<const ByteSet> outline);

}  // namespace curfew::match
