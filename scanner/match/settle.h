/// Of detections that overlap, the better founded one stays; the others are named in it.
///
/// Better: confirmed over unconfirmed, a provider's signature over a generic one, higher
/// confidence, the longer one, then the signature's id, so that the outcome depends on nothing
/// else. What is a secret part of another of the same provider is named in that one, too.
///
/// Threads:  pure function.
/// Units:    spans are bytes of one blob.
#pragma once

#include <string_view>
#include <vector>

#include "scanner/match/candidate.h"

namespace curfew::match {

/// The provider id of signatures that belong to nobody in particular.
inline constexpr std::string_view kGenericProvider = "generic";

/// Leaves no two detections that overlap, in order of their begin.
void settle(std::vector<Detection>& detections);

}  // namespace curfew::match
