/// JSON from a server that may be hostile: bounded in depth, and refused when an object names a
/// member twice, since the two halves of a conversation could then read two different answers.
///
/// Threads:  pure functions.
/// Units:    levels (core::kStructureDepthMax); the client bounds the bytes.
/// Errors:   invalid_input with what is wrong and none of the text.
/// Source:   RFC 8259 4 (names should be unique), RFC 7493 2.3 (and must be, in I-JSON).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "scanner/core/result.h"

namespace curfew::providers {

/// The object `text` is; anything else is an error.
[[nodiscard]] core::Result<boost::json::object> object_from(std::string_view text);

/// The text of a string member; nothing where there is none or it is no string.
[[nodiscard]] std::optional<std::string> text_at(const boost::json::object& object,
                                                 std::string_view name);

}  // namespace curfew::providers
