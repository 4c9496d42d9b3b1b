/// Text with a secret in it, written piece by piece for a request, then wiped.
///
/// Owns:     its bytes, in one piece: the size is promised beforehand, so that growing leaves no
///           copy behind.
/// Threads:  one thread at a time.
/// Units:    bytes. An escaped byte takes at most kEscapedBytesMax.
/// Not here: templates (scanner/provider/request_template.h).
#pragma once

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>

#include "scanner/core/check.h"
#include "scanner/core/secret_string.h"

namespace curfew::providers {

/// "\u001F" of one control character.
inline constexpr std::size_t kEscapedBytesMax = 6;

class WipedDraft {
  public:
    explicit WipedDraft(std::size_t size_max) { text_.reserve(size_max); }
    WipedDraft(const WipedDraft&) = delete;
    WipedDraft& operator=(const WipedDraft&) = delete;
    WipedDraft(WipedDraft&&) = delete;
    WipedDraft& operator=(WipedDraft&&) = delete;
    ~WipedDraft() { core::wipe_memory(text_.data(), text_.size()); }

    /// More than was promised is a programmer's error.
    WipedDraft& append(std::string_view more) {
        core::check(text_.size() + more.size() <= text_.capacity());
        text_.append(more);
        return *this;
    }

    /// As a field of application/x-www-form-urlencoded.
    WipedDraft& append_form(std::string_view value) {
        for (const char letter : value) {
            const auto byte = static_cast<unsigned char>(letter);
            const bool is_plain = std::isalnum(byte) != 0 || letter == '-' || letter == '.' ||
                                  letter == '_' || letter == '*';
            if (is_plain) append({&letter, 1});
            else if (letter == ' ') append("+");
            else append("%").append_hexadecimal(byte);
        }
        return *this;
    }

    /// As a JSON string, with its quotes (RFC 8259 7).
    WipedDraft& append_json(std::string_view value) {
        append("\"");
        for (const char letter : value) {
            const auto byte = static_cast<unsigned char>(letter);
            if (byte < ' ') append("\\u00").append_hexadecimal(byte);
            else if (letter == '"' || letter == '\\') append("\\").append({&letter, 1});
            else append({&letter, 1});
        }
        return append("\"");
    }

    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] core::SecretString secret() const { return core::SecretString(text()); }

  private:
    WipedDraft& append_hexadecimal(unsigned char byte) {
        constexpr std::string_view kDigits = "0123456789ABCDEF";
        return append(kDigits.substr(byte >> 4U, 1)).append(kDigits.substr(byte & 0x0FU, 1));
    }

    std::string text_;
};

}  // namespace curfew::providers
