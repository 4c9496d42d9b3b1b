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

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/provider/politeness.h"
#include "scanner/provider/request_template.h"
#include "scanner/provider/verdict.h"
#include "scanner/rules/signature.h"

namespace curfew::provider {

/// What is asked about. The signature is borrowed.
struct Credential {
    const rules::Signature* signature = nullptr;
    core::SecretString secret;
    std::vector<CredentialPart> parts;
    bool is_canary = false;  ///< known bait (signature.canaries)
};

/// What the user's own configuration says about asking.
struct AskingRules {
    /// Provider id -> address that `{base}` stands for, "https://gitlab.example.com".
    std::map<std::string, std::string> bases;
    /// Hosts found beside secrets that may be asked, in lower case.
    std::set<std::string> hosts;
    bool touches_canaries = false;
    std::size_t requests_max = 10'000;  ///< in one run
    unsigned tries_max = 3;             ///< of one question
    PaceRule pace;
};

using InspectionHandler = std::function<void(Inspection)>;

class Inspector {
  public:
    Inspector(core::HttpClient& client, const core::Clock& clock, AskingRules rules);
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

/// The made-up secret that a control asks about: an example of the signature from fresh dice, with
/// the credential's own parts. Nothing where the signature's template makes none.
[[nodiscard]] core::Result<Credential> make_control(const Credential& credential);

}  // namespace curfew::provider
