/// Decides what would be done to each credential, before anything is sent.
///
/// Threads:  one thread.
/// Errors:   none: what cannot be ended has an objection.
/// Not here: doing it (revocation.h).
#pragma once

#include <functional>
#include <vector>

#include "integrations/cli/config.h"
#include "integrations/cli/revocation_report.h"
#include "scanner/provider/access.h"
#include "scanner/provider/provider.h"
#include "scanner/provider/revoker.h"
#include "scanner/rules/catalog.h"

namespace curfew::cli {

/// What plans are made with.
struct Planner {
    const Settings& settings;
    const rules::Catalog& catalog;
    const provider::Access& access;
    provider::Providers& providers;
    provider::Width allowed = provider::Width::itself;
    core::Duration patience{};
};

/// The order to end it, without a stop token.
[[nodiscard]] provider::EndingOrder order_of(const report::Finding& finding,
                                             const Planner& planner);

/// Fills in each plan, and sorts: what mints goes before what it mints.
void plan_all(std::vector<RevocationItem>& items, const Planner& planner);

}  // namespace curfew::cli
