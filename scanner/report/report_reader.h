/// From a JSON or JSONL report of ours back to findings, as far as asking and ending need them:
/// who it is, what kind, the secret and its parts where the report shows them, the window, what is
/// known of its owner, and its places.
///
/// Owns:     the findings; signatures are borrowed from the catalogue.
/// Threads:  pure functions.
/// Errors:   corrupt where the text is a report by its first words and not by the rest; unsupported
///           for another schema version.
/// Not here: reports of other tools.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"
#include "scanner/report/finding.h"
#include "scanner/rules/catalog.h"

namespace curfew::report {

struct ReadFinding {
    /// `signature` is null where the catalogue does not know the kind any more; `secret` is empty
    /// where the report does not show it.
    Finding finding;
    std::string signature_id;
};

/// Whether the text is one of our reports, by how it begins.
[[nodiscard]] bool is_report(std::string_view text);

[[nodiscard]] core::Result<std::vector<ReadFinding>> read_report(std::string_view text,
                                                                 const rules::Catalog& catalog);

}  // namespace curfew::report
