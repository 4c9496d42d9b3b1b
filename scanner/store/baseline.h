/// Fingerprints that are known already, with reason and end date: baselines and .curfewignore.
///
/// First line: "curfew-baseline 1 <key id>" or "curfew-ignore 1 <key id>"; then one fingerprint a
/// line, sorted, each optionally followed by "until=YYYY-MM-DD" and "# reason". No line numbers.
///
/// Threads:  immutable once read.
/// Errors:   invalid_input with file and line; a baseline of another key is invalid_input that
/// names
///           both key ids, never "no match".
/// Source:   design.md 5.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/fingerprint.h"
#include "scanner/core/instant.h"
#include "scanner/core/result.h"

namespace curfew::store {

struct BaselineEntry {
    std::string reason;
    std::optional<core::Instant> until;
};

class Baseline {
  public:
    enum class Kind { baseline, ignore_file };

    Baseline(Kind kind, std::string key_id) : kind_(kind), key_id_(std::move(key_id)) {}

    /// `name` goes into errors. `key_id` is the one fingerprints are made with now.
    [[nodiscard]] static core::Result<Baseline> parse(std::string_view text, std::string_view name,
                                                      std::string_view key_id);

    void add(const core::Fingerprint& fingerprint, BaselineEntry entry);
    [[nodiscard]] const BaselineEntry* find(const core::Fingerprint& fingerprint) const;
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] Kind kind() const { return kind_; }

    /// The file's text: `parse` of it gives the same baseline.
    [[nodiscard]] std::string text() const;

  private:
    Kind kind_;
    std::string key_id_;
    std::map<core::Fingerprint, BaselineEntry> entries_;
};

}  // namespace curfew::store
