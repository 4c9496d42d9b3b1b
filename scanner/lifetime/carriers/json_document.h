/// A JSON text, read once and looked into by name; the library behind it stays in the .cc file.
///
/// Owns:     JsonDocument holds the parsed value; JsonView borrows from it.
/// Threads:  immutable.
/// Errors:   invalid_input for text that is not JSON; exhausted past kStructureDepthMax levels or
///           kCarrierBytesMax bytes.
/// Source:   RFC 8259; of two members with one name the last counts.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/result.h"

namespace curfew::lifetime {

class JsonView {
  public:
    [[nodiscard]] bool is_object() const;
    [[nodiscard]] bool is_array() const;
    [[nodiscard]] bool is_null() const;

    /// A member of an object; nothing when this is no object or has no such member.
    [[nodiscard]] std::optional<JsonView> find(std::string_view name) const;

    /// The text of a string; nothing for anything else.
    [[nodiscard]] std::optional<std::string_view> text() const;
    [[nodiscard]] std::optional<double> number() const;

    /// Elements of an array; zero for anything else.
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] JsonView at(std::size_t index) const;

    /// Calls `on_member` for each member of an object, in the order of the text.
    void for_each(
        const std::function<void(std::string_view name, JsonView value)>& on_member) const;

    /// The text of a string member, empty when there is none.
    [[nodiscard]] std::string text_at(std::string_view name) const;

  private:
    friend class JsonDocument;
    explicit JsonView(const void* node) : node_(node) {}

    const void* node_;  ///< a boost::json::value
};

class JsonDocument {
  public:
    static core::Result<JsonDocument> parse(std::string_view text);

    [[nodiscard]] JsonView root() const { return JsonView(held_.get()); }

  private:
    explicit JsonDocument(std::shared_ptr<const void> held) : held_(std::move(held)) {}

    std::shared_ptr<const void> held_;
};

}  // namespace curfew::lifetime
