/// What `[signature.end]` has to say before anything is ended by it: which id is this credential's,
/// and how that is known.
///
/// Threads:  safe from many.
/// Errors:   none; complains with line and column.
/// Source:   the order of a safe revocation; deleting the first entry of a listing ends a
/// stranger's. Not here: the names in braces (request_check.h).
#pragma once

#include "scanner/rules/document.h"
#include "scanner/rules/signature.h"

namespace curfew::rules {

/// `table` is the signature's.
void check_ending(const Signature& signature, const Node& table, const FileComplaints& complain);

}  // namespace curfew::rules
