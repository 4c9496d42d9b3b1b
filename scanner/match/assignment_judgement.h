/// How likely the value that was assigned to a secret's name is a secret: the name's word, the
/// value's texture and the kind of text around, weighed together.
///
/// Threads:  pure functions.
/// Units:    confidence is 0 to 1. 0.35 means more likely than not worth showing. What was only
///           read beside a name never passes kAssignedConfidenceMax: the name may lie.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/match/assignment_syntax.h"
#include "scanner/match/secret_name.h"

namespace curfew::match {

inline constexpr double kAssignedConfidenceMax = 0.9;

struct Claim {
    std::string_view text;  ///< all of the blob
    std::string_view path;
    core::Span name;
    SecretName secret;
    Assignment assignment;
    bool is_in_connection_string = false;  ///< unquoted, but no expression
};

struct Verdict {
    double confidence = 0.0;
    std::vector<std::string> reasons;
    core::Span value;     ///< within the text
    std::string decoded;  ///< canonical bytes when they differ from the text's
};

/// Shorter values are no secrets under a name of this sort, whatever they look like.
[[nodiscard]] std::size_t value_bytes_min(NameSort sort);

[[nodiscard]] Verdict judge_assignment(const Claim& claim);

}  // namespace curfew::match
