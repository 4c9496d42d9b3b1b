/// Fingerprints that are known already, with reason and end date: baselines and .curfewignore.
///
/// First line: "curfew-baseline 1 <key id>" or "curfew-ignore 1 <key id>"; then one fingerprint a
/// line, sorted when written, each optionally followed by "until=YYYY-MM-DD" (the last day, UTC)
/// and
/// "# reason". Empty lines and lines that begin with "#" say nothing. No line numbers.
///
/// Threads:  immutable once read.
/// Errors:   invalid_input with file and line; a baseline of another key is invalid_input that
/// names
///           both key ids, never "no match".
/// Source:   design.md 5.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/fingerprint.h"
#include "scanner/core/instant.h"
#include "scanner/core/result.h"

namespace curfew::store {

struct BaselineEntry {
    std::string reason;                  ///< one line
    std::optional<core::Instant> until;  ///< half-open: the midnight after the last day

    /// Whether it still counts at `as_of`.
    [[nodiscard]] bool covers(core::Instant as_of) const { return !until || as_of < *until; }

    friend bool operator==(const BaselineEntry&, const BaselineEntry&) = default;
};

class Baseline {
  public:
    enum class Kind { baseline, ignore_file };

    Baseline(Kind kind, std::string key_id) : kind_(kind), key_id_(std::move(key_id)) {}

    /// `name` goes into errors. `key_id` is the one fingerprints are made with now.
    [[nodiscard]] static core::Result<Baseline> parse(std::string_view text, std::string_view name,
                                                      std::string_view key_id);

    /// The reason becomes one line, `until` the end of its day. A fingerprint of another key is a
    /// check: `parse` refuses it.
    void add(const core::Fingerprint& fingerprint, BaselineEntry entry);
    [[nodiscard]] const BaselineEntry* find(const core::Fingerprint& fingerprint) const;
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] Kind kind() const { return kind_; }

    /// The file's text: `parse` of it gives the same baseline.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const Baseline&, const Baseline&) = default;

  private:
    Kind kind_;
    std::string key_id_;
    std::map<core::Fingerprint, BaselineEntry> entries_;
};

}  // namespace curfew::store
