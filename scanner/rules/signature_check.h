/// Rules of a signature that need more than one field: what is found by what, examples that fit,
/// facts with sources.
///
/// Not here: whether a pattern compiles and finds its examples (scanner/match, tests/signatures).
#pragma once

#include "scanner/rules/document.h"
#include "scanner/rules/signature_reader.h"

namespace curfew::rules {

void check_provider(const ReadFile& file, const Node& root, const FileComplaints& complain);

void check_signature(const ReadSignature& read, const Provider& provider,
                     const FileComplaints& complain);

}  // namespace curfew::rules
