/// What a revocation writes down before it acts, and what the next run reads.
///
/// Three stages of one ending: `intended` (with the answer before and the binding), `sent` (right
/// before the request leaves) and `told` (what came of it). A `sent` that nothing was told of means
/// that nobody knows whether it was done: whoever finds it asks first. No secret stands in it.
///
/// Owns:     entries are plain values; a Journal keeps them where a crash does not reach.
/// Threads:  one thread at a time: the strand's.
/// Not here: where it is kept (integrations/cli); leases and their states (watchdog/ledger).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/provider/provider.h"
#include "scanner/provider/verdict.h"

namespace curfew::provider {

enum class EndingOutcome {
    proven,               ///< dead, by another question than the ending
    accepted_not_proven,  ///< the provider took it; not seen dead yet, or nobody can ask
    failed,               ///< not ended, or nobody knows; the reason says which
};

[[nodiscard]] std::string_view name_of(EndingOutcome outcome);
[[nodiscard]] std::optional<EndingOutcome> ending_outcome_from(std::string_view name);

/// What came of one ending, with everything an incident file wants to hold.
struct Ending {
    EndingOutcome outcome = EndingOutcome::failed;
    std::string reason{};       ///< for a person; never empty
    bool needs_person = false;  ///< no later run will get further by itself
    /// When it is worth asking again: a settling that was not waited for, an answer nobody
    /// understood.
    std::optional<core::Instant> ask_again_at{};
    Inspection before{};
    Binding binding{};
    std::optional<Step> step{};     ///< the last request that ends; nothing: none was sent
    std::vector<Evidence> proof{};  ///< each question after it, in order
};

struct JournalEntry {
    enum class Stage { intended, sent, told };

    Stage stage = Stage::intended;
    core::Instant at;
    std::string fingerprint;  ///< of the credential: "cf1:…"
    std::string signature;    ///< its id
    /// As far as it got at this stage: `before` and `binding` always, the rest where `told`.
    Ending ending{};
};

class Journal {
  public:
    Journal() = default;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    Journal(Journal&&) = delete;
    Journal& operator=(Journal&&) = delete;
    virtual ~Journal() = default;

    /// Durable once it has returned without an error; after an error nothing is sent.
    [[nodiscard]] virtual core::Result<void> append(const JournalEntry& entry) = 0;

    /// All entries of one credential, oldest first.
    [[nodiscard]] virtual core::Result<std::vector<JournalEntry>> read(
        std::string_view fingerprint) = 0;
};

/// What earlier runs left to know about a credential.
struct Recollection {
    bool was_live = false;               ///< some run saw it live
    bool is_open = false;                ///< sent, and nobody knows whether it was done
    std::optional<Binding> binding{};    ///< of the newest `sent`
    std::optional<Inspection> before{};  ///< the newest answer of life
};

[[nodiscard]] Recollection recollection_of(const std::vector<JournalEntry>& entries);

}  // namespace curfew::provider
