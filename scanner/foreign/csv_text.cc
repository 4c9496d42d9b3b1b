#include "scanner/foreign/csv_text.h"

#include <algorithm>

#include "scanner/core/secret_string.h"

namespace curfew::foreign {

using core::Error;
using core::ErrorKind;
using core::Result;

void CsvText::wipe() {
    for (std::string& field : fields_) core::wipe_memory(field.data(), field.size());
    fields_.clear();
}

Result<void> CsvText::take_quoted(std::string& field) {
    const std::uint64_t begin = line_;
    text_.remove_prefix(1);
    while (true) {
        const std::size_t quote = text_.find('"');
        if (quote == text_.npos) {
            return Error(ErrorKind::corrupt,
                         "line " + std::to_string(begin) +
                             ": a quoted field is never closed; the report breaks off, write it "
                             "again");
        }
        const std::string_view piece = text_.substr(0, quote);
        field += piece;
        line_ += static_cast<std::uint64_t>(std::ranges::count(piece, '\n'));
        text_.remove_prefix(quote + 1);
        if (!text_.starts_with('"')) return {};
        field += '"';
        text_.remove_prefix(1);
    }
}

Result<void> CsvText::take_field() {
    std::string& field = fields_.emplace_back();
    if (text_.starts_with('"')) TRY(take_quoted(field));
    const std::size_t end = std::min(text_.find_first_of(",\n"), text_.size());
    field += text_.substr(0, end);
    text_.remove_prefix(end);
    const bool ends_record = text_.empty() || text_.front() == '\n';
    if (ends_record && field.ends_with('\r')) field.pop_back();
    return {};
}

Result<bool> CsvText::next() {
    wipe();
    while (text_.starts_with('\n') || text_.starts_with("\r\n")) {
        text_.remove_prefix(text_.find('\n') + 1);
        ++line_;
    }
    record_line_ = line_;
    if (text_.empty()) return false;
    while (true) {
        TRY(take_field());
        const bool goes_on = text_.starts_with(',');
        if (text_.starts_with('\n')) ++line_;
        if (!text_.empty()) text_.remove_prefix(1);
        if (!goes_on) return true;
    }
}

}  // namespace curfew::foreign
