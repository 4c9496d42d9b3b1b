#include "integrations/providers/registry.h"

#include <string_view>
#include <utility>

#include "integrations/providers/aws.h"
#include "integrations/providers/connection.h"
#include "integrations/providers/kubernetes.h"
#include "integrations/providers/mysql.h"
#include "integrations/providers/oauth2.h"
#include "integrations/providers/postgresql.h"
#include "integrations/providers/redis.h"
#include "integrations/providers/ssh.h"
#include "integrations/providers/vault.h"
#include "integrations/providers/x509.h"
#include "scanner/provider/data_provider.h"

namespace curfew::providers {
namespace {

using provider::Provider;

using MakeEngine = std::unique_ptr<Provider> (*)(const EngineParts& parts);

std::unique_ptr<Provider> make_data_provider(const EngineParts& parts) {
    return std::make_unique<provider::DataProvider>(parts.client, parts.clock, parts.access);
}

/// Engine name → how it is made, sorted by name.
const std::map<std::string_view, MakeEngine>& engines() {
    static const std::map<std::string_view, MakeEngine> all = {
        {"", [](const EngineParts& parts) { return make_data_provider(parts); }},
        {"aws",
         [](const EngineParts& parts) {
             return make_aws_provider(parts.client, parts.clock, parts.access);
         }},
        {"connection",
         [](const EngineParts& parts) {
             return make_connection_provider(parts.clock, parts.access);
         }},
        {"kubernetes",
         [](const EngineParts& parts) {
             return make_kubernetes_provider(parts.client, parts.clock, parts.access);
         }},
        {"mysql",
         [](const EngineParts& parts) { return make_mysql_provider(parts.clock, parts.access); }},
        {"oauth2",
         [](const EngineParts& parts) {
             return make_oauth2_provider(parts.client, parts.clock, parts.access);
         }},
        {"postgresql",
         [](const EngineParts& parts) {
             return make_postgresql_provider(parts.clock, parts.access);
         }},
        {"redis",
         [](const EngineParts& parts) { return make_redis_provider(parts.clock, parts.access); }},
        {"ssh",
         [](const EngineParts& parts) { return make_ssh_provider(parts.clock, parts.access); }},
        {"vault",
         [](const EngineParts& parts) {
             return make_vault_provider(parts.client, parts.clock, parts.access);
         }},
        {"x509",
         [](const EngineParts& parts) {
             return make_x509_provider(parts.client, parts.clock, parts.access);
         }},
    };
    return all;
}

/// Speaks for an engine that this build lacks.
class NoEngine final : public Provider {
  public:
    explicit NoEngine(std::string name) : name_(std::move(name)) {}

    [[nodiscard]] provider::Facts facts(const rules::Signature& signature) const override {
        provider::Facts facts;
        facts.revocability = signature.revocability;
        facts.blast_radius = signature.blast_radius;
        facts.asking_note = reason();
        facts.page = signature.end.page;
        facts.note = signature.end.note;
        return facts;
    }

    [[nodiscard]] core::Result<provider::Target> target(
        const provider::Credential& /*credential*/) const override {
        return core::Error(core::ErrorKind::unsupported, reason());
    }

    [[nodiscard]] core::Result<std::string> explain_question(
        const provider::Credential& /*credential*/) const override {
        return core::Error(core::ErrorKind::unsupported, reason());
    }

    void introspect(provider::Credential /*credential*/,
                    provider::InspectionHandler handler) override {
        provider::Inspection inspection;
        inspection.detail = provider::Detail::not_askable;
        inspection.reason = reason();
        handler(std::move(inspection));
    }

  private:
    [[nodiscard]] std::string reason() const {
        return "this build of Curfew lacks what asks about it (" + name_ + ")";
    }

    std::string name_;
};

std::unique_ptr<Provider> engine_called(const std::string& name, const EngineParts& parts) {
    const auto found = engines().find(name);
    if (found == engines().end()) return std::make_unique<NoEngine>(name);
    return found->second(parts);
}

}  // namespace

std::vector<std::string> engine_names() {
    std::vector<std::string> names;
    for (const auto& [name, make] : engines()) names.emplace_back(name);
    return names;
}

Provider& AllProviders::of(const rules::Signature& signature) {
    const std::scoped_lock lock(mutex_);
    std::unique_ptr<Provider>& made = made_[signature.engine];
    if (made == nullptr) made = engine_called(signature.engine, parts_);
    return *made;
}

}  // namespace curfew::providers
