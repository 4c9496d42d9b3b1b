#include "integrations/providers/vault.h"

#include <utility>

#include <boost/json/array.hpp>

#include "integrations/providers/strict_json.h"
#include "integrations/providers/vault_answers.h"
#include "integrations/providers/vault_conversation.h"
#include "integrations/providers/vault_issue.h"
#include "scanner/core/digest.h"
#include "scanner/provider/answer_rules.h"
#include "scanner/provider/control.h"
#include "scanner/provider/data_conversation.h"

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
using provider::Step;

bool never_left(const Error& error) {
    return error.kind() == ErrorKind::invalid_input || error.kind() == ErrorKind::denied ||
           error.kind() == ErrorKind::unsupported;
}

// 24 letters and digits nobody made.
std::string made_up_name() {
    constexpr std::string_view kLetters =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    constexpr std::size_t kLength = 24;
    const core::Digest random = core::random_digest();
    std::string name;
    for (std::size_t i = 0; i < kLength; ++i) name += kLetters[random[i] % kLetters.size()];
    return name;
}

// The part in the place of a real one, of the same form.
std::string made_up_part(std::string_view name, std::string_view real) {
    if (name == "accessor") return made_up_name();
    if (name == "lease_id")
        return std::string(real.substr(0, real.rfind('/') + 1)) + made_up_name();
    if (name == "serial_number") return "01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10";
    return std::string(real);
}

bool is_there(const boost::json::object& list, std::string_view serial) {
    const auto* const data = list.if_contains("data");
    const auto* const object = data == nullptr ? nullptr : data->if_object();
    const auto* const keys = object == nullptr ? nullptr : object->if_contains("keys");
    const auto* const array = keys == nullptr ? nullptr : keys->if_array();
    if (array == nullptr) return false;
    for (const auto& key : *array) {
        if (key.is_string() && std::string_view(key.get_string().c_str()) == serial) return true;
    }
    return false;
}

// A proof under way: who asks, about what, and what was heard so far.
struct Case {
    VaultConversationPointer conversation;
    Credential credential;
    VaultKind kind = VaultKind::token;
    bool was_live = false;
    Proof proof;
    provider::ProofHandler handler;

    void close(Proof::State state, std::string reason) {
        proof.state = state;
        proof.reason = std::move(reason);
        handler(std::move(proof));
    }

    // The status of an answer as evidence; what became of one that did not come as the reason.
    bool has_heard(const Result<core::HttpResponse>& outcome, std::string_view mark) {
        provider::Evidence evidence =
            outcome.has_value() ? provider::evidence_of(outcome.value())
                                : provider::evidence_of(outcome.error(), conversation->now());
        evidence.host = conversation->site().host;
        evidence.mark = std::to_string(evidence.status) + " " + std::string(mark);
        proof.evidence.push_back(std::move(evidence));
        if (!outcome.has_value()) close(Proof::State::unclear, outcome.error().message());
        return outcome.has_value();
    }
};
using CasePointer = std::shared_ptr<Case>;

// An unknown accessor counts only while the one that says so knows us.
void close_if_own_token_lives(const CasePointer& the_case, std::string reason) {
    the_case->conversation->send(
        VaultCall{"GET", "auth/token/lookup-self"},
        [the_case, reason = std::move(reason)](const Result<core::HttpResponse>& outcome) {
            if (!the_case->has_heard(outcome, "our own lookup-self")) return;
            if (is_own_token_alive(outcome.value())) {
                return the_case->close(Proof::State::dead, reason);
            }
            the_case->close(Proof::State::unclear,
                            "our own token is no longer accepted: nothing can be proven with it");
        });
}

VaultCall presence_question(const VaultSite& site, const Case& the_case, std::string_view id) {
    if (the_case.kind != VaultKind::secret_id) {
        return {"POST", "auth/token/lookup-accessor", {{"accessor", id}}};
    }
    const auto* const beside = the_case.credential.part("role_name");
    const std::string role(beside != nullptr ? beside->reveal() : site.approle_role);
    return {"POST",
            "auth/" + site.approle_mount + "/role/" + role + "/secret-id-accessor/lookup",
            {{"secret_id_accessor", id}}};
}

void prove_by_id(const CasePointer& the_case, const std::string& id) {
    const VaultCall call = presence_question(the_case->conversation->site(), *the_case, id);
    const auto path = checked_path(call.path);
    the_case->conversation->send(
        path.has_value() ? Result<VaultCall>(call) : Result<VaultCall>(path.error()),
        [the_case](const Result<core::HttpResponse>& outcome) {
            if (!the_case->has_heard(outcome, "lookup by accessor")) return;
            const bool is_secret_id = the_case->kind == VaultKind::secret_id;
            switch (vault_presence_from(outcome.value(), the_case->kind)) {
                case VaultPresence::there:
                    return the_case->close(Proof::State::alive, "its accessor is still known");
                case VaultPresence::gone:
                    return close_if_own_token_lives(
                        the_case, is_secret_id
                                      ? "its accessor is unknown; tokens got with it live on"
                                      : "its accessor is unknown, and our own token is alive");
                case VaultPresence::unclear:
                    return the_case->close(Proof::State::unclear,
                                           "the question by accessor was not answered (" +
                                               std::to_string(outcome.value().status) + ")");
            }
        });
}

// The authority's record says revoked; whoever checks reads the list.
void prove_listed(const CasePointer& the_case) {
    const std::string path = the_case->conversation->site().pki_mount + "/certs/revoked";
    the_case->conversation->send(
        VaultCall{"LIST", path}, [the_case](const Result<core::HttpResponse>& outcome) {
            if (!the_case->has_heard(outcome, "list of the revoked")) return;
            const auto list = object_from(outcome.value().body.reveal());
            const auto* const serial = the_case->credential.part("serial_number");
            const bool is_listed =
                list.has_value() && serial != nullptr && is_there(list.value(), serial->reveal());
            if (is_listed) {
                return the_case->close(Proof::State::dead,
                                       "revoked, and in the list of the revoked");
            }
            the_case->close(Proof::State::unclear, "revoked, but not in the list of the revoked");
        });
}

void judge(const CasePointer& the_case, const Inspection& inspection) {
    if (inspection.evidence.status != 0) the_case->proof.evidence.push_back(inspection.evidence);
    if (inspection.detail == Detail::live) {
        return the_case->close(Proof::State::alive, "the server still knows it");
    }
    if (inspection.detail == Detail::revoked) return prove_listed(the_case);
    const bool is_lease = the_case->kind == VaultKind::lease;
    if (inspection.detail == Detail::refused && is_lease) {
        return the_case->close(Proof::State::unclear,
                               "the lease is gone, which does not prove that what it gave was "
                               "ended: log in there");
    }
    const bool is_proof = inspection.detail == Detail::refused && the_case->was_live;
    if (!is_proof) {
        std::string reason = "asked again: " + std::string(provider::name_of(inspection.detail));
        if (!inspection.reason.empty()) reason += ", " + inspection.reason;
        return the_case->close(Proof::State::unclear, std::move(reason));
    }
    if (the_case->conversation->site().has_admin()) {
        return close_if_own_token_lives(the_case, "no longer known, and our own token is alive");
    }
    the_case->close(Proof::State::dead, "no longer accepted, after it was");
}

std::string lines_of(const VaultSite& site, const VaultCall& call) {
    std::string lines =
        call.method + " " + site.base + "/v1/" + call.path + "\nX-Vault-Token: ***\n";
    std::string body;
    for (const VaultField& field : call.fields) {
        body += (body.empty() ? "" : ",") + ("\"" + std::string(field.name)) + "\":\"***\"";
    }
    return body.empty() ? lines : lines + "{" + body + "}\n";
}

class VaultProvider final : public provider::Provider {
  public:
    VaultProvider(core::HttpClient& client, const core::Clock& clock,
                  const provider::Access& access)
        : conversation_(std::make_shared<const VaultConversation>(client, clock, access)) {}

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

    void issue(provider::IssueOrder order, provider::IssuedHandler handler) override {
        issue_from_vault(conversation_, issued_, order, std::move(handler));
    }
    void renew(Credential credential, core::Duration life, provider::EndHandler handler) override {
        renew_in_vault(conversation_, credential, life, std::move(handler));
    }
    void find_by_tag(std::string tag, provider::FoundHandler handler) override {
        find_in_vault(conversation_, std::move(tag), std::move(handler));
    }

  private:
    VaultConversationPointer conversation_;
    const IssuedSignatures issued_;
};

provider::Facts VaultProvider::facts(const rules::Signature& signature) const {
    const VaultKind kind = vault_kind_of(signature);
    const bool is_token = kind == VaultKind::token || kind == VaultKind::batch_token;
    provider::Facts facts;
    facts.revocability = signature.revocability;
    facts.is_askable = is_token || conversation_->site().has_admin();
    facts.can_end = kind != VaultKind::batch_token;
    facts.needs_admin = !is_token;
    facts.is_idempotent = true;
    facts.asking_spends = is_token && !conversation_->site().has_admin();
    facts.blast_radius = signature.blast_radius;
    facts.asking_note = signature.ask.note;
    facts.page = signature.end.page;
    facts.note = signature.end.note;
    if (kind == VaultKind::token) facts.found_by = "tag";
    return facts;
}

Result<provider::Target> VaultProvider::target(const Credential& credential) const {
    TRY_ASSIGN([[maybe_unused]] const VaultCall call,
               vault_question(conversation_->site(), credential));
    if (conversation_->site().host.empty()) {
        return Error(ErrorKind::unsupported,
                     "the address to ask is not known: name base in [provider.vault]");
    }
    return provider::Target{conversation_->site().host, provider::HostSource::configuration};
}

Result<Credential> VaultProvider::made_up(const Credential& credential) const {
    auto made = provider::make_control(credential);
    // What was only ever issued has no template to make another from.
    const bool has_template = made.has_value() && !made.value().secret.empty();
    Credential control = has_template ? std::move(made).value() : credential.duplicate();
    if (!has_template) control.secret = core::SecretString("s." + made_up_name());
    for (provider::CredentialPart& part : control.parts) {
        part.value = core::SecretString(made_up_part(part.name, part.value.reveal()));
    }
    return control;
}

Result<std::string> VaultProvider::explain_question(const Credential& credential) const {
    TRY_ASSIGN(const VaultCall call, vault_question(conversation_->site(), credential));
    return lines_of(conversation_->site(), call);
}

Result<std::string> VaultProvider::explain_ending(const Credential& credential,
                                                  const Binding& binding) const {
    const std::string id = binding.id.empty() ? "{id}" : binding.id;
    TRY_ASSIGN(const VaultCall call, vault_ending(conversation_->site(), credential, id));
    return lines_of(conversation_->site(), call);
}

void VaultProvider::introspect(Credential credential, provider::InspectionHandler handler) {
    auto subject = std::make_shared<const Credential>(std::move(credential));
    conversation_->send(vault_question(conversation_->site(), *subject),
                        [conversation = conversation_, subject,
                         handler = std::move(handler)](const Result<core::HttpResponse>& outcome) {
                            Inspection inspection;
                            if (outcome.has_value()) {
                                inspection = vault_inspection_from(
                                    outcome.value(), *subject, conversation->site().has_admin());
                            } else {
                                inspection.reason = outcome.error().message();
                                inspection.evidence =
                                    provider::evidence_of(outcome.error(), conversation->now());
                                if (!never_left(outcome.error()))
                                    inspection.detail = Detail::unclear;
                            }
                            inspection.evidence.host = conversation->site().host;
                            handler(std::move(inspection));
                        });
}

// The server itself tells the accessor of what it is shown: that is the proof.
void VaultProvider::bind(Credential credential, provider::BindingHandler handler) {
    const VaultKind kind = vault_kind_of(*credential.signature);
    const bool names_itself = kind == VaultKind::lease || kind == VaultKind::certificate;
    if (names_itself) {
        const auto* const id =
            credential.part(kind == VaultKind::lease ? "lease_id" : "serial_number");
        Binding binding;
        if (id != nullptr) {
            binding.state = Binding::State::bound;
            binding.id = std::string(id->reveal());
            binding.how = "issued with it";
        } else {
            binding.reason = "its id was not found beside it";
        }
        return conversation_->post(
            [binding = std::move(binding), handler = std::move(handler)] { handler(binding); });
    }
    introspect(std::move(credential), [handler = std::move(handler)](const Inspection& inspection) {
        Binding binding;
        binding.evidence = inspection.evidence;
        binding.state = Binding::State::unclear;
        binding.reason = inspection.reason;
        if (inspection.detail == Detail::live) {
            binding.state = Binding::State::bound;
            binding.id = inspection.id;
            binding.how = "self";
            binding.owner = inspection.owner;
        } else if (inspection.detail == Detail::refused) {
            binding.state = Binding::State::not_found;
            binding.reason = "the server does not know it";
        }
        handler(std::move(binding));
    });
}

void VaultProvider::revoke(Credential credential, Binding binding, provider::StepHandler handler) {
    const VaultKind kind = vault_kind_of(*credential.signature);
    const bool is_bound = binding.state == Binding::State::bound;
    const Result<VaultCall> call =
        is_bound ? vault_ending(conversation_->site(), credential, binding.id)
                 : Result<VaultCall>(Error(ErrorKind::unsupported, "it is not bound to an id"));
    conversation_->send(call, [kind, conversation = conversation_, handler = std::move(handler)](
                                  const Result<core::HttpResponse>& outcome) {
        Step step;
        if (outcome.has_value()) {
            step = vault_step_from(outcome.value(), kind);
        } else {
            step.state = never_left(outcome.error()) ? Step::State::not_sent : Step::State::unclear;
            step.reason = outcome.error().message();
            step.evidence = provider::evidence_of(outcome.error(), conversation->now());
        }
        step.evidence.host = conversation->site().host;
        handler(std::move(step));
    });
}

void VaultProvider::prove_dead(Credential credential, Binding binding, bool was_live,
                               provider::ProofHandler handler) {
    const VaultKind kind = vault_kind_of(*credential.signature);
    auto the_case = std::make_shared<Case>(
        Case{conversation_, credential.duplicate(), kind, was_live, {}, std::move(handler)});
    const bool has_accessor = kind == VaultKind::token || kind == VaultKind::secret_id;
    const bool is_known_by_id = has_accessor && !binding.id.empty() &&
                                binding.state == Binding::State::bound &&
                                conversation_->site().has_admin();
    if (is_known_by_id) return prove_by_id(the_case, binding.id);
    introspect(std::move(credential),
               [the_case](const Inspection& inspection) { judge(the_case, inspection); });
}

}  // namespace

std::unique_ptr<provider::Provider> make_vault_provider(core::HttpClient& client,
                                                        const core::Clock& clock,
                                                        const provider::Access& access) {
    return std::make_unique<VaultProvider>(client, clock, access);
}

}  // namespace curfew::providers
