/// One entry of a report, in each tool's shape.
///
/// Threads:  pure functions.
/// Errors:   a sentence that says which member is wrong; never what stands in it.
/// Not here: which shape a report has (foreign_report.cc).
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "scanner/foreign/foreign_finding.h"
#include "scanner/foreign/json_text.h"

namespace curfew::foreign {

/// An entry that was read, or why not: `problem` is empty then.
struct ReadEntry {
    ForeignFinding finding;
    std::string problem{};
    bool is_dismissed = false;  ///< a person has said over there that it is no secret
};

[[nodiscard]] ReadEntry read_gitleaks(const boost::json::value& entry);
[[nodiscard]] ReadEntry read_betterleaks(const boost::json::value& entry);
[[nodiscard]] ReadEntry read_trufflehog(const boost::json::value& entry);
[[nodiscard]] ReadEntry read_kingfisher(const boost::json::value& entry);
/// `path`: the file under whose name the entry stands.
[[nodiscard]] ReadEntry read_detect_secrets(const boost::json::value& entry, std::string_view path);
/// `tool`: as the run names it, in lower case.
[[nodiscard]] ReadEntry read_sarif(const boost::json::value& entry, std::string_view tool);

/// Puts what stands where the secret belongs into the finding: whole, or what redaction left of it.
void take_secret(ForeignFinding& finding, std::string_view shown);

/// A line that tells what belongs to the secret.
void add_companion(ForeignFinding& finding, std::string_view name, std::string_view value);

/// RFC 3339, a date, or "2024-05-01 12:00:00 +0200" as git and TruffleHog write it.
[[nodiscard]] std::optional<core::Instant> instant_from(std::string_view text);

/// "Jane <jane@example.com>"; either may be missing.
[[nodiscard]] std::string author_from(std::string_view name, std::string_view address);

}  // namespace curfew::foreign
