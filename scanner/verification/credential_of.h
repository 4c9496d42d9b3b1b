/// From a finding to the credential a provider is asked about.
///
/// Threads:  pure functions.
/// Not here: asking (questions.h), what an answer changes (take_in.h).
#pragma once

#include "scanner/provider/credential.h"
#include "scanner/report/finding.h"

namespace curfew::verification {

/// With its own copies of the secret and of all parts.
[[nodiscard]] provider::Credential credential_of(const report::Finding& finding);

}  // namespace curfew::verification
