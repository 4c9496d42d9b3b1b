#include "integrations/providers/ssh.h"

#include <functional>
#include <string>
#include <utility>

#include "integrations/process/workers.h"
#include "integrations/providers/ssh_calls.h"
#include "integrations/providers/ssh_login.h"
#include "integrations/providers/ssh_revocation_list.h"
#include "integrations/providers/ssh_settings.h"
#include "integrations/providers/ssh_subject.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Binding;
using provider::Credential;
using provider::Facts;
using provider::Inspection;
using provider::Proof;
using provider::Step;
using provider::Target;

constexpr std::size_t kThreadsMax = 4;
constexpr const char* kEnding = "the program is ending";

class SshProvider final : public provider::Provider {
  public:
    SshProvider(const core::Clock& clock, const provider::Access& access)
        : clock_(clock), settings_(ssh_settings_of(access.of("ssh"))) {}

    [[nodiscard]] Facts facts(const rules::Signature& signature) const override {
        Facts facts;
        facts.settings_id = "ssh";
        facts.revocability = signature.revocability;
        facts.is_askable = is_askable();
        facts.can_end = settings_.has_value() && !settings_.value().lists.empty();
        facts.is_reversible = signature.end.is_reversible;
        facts.is_idempotent = true;
        facts.blast_radius = signature.blast_radius;
        facts.asking_note = signature.ask.note;
        facts.page = signature.end.page;
        facts.note = signature.end.note;
        return facts;
    }

    [[nodiscard]] Result<Target> target(const Credential& /*credential*/) const override {
        if (!settings_.has_value()) return settings_.error();
        if (!is_askable()) {
            return Error(ErrorKind::unsupported,
                         "[provider.ssh] names no `revoked_keys` and no `logins`");
        }
        const auto& logins = settings_.value().logins;
        return Target{.host = logins.empty() ? "localhost" : logins.front().host,
                      .source = provider::HostSource::configuration};
    }

    [[nodiscard]] Result<Credential> made_up(const Credential& credential) const override {
        if (!settings_.has_value()) return settings_.error();
        const SshSettings& settings = settings_.value();
        Credential control;
        control.signature = credential.signature;
        if (is_ssh_certificate(credential)) {
            const std::string name =
                settings.logins.empty() ? "nobody" : settings.logins.front().user;
            TRY_ASSIGN(control.secret, made_up_ssh_certificate(settings.keygen, name, clock_));
        } else {
            TRY_ASSIGN(control.secret, made_up_ssh_key(settings.keygen, clock_));
        }
        return control;
    }

    [[nodiscard]] Result<std::string> explain_question(
        const Credential& credential) const override {
        TRY(target(credential));
        const SshSettings& settings = settings_.value();
        std::string lines;
        for (const std::string& list : settings.lists) {
            lines.append(settings.keygen).append(" -Q -f ").append(list).append(" PUBLIC-HALF\n");
        }
        for (const SshLogin& login : settings.logins) {
            lines += explain_login(settings, login) + "\n";
        }
        return lines;
    }

    [[nodiscard]] Result<std::string> explain_ending(const Credential& /*credential*/,
                                                     const Binding& binding) const override {
        if (!settings_.has_value()) return settings_.error();
        const SshSettings& settings = settings_.value();
        const std::string id = binding.id.empty() ? "{id}" : binding.id;
        std::string lines;
        for (const std::string& list : settings.lists) {
            lines.append(settings.keygen).append(" -k -u -f ").append(list);
            lines.append("  (a copy, put in its place: ").append(id).append(")\n");
        }
        if (!settings.session_command.empty()) {
            lines += settings.session_command + " end " + id + "\n";
        }
        if (lines.empty()) return Error(ErrorKind::unsupported, "no `revoked_keys` is configured");
        return lines;
    }

    void introspect(Credential credential, provider::InspectionHandler handler) override {
        Inspection otherwise;
        otherwise.detail = provider::Detail::unclear;
        const auto call = [this](const SshSettings& settings, const Credential& asked) {
            return inspect_ssh(settings, asked, clock_);
        };
        start<Inspection>({std::move(credential), call, std::move(otherwise)}, std::move(handler));
    }

    void bind(Credential credential, provider::BindingHandler handler) override {
        Binding otherwise;
        otherwise.state = Binding::State::unclear;
        const auto call = [this](const SshSettings& settings, const Credential& asked) {
            return bind_ssh(settings, asked, clock_);
        };
        start<Binding>({std::move(credential), call, std::move(otherwise)}, std::move(handler));
    }

    void revoke(Credential credential, Binding binding, provider::StepHandler handler) override {
        const auto call = [this, binding = std::move(binding)](const SshSettings& settings,
                                                               const Credential& asked) {
            return end_ssh(settings, asked, binding, clock_);
        };
        start<Step>({std::move(credential), call, Step{}}, std::move(handler));
    }

    void prove_dead(Credential credential, Binding /*binding*/, bool /*was_live*/,
                    provider::ProofHandler handler) override {
        const auto call = [this](const SshSettings& settings, const Credential& asked) {
            return prove_ssh_dead(settings, asked, clock_);
        };
        start<Proof>({std::move(credential), call, Proof{}}, std::move(handler));
    }

  private:
    /// One call; `otherwise` is the answer, with a reason, where it cannot be made.
    template <typename Answer>
    struct Call {
        Credential credential;
        std::function<Answer(const SshSettings&, const Credential&)> make;
        Answer otherwise;
    };

    [[nodiscard]] bool is_askable() const {
        return settings_.has_value() &&
               !(settings_.value().lists.empty() && settings_.value().logins.empty());
    }

    template <typename Answer>
    void start(Call<Answer> call, std::function<void(Answer)> handler) {
        auto held = std::make_shared<Call<Answer>>(std::move(call));
        workers_.run([this, held, handler = std::move(handler)](bool is_ending) {
            if (is_ending || !settings_.has_value()) {
                held->otherwise.reason = is_ending ? kEnding : settings_.error().message();
                handler(std::move(held->otherwise));
                return;
            }
            handler(held->make(settings_.value(), held->credential));
        });
    }

    const core::Clock& clock_;
    const Result<SshSettings> settings_;
    process::Workers workers_{kThreadsMax};
};

}  // namespace

std::unique_ptr<provider::Provider> make_ssh_provider(const core::Clock& clock,
                                                      const provider::Access& access) {
    return std::make_unique<SshProvider>(clock, access);
}

}  // namespace curfew::providers
