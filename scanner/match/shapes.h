/// The shapes that are code, not patterns: assignments, credentials in URLs, private keys,
/// authorization headers, JWTs. Each starts from a keyword or literal of its signature.
///
/// A shape proposes candidates with exact borders, canonical bytes, a confidence and reasons; the
/// detector settles overlaps with everything else and drops what is below `kConfidenceMin`.
///
/// Threads:  pure functions.
/// Cost:     called once for each keyword hit: the cheap refusals come first.
/// Not here: is this value real or a stand-in (placeholder.h).
#pragma once

#include <vector>

#include "scanner/match/candidate.h"
#include "scanner/match/detector.h"

namespace curfew::match {

/// Below this a candidate is not worth keeping.
inline constexpr double kConfidenceMin = 0.2;

struct ShapeInput {
    core::BlobView bytes;
    const BlobContext& context;
    const rules::Signature& signature;
    core::Span anchor;  ///< the keyword or literal that was found
};

/// Appends what the code of `input.signature.shape` finds at this anchor. Never called for
/// Shape::pattern.
void find_shape(const ShapeInput& input, std::vector<Detection>& found);

}  // namespace curfew::match
