/// The neighbours of a password inside a connection string: `Server=…;User Id=…;Password=…;`,
/// `jdbc:…?user=…&password=…`, `host=… user=… password=…`.
///
/// Threads:  pure functions.
/// Units:    spans are bytes of the text.
/// Not here: URLs with user:password@ (shape_url_userinfo.cc).
#pragma once

#include <optional>
#include <string_view>

#include "scanner/core/bytes.h"

namespace curfew::match {

struct ConnectionParts {
    core::Span user;  // empty when not given
    core::Span host;
};

/// Nothing unless a host or a user stands in the same line within kConnectionBytes, tied with `=`.
[[nodiscard]] std::optional<ConnectionParts> connection_around(std::string_view text,
                                                               core::Span password);

inline constexpr std::size_t kConnectionBytes = 300;

}  // namespace curfew::match
