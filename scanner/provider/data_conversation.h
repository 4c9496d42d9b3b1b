/// Sends requests of the catalogue for one credential and hears their answers: what DataProvider's
/// questions and endings have in common.
///
/// Owns:     nothing; client, clock and Access are borrowed and outlive the client's handlers.
/// Threads:  safe from many; handlers run on the client's thread.
/// Errors:   a request that cannot be filled in or may not be sent: invalid_input, unsupported,
///           denied.
#pragma once

#include <functional>
#include <vector>

#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/core/result.h"
#include "scanner/provider/access.h"
#include "scanner/provider/provider.h"
#include "scanner/provider/request_template.h"

namespace curfew::provider {

/// A transport's error as evidence: nothing came, and whether asking again may help.
[[nodiscard]] Evidence evidence_of(const core::Error& error, core::Instant now);

/// Why nothing was sent, as an answer.
[[nodiscard]] Inspection unasked(Detail detail, std::string reason);

class DataConversation {
  public:
    DataConversation(core::HttpClient& client, const core::Clock& clock, const Access& access)
        : client_(client), clock_(clock), access_(access) {}

    /// `binding` may be null.
    [[nodiscard]] TemplateValues values_of(const Credential& credential,
                                           const Binding* binding) const;

    /// Filled in, with the reach its host may have. denied: a host beside the secret that the
    /// configuration does not name.
    [[nodiscard]] core::Result<FilledRequest> request_of(const rules::RequestRule& rule,
                                                         const TemplateValues& values) const;
    [[nodiscard]] core::Result<Target> target_of(const rules::RequestRule& rule,
                                                 const TemplateValues& values) const;

    /// The question that is put: an administrator's where there is one and it is configured.
    struct Question {
        const rules::RequestRule* request = nullptr;  ///< null: the kind cannot be asked
        const std::vector<rules::AnswerRule>* answers = nullptr;
    };
    [[nodiscard]] static Question question_of(const Credential& credential,
                                              const TemplateValues& values);

    /// Puts the question once.
    void ask(const Credential& credential, InspectionHandler handler) const;

    void send(FilledRequest filled, core::HttpHandler handler) const;
    /// Later, on the client's thread: answers never come inside the call.
    void post(std::function<void()> task) const;

    [[nodiscard]] const Access& access() const { return access_; }
    [[nodiscard]] core::Instant now() const { return clock_.now(); }

  private:
    [[nodiscard]] core::Result<void> check_host(const Target& target) const;

    core::HttpClient& client_;
    const core::Clock& clock_;
    const Access& access_;
};

}  // namespace curfew::provider
