/// Turns a ScanReport into text: the formats people and machines read.
///
/// Threads:  pure functions.
/// Errors:   none while rendering; writing the text is the caller's.
/// Source:   design.md 5; schema.json beside this; SARIF 2.1.0 (OASIS); RFC 4180 for CSV.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/report/scan_report.h"

namespace curfew::report {

enum class Format { text, json, jsonl, sarif, csv };

[[nodiscard]] std::optional<Format> format_from(std::string_view name);
/// By a file's extension: .json, .jsonl, .sarif, .csv, .txt.
[[nodiscard]] std::optional<Format> format_of_path(std::string_view path);

struct RenderOptions {
    bool shows_secrets = false;
    bool shows_suppressed = false;
    bool uses_color = false;
    std::size_t width = 100;  ///< columns of the terminal, text only
    bool is_verbose = false;
    bool tells_verdicts = false;  ///< also why a secret was not asked about
    bool is_gate = false;         ///< text only: what blocks, and the way out
};

[[nodiscard]] std::string render(const ScanReport& report, Format format,
                                 const RenderOptions& options);

[[nodiscard]] std::string render_text(const ScanReport& report, const RenderOptions& options);
[[nodiscard]] std::string render_json(const ScanReport& report, const RenderOptions& options);
[[nodiscard]] std::string render_jsonl(const ScanReport& report, const RenderOptions& options);
[[nodiscard]] std::string render_sarif(const ScanReport& report, const RenderOptions& options);
[[nodiscard]] std::string render_csv(const ScanReport& report, const RenderOptions& options);

/// The secret as a report shows it: the provider's public prefix and the last two characters where
/// at least 20 stay hidden; otherwise only the length.
[[nodiscard]] std::string masked(std::string_view secret, std::string_view public_prefix);

/// Outside bytes for a terminal or a one-line field: control characters and invalid UTF-8 escaped.
[[nodiscard]] std::string printable(std::string_view bytes);

}  // namespace curfew::report
