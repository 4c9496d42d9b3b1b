/// The Provider of logins to database servers: PostgreSQL, MySQL and MariaDB, Redis.
///
/// The credential is a login, not an object with an id: whoever shares the password is hit by its
/// end. So:
///   - the login itself proves which account it is (binding "self");
///   - the ending locks the account and cuts its sessions, because a session outlives a lock; it is
///     never dropped, so that it can be taken back;
///   - dead is what refuses this very password, *and* is locked (or gone) in the server's own
///     catalogue, *and* has no session left. Without an administrator there is no such proof.
/// An administrator is only ever told to end accounts of the server it is configured for.
///
/// Owns:     its threads (blocking_pool.h). Clock and Access are borrowed.
/// Threads:  safe from many; handlers run on the pool's threads.
/// Errors:   as provider.h says.
/// Source:   design.md 8; https://www.postgresql.org/docs/15/sql-alterrole.html and its neighbours,
///           named at each server.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "integrations/providers/blocking_pool.h"
#include "integrations/providers/database_server.h"
#include "scanner/core/clock.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

class DatabaseProvider final : public provider::Provider {
  public:
    struct Options {
        BlockingPool::Options pool{};
        Lookup lookup = look_up;
    };

    DatabaseProvider(std::unique_ptr<DatabaseServer> server, const core::Clock& clock,
                     const provider::Access& access, Options options);

    [[nodiscard]] provider::Facts facts(const rules::Signature& signature) const override;
    [[nodiscard]] core::Result<provider::Target> target(
        const provider::Credential& credential) const override;
    [[nodiscard]] core::Result<provider::Credential> made_up(
        const provider::Credential& credential) const override;
    [[nodiscard]] core::Result<std::string> explain_question(
        const provider::Credential& credential) const override;
    [[nodiscard]] core::Result<std::string> explain_ending(
        const provider::Credential& credential, const provider::Binding& binding) const override;

    void introspect(provider::Credential credential, provider::InspectionHandler handler) override;
    void bind(provider::Credential credential, provider::BindingHandler handler) override;
    void revoke(provider::Credential credential, provider::Binding binding,
                provider::StepHandler handler) override;
    void prove_dead(provider::Credential credential, provider::Binding binding, bool was_live,
                    provider::ProofHandler handler) override;
    void issue(provider::IssueOrder order, provider::IssuedHandler handler) override;
    void find_by_tag(std::string tag, provider::FoundHandler handler) override;

  private:
    class Desk;

    std::shared_ptr<const Desk> desk_;
    BlockingPool pool_;  // last: its tasks use the desk
};

}  // namespace curfew::providers
