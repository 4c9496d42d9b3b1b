#include "integrations/providers/connection.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "integrations/providers/connection_text.h"
#include "integrations/providers/mysql.h"
#include "integrations/providers/postgresql.h"
#include "integrations/providers/redis.h"
#include "scanner/core/lower_case.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Binding;
using provider::Credential;
using provider::Provider;

// "mysql" of "mysql+pymysql"; empty where nothing tells.
std::string scheme_of(const Credential& credential) {
    const core::SecretString* const part = credential.part("scheme");
    if (part != nullptr && !part->empty()) {
        const std::string scheme = core::in_lower_case(part->reveal());
        return scheme.substr(0, scheme.find('+'));
    }
    const auto whole = connection_text_from(credential.secret.reveal());
    if (!whole.has_value() || !whole.value()) return {};
    return whole.value()->scheme;
}

class ConnectionProvider final : public Provider {
  public:
    ConnectionProvider(const core::Clock& clock, const provider::Access& access,
                       const DatabaseProvider::Options& options)
        : kinds_{{{postgresql_kind(), make_postgresql_provider(clock, access, options)},
                  {mysql_kind(), make_mysql_provider(clock, access, options)},
                  {redis_kind(), make_redis_provider(clock, access, options)}}} {}

    [[nodiscard]] provider::Facts facts(const rules::Signature& signature) const override {
        provider::Facts facts = kinds_.front().provider->facts(signature);
        facts.asking_note = signature.ask.note;
        facts.note = signature.end.note;
        facts.found_by.clear();
        facts.settings_id.clear();
        return facts;
    }

    [[nodiscard]] provider::Facts facts_of(const Credential& credential) const override {
        const auto kind = provider_for(credential);
        return kind.has_value() ? kind.value()->facts_of(credential) : facts(*credential.signature);
    }

    [[nodiscard]] Result<provider::Target> target(const Credential& credential) const override {
        TRY_ASSIGN(Provider* const kind, provider_for(credential));
        return kind->target(credential);
    }
    [[nodiscard]] Result<Credential> made_up(const Credential& credential) const override {
        TRY_ASSIGN(Provider* const kind, provider_for(credential));
        return kind->made_up(credential);
    }
    [[nodiscard]] Result<std::string> explain_question(
        const Credential& credential) const override {
        TRY_ASSIGN(Provider* const kind, provider_for(credential));
        return kind->explain_question(credential);
    }
    [[nodiscard]] Result<std::string> explain_ending(const Credential& credential,
                                                     const Binding& binding) const override {
        TRY_ASSIGN(Provider* const kind, provider_for(credential));
        return kind->explain_ending(credential, binding);
    }

    void introspect(Credential credential, provider::InspectionHandler handler) override {
        const auto kind = provider_for(credential);
        if (kind.has_value()) {
            return kind.value()->introspect(std::move(credential), std::move(handler));
        }
        provider::Inspection inspection;
        inspection.detail = provider::Detail::not_askable;
        inspection.reason = kind.error().message();
        handler(std::move(inspection));
    }
    void bind(Credential credential, provider::BindingHandler handler) override {
        const auto kind = provider_for(credential);
        if (kind.has_value()) return kind.value()->bind(std::move(credential), std::move(handler));
        handler({.state = Binding::State::impossible, .reason = kind.error().message()});
    }
    void revoke(Credential credential, Binding binding, provider::StepHandler handler) override {
        const auto kind = provider_for(credential);
        if (kind.has_value()) {
            return kind.value()->revoke(std::move(credential), std::move(binding),
                                        std::move(handler));
        }
        handler({.state = provider::Step::State::not_sent, .reason = kind.error().message()});
    }
    void prove_dead(Credential credential, Binding binding, bool was_live,
                    provider::ProofHandler handler) override {
        const auto kind = provider_for(credential);
        if (kind.has_value()) {
            return kind.value()->prove_dead(std::move(credential), std::move(binding), was_live,
                                            std::move(handler));
        }
        provider::Proof proof;
        proof.reason = kind.error().message();
        handler(std::move(proof));
    }

  private:
    struct Kind {
        const DatabaseKind& kind;
        std::unique_ptr<Provider> provider;
    };

    [[nodiscard]] Result<Provider*> provider_for(const Credential& credential) const {
        const std::string scheme = scheme_of(credential);
        for (const Kind& entry : kinds_) {
            if (std::ranges::find(entry.kind.schemes, scheme) != entry.kind.schemes.end()) {
                return entry.provider.get();
            }
        }
        return Error(ErrorKind::unsupported,
                     scheme.empty() ? "it does not say which kind of server it is for"
                                    : "nobody here can ask a server of " + shown(scheme));
    }

    const std::array<Kind, 3> kinds_;
};

}  // namespace

std::unique_ptr<Provider> make_connection_provider(const core::Clock& clock,
                                                   const provider::Access& access,
                                                   const DatabaseProvider::Options& options) {
    return std::make_unique<ConnectionProvider>(clock, access, options);
}

}  // namespace curfew::providers
