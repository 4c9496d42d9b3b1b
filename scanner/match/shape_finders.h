/// The finders behind find_shape, one a shape; each starts from the span of a keyword or literal.
///
/// Threads:  pure functions.
#pragma once

#include <vector>

#include "scanner/match/candidate.h"
#include "scanner/match/shapes.h"

namespace curfew::match {

void find_assignment(const ShapeInput& input, std::vector<Detection>& found);
void find_url_userinfo(const ShapeInput& input, std::vector<Detection>& found);
void find_private_key(const ShapeInput& input, std::vector<Detection>& found);
void find_authorization(const ShapeInput& input, std::vector<Detection>& found);
void find_jwt(const ShapeInput& input, std::vector<Detection>& found);

}  // namespace curfew::match
