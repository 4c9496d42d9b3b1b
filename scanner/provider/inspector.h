/// Asks providers whether credentials are accepted and until when, for kinds the catalogue
/// describes.
///
/// For each host and kind a made-up secret of the same shape goes first (the negative control):
/// when it comes back live, nothing this host says of this kind is believed; an answer equal to the
/// control's is `refused`, whatever the catalogue calls it. Kinds whose provider locks people out
/// have no control and are never told more than `refused` in the negative.
///
/// Owns:     its own state, shared with the questions under way. Client, clock and the catalogue
///           behind the signatures are borrowed until the client is gone.
/// Threads:  inspect() from any thread; handlers run on the client's thread.
/// Errors:   none beside the answer: what could not be asked is `not_asked` with the reason, what
/// was
///           not understood `unclear`.
/// Source:   design.md 8.
/// Not here: ending anything.
#pragma once

#include <memory>

#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/provider/provider.h"

namespace curfew::provider {

class Inspector {
  public:
    Inspector(core::HttpClient& client, const core::Clock& clock, Access access);
    Inspector(const Inspector&) = delete;
    Inspector& operator=(const Inspector&) = delete;
    Inspector(Inspector&&) = delete;
    Inspector& operator=(Inspector&&) = delete;
    ~Inspector();

    void inspect(Credential credential, InspectionHandler handler);

  private:
    class Asking;
    std::shared_ptr<Asking> asking_;
};

}  // namespace curfew::provider
