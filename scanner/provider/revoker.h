/// Ends credentials, in the one order in which nothing foreign is ended and nothing is called dead
/// that lives:
///
///     may it be ended? (protected, bait, wider than itself)      -> no: failed
///     what do earlier runs know? is it live now?                 -> dead already: proven
///     whose is it, by the answer and the listing?                -> protected: failed
///     which id is its own?                                       -> no proof: needs a person
///     write down what is intended, with the answer of life
///     is the id still the same, right now?                       -> no: needs a person
///     write down that it is sent; send
///     is it dead, by another question, as often as the kind's delay asks for?
///
/// Never repeated blindly: after an answer that nobody understood it is read first, and only what
/// still lives is sent again. "Already gone" counts only after the reading.
///
/// Owns:     the course of each ending until its handler was called. Everything in Surroundings is
///           borrowed until the strand and the providers are gone.
/// Threads:  end() from any thread; handlers and the journal on the strand's.
/// Errors:   none beside the outcome.
/// Source:   design.md 8.5; the order of a safe revocation.
/// Not here: asking the user, choosing what is ended (integrations/cli); leases (watchdog).
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <stop_token>
#include <string>

#include "scanner/core/clock.h"
#include "scanner/core/strand.h"
#include "scanner/provider/inspector.h"
#include "scanner/provider/journal.h"
#include "scanner/provider/provider.h"

namespace curfew::provider {

/// Who else is hit by an ending.
enum class Width {
    itself,
    bystanders,  ///< whoever shares it, what it gave out: Facts::blast_radius says who
    principal,   ///< every credential of its owner or role
};

[[nodiscard]] Width width_of(const Facts& facts);

/// One ending that somebody decided on.
struct EndingOrder {
    Credential credential;
    std::string fingerprint;   ///< its name in the journal: "cf1:…"
    std::string protection{};  ///< why it may not be ended; empty: it may
    /// Owners and accounts of which nothing is ended; whose it is, often only the provider says.
    std::set<std::string, std::less<>> protected_owners{};
    Width allowed = Width::itself;  ///< how far it may go
    /// How long to wait for the proof; an ending that takes longer is `accepted_not_proven`.
    core::Duration patience = std::chrono::minutes(1);
    /// Once stopped nothing more is sent, and no further proof is waited for.
    std::stop_token stop{};
};

/// Why it may not be ended, for a person; nothing where it may. Our own administrators' credentials
/// never may.
[[nodiscard]] std::optional<std::string> objection_to(const EndingOrder& order, const Facts& facts,
                                                      const Access& access);

using EndingHandler = std::function<void(Ending)>;

class Revoker {
  public:
    struct Surroundings {
        Providers& providers;
        Inspector& inspector;
        core::Strand& strand;
        const core::Clock& clock;
        const Access& access;
        Journal& journal;
    };

    explicit Revoker(const Surroundings& surroundings);
    Revoker(const Revoker&) = delete;
    Revoker& operator=(const Revoker&) = delete;
    Revoker(Revoker&&) = delete;
    Revoker& operator=(Revoker&&) = delete;
    ~Revoker() = default;

    void end(EndingOrder order, EndingHandler handler);

  private:
    Surroundings surroundings_;
};

}  // namespace curfew::provider
