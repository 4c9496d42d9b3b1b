/// A value that begins like an issuer's token and is none of its tokens was cut off or made up: the
/// generic finding of it is doubted.
///
/// Threads:  pure function.
/// Not here: names that contradict a value (issuer_forms.h).
#pragma once

#include <vector>

#include "scanner/match/candidate.h"

namespace curfew::match {

/// `literal` is where a literal of `issuer`'s was found that no match of its pattern holds; lowers
/// the generic tokens among the last of `found` that begin there.
void cast_doubt(const rules::Signature& issuer, core::Span literal, std::vector<Detection>& found);

}  // namespace curfew::match
