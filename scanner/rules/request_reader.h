/// The tables `[signature.ask]` and `[signature.end]` to their rules; the keys are those of
/// signatures/FORMAT.md.
///
/// Threads:  safe from many.
/// Errors:   none; complains with line and column.
/// Not here: rules that need more than one table (request_check.h, ending_check.h).
#pragma once

#include "scanner/rules/document.h"
#include "scanner/rules/provider_rules.h"

namespace curfew::rules {

void read_ask(const Node& table, const FileComplaints& complain, AskRule& ask);

void read_end(const Node& table, const FileComplaints& complain, EndRule& end);

/// One `[[signature.scripted]]`.
[[nodiscard]] ScriptedAnswer read_scripted(const Node& table, const FileComplaints& complain);

}  // namespace curfew::rules
