/// Asks providers whether credentials are accepted and until when: with manners, and believing no
/// more than was shown, alike for kinds of data and of code.
///
/// For each host and kind a made-up secret of the same shape goes first (the negative control):
/// when it comes back live, nothing this host says of this kind is believed; an answer equal to the
/// control's is `refused`, whatever the kind calls it. Kinds whose provider locks people out, or of
/// which nothing can be made up, have no control and are never told more than `refused` in the
/// negative.
///
/// The same credential is asked about once: whoever asks meanwhile or later gets the same answer
/// (kept in memory alone, under a key of this Inspector). A fault that may pass is asked again, at
/// the host's pace.
///
/// Owns:     its own state, shared with the questions under way. Providers, strand, clock and
/// Access
///           are borrowed until the strand and the providers are gone.
/// Threads:  every call from any thread; handlers run on the strand's thread, whichever thread the
///           provider answers on.
/// Errors:   none beside the answer: what could not be asked is `not_asked` with the reason, what
///           was not understood `unclear`.
/// Source:   design.md 8.
/// Not here: ending anything (revoker.h).
#pragma once

#include <memory>

#include "scanner/core/clock.h"
#include "scanner/core/strand.h"
#include "scanner/provider/provider.h"
#include "scanner/provider/turns.h"

namespace curfew::provider {

class Inspector {
  public:
    Inspector(Providers& providers, core::Strand& strand, const core::Clock& clock,
              const Access& access);
    Inspector(const Inspector&) = delete;
    Inspector& operator=(const Inspector&) = delete;
    Inspector(Inspector&&) = delete;
    Inspector& operator=(Inspector&&) = delete;
    ~Inspector();

    void inspect(Credential credential, InspectionHandler handler);

    /// Asks even where the answer is known, and remembers the new one.
    void inspect_anew(Credential credential, InspectionHandler handler);

    /// The manners towards every host; for whoever sends besides. On the strand's thread only.
    [[nodiscard]] std::shared_ptr<Turns> turns() const;

  private:
    class Asking;
    std::shared_ptr<Asking> asking_;
};

}  // namespace curfew::provider
