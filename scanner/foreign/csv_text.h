/// Comma-separated values of outside origin, a record at a time.
///
/// Owns:     the fields of the last record, wiped: reports hold secrets. Borrows the text.
/// Threads:  one thread.
/// Errors:   corrupt where a quoted field is not closed, with its line.
/// Source:   RFC 4180; a bare line feed ends a record as well.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"

namespace curfew::foreign {

class CsvText {
  public:
    explicit CsvText(std::string_view text) : text_(text) {}
    CsvText(const CsvText&) = delete;
    CsvText& operator=(const CsvText&) = delete;
    CsvText(CsvText&&) = delete;
    CsvText& operator=(CsvText&&) = delete;
    ~CsvText() { wipe(); }

    /// The next record into fields(); false at the end. Empty lines are none.
    [[nodiscard]] core::Result<bool> next();

    [[nodiscard]] const std::vector<std::string>& fields() const { return fields_; }
    /// Where the record begins; counts from 1.
    [[nodiscard]] std::uint64_t line() const { return record_line_; }

  private:
    [[nodiscard]] core::Result<void> take_field();
    [[nodiscard]] core::Result<void> take_quoted(std::string& field);
    void wipe();

    std::string_view text_;
    std::vector<std::string> fields_;
    std::uint64_t line_ = 1;
    std::uint64_t record_line_ = 1;
};

}  // namespace curfew::foreign
