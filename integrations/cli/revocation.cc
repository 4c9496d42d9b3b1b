#include "integrations/cli/revocation.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "integrations/cli/ending_strand.h"
#include "integrations/cli/output.h"
#include "integrations/cli/provider_access.h"
#include "integrations/http/curl_client.h"
#include "integrations/providers/registry.h"
#include "scanner/provider/inspector.h"

namespace curfew::cli {
namespace {

using core::Result;
using provider::Ending;

/// Few enough that a Ctrl-C finds little under way, enough that a slow host holds up no other.
constexpr std::size_t kEndingsAtOnceMax = 16;
/// After a Ctrl-C: an answer of a provider takes a second or two, and then at most one proof.
constexpr std::chrono::seconds kGrace{5};

Ending not_begun(std::string reason) {
    Ending ending;
    ending.reason = std::move(reason);
    return ending;
}

/// Why it is not this run's to end; nothing where it is.
std::optional<Ending> hindrance(const report::Finding& finding, JournalFile& journal) {
    const auto claimed = journal.claim(finding.fingerprint.text());
    if (!claimed.has_value()) return not_begun(claimed.error().message());
    if (claimed.value()) return std::nullopt;
    return not_begun("another run is ending it right now");
}

/// What came of the endings so far; handlers write it from the providers' thread.
class Outcomes {
  public:
    void begin() {
        const std::scoped_lock lock(mutex_);
        ++open_;
    }
    void tell(std::size_t item, Ending ending) {
        const std::scoped_lock lock(mutex_);
        endings_.insert_or_assign(item, std::move(ending));
        --open_;
        changed_.notify_all();
    }
    /// Until fewer than `count` are under way; false when `stop` came first.
    bool wait_for_fewer(std::size_t count, const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        return changed_.wait(lock, stop, [&] { return open_ < count; }) && !stop.stop_requested();
    }
    void wait_for_all(std::chrono::seconds most) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, most, [this] { return open_ == 0; });
    }
    std::map<std::size_t, Ending> take() {
        const std::scoped_lock lock(mutex_);
        return std::move(endings_);
    }

  private:
    std::mutex mutex_;  // guards the three below
    std::condition_variable_any changed_;
    std::map<std::size_t, Ending> endings_;
    std::size_t open_ = 0;
};

}  // namespace

struct Revocation::World {
    World(const Revoking& how, provider::Access loaded, std::unique_ptr<http::CurlClient> made)
        : settings(how.settings),
          catalog(how.catalog),
          clock(how.clock),
          allowed(how.allowed),
          patience(how.patience),
          access(std::move(loaded)),
          client(std::move(made)),
          strand(*client),
          providers({*client, clock, access}),
          inspector(providers, strand, clock, access) {}
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    World(World&&) = delete;
    World& operator=(World&&) = delete;
    // The client's thread runs everything that is still under way, so it goes first; nothing is
    // put on it afterwards.
    ~World() {
        strand.end();
        client.reset();
    }

    [[nodiscard]] Planner planner() {
        return {.settings = settings,
                .catalog = catalog,
                .access = access,
                .providers = providers,
                .allowed = allowed,
                .patience = patience};
    }

    const Settings& settings;
    const rules::Catalog& catalog;
    const core::Clock& clock;
    const provider::Width allowed;
    const core::Duration patience;
    const provider::Access access;
    std::unique_ptr<http::CurlClient> client;
    EndingStrand strand;
    providers::AllProviders providers;
    provider::Inspector inspector;
};

Revocation::Revocation(std::unique_ptr<World> world) : world_(std::move(world)) {}
Revocation::~Revocation() = default;

Result<std::unique_ptr<Revocation>> Revocation::make(const Revoking& revoking) {
    TRY_ASSIGN(LoadedAccess loaded,
               load_access(revoking.settings, revoking.catalog, revoking.clock));
    for (const std::string& warning : loaded.warnings) complain(warning);
    loaded.access.touches_canaries = revoking.touches_canaries;
    http::ClientOptions options;
    options.authorities_file = revoking.settings.verify.authorities_file;
    TRY_ASSIGN(auto client, http::CurlClient::make(revoking.clock, std::move(options)));
    return std::unique_ptr<Revocation>(new Revocation(
        std::make_unique<World>(revoking, std::move(loaded.access), std::move(client))));
}

void Revocation::plan(std::vector<RevocationItem>& items) {
    plan_all(items, world_->planner());
}

bool Revocation::end(std::vector<RevocationItem>& items, JournalFile& journal,
                     const std::stop_token& stop) {
    const auto outcomes = std::make_shared<Outcomes>();
    const Planner planner = world_->planner();
    provider::Revoker revoker({.providers = world_->providers,
                               .inspector = world_->inspector,
                               .strand = world_->strand,
                               .clock = world_->clock,
                               .access = world_->access,
                               .journal = journal});
    bool goes_on = !stop.stop_requested();
    unsigned round = 0;
    for (std::size_t at = 0; at < items.size() && goes_on; ++at) {
        RevocationItem& item = items[at];
        if (item.plan.objection) {
            item.ending = not_begun(*item.plan.objection);
            item.ending->needs_person = true;
            continue;
        }
        const bool begins_round = std::exchange(round, item.plan.round) != item.plan.round;
        goes_on = outcomes->wait_for_fewer(begins_round ? 1 : kEndingsAtOnceMax, stop);
        if (!goes_on) break;
        item.ending = hindrance(item.finding, journal);
        if (item.ending) continue;
        provider::EndingOrder order = order_of(item.finding, planner);
        order.stop = stop;
        outcomes->begin();
        revoker.end(std::move(order),
                    [outcomes, at](Ending ending) { outcomes->tell(at, std::move(ending)); });
    }
    goes_on = goes_on && outcomes->wait_for_fewer(1, stop);
    if (!goes_on) outcomes->wait_for_all(kGrace);
    // Whatever is still under way ends here, and says how far it got.
    world_.reset();
    for (auto& [at, ending] : outcomes->take()) items[at].ending = std::move(ending);
    return goes_on;
}

}  // namespace curfew::cli
