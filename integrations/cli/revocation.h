/// Plans revocations and carries them out: client, providers, inspector, revoker and journal, put
/// together for one run.
///
/// Owns:     all of them, in the order in which they need each other; the plans belong to the
///           caller.
/// Threads:  one thread calls.
/// Errors:   those of provider_access.h, http/curl_client.h and journal_file.h.
/// Not here: the order of one ending (provider/revoker.h), the words of the report
///           (revocation_report.h).
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "integrations/cli/journal_file.h"
#include "integrations/cli/revocation_plan.h"
#include "integrations/cli/revocation_report.h"
#include "scanner/core/clock.h"
#include "scanner/core/result.h"
#include "scanner/provider/revoker.h"
#include "scanner/rules/catalog.h"

namespace curfew::cli {

struct Revoking {
    const Settings& settings;
    const rules::Catalog& catalog;
    const core::Clock& clock;
    provider::Width allowed = provider::Width::itself;
    core::Duration patience = std::chrono::minutes(1);
    bool touches_canaries = false;
};

class Revocation {
  public:
    [[nodiscard]] static core::Result<std::unique_ptr<Revocation>> make(const Revoking& revoking);
    Revocation(const Revocation&) = delete;
    Revocation& operator=(const Revocation&) = delete;
    Revocation(Revocation&&) = delete;
    Revocation& operator=(Revocation&&) = delete;
    ~Revocation();

    /// Fills in the plans, and puts the items in order. Sends nothing.
    void plan(std::vector<RevocationItem>& items);

    /// Ends what has no objection, round by round; what is under way when `stop` comes is finished
    /// within kGrace, or stays in the journal as sent. False when it was stopped. Once.
    [[nodiscard]] bool end(std::vector<RevocationItem>& items, JournalFile& journal,
                           const std::stop_token& stop);

  private:
    struct World;

    explicit Revocation(std::unique_ptr<World> world);

    std::unique_ptr<World> world_;
};

}  // namespace curfew::cli
