/// The value that stands at a place: quoted in one way or another, a block, or bare.
///
/// Threads:  pure functions.
/// Not here: how one gets to that place (assignment_syntax.h).
#pragma once

#include <optional>

#include "scanner/core/bytes.h"
#include "scanner/match/assignment_syntax.h"
#include "scanner/match/cursor.h"

namespace curfew::match {

struct ReadValue {
    core::Span span;
    Quoting quoting = Quoting::none;
    bool goes_on_as_code = false;
};

/// A string literal here: "…" '…' `…` """…""" \"…\" &quot;…&quot;, with the prefixes languages
/// know.
[[nodiscard]] std::optional<ReadValue> read_quoted(Cursor cursor);

/// Up to the next blank, quote or what ends a value here.
[[nodiscard]] std::optional<ReadValue> read_bare(Cursor cursor, bool is_in_query);

/// A YAML block scalar's only line: the cursor stands at `|` or `>`.
[[nodiscard]] std::optional<ReadValue> read_block(Cursor cursor);

/// The literal inside a conversion (`[]byte("v")`, `String.from("v")`) or the default of a lookup
/// (`getenv("X", "v")`, `ENV.fetch("X", "v")`).
[[nodiscard]] std::optional<ReadValue> read_wrapped(Cursor cursor);

}  // namespace curfew::match
