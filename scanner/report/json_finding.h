/// One finding and the parts of a report as JSON, shared by the JSON and the JSONL report.
///
/// Threads:  pure functions.
/// Source:   schema.json.
#pragma once

#include "scanner/report/json_writer.h"
#include "scanner/report/render.h"
#include "scanner/report/scan_report.h"

namespace curfew::report {

/// The members of a finding, into an object that is open.
void write_finding_members(JsonWriter& json, const Finding& finding, const RenderOptions& options);

/// The members of one kind of skip, into an object that is open.
void write_skipped_members(JsonWriter& json, const SkippedCount& skipped);

/// The numbers of what was gone through, into an object that is open.
void write_covered_members(JsonWriter& json, const core::Covered& covered);

/// What a whole report says of itself: version, tool, as_of, key, policy, counts.
void write_head_members(JsonWriter& json, const ScanReport& report);

}  // namespace curfew::report
