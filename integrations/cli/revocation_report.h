/// What `curfew revoke` would do, and what came of it: for a person, and for an incident file.
///
/// Threads:  pure functions.
/// Errors:   none while rendering.
/// Source:   scanner/report/revocation.schema.json; exit codes: design.md 4.
/// Not here: making the plan (revocation_plan.h), carrying it out (revocation.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/provider/journal.h"
#include "scanner/provider/provider.h"
#include "scanner/provider/revoker.h"
#include "scanner/report/finding.h"
#include "scanner/report/render.h"
#include "scanner/report/scan_report.h"

namespace curfew::cli {

/// What would be done to one credential. Everything here can be shown: no secret stands in it.
struct EndingPlan {
    provider::Facts facts{};
    provider::Width width = provider::Width::itself;
    unsigned round = 0;  ///< 0 is ended first: the right to mint before the minted
    bool is_admin_configured = false;
    std::string question{};                ///< how it is asked, secrets masked; empty: it cannot be
    std::string request{};                 ///< what ends it, secrets masked; empty: nothing does
    std::optional<std::string> objection;  ///< why it is not ended
    std::vector<std::string> cautions{};   ///< what a person wants to know before the yes
};

struct RevocationItem {
    report::Finding finding;
    EndingPlan plan{};
    std::optional<provider::JournalEntry> earlier{};  ///< the newest record of an earlier run
    bool was_sent = false;                            ///< an earlier run sent its ending
    std::optional<provider::Ending> ending{};         ///< nothing: nothing was tried
};

struct RevocationReport {
    std::string tool_version;
    std::string catalogue;
    core::Instant as_of{};
    std::string key_id;
    std::string journal;  ///< where the record lies; empty in a dry run
    bool is_dry_run = true;
    bool was_stopped = false;
    std::vector<report::SkippedCount> skipped;  ///< what was named and is not among the items
    std::vector<RevocationItem> items;          ///< in the order in which they are ended
};

/// "itself", "bystanders", "principal_wide"; the words of --allow.
[[nodiscard]] std::string_view name_of(provider::Width width);
[[nodiscard]] std::optional<provider::Width> width_from(std::string_view name);

struct OutcomeCounts {
    std::size_t proven = 0;
    std::size_t accepted = 0;
    std::size_t failed = 0;
    std::size_t needs_person = 0;  ///< of the failed
    std::size_t not_begun = 0;
};

[[nodiscard]] OutcomeCounts outcomes_of(const RevocationReport& report);
[[nodiscard]] int exit_code_of(const RevocationReport& report);

[[nodiscard]] std::string revocation_text(const RevocationReport& report, bool is_verbose);
[[nodiscard]] std::string revocation_json(const RevocationReport& report);
[[nodiscard]] std::string revocation_jsonl(const RevocationReport& report);

}  // namespace curfew::cli
