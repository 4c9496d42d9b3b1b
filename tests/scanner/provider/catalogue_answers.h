/// The kinds of the catalogue, led to a server of the test, and answers made from their own rules.
///
/// Threads:  plain functions; what they make is plain values.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/provider/credential.h"
#include "scanner/rules/signature.h"
#include "tests/support/scripted_http.h"

namespace curfew::support {

/// The signature with all of its requests sent to "{base}/<id of the kind>/…".
[[nodiscard]] rules::Signature led_to_base(const rules::Signature& signature);

/// A credential of that kind from its own example; parts that its requests name and the example
/// lacks are made up.
[[nodiscard]] provider::Credential made_credential(const rules::Signature& signature);

/// A JSON text with a value (JSON) at each pointer.
[[nodiscard]] std::string body_with(const std::vector<std::pair<std::string, std::string>>& values);

/// An answer that the rule takes for its own.
[[nodiscard]] HttpScripted answer_for(const rules::AnswerRule& rule);
/// The same with more values in its body.
[[nodiscard]] HttpScripted answer_for(
    const rules::AnswerRule& rule, const std::vector<std::pair<std::string, std::string>>& values);

/// The first rule that means `detail`; null where there is none.
[[nodiscard]] const rules::AnswerRule* rule_for(const std::vector<rules::AnswerRule>& rules,
                                                std::string_view detail);

}  // namespace curfew::support
