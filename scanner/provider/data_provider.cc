#include "scanner/provider/data_provider.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/provider/answer_rules.h"
#include "scanner/provider/binding_search.h"
#include "scanner/provider/data_conversation.h"
#include "scanner/provider/explanation.h"
#include "scanner/provider/request_template.h"

namespace curfew::provider {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::string_view kLocksOut = "none";

Error not_offered(std::string_view what) {
    return {ErrorKind::unsupported, "this kind of credential cannot be " + std::string(what)};
}

// What the catalogue's words for the answers to an ending come to.
Step::State state_of(std::string_view detail) {
    if (detail == "already_gone") return Step::State::already_gone;
    if (detail == "live" || detail == "live_limited" || detail == "refused") {
        return Step::State::refused;
    }
    // Throttled is not done, but whoever wants to do it again has to ask first anyway.
    if (detail == "throttled" || detail == "unclear") return Step::State::unclear;
    return Step::State::accepted;
}

Step step_of(const rules::EndRule& end, const core::HttpResponse& response) {
    Meaning meaning = meaning_of(end.answers, response);
    Step step;
    step.state = state_of(meaning.detail);
    step.reason = std::move(meaning.reason);
    if (step.state == Step::State::refused) {
        step.reason = "the provider answered " + meaning.mark + ": " + meaning.detail;
    }
    step.evidence = evidence_of(response);
    step.evidence.mark = std::move(meaning.mark);
    return step;
}

// After an error of the transport nobody knows whether the request arrived, unless it never left.
Step step_of(const Error& error, core::Instant now) {
    const bool never_left = error.kind() == ErrorKind::invalid_input ||
                            error.kind() == ErrorKind::denied ||
                            error.kind() == ErrorKind::unsupported;
    Step step;
    step.state = never_left ? Step::State::not_sent : Step::State::unclear;
    step.reason = error.message();
    step.evidence = evidence_of(error, now);
    return step;
}

Proof::State state_of_proof(std::string_view detail) {
    if (detail == "gone" || detail == "expired" || detail == "revoked" || detail == "disabled") {
        return Proof::State::dead;
    }
    return detail == "live" ? Proof::State::alive : Proof::State::unclear;
}

// An administrator may not look it up: that says nothing of the credential.
bool is_refused(const rules::QuestionRule& rule, const Result<core::HttpResponse>& outcome) {
    return outcome.has_value() && meaning_of(rule.answers, outcome.value()).detail == "refused";
}

struct ProofWanted {
    bool was_live = false;
    ProofHandler handler;
};

// Puts the question itself again; `so_far`: what was asked before it.
void ask_for_proof(const DataConversation& conversation, std::vector<Evidence> so_far,
                   const Credential& credential, ProofWanted wanted) {
    conversation.ask(credential, [so_far = std::move(so_far),
                                  wanted = std::move(wanted)](const Inspection& inspection) {
        Proof proof = proof_of(inspection, wanted.was_live);
        proof.evidence.insert(proof.evidence.begin(), so_far.begin(), so_far.end());
        wanted.handler(std::move(proof));
    });
}

// An administrator's or the provider's own word for it.
Proof proof_of(const rules::QuestionRule& rule, const core::HttpResponse& response) {
    Meaning meaning = meaning_of(rule.answers, response);
    Proof proof;
    proof.state = state_of_proof(meaning.detail);
    proof.reason = "looked up: " + meaning.detail;
    if (!meaning.reason.empty()) proof.reason += ", " + meaning.reason;
    proof.evidence.push_back(evidence_of(response));
    proof.evidence.back().mark = std::move(meaning.mark);
    return proof;
}

}  // namespace

DataProvider::DataProvider(core::HttpClient& client, const core::Clock& clock, const Access& access)
    : conversation_(std::make_shared<const DataConversation>(client, clock, access)) {}
DataProvider::~DataProvider() = default;

Facts DataProvider::facts(const rules::Signature& signature) const {
    const rules::EndRule& end = signature.end;
    Facts facts;
    facts.revocability = signature.revocability;
    facts.is_askable = signature.ask.request.has_value();
    facts.can_end = end.request.has_value();
    facts.needs_admin = facts.can_end && (mentions(*end.request, "admin") ||
                                          (end.find && mentions(end.find->request, "admin")));
    facts.is_reversible = end.is_reversible;
    // By id or by the credential itself: a second one finds nothing to end.
    facts.is_idempotent = facts.can_end;
    facts.locks_out = signature.ask.control == kLocksOut;
    facts.asking_spends = signature.ask.spends;
    facts.settles_in = end.settles.value_or(core::Duration::zero());
    if (end.find) facts.found_by = "listing";
    facts.blast_radius = signature.blast_radius;
    facts.asking_note = signature.ask.note;
    facts.page = end.page;
    facts.note = end.note;
    return facts;
}

Result<Target> DataProvider::target(const Credential& credential) const {
    const TemplateValues values = conversation_->values_of(credential, nullptr);
    const rules::RequestRule* request = DataConversation::question_of(credential, values).request;
    if (request == nullptr) return not_offered("asked about");
    return conversation_->target_of(*request, values);
}

Result<std::string> DataProvider::explain_question(const Credential& credential) const {
    const TemplateValues values = conversation_->values_of(credential, nullptr);
    const rules::RequestRule* request = DataConversation::question_of(credential, values).request;
    if (request == nullptr) return not_offered("asked about");
    // What would not be sent is not shown either.
    TRY(conversation_->request_of(*request, values));
    return explained(*request, credential, values);
}

Result<std::string> DataProvider::explain_ending(const Credential& credential,
                                                 const Binding& binding) const {
    const auto& request = credential.signature->end.request;
    if (!request) return not_offered("ended by a request");
    const TemplateValues values = conversation_->values_of(credential, &binding);
    // What only the binding will tell is shown by its name; it is never a part of the host.
    TemplateValues bound = values;
    if (bound.id.empty()) bound.id = "id";
    if (bound.owner.empty()) bound.owner = "owner";
    TRY_ASSIGN([[maybe_unused]] const Target target, conversation_->target_of(*request, bound));
    return explained(*request, credential, values);
}

void DataProvider::introspect(Credential credential, InspectionHandler handler) {
    conversation_->ask(credential, std::move(handler));
}

void DataProvider::bind(Credential credential, BindingHandler handler) {
    const rules::EndRule& end = credential.signature->end;
    if (end.request) {
        return search_binding(conversation_, std::move(credential), std::move(handler));
    }
    Binding binding;
    binding.reason = "no request ends it";
    if (!end.page.empty()) binding.reason += "; a person does at " + end.page;
    conversation_->post(
        [handler = std::move(handler), binding = std::move(binding)] { handler(binding); });
}

void DataProvider::revoke(Credential credential, Binding binding, StepHandler handler) {
    const rules::EndRule& end = credential.signature->end;
    if (!end.request || binding.state != Binding::State::bound) {
        Step step;
        step.reason = end.request ? "it is not bound to an id" : not_offered("ended").message();
        return conversation_->post(
            [handler = std::move(handler), step = std::move(step)] { handler(step); });
    }
    auto filled =
        conversation_->request_of(*end.request, conversation_->values_of(credential, &binding));
    if (!filled.has_value()) {
        return conversation_->post(
            [handler = std::move(handler), step = step_of(filled.error(), conversation_->now())] {
                handler(step);
            });
    }
    const std::string host = filled.value().host;
    conversation_->send(std::move(filled).value(),
                        [&end, self = conversation_, host,
                         handler = std::move(handler)](const Result<core::HttpResponse>& outcome) {
                            Step step = outcome.has_value() ? step_of(end, outcome.value())
                                                            : step_of(outcome.error(), self->now());
                            step.evidence.host = host;
                            handler(std::move(step));
                        });
}

void DataProvider::prove_dead(Credential credential, Binding binding, bool was_live,
                              ProofHandler handler) {
    const auto& rule = credential.signature->end.proof;
    if (!rule) return ask_for_proof(*conversation_, {}, credential, {was_live, std::move(handler)});
    auto filled =
        conversation_->request_of(rule->request, conversation_->values_of(credential, &binding));
    // Without the administrator or the id that it takes, the question itself has to do.
    if (!filled.has_value()) {
        return ask_for_proof(*conversation_, {}, credential, {was_live, std::move(handler)});
    }
    const std::string host = filled.value().host;
    auto shared = std::make_shared<Credential>(std::move(credential));
    conversation_->send(std::move(filled).value(), [&rule = *rule, self = conversation_, shared,
                                                    was_live, host, handler = std::move(handler)](
                                                       const Result<core::HttpResponse>& outcome) {
        Proof proof;
        if (outcome.has_value()) {
            proof = proof_of(rule, outcome.value());
        } else {
            proof.reason = outcome.error().message();
            proof.evidence.push_back(evidence_of(outcome.error(), self->now()));
        }
        proof.evidence.back().host = host;
        if (!is_refused(rule, outcome)) return handler(std::move(proof));
        // Whoever looks up may not, or no more: that says nothing of the credential.
        ask_for_proof(*self, std::move(proof.evidence), *shared, {was_live, handler});
    });
}

}  // namespace curfew::provider
