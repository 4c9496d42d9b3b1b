/// What may be filled into the requests of `[signature.ask]` and `[signature.end]`: a name nobody
/// fills in would be sent as it stands.
///
/// Threads:  safe from many.
/// Errors:   none; complains with line and column.
/// Not here: filling in and sending.
#pragma once

#include "scanner/rules/document.h"
#include "scanner/rules/signature.h"

namespace curfew::rules {

/// `table` is the signature's.
void check_requests(const Signature& signature, const Node& table, const FileComplaints& complain);

}  // namespace curfew::rules
