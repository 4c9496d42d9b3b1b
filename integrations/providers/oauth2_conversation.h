/// The questions of an OAuth 2.0 conversation, one at a time: discovery first, then the endpoint it
/// names. Who may be asked is decided before anything is sent.
///
/// Owns:     copies of the configured issuers; a discovery document an issuer, for an hour.
/// Threads:  every call on the client's thread; post() brings one there from any.
/// Errors:   said in the answers.
/// Not here: judging several answers together (oauth2.cc).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "integrations/providers/oauth2.h"
#include "integrations/providers/oauth2_answers.h"
#include "integrations/providers/oauth2_issuer.h"

namespace curfew::providers {

/// A credential and where it is asked; shared by the steps of one conversation.
struct OauthSubject {
    provider::Credential credential;
    const Issuer* issuer = nullptr;
    OauthKind kind = OauthKind::access_token;
    std::string hint;
};
using OauthSubjectPointer = std::shared_ptr<const OauthSubject>;

class OauthConversation : public std::enable_shared_from_this<OauthConversation> {
  public:
    OauthConversation(core::HttpClient& client, const core::Clock& clock,
                      const provider::Access& access, OauthOptions options);

    void post(std::function<void()> task);
    [[nodiscard]] const Issuers& issuers() const { return issuers_; }

    /// Errors as Issuers::of.
    [[nodiscard]] core::Result<OauthSubjectPointer> subject_of(
        provider::Credential credential) const;

    /// RFC 7662, by our own client. not_asked where the issuer or the configuration lacks
    /// something.
    void introspect(const OauthSubjectPointer& subject, provider::InspectionHandler handler);

    /// The `resource`, else userinfo; not_asked where there is neither.
    void ask_resource(const OauthSubjectPointer& subject, provider::InspectionHandler handler);

    void ask_client_secret(const OauthSubjectPointer& subject, provider::InspectionHandler handler);

    void revoke(const OauthSubjectPointer& subject, provider::StepHandler handler);

  private:
    /// The endpoints, or why they are not known and how that was found out.
    struct Discovered {
        core::Result<Endpoints> endpoints;
        provider::Evidence evidence;
        core::Duration asked_at{};
    };
    using EndpointsHandler = std::function<void(const Discovered&)>;
    struct Discovery {
        std::shared_ptr<const Discovered> known;
        std::vector<EndpointsHandler> waiting;
    };

    void discover(const Issuer& issuer, EndpointsHandler handler);
    void ask_document(const Issuer& issuer, std::size_t index);
    void hear_document(const Issuer& issuer, std::size_t index,
                       core::Result<core::HttpResponse> outcome);
    void settle(const Issuer& issuer, Discovered discovered);

    using Judge = std::function<provider::Inspection(const core::HttpResponse&)>;
    void send(core::Result<core::HttpRequest> request, const std::string& host, Judge judge,
              provider::InspectionHandler handler);
    void introspect_at(const Endpoints& endpoints, const OauthSubjectPointer& subject,
                       provider::InspectionHandler handler);
    void ask_as_client(const Endpoints& endpoints, const OauthSubjectPointer& subject,
                       provider::InspectionHandler handler);
    void ask_registration(const OauthSubjectPointer& subject, provider::InspectionHandler handler);
    void revoke_at(const Endpoints& endpoints, const OauthSubjectPointer& subject,
                   const provider::StepHandler& handler);

    core::HttpClient& client_;
    const core::Clock& clock_;
    const Issuers issuers_;
    const OauthOptions options_;
    std::map<std::string, Discovery> discoveries_;  // by issuer; the client's thread only
};

}  // namespace curfew::providers
