/// The name=value fields of a signed URL, a cookie or a connection string.
///
/// Takes any text: fields stand between `?`, `&`, `;`, `#`, white space and quotes. Names compare
/// caseless; values are percent-decoded. A field that is there twice with different values is told
/// apart: nobody knows which one counts.
///
/// Owns:     copies of the values. Bounded: kFieldsMax fields.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curfew::lifetime {

class QueryFields {
  public:
    explicit QueryFields(std::string_view text);

    /// The value, decoded; nothing when there is none. Two different values: the first.
    [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;

    /// The first of `names` that stands there twice with different values, or empty.
    [[nodiscard]] std::string_view ambiguous(std::initializer_list<std::string_view> names) const;

  private:
    std::vector<std::pair<std::string_view, std::string>> fields_;
};

}  // namespace curfew::lifetime
