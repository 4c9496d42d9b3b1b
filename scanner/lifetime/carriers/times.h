/// Instants as issuers write them, read without guessing.
///
/// Threads:  pure functions.
/// Errors:   invalid_input with one sentence that names what is wrong.
#pragma once

#include <optional>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/lifetime/carriers/json_document.h"

namespace curfew::lifetime {

/// Seconds since 1970, with or without a fraction (rounded to microseconds). Zero, negative and
/// millisecond-sized numbers are refused: issuers mean different things by them.
[[nodiscard]] core::Result<core::Instant> instant_from_epoch(double seconds);

/// The same from digits, with or without a fraction.
[[nodiscard]] core::Result<core::Instant> instant_from_epoch_text(std::string_view digits);

/// From the number at `name`; nothing when there is no such member or it is null.
[[nodiscard]] core::Result<std::optional<core::Instant>> epoch_member(JsonView object,
                                                                      std::string_view name);

/// "20261122T093000Z": the basic form of ISO 8601, as signed URLs carry it.
[[nodiscard]] core::Result<core::Instant> instant_from_basic(std::string_view text);

/// RFC 3339, and what Azure allows besides: only a date, or no seconds, or seven digits of a
/// fraction; always UTC where no offset stands.
[[nodiscard]] core::Result<core::Instant> instant_from_azure(std::string_view text);

/// `at` + `span`; nothing past the year 9999.
[[nodiscard]] std::optional<core::Instant> later_by(core::Instant at, core::Duration span);

/// The earlier of two; the one that is there when the other is not.
[[nodiscard]] std::optional<core::Instant> earlier(std::optional<core::Instant> left,
                                                   std::optional<core::Instant> right);
[[nodiscard]] std::optional<core::Instant> later(std::optional<core::Instant> left,
                                                 std::optional<core::Instant> right);

}  // namespace curfew::lifetime
