/// What a report says of a finding in words: the same words in text, SARIF and gate.
///
/// Nothing here is escaped for a terminal except paths and authors, which come from outside.
///
/// Threads:  pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/report/finding.h"

namespace curfew::report {

/// "2026-01-03", in UTC.
[[nodiscard]] std::string day_of(core::Instant at);

/// "2026-01-03 → never (catalogue)": from when to when the provider accepts it, and how we know.
[[nodiscard]] std::string accepted_text(const core::ValidityWindow& window, core::Instant as_of);

/// "2024-05-01 → now (still there)": from when to when it could be read.
[[nodiscard]] std::string readable_text(const Finding& finding);

/// "2 y 41 d and counting": readable and accepted at once.
[[nodiscard]] std::string live_text(const Finding& finding);

/// "live, said api.acme.example at 2026-11-23T12:00:00Z (200, login)", or why nobody was asked.
[[nodiscard]] std::string verdict_text(const Verdict& verdict);

/// "config/deploy.yml:14:9", with its containers; for a place without path what it is.
[[nodiscard]] std::string where_text(const core::Place& place);

/// "1a2b3c4d5e6f, 2024-05-01, Jane <jane@example.org>".
[[nodiscard]] std::string commit_text(const core::CommitFacts& commit);

/// How this kind is ended, whether or not it is worth the trouble now. One sentence a line.
[[nodiscard]] std::string how_to_end(const rules::Signature& signature);

/// What a person should do now about this one. One sentence a line.
[[nodiscard]] std::string advice_for(const Finding& finding);

/// "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);

/// "1 commit", "1,234 commits".
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view noun);

/// "512 B", "12.3 MiB".
[[nodiscard]] std::string byte_text(std::uint64_t bytes);

}  // namespace curfew::report
