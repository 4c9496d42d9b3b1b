/// The negative control: the same question about a secret that never was one.
///
/// Threads:  any; each call rolls its own dice.
/// Errors:   unsupported where the signature's template makes no example.
/// Source:   design.md 8.2.
#pragma once

#include "scanner/core/result.h"
#include "scanner/provider/credential.h"

namespace curfew::provider {

/// An example of the signature from fresh dice, with the credential's own public parts.
[[nodiscard]] core::Result<Credential> make_control(const Credential& credential);

}  // namespace curfew::provider
