/// Logins found as connection URLs: the scheme says which kind of server they are for, and that
/// kind's provider does the rest. `postgres://`, `mysql://`, `redis://` and their relatives; for
/// any other scheme there is nobody to ask.
///
/// Owns:     one provider a kind. Clock and Access are borrowed.
/// Threads:  safe from many.
/// Not here: taking a URL apart (connection_text.h; found in text: scanner/match).
#pragma once

#include <memory>

#include "integrations/providers/database_provider.h"
#include "scanner/core/clock.h"
#include "scanner/provider/access.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

[[nodiscard]] std::unique_ptr<provider::Provider> make_connection_provider(
    const core::Clock& clock, const provider::Access& access,
    const DatabaseProvider::Options& options = {});

}  // namespace curfew::providers
