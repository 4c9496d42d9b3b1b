/// Lines of text for a terminal: labelled fields that wrap, and colours where they are wanted.
///
/// Owns:     the text.
/// Threads:  one thread at a time.
/// Units:    columns of a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace curfew::report {

enum class Paint { plain, bold, dim, red, bright_red, yellow, cyan, green };

class Page {
  public:
    /// A field's text begins this far from the left, after two spaces and its label.
    static constexpr std::size_t kFieldIndent = 17;

    Page(std::size_t width, bool uses_color);

    /// `text` in a colour, if this page has colours.
    [[nodiscard]] std::string painted(Paint paint, std::string_view text) const;

    [[nodiscard]] std::size_t width() const { return width_; }

    /// One line as it is; whoever calls it sees to its width.
    void line(std::string_view text = {});

    /// `label`, then `text`, wrapped at blanks and aligned. A word longer than the line stays
    /// whole, so that paths and addresses can be copied. A line break stays one.
    void field(std::string_view label, std::string_view text);

    /// The same for a text without label, from column `indent` on.
    void paragraph(std::string_view text, std::size_t indent);

    [[nodiscard]] std::string take() && { return std::move(text_); }

  private:
    void wrapped(std::string_view text, std::size_t indent, std::size_t column);

    std::size_t width_;
    bool uses_color_;
    std::string text_;
};

}  // namespace curfew::report
