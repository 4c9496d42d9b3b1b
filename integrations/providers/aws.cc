#include "integrations/providers/aws.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "integrations/providers/aws_ending.h"
#include "integrations/providers/aws_keys.h"
#include "integrations/providers/aws_service_keys.h"
#include "integrations/providers/aws_sessions.h"
#include "integrations/providers/aws_subject.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Binding;
using provider::BindingHandler;
using provider::Credential;
using provider::Detail;
using provider::Facts;
using provider::Inspection;
using provider::InspectionHandler;
using provider::Proof;
using provider::ProofHandler;
using provider::Step;
using provider::StepHandler;
using provider::Target;

constexpr std::string_view kProviderId = "aws";
// The IAM User Guide ("Changes that I make are not always immediately visible") names no bound;
// seconds are usual, minutes were seen.
constexpr core::Duration kSettlesIn = std::chrono::minutes(5);

/// What `[provider.aws]` comes to; an error keeps every question from being asked.
struct Setup {
    AwsEndpoints endpoints;
    AwsKeysPointer admin;
    KeyEnding ending = KeyEnding::deactivate;
};

Result<Setup> setup_from(const provider::ProviderAccess* access) {
    Setup setup;
    TRY_ASSIGN(setup.endpoints, aws_endpoints(access));
    TRY_ASSIGN(setup.admin, admin_keys(access));
    const std::string_view ending = access == nullptr ? "" : access->setting("ending");
    if (ending == "delete") setup.ending = KeyEnding::remove;
    if (ending.empty() || ending == "delete" || ending == "inactive") return setup;
    return Error(ErrorKind::invalid_input, "provider.aws.ending is inactive or delete");
}

std::string without_port(std::string host) {
    const std::size_t colon = host.rfind(':');
    const bool is_port = colon != std::string::npos && !host.ends_with(']') &&
                         host.find_first_not_of("0123456789", colon + 1) == std::string::npos;
    if (is_port) host.resize(colon);
    return host;
}

Target target_at(const AwsEndpoints& endpoints, AwsService service) {
    const AwsEndpoint& there = service == AwsService::sts ? endpoints.sts : endpoints.iam;
    return {.host = without_port(there.host), .source = endpoints.source};
}

/// One call, as a person reads it: nothing in it is secret, the signature is left out.
std::string line_of(const AwsEndpoints& endpoints, std::string_view key_id, const AwsCall& call,
                    bool has_token) {
    const AwsEndpoint& there = call.service == AwsService::sts ? endpoints.sts : endpoints.iam;
    return fmt::format(
        "POST {}\n"
        "Authorization: AWS4-HMAC-SHA256 Credential={}/…/{}/{}/aws4_request, "
        "Signature=…\n{}{}\n",
        there.url, key_id, there.scope.region, there.scope.service,
        has_token ? "X-Amz-Security-Token: …\n" : "", form_of(call));
}

bool is_session(const rules::Signature& signature) {
    return signature.id.value.starts_with("aws-session");
}

// Kinds that IAM alone speaks of: what was found cannot sign a request.
bool is_for_admin(const rules::Signature& signature) {
    return signature.id.value == "aws-access-key-id" || signature.id.value == "aws-bedrock-key";
}

constexpr std::string_view kNoAdmin = "it is asked about by an administrator: none is configured";

std::shared_ptr<AwsCaller> caller_for(core::HttpClient& client, const core::Clock& clock,
                                      const Result<Setup>& setup) {
    if (!setup.has_value()) return nullptr;
    return std::make_shared<AwsCaller>(client, clock, setup.value().endpoints);
}

AwsAdminPointer admin_for(const std::shared_ptr<AwsCaller>& caller, const Result<Setup>& setup) {
    if (caller == nullptr || setup.value().admin == nullptr) return nullptr;
    return std::make_shared<AwsAdmin>(caller, setup.value().admin);
}

class AwsProvider final : public provider::Provider {
  public:
    AwsProvider(core::HttpClient& client, const core::Clock& clock, const provider::Access& access)
        : client_(client),
          setup_(setup_from(access.of(kProviderId))),
          caller_(caller_for(client, clock, setup_)),
          admin_(admin_for(caller_, setup_)) {}
    AwsProvider(const AwsProvider&) = delete;
    AwsProvider& operator=(const AwsProvider&) = delete;
    AwsProvider(AwsProvider&&) = delete;
    AwsProvider& operator=(AwsProvider&&) = delete;
    ~AwsProvider() override {
        if (caller_ != nullptr) caller_->close();
    }

    [[nodiscard]] Facts facts(const rules::Signature& signature) const override;
    [[nodiscard]] Result<Target> target(const Credential& credential) const override;
    [[nodiscard]] Result<Credential> made_up(const Credential& credential) const override {
        return made_up_key(credential);
    }
    [[nodiscard]] Result<std::string> explain_question(const Credential& credential) const override;
    [[nodiscard]] Result<std::string> explain_ending(const Credential& credential,
                                                     const Binding& binding) const override;

    void introspect(Credential credential, InspectionHandler handler) override;
    void bind(Credential credential, BindingHandler handler) override;
    void revoke(Credential credential, Binding binding, StepHandler handler) override;
    void prove_dead(Credential credential, Binding binding, bool was_live,
                    ProofHandler handler) override;

  private:
    /// What it is and with what it can be asked; an error before anything is sent.
    [[nodiscard]] Result<AwsSubject> ready(const Credential& credential) const;
    /// The same, where there is somebody who can ask.
    [[nodiscard]] Result<AwsSubject> askable(const Credential& credential) const;
    [[nodiscard]] std::vector<AwsCall> ending_calls(AwsKind kind, const Binding& binding) const;

    /// Answers on the client's thread without having sent anything.
    void answer_later(std::function<void()> answer) const {
        client_.run_after(core::Duration::zero(), std::move(answer));
    }

    [[nodiscard]] const AwsKeys* administrator() const {
        return admin_ == nullptr ? nullptr : admin_->keys().get();
    }

    core::HttpClient& client_;
    const Result<Setup> setup_;
    std::shared_ptr<AwsCaller> caller_;  // null: the configuration makes no sense
    AwsAdminPointer admin_;              // null: none is configured
};

Facts AwsProvider::facts(const rules::Signature& signature) const {
    const bool is_key = !is_session(signature);
    const bool is_deleting = setup_.has_value() && setup_.value().ending == KeyEnding::remove;
    Facts facts;
    // A deny reaches every session of the role, whatever one wants to end.
    facts.revocability = is_key ? signature.revocability : rules::Revocability::principal_wide;
    facts.is_askable = !is_for_admin(signature) || admin_ != nullptr;
    facts.can_end = true;
    facts.needs_admin = !is_key || is_for_admin(signature);
    facts.is_reversible = !is_key || !is_deleting;
    facts.is_idempotent = true;
    facts.blast_radius = signature.blast_radius;
    facts.asking_note =
        "a question counts as a use of the key (LastUsedDate, service sts); one about the key of a "
        "canary account alarms its owner";
    facts.page = signature.end.page;
    facts.note = signature.end.note;
    facts.settles_in = kSettlesIn;
    return facts;
}

Result<Target> AwsProvider::target(const Credential& credential) const {
    TRY_ASSIGN(const AwsSubject subject, ready(credential));
    const AwsEndpoints& endpoints = setup_.value().endpoints;
    if (subject.keys != nullptr) return target_at(endpoints, AwsService::sts);
    if (admin_ != nullptr) return target_at(endpoints, AwsService::iam);
    return Error(ErrorKind::unsupported, std::string(kNoAdmin));
}

Result<std::string> AwsProvider::explain_question(const Credential& credential) const {
    TRY_ASSIGN(const AwsSubject subject, ready(credential));
    const AwsEndpoints& endpoints = setup_.value().endpoints;
    const AwsKeys* admin = subject.kind == AwsKind::session ? nullptr : administrator();
    const auto as_admin = [&](const AwsCall& call) {
        if (admin == nullptr) return std::string();
        return line_of(endpoints, admin->id, call, !admin->session_token.empty());
    };
    const AwsCall whose{AwsService::iam, "GetAccessKeyLastUsed", {{"AccessKeyId", subject.key_id}}};
    const AwsCall who{AwsService::sts, "GetCallerIdentity"};
    if (subject.kind == AwsKind::service_key) {
        return as_admin(who) + as_admin(list_service_keys_call());
    }
    std::string text = as_admin(who) + as_admin(whose);
    if (subject.keys != nullptr) {
        text += line_of(endpoints, subject.key_id, who, !subject.keys->session_token.empty());
    }
    return text + as_admin({AwsService::iam, "ListAccessKeys", {{"UserName", "{owner}"}}});
}

Result<std::string> AwsProvider::explain_ending(const Credential& credential,
                                                const Binding& binding) const {
    TRY_ASSIGN(const AwsSubject subject, ready(credential));
    const AwsKeys* admin = administrator();
    if (admin == nullptr && subject.keys == nullptr) {
        return Error(ErrorKind::unsupported, std::string(kNoAdmin));
    }
    const bool has_token = admin != nullptr && !admin->session_token.empty();
    std::string text;
    for (const AwsCall& call : ending_calls(subject.kind, binding)) {
        text += line_of(setup_.value().endpoints, admin == nullptr ? subject.key_id : admin->id,
                        call, has_token);
    }
    return text;
}

std::vector<AwsCall> AwsProvider::ending_calls(AwsKind kind, const Binding& binding) const {
    const auto owner = principal_from(binding.owner);
    const std::string name = owner ? owner->name : "{owner}";
    const std::string id = binding.state == Binding::State::bound ? binding.id : "{id}";
    const bool is_removed = setup_.value().ending == KeyEnding::remove && admin_ != nullptr;
    std::vector<AwsCall> calls;
    switch (kind) {
        case AwsKind::session:
            calls.push_back(deny_call(name, caller_->server_now()));
            break;
        case AwsKind::service_key:
            calls.push_back(deactivate_service_key_call(id, name));
            if (is_removed) calls.push_back(delete_service_key_call(id, name));
            break;
        case AwsKind::access_key:
            // A key that ends itself names no user.
            calls.push_back(deactivate_call(id, admin_ == nullptr ? std::string() : name));
            if (is_removed) calls.push_back(delete_call(id, name));
            break;
    }
    return calls;
}

Result<AwsSubject> AwsProvider::ready(const Credential& credential) const {
    if (!setup_.has_value()) return setup_.error();
    return subject_of(credential);
}

Result<AwsSubject> AwsProvider::askable(const Credential& credential) const {
    TRY_ASSIGN(AwsSubject subject, ready(credential));
    if (subject.keys != nullptr || admin_ != nullptr) return subject;
    return Error(ErrorKind::unsupported, std::string(kNoAdmin));
}

void AwsProvider::introspect(Credential credential, InspectionHandler handler) {
    auto subject = askable(credential);
    if (!subject.has_value()) {
        const bool is_unasked = subject.error().kind() != ErrorKind::unsupported;
        Inspection inspection;
        inspection.detail = is_unasked ? Detail::not_asked : Detail::not_askable;
        inspection.reason = subject.error().message();
        return answer_later([inspection, handler = std::move(handler)] { handler(inspection); });
    }
    const AwsSubject& known = subject.value();
    switch (known.kind) {
        case AwsKind::session:
            return ask_identity(*caller_, known.keys,
                                [handler = std::move(handler)](const Told<CallerIdentity>& own) {
                                    handler(inspection_of(own));
                                });
        case AwsKind::service_key:
            return ask_service_keys(
                caller_, admin_,
                [alias = known.key_id, handler = std::move(handler)](
                    const Told<ServiceKeyListing>& told) { handler(inspection_of(told, alias)); });
        case AwsKind::access_key:
            return look_at_key(caller_, admin_, {.id = known.key_id, .keys = known.keys},
                               [handler = std::move(handler)](const KeyView& view) {
                                   handler(inspection_of(view));
                               });
    }
}

void AwsProvider::bind(Credential credential, BindingHandler handler) {
    auto subject = askable(credential);
    if (!subject.has_value()) {
        const Binding binding{.state = Binding::State::unclear,
                              .reason = subject.error().message()};
        return answer_later([binding, handler = std::move(handler)] { handler(binding); });
    }
    const AwsSubject& known = subject.value();
    switch (known.kind) {
        case AwsKind::session:
            return ask_identity(*caller_, known.keys,
                                [handler = std::move(handler)](const Told<CallerIdentity>& own) {
                                    handler(binding_of(own));
                                });
        case AwsKind::service_key:
            return ask_service_keys(
                caller_, admin_,
                [alias = known.key_id, partition = caller_->endpoints().partition,
                 handler = std::move(handler)](const Told<ServiceKeyListing>& told) {
                    handler(binding_of(told, alias, partition));
                });
        case AwsKind::access_key:
            return look_at_key(
                caller_, admin_, {.id = known.key_id, .keys = known.keys},
                [handler = std::move(handler)](const KeyView& view) { handler(binding_of(view)); });
    }
}

void AwsProvider::revoke(Credential credential, Binding binding, StepHandler handler) {
    auto subject = ready(credential);
    std::string objection = subject.has_value() ? std::string() : subject.error().message();
    EndingOrder order;
    if (subject.has_value()) {
        order = {std::move(subject).value(), std::move(binding), setup_.value().ending};
        objection = objection_to(order, administrator());
    }
    if (!objection.empty()) {
        return answer_later([objection, handler = std::move(handler)] {
            handler({.state = Step::State::not_sent, .reason = objection});
        });
    }
    switch (order.subject.kind) {
        case AwsKind::session:
            return end_sessions(caller_, admin_, order, std::move(handler));
        case AwsKind::service_key:
            return end_service_key(caller_, admin_, order.binding, order.ending,
                                   std::move(handler));
        case AwsKind::access_key:
            return end_key(caller_, admin_, std::move(order), std::move(handler));
    }
}

void AwsProvider::prove_dead(Credential credential, Binding binding, bool was_live,
                             ProofHandler handler) {
    auto subject = askable(credential);
    if (!subject.has_value()) {
        const Proof proof{.reason = subject.error().message()};
        return answer_later([proof, handler = std::move(handler)] { handler(proof); });
    }
    const AwsSubject& known = subject.value();
    const auto owner = principal_from(binding.owner);
    switch (known.kind) {
        case AwsKind::session:
            return look_at_session(caller_, admin_, known.keys, owner ? owner->name : std::string(),
                                   [handler = std::move(handler)](const SessionView& view) {
                                       handler(proof_of(view));
                                   });
        case AwsKind::service_key:
            return ask_service_keys(
                caller_, admin_,
                [binding = std::move(binding), handler = std::move(handler)](
                    const Told<ServiceKeyListing>& told) { handler(proof_of(told, binding)); });
        case AwsKind::access_key:
            return look_at_key(
                caller_, admin_,
                {.id = known.key_id, .keys = known.keys, .owner = std::move(binding.owner)},
                [was_live, handler = std::move(handler)](const KeyView& view) {
                    handler(proof_of(view, was_live));
                });
    }
}

}  // namespace

std::unique_ptr<provider::Provider> make_aws_provider(core::HttpClient& client,
                                                      const core::Clock& clock,
                                                      const provider::Access& access) {
    return std::make_unique<AwsProvider>(client, clock, access);
}

}  // namespace curfew::providers
