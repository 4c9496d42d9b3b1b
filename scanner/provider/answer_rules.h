/// What an answer means, by the catalogue's rules: status and mark in the body together. An answer
/// that fits no rule is unclear, never dead and never live.
///
/// Threads:  pure functions.
/// Units:    times in answers are RFC 3339, "2026-11-22 09:30:00 UTC" or with an offset, seconds or
///           milliseconds since 1970, or a date.
/// Errors:   none; what cannot be read is `unclear` or an unknown end, with the reason.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/http.h"
#include "scanner/provider/verdict.h"
#include "scanner/rules/provider_rules.h"

namespace curfew::provider {

/// The first rule the answer fits.
struct Meaning {
    std::string detail;  ///< as the rule spells it; "unclear" or "throttled" without one
    std::string mark;  ///< status and body mark that decided, "200 /login"; holds no answer's text
    std::string reason;  ///< where no rule fits: why, for a person
};

[[nodiscard]] Meaning meaning_of(const std::vector<rules::AnswerRule>& rules,
                                 const core::HttpResponse& response);

/// How the answer came to be, without what it means; the host is left to the caller.
[[nodiscard]] Evidence evidence_of(const core::HttpResponse& response);

/// Detail, ends, owner and scopes of an answer to `ask`. Evidence's host is left to the caller.
[[nodiscard]] Inspection inspection_of(const rules::AskRule& ask,
                                       const core::HttpResponse& response);
/// The same where other answers than `ask.answers` say what is meant (an administrator's question).
[[nodiscard]] Inspection inspection_of(const rules::AskRule& ask,
                                       const std::vector<rules::AnswerRule>& answers,
                                       const core::HttpResponse& response);

/// An end as an answer writes it. `day` as AskRule::expires_day.
[[nodiscard]] core::End end_from(std::string_view text, std::string_view day);

}  // namespace curfew::provider
