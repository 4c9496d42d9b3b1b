/// Writes JSON piece by piece into one string, in the order it is told: no tree, no allocation per
/// value, nothing at program start.
///
/// Our own instead of Boost.JSON, because a report is only ever written here: members keep the
/// order of the schema, bytes that are not UTF-8 get a stated form, and the lean program's start
/// has no further static objects.
///
/// Owns:     the text.
/// Threads:  one thread at a time.
/// Errors:   none; a call that would make broken JSON (a member outside an object) is a check.
/// Source:   RFC 8259.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace curfew::report {

class JsonWriter {
  public:
    enum class Style { one_line, indented };

    explicit JsonWriter(Style style) : style_(style) {}

    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }

    /// The name of the member whose value is written next.
    void name(std::string_view member);

    /// Text; a byte that is not UTF-8 becomes U+FFFD.
    void value(std::string_view text);
    void value(const char* text) { value(std::string_view(text)); }
    void value(const std::string& text) { value(std::string_view(text)); }
    void value(bool truth) { raw(truth ? "true" : "false"); }
    void value(std::integral auto number) { raw(std::to_string(number)); }
    /// Three digits after the point at most.
    void value(double number);

    template <typename T>
    void member(std::string_view member_name, const T& member_value) {
        name(member_name);
        value(member_value);
    }

    /// The same, but only where there is text: what does not exist is absent.
    void member_if(std::string_view member_name, std::string_view text);

    /// Bytes that are nearly always text. Where they are not UTF-8, `NAME_bytes` holds them in
    /// base64, so that nothing is lost.
    void member_bytes(std::string_view member_name, std::string_view bytes);

    [[nodiscard]] std::string take() &&;

  private:
    void open(char bracket);
    void close(char bracket);
    void raw(std::string_view text);
    void separate();
    void break_line();
    void quote(std::string_view text);

    Style style_;
    std::string text_;
    std::vector<bool> has_members_;  // one entry per open bracket
    bool is_after_name_ = false;
};

}  // namespace curfew::report
