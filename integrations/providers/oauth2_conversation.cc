#include "integrations/providers/oauth2_conversation.h"

#include <utility>

#include "integrations/providers/oauth2_request.h"
#include "scanner/provider/data_conversation.h"
#include "scanner/rules/example.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Detail;
using provider::Inspection;
using provider::Step;

// RFC 8414 says nothing of how long a document holds; servers change theirs by the month.
constexpr core::Duration kDocumentHolds = std::chrono::hours(1);

Inspection unasked(std::string reason) {
    Inspection inspection;
    inspection.detail = Detail::not_asked;
    inspection.reason = std::move(reason);
    return inspection;
}

Inspection unanswered(const Error& error, const std::string& host, core::Instant now) {
    Inspection inspection = unasked(error.message());
    const bool was_sent =
        error.kind() != ErrorKind::invalid_input && error.kind() != ErrorKind::denied;
    if (was_sent) inspection.detail = Detail::unclear;
    inspection.evidence = provider::evidence_of(error, now);
    inspection.evidence.host = host;
    return inspection;
}

// Nothing was asked where the document forbids it; where it could not be read, nobody knows.
Inspection undiscovered(const Error& error, const provider::Evidence& evidence) {
    const bool is_known =
        error.kind() == ErrorKind::denied || error.kind() == ErrorKind::unsupported;
    Inspection inspection = unasked(error.message());
    if (!is_known) inspection.detail = Detail::unclear;
    inspection.evidence = evidence;
    return inspection;
}

std::string hint_of(const rules::Signature& signature, OauthKind kind) {
    if (kind == OauthKind::refresh_token) return "refresh_token";
    // A JWT may be an access token or an ID token; a wrong hint misleads some servers.
    return signature.id.value.starts_with("oauth2-") ? "access_token" : "";
}

OauthClient own_client(const Issuer& issuer) {
    return {issuer.client_id, issuer.client_secret.reveal(), issuer.authentication};
}

// Never a token: what a client's secret is tried with must mean nothing to anybody.
Result<std::string> made_up_token(const rules::Signature& signature, core::Duration seed) {
    TRY_ASSIGN(rules::Example example,
               rules::make_example(signature, 0, static_cast<std::uint64_t>(seed.count())));
    return std::move(example.secret);
}

}  // namespace

OauthConversation::OauthConversation(core::HttpClient& client, const core::Clock& clock,
                                     const provider::Access& access, OauthOptions options)
    : client_(client), clock_(clock), issuers_(access), options_(options) {}

void OauthConversation::post(std::function<void()> task) {
    client_.run_after(core::Duration::zero(), std::move(task));
}

Result<OauthSubjectPointer> OauthConversation::subject_of(provider::Credential credential) const {
    auto subject = std::make_shared<OauthSubject>();
    TRY_ASSIGN(subject->issuer, issuers_.of(credential));
    subject->kind = kind_of(*credential.signature);
    subject->hint = hint_of(*credential.signature, subject->kind);
    subject->credential = std::move(credential);
    return OauthSubjectPointer(std::move(subject));
}

void OauthConversation::send(Result<core::HttpRequest> request, const std::string& host,
                             Judge judge, provider::InspectionHandler handler) {
    if (!request.has_value()) return handler(unasked(request.error().message()));
    request.value().timeout = options_.timeout;
    client_.send(std::move(request).value(),
                 [self = shared_from_this(), host, judge = std::move(judge),
                  handler = std::move(handler)](const Result<core::HttpResponse>& outcome) {
                     Inspection inspection = outcome.has_value() ? judge(outcome.value())
                                                                 : unanswered(outcome.error(), host,
                                                                              self->clock_.now());
                     inspection.evidence.host = host;
                     handler(std::move(inspection));
                 });
}

void OauthConversation::discover(const Issuer& issuer, EndpointsHandler handler) {
    if (!issuer.introspection_endpoint.empty() || !issuer.revocation_endpoint.empty()) {
        Endpoints named;
        named.introspection = issuer.introspection_endpoint;
        named.revocation = issuer.revocation_endpoint;
        return handler({std::move(named), {}, {}});
    }
    Discovery& discovery = discoveries_[issuer.name];
    const bool is_known =
        discovery.known && clock_.steady() < discovery.known->asked_at + kDocumentHolds;
    if (is_known) return handler(*discovery.known);
    discovery.waiting.push_back(std::move(handler));
    if (discovery.waiting.size() == 1) ask_document(issuer, 0);
}

void OauthConversation::ask_document(const Issuer& issuer, std::size_t index) {
    core::HttpRequest request = document_request(discovery_urls(issuer.base)[index]);
    request.timeout = options_.timeout;
    client_.send(std::move(request),
                 [self = shared_from_this(), &issuer, index](Result<core::HttpResponse> outcome) {
                     self->hear_document(issuer, index, std::move(outcome));
                 });
}

void OauthConversation::hear_document(const Issuer& issuer, std::size_t index,
                                      Result<core::HttpResponse> outcome) {
    constexpr int kOk = 200;
    if (!outcome.has_value()) {
        provider::Evidence evidence = provider::evidence_of(outcome.error(), clock_.now());
        evidence.host = issuer.host;
        return settle(issuer, {std::move(outcome).error().at("the discovery document"),
                               std::move(evidence), clock_.steady()});
    }
    const core::HttpResponse& response = outcome.value();
    const bool is_elsewhere = response.status >= 400 && response.status < 500;
    const bool has_more = index + 1 < discovery_urls(issuer.base).size();
    if (is_elsewhere && has_more) return ask_document(issuer, index + 1);
    provider::Evidence evidence =
        evidence_from(response, std::to_string(response.status) + " discovery");
    evidence.host = issuer.host;
    if (response.status == kOk) {
        return settle(
            issuer, {endpoints_from(response, issuer.name), std::move(evidence), clock_.steady()});
    }
    const Error error(
        is_elsewhere ? ErrorKind::unsupported : ErrorKind::unreachable,
        "the issuer has no discovery document for us (" + std::to_string(response.status) + ")");
    settle(issuer, {error, std::move(evidence), clock_.steady()});
}

void OauthConversation::settle(const Issuer& issuer, Discovered discovered) {
    Discovery& discovery = discoveries_[issuer.name];
    const auto settled = std::make_shared<const Discovered>(std::move(discovered));
    // What failed is asked again by the next question; those that wait share this one's failure.
    discovery.known = settled->endpoints.has_value() ? settled : nullptr;
    for (EndpointsHandler& handler : std::exchange(discovery.waiting, {})) handler(*settled);
}

void OauthConversation::introspect(const OauthSubjectPointer& subject,
                                   provider::InspectionHandler handler) {
    if (!subject->issuer->has_client()) {
        return handler(
            unasked("introspection needs our own client: name client_id and admin in "
                    "the configuration"));
    }
    discover(*subject->issuer, [self = shared_from_this(), subject,
                                handler = std::move(handler)](const Discovered& found) {
        if (!found.endpoints.has_value()) {
            return handler(undiscovered(found.endpoints.error(), found.evidence));
        }
        self->introspect_at(found.endpoints.value(), subject, handler);
    });
}

void OauthConversation::introspect_at(const Endpoints& endpoints,
                                      const OauthSubjectPointer& subject,
                                      provider::InspectionHandler handler) {
    const Issuer& issuer = *subject->issuer;
    if (endpoints.introspection.empty()) {
        return handler(unasked("the issuer offers no introspection"));
    }
    const auto allowed = issuers_.allow(issuer, endpoints.introspection);
    if (!allowed.has_value()) return handler(unasked(allowed.error().message()));
    send(
        token_request(endpoints.introspection, own_client(issuer),
                      subject->credential.secret.reveal(), subject->hint,
                      endpoints.introspection_authentication),
        host_of(endpoints.introspection),
        [subject](const core::HttpResponse& response) {
            return introspection_from(response, subject->credential.secret,
                                      subject->issuer->client_id);
        },
        std::move(handler));
}

void OauthConversation::ask_resource(const OauthSubjectPointer& subject,
                                     provider::InspectionHandler handler) {
    const Issuer& issuer = *subject->issuer;
    const std::string_view token = subject->credential.secret.reveal();
    if (!issuer.resource.empty()) {
        return send(bearer_request(issuer.resource, token), host_of(issuer.resource),
                    acceptance_from, std::move(handler));
    }
    discover(issuer, [self = shared_from_this(), subject,
                      handler = std::move(handler)](const Discovered& found) {
        if (!found.endpoints.has_value()) {
            return handler(undiscovered(found.endpoints.error(), found.evidence));
        }
        const std::string& userinfo = found.endpoints.value().userinfo;
        if (userinfo.empty()) return handler(unasked("no resource is configured to try it at"));
        const auto allowed = self->issuers_.allow(*subject->issuer, userinfo);
        if (!allowed.has_value()) return handler(unasked(allowed.error().message()));
        self->send(bearer_request(userinfo, subject->credential.secret.reveal()), host_of(userinfo),
                   acceptance_from, handler);
    });
}

void OauthConversation::ask_client_secret(const OauthSubjectPointer& subject,
                                          provider::InspectionHandler handler) {
    const Issuer& issuer = *subject->issuer;
    if (subject->credential.part("client_id") == nullptr) {
        return handler(unasked("the client it belongs to was not found beside it"));
    }
    if (issuer.authentication == ClientAuthentication::registration) {
        return ask_registration(subject, std::move(handler));
    }
    if (!issuer.asks_client_secrets) {
        return handler(
            unasked("some servers lock a client after wrong secrets: asked only with "
                    "client_secrets = \"ask\" in the configuration"));
    }
    discover(issuer, [self = shared_from_this(), subject,
                      handler = std::move(handler)](const Discovered& found) {
        if (!found.endpoints.has_value()) {
            return handler(undiscovered(found.endpoints.error(), found.evidence));
        }
        self->ask_as_client(found.endpoints.value(), subject, handler);
    });
}

void OauthConversation::ask_registration(const OauthSubjectPointer& subject,
                                         provider::InspectionHandler handler) {
    const Issuer& issuer = *subject->issuer;
    const auto allowed = issuers_.allow(issuer, issuer.registration_client_uri);
    if (!allowed.has_value())
        return handler(unasked("registration_client_uri is no address there"));
    send(
        bearer_request(issuer.registration_client_uri, issuer.client_secret.reveal()),
        host_of(issuer.registration_client_uri),
        [subject](const core::HttpResponse& response) {
            return registration_from(response, subject->credential.secret,
                                     subject->credential.part("client_id")->reveal());
        },
        std::move(handler));
}

void OauthConversation::ask_as_client(const Endpoints& endpoints,
                                      const OauthSubjectPointer& subject,
                                      provider::InspectionHandler handler) {
    const Issuer& issuer = *subject->issuer;
    if (endpoints.introspection.empty()) {
        return handler(unasked("the issuer offers no introspection"));
    }
    const auto allowed = issuers_.allow(issuer, endpoints.introspection);
    if (!allowed.has_value()) return handler(unasked(allowed.error().message()));
    const auto token = made_up_token(*subject->credential.signature, clock_.steady());
    if (!token.has_value()) return handler(unasked(token.error().message()));
    const OauthClient asker{subject->credential.part("client_id")->reveal(),
                            subject->credential.secret.reveal(), issuer.authentication};
    send(token_request(endpoints.introspection, asker, token.value(), {},
                       endpoints.introspection_authentication),
         host_of(endpoints.introspection), client_authentication_from, std::move(handler));
}

void OauthConversation::revoke(const OauthSubjectPointer& subject, provider::StepHandler handler) {
    if (!subject->issuer->has_client()) {
        return handler({.reason = "revocation needs our own client: name client_id and admin in "
                                  "the configuration"});
    }
    discover(*subject->issuer, [self = shared_from_this(), subject,
                                handler = std::move(handler)](const Discovered& found) {
        if (!found.endpoints.has_value()) {
            return handler(
                {.reason = found.endpoints.error().message(), .evidence = found.evidence});
        }
        self->revoke_at(found.endpoints.value(), subject, handler);
    });
}

void OauthConversation::revoke_at(const Endpoints& endpoints, const OauthSubjectPointer& subject,
                                  const provider::StepHandler& handler) {
    const Issuer& issuer = *subject->issuer;
    if (endpoints.revocation.empty()) return handler({.reason = "the issuer offers no revocation"});
    const auto allowed = issuers_.allow(issuer, endpoints.revocation);
    if (!allowed.has_value()) return handler({.reason = allowed.error().message()});
    auto request =
        token_request(endpoints.revocation, own_client(issuer), subject->credential.secret.reveal(),
                      subject->hint, endpoints.revocation_authentication);
    if (!request.has_value()) return handler({.reason = request.error().message()});
    request.value().timeout = options_.timeout;
    client_.send(std::move(request).value(), [host = host_of(endpoints.revocation),
                                              handler](const Result<core::HttpResponse>& outcome) {
        Step step;
        if (outcome.has_value()) {
            step = revocation_from(outcome.value());
        } else {
            const ErrorKind kind = outcome.error().kind();
            const bool was_sent = kind != ErrorKind::invalid_input && kind != ErrorKind::denied;
            step.state = was_sent ? Step::State::unclear : Step::State::not_sent;
            step.reason = outcome.error().message();
        }
        step.evidence.host = host;
        handler(std::move(step));
    });
}

}  // namespace curfew::providers
