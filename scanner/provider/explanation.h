/// A request of the catalogue as lines for a person: where its secrets go is shown, they are not.
///
///     DELETE https://api.acme.example/v1/keys/K17
///     Authorization: Bearer {secret}
///
/// Threads:  pure functions.
/// Errors:   those of fill().
#pragma once

#include <string>

#include "scanner/core/result.h"
#include "scanner/provider/request_template.h"

namespace curfew::provider {

/// An id or owner that is not known yet is shown by its name in braces.
[[nodiscard]] core::Result<std::string> explained(const rules::RequestRule& rule,
                                                  const Credential& credential,
                                                  const TemplateValues& values);

}  // namespace curfew::provider
