/// A NUL-terminated copy of a secret for a library that wants one; wiped when it goes.
///
/// Threads:  one thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "scanner/core/secret_string.h"

namespace curfew::http {

class WipedText {
  public:
    WipedText() = default;
    explicit WipedText(std::string_view text) : text_(text) {}
    WipedText(const WipedText&) = delete;
    WipedText& operator=(const WipedText&) = delete;
    WipedText(WipedText&&) = delete;
    WipedText& operator=(WipedText&&) = delete;
    ~WipedText() { core::wipe_memory(text_.data(), text_.size()); }

    /// Makes room first, so that growing leaves no copy behind.
    void reserve(std::size_t size) { text_.reserve(size); }
    /// Appends; the caller has reserved enough.
    void append(std::string_view more) { text_.append(more); }

    [[nodiscard]] const char* c_str() const { return text_.c_str(); }

  private:
    std::string text_;
};

}  // namespace curfew::http
