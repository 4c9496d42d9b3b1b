/// The body of an answer as JSON that can be trusted to mean one thing.
///
/// An object that says a name twice means what its reader takes for it: such a body is read as
/// none. Numbers keep every digit: one that no 64-bit integer holds is a double, and no id.
///
/// Threads:  pure functions.
/// Units:    at most kStructureDepthMax levels deep; bodies are bounded by the client.
/// Errors:   nothing, for what is no JSON, too deep, or ambiguous.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace curfew::provider {

[[nodiscard]] std::optional<boost::json::value> parsed_answer(std::string_view body);

/// RFC 6901; null where nothing stands there. An empty pointer is the document itself.
[[nodiscard]] const boost::json::value* value_at(const boost::json::value& document,
                                                 std::string_view pointer);

/// Numbers and booleans as JSON writes them, texts without their quotes.
[[nodiscard]] std::string text_of(const boost::json::value& value);

/// A text or a whole number that was read exactly and can name something; nothing otherwise.
[[nodiscard]] std::optional<std::string> name_in(const boost::json::value& document,
                                                 std::string_view pointer);

}  // namespace curfew::provider
