#include "scanner/provider/data_conversation.h"

#include <memory>
#include <string>
#include <utility>

#include "scanner/provider/answer_rules.h"

namespace curfew::provider {

using core::Error;
using core::ErrorKind;
using core::Result;

Evidence evidence_of(const Error& error, core::Instant now) {
    Evidence evidence;
    evidence.asked_at = now;
    evidence.may_pass =
        error.kind() == ErrorKind::unreachable || error.kind() == ErrorKind::timed_out;
    return evidence;
}

Inspection unasked(Detail detail, std::string reason) {
    Inspection inspection;
    inspection.detail = detail;
    inspection.reason = std::move(reason);
    return inspection;
}

TemplateValues DataConversation::values_of(const Credential& credential,
                                           const Binding* binding) const {
    TemplateValues values;
    values.secret = credential.secret.reveal();
    values.parts = &credential.parts;
    if (const auto* const own = access_.of(credential.signature->provider_id); own != nullptr) {
        values.base = own->base;
        values.admin = own->admin.reveal();
        values.settings = &own->settings;
    }
    if (binding != nullptr) {
        values.id = binding->id;
        values.owner = binding->owner;
    }
    return values;
}

Result<void> DataConversation::check_host(const Target& target) const {
    if (target.source != HostSource::beside || access_.hosts.contains(target.host)) return {};
    return Error(ErrorKind::denied,
                 "its host " + target.host +
                     " stands beside the secret or in it, where anybody could write it; "
                     "name it in the configuration to have it asked");
}

Result<FilledRequest> DataConversation::request_of(const rules::RequestRule& rule,
                                                   const TemplateValues& values) const {
    TRY_ASSIGN(FilledRequest filled, fill(rule, values));
    TRY(check_host({filled.host, filled.host_source}));
    const bool is_own =
        filled.host_source == HostSource::configuration || access_.hosts.contains(filled.host);
    filled.request.reach = {.private_addresses = is_own, .plain = is_own};
    return filled;
}

Result<Target> DataConversation::target_of(const rules::RequestRule& rule,
                                           const TemplateValues& values) const {
    TRY_ASSIGN(Target target, provider::target_of(rule, values));
    TRY(check_host(target));
    return target;
}

DataConversation::Question DataConversation::question_of(const Credential& credential,
                                                         const TemplateValues& values) {
    const rules::AskRule& rule = credential.signature->ask;
    if (rule.admin && !values.admin.empty()) return {&rule.admin->request, &rule.admin->answers};
    if (rule.request) return {&*rule.request, &rule.answers};
    return {};
}

void DataConversation::ask(const Credential& credential, InspectionHandler handler) const {
    const rules::AskRule& rule = credential.signature->ask;
    const TemplateValues values = values_of(credential, nullptr);
    const Question question = question_of(credential, values);
    if (question.request == nullptr) {
        return post([handler = std::move(handler), &rule] {
            handler(unasked(Detail::not_askable, rule.note));
        });
    }
    auto filled = request_of(*question.request, values);
    if (!filled.has_value()) {
        return post([handler = std::move(handler), why = filled.error().message()] {
            handler(unasked(Detail::not_asked, why));
        });
    }
    const std::string host = filled.value().host;
    send(std::move(filled).value(),
         [&rule, answers = question.answers, &clock = clock_, host,
          handler = std::move(handler)](Result<core::HttpResponse> outcome) {
             Inspection inspection;
             if (outcome.has_value()) {
                 inspection = inspection_of(rule, *answers, outcome.value());
             } else {
                 inspection = unasked(Detail::unclear, outcome.error().message());
                 inspection.evidence = evidence_of(outcome.error(), clock.now());
             }
             inspection.evidence.host = host;
             handler(std::move(inspection));
         });
}

void DataConversation::send(FilledRequest filled, core::HttpHandler handler) const {
    client_.send(std::move(filled.request), std::move(handler));
}

void DataConversation::post(std::function<void()> task) const {
    client_.run_after(core::Duration::zero(), std::move(task));
}

}  // namespace curfew::provider
