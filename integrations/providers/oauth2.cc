#include "integrations/providers/oauth2.h"

#include <cstdint>
#include <utility>

#include "integrations/providers/oauth2_conversation.h"
#include "integrations/providers/oauth2_request.h"
#include "scanner/core/digest.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/provider/control.h"
#include "scanner/rules/maker.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Binding;
using provider::Credential;
using provider::Detail;
using provider::Inspection;
using provider::Proof;

constexpr std::string_view kLivesOn =
    "services that check it by themselves accept it until its own end (expiry_only)";

// Proof so far, and what the next question adds to it.
struct Case {
    OauthSubjectPointer subject;
    bool was_live = false;
    Proof proof;
    provider::ProofHandler handler;

    void close(Proof::State state, std::string reason) {
        proof.state = state;
        proof.reason = std::move(reason);
        handler(std::move(proof));
    }
};
using CasePointer = std::shared_ptr<Case>;

bool is_live(const Inspection& inspection) {
    return provider::verdict_of(inspection.detail, false) == provider::Verdict::live;
}

std::string told(const Inspection& inspection) {
    std::string text(provider::name_of(inspection.detail));
    if (!inspection.reason.empty()) text += ", " + inspection.reason;
    return text;
}

// The end a JWT carries, for a person; empty where the token is none.
std::string end_inside(const core::SecretString& token) {
    const lifetime::CarrierFacts facts = lifetime::read_carrier("jwt", token);
    if (!facts.problem.empty()) return {};
    return facts.expires_at ? core::to_text(*facts.expires_at) : "never";
}

// Where services that were not asked go on taking it: until when; empty where none can.
std::string lives_on_until(const OauthSubject& subject) {
    const bool is_checked_elsewhere = subject.kind == OauthKind::access_token &&
                                      subject.issuer->resource.empty() &&
                                      !subject.issuer->introspects_every_jwt;
    return is_checked_elsewhere ? end_inside(subject.credential.secret) : std::string();
}

void close_living_on(Case& the_case, const std::string& end) {
    the_case.close(Proof::State::unclear, "the issuer refuses it, but " + std::string(kLivesOn) +
                                              ": " + end +
                                              "; configure `resource` to have one asked");
}

void close_refused(Case& the_case, std::string reason) {
    if (the_case.was_live) return the_case.close(Proof::State::dead, std::move(reason));
    the_case.close(Proof::State::unclear,
                   std::move(reason) +
                       "; a made-up token gets the same answer, and it was never "
                       "seen live");
}

// A service of its own was asked: it is the one whose word counts.
void judge_by_resource(Case& the_case, const Inspection& inspection) {
    if (inspection.evidence.status != 0) the_case.proof.evidence.push_back(inspection.evidence);
    if (is_live(inspection)) {
        return the_case.close(Proof::State::alive,
                              "a service still accepts it: " + std::string(kLivesOn));
    }
    if (inspection.detail == Detail::refused) {
        const std::string end = lives_on_until(*the_case.subject);
        if (!end.empty()) return close_living_on(the_case, end);
        return close_refused(the_case, "a service that takes such tokens refuses it");
    }
    the_case.close(Proof::State::unclear, "the service was asked: " + told(inspection));
}

std::string masked_form(const OauthSubject& subject) {
    std::string form = "token=***";
    if (!subject.hint.empty()) form += "&token_type_hint=" + subject.hint;
    return form;
}

std::string client_line(const Issuer& issuer) {
    if (issuer.authentication == ClientAuthentication::bearer) return "Authorization: Bearer ***\n";
    if (issuer.authentication == ClientAuthentication::post) {
        return "client_id=" + issuer.client_id + "&client_secret=***&";
    }
    return "Authorization: Basic " + issuer.client_id + ":***\n";
}

// The two lines every conversation begins with, unless the configuration names the endpoint.
std::string endpoint_lines(const Issuer& issuer, const std::string& configured,
                           std::string_view name) {
    if (!configured.empty()) return "POST " + configured + "\n";
    std::string lines;
    for (const std::string& url : discovery_urls(issuer.base)) lines += "GET " + url + "\n";
    return lines + "POST {" + std::string(name) + "}\n";
}

// A JWT of the same issuer and header, with claims and a signature nobody made.
Result<Credential> made_up_jwt(const Credential& credential, const Issuer& issuer) {
    const std::string_view token = credential.secret.reveal();
    const std::string_view header = token.substr(0, token.find('.'));
    const std::string_view signature = token.substr(token.rfind('.') + 1);
    const core::Digest random = core::random_digest();
    const std::string noise =
        rules::base64_of({reinterpret_cast<const char*>(random.data()), random.size()}, true);
    // The issuer's name is the configuration's own and holds no quote (Issuers::of compared it).
    const std::string claims = R"({"iss":")" + issuer.name + R"(","jti":")" + noise +
                               R"(","exp":4102444800,"iat":1700000000})";
    std::string made_up;
    while (made_up.size() < signature.size()) made_up += noise;
    made_up.resize(signature.size());
    Credential made;
    made.signature = credential.signature;
    made.secret = core::SecretString(std::string(header) + "." + rules::base64_of(claims, true) +
                                     "." + made_up);
    for (const auto& part : credential.parts)
        made.parts.push_back({part.name, part.value.duplicate()});
    return made;
}

class OauthProvider final : public provider::Provider {
  public:
    OauthProvider(core::HttpClient& client, const core::Clock& clock,
                  const provider::Access& access, OauthOptions options)
        : conversation_(std::make_shared<OauthConversation>(client, clock, access, options)) {}

    [[nodiscard]] provider::Facts facts(const rules::Signature& signature) const override;
    [[nodiscard]] Result<provider::Target> target(const Credential& credential) const override;
    [[nodiscard]] Result<Credential> made_up(const Credential& credential) const override;
    [[nodiscard]] Result<std::string> explain_question(const Credential& credential) const override;
    [[nodiscard]] Result<std::string> explain_ending(const Credential& credential,
                                                     const Binding& binding) const override;
    void introspect(Credential credential, provider::InspectionHandler handler) override;
    void bind(Credential credential, provider::BindingHandler handler) override;
    void revoke(Credential credential, Binding binding, provider::StepHandler handler) override;
    void prove_dead(Credential credential, Binding binding, bool was_live,
                    provider::ProofHandler handler) override;

  private:
    // Runs on the client's thread with the subject, or tells why there is none.
    template <typename Task>
    void with_subject(Credential credential, Task task) {
        auto subject = std::make_shared<Result<OauthSubjectPointer>>(
            conversation_->subject_of(std::move(credential)));
        conversation_->post([conversation = conversation_, subject, task = std::move(task)] {
            task(*conversation, *subject);
        });
    }

    std::shared_ptr<OauthConversation> conversation_;
};

provider::Facts OauthProvider::facts(const rules::Signature& signature) const {
    const OauthKind kind = kind_of(signature);
    provider::Facts facts;
    facts.revocability = signature.revocability;
    facts.is_askable = true;
    facts.can_end = kind != OauthKind::client_secret;
    facts.needs_admin = facts.can_end;
    facts.is_idempotent = true;
    facts.blast_radius = signature.blast_radius;
    facts.asking_note = signature.ask.note;
    facts.page = signature.end.page;
    facts.note = signature.end.note;
    return facts;
}

Result<provider::Target> OauthProvider::target(const Credential& credential) const {
    TRY_ASSIGN(const Issuer* const issuer, conversation_->issuers().of(credential));
    if (issuer->host.empty()) {
        return Error(ErrorKind::invalid_input, "the configured issuer is no URL");
    }
    return provider::Target{issuer->host, provider::HostSource::configuration};
}

Result<Credential> OauthProvider::made_up(const Credential& credential) const {
    const bool is_jwt = !end_inside(credential.secret).empty();
    if (!is_jwt) return provider::make_control(credential);
    TRY_ASSIGN(const Issuer* const issuer, conversation_->issuers().of(credential));
    return made_up_jwt(credential, *issuer);
}

Result<std::string> OauthProvider::explain_question(const Credential& credential) const {
    TRY_ASSIGN(const OauthSubjectPointer subject,
               conversation_->subject_of(credential.duplicate()));
    const Issuer& issuer = *subject->issuer;
    if (subject->kind == OauthKind::client_secret) {
        if (issuer.authentication == ClientAuthentication::registration) {
            return "GET " + issuer.registration_client_uri + "\nAuthorization: Bearer ***\n";
        }
        return endpoint_lines(issuer, issuer.introspection_endpoint, "introspection_endpoint") +
               "Authorization: Basic {client_id}:***\ntoken={made up}\n";
    }
    if (issuer.has_client()) {
        return endpoint_lines(issuer, issuer.introspection_endpoint, "introspection_endpoint") +
               client_line(issuer) + masked_form(*subject) + "\n";
    }
    const std::string url = issuer.resource.empty() ? "{userinfo_endpoint}" : issuer.resource;
    return "GET " + url + "\nAuthorization: Bearer ***\n";
}

Result<std::string> OauthProvider::explain_ending(const Credential& credential,
                                                  const Binding& /*binding*/) const {
    TRY_ASSIGN(const OauthSubjectPointer subject,
               conversation_->subject_of(credential.duplicate()));
    if (subject->kind == OauthKind::client_secret) {
        return Error(ErrorKind::unsupported, "a client's secret is replaced at its issuer");
    }
    const Issuer& issuer = *subject->issuer;
    return endpoint_lines(issuer, issuer.revocation_endpoint, "revocation_endpoint") +
           client_line(issuer) + masked_form(*subject) + "\n";
}

// The endpoint of introspection first; where it cannot tell, a service that takes the token.
void ask_who_can_tell(OauthConversation& conversation, const OauthSubjectPointer& subject,
                      const provider::InspectionHandler& handler) {
    auto self = conversation.shared_from_this();
    conversation.introspect(subject, [self, subject, handler](Inspection first) {
        const bool may_be_shown = subject->kind == OauthKind::access_token;
        const bool is_untold =
            first.detail == Detail::not_asked || first.detail == Detail::not_askable;
        if (!may_be_shown || !is_untold) return handler(std::move(first));
        self->ask_resource(subject, [first, handler](Inspection second) {
            handler(second.detail == Detail::not_asked ? first : std::move(second));
        });
    });
}

void OauthProvider::introspect(Credential credential, provider::InspectionHandler handler) {
    with_subject(std::move(credential),
                 [handler = std::move(handler)](OauthConversation& conversation,
                                                const Result<OauthSubjectPointer>& found) {
                     if (!found.has_value()) {
                         Inspection inspection;
                         inspection.reason = found.error().message();
                         return handler(std::move(inspection));
                     }
                     const OauthSubjectPointer& subject = found.value();
                     if (subject->kind == OauthKind::client_secret) {
                         return conversation.ask_client_secret(subject, handler);
                     }
                     ask_who_can_tell(conversation, subject, handler);
                 });
}

void OauthProvider::bind(Credential credential, provider::BindingHandler handler) {
    const bool is_token = kind_of(*credential.signature) != OauthKind::client_secret;
    conversation_->post([is_token, handler = std::move(handler)] {
        if (is_token) return handler({.state = Binding::State::bound, .how = "self"});
        handler({.reason = "a client's secret is replaced at its issuer, by a person"});
    });
}

void OauthProvider::revoke(Credential credential, Binding /*binding*/,
                           provider::StepHandler handler) {
    with_subject(std::move(credential),
                 [handler = std::move(handler)](OauthConversation& conversation,
                                                const Result<OauthSubjectPointer>& found) {
                     if (!found.has_value()) return handler({.reason = found.error().message()});
                     if (found.value()->kind == OauthKind::client_secret) {
                         return handler({.reason = "a client's secret is replaced at its issuer"});
                     }
                     conversation.revoke(found.value(), handler);
                 });
}

// Not active any more. Who else accepts it?
void judge_inactive(OauthConversation& conversation, const CasePointer& the_case,
                    const Inspection& inspection) {
    const OauthSubject& subject = *the_case->subject;
    if (inspection.detail == Detail::expired) {
        return the_case->close(Proof::State::dead, "not active, and its own end is past");
    }
    const bool is_shown = subject.kind == OauthKind::access_token;
    if (is_shown && !subject.issuer->resource.empty()) {
        return conversation.ask_resource(the_case->subject, [the_case](const Inspection& second) {
            judge_by_resource(*the_case, second);
        });
    }
    const std::string end = lives_on_until(subject);
    if (!end.empty()) return close_living_on(*the_case, end);
    close_refused(*the_case, "the issuer calls it not active");
}

// What the issuer says of the token after its end.
void judge_answer(OauthConversation& conversation, const CasePointer& the_case,
                  const Inspection& inspection) {
    if (inspection.evidence.status != 0) the_case->proof.evidence.push_back(inspection.evidence);
    if (is_live(inspection)) {
        return the_case->close(Proof::State::alive, "the issuer calls it active");
    }
    const bool is_over =
        inspection.detail == Detail::refused || inspection.detail == Detail::expired;
    if (is_over) return judge_inactive(conversation, the_case, inspection);
    const bool is_untold =
        inspection.detail == Detail::not_askable || inspection.detail == Detail::not_asked;
    if (!is_untold || the_case->subject->kind != OauthKind::access_token) {
        return the_case->close(Proof::State::unclear, "asked again: " + told(inspection));
    }
    conversation.ask_resource(the_case->subject, [the_case](const Inspection& second) {
        judge_by_resource(*the_case, second);
    });
}

void OauthProvider::prove_dead(Credential credential, Binding /*binding*/, bool was_live,
                               provider::ProofHandler handler) {
    with_subject(std::move(credential), [was_live, handler = std::move(handler)](
                                            OauthConversation& conversation,
                                            const Result<OauthSubjectPointer>& found) {
        if (!found.has_value()) return handler({.reason = found.error().message()});
        auto the_case = std::make_shared<Case>(Case{found.value(), was_live, {}, handler});
        auto self = conversation.shared_from_this();
        const auto judge = [self, the_case](const Inspection& inspection) {
            judge_answer(*self, the_case, inspection);
        };
        if (found.value()->kind == OauthKind::client_secret) {
            return conversation.ask_client_secret(found.value(), judge);
        }
        conversation.introspect(found.value(), judge);
    });
}

}  // namespace

std::unique_ptr<provider::Provider> make_oauth2_provider(core::HttpClient& client,
                                                         const core::Clock& clock,
                                                         const provider::Access& access,
                                                         OauthOptions options) {
    return std::make_unique<OauthProvider>(client, clock, access, options);
}

}  // namespace curfew::providers
