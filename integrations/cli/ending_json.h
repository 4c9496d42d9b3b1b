/// One ending as JSON: in the journal, and in the report that goes into an incident file.
///
/// No secret stands in an Ending, so none stands here.
///
/// Threads:  pure functions.
/// Errors:   corrupt for JSON that is no ending.
/// Source:   scanner/report/revocation.schema.json, `ending`.
/// Not here: the journal's file (journal_file.h), the report (revocation_report.h).
#pragma once

#include <boost/json/value.hpp>

#include "scanner/core/result.h"
#include "scanner/core/validity_window.h"
#include "scanner/provider/journal.h"
#include "scanner/report/json_writer.h"

namespace curfew::cli {

/// One end of a validity window, as scan's reports write it.
void write_end(report::JsonWriter& json, const core::End& end);

/// The members `before`, `binding`, `request` and `proof`, into an object that is open: what was
/// seen and done so far.
void write_course_members(report::JsonWriter& json, const provider::Ending& ending);

/// The members `outcome`, `reason`, `needs_person` and `ask_again_at`.
void write_outcome_members(report::JsonWriter& json, const provider::Ending& ending);

/// Reads what both of the above wrote; what is absent stays as it is made.
[[nodiscard]] core::Result<provider::Ending> ending_from(const boost::json::value& value);

}  // namespace curfew::cli
