/// The Provider of every kind that the catalogue describes in data: its requests filled in, its
/// answers read by its rules.
///
/// A kind whose ending is code (signature.engine) and a kind without any request are answered too:
/// their facts say that nobody can ask, and why.
///
/// Owns:     nothing but what calls under way need. Client, clock and Access are borrowed and must
///           outlive the client's handlers.
/// Threads:  see provider.h; handlers run on the client's thread.
/// Errors:   see provider.h. A fault that may pass is told as such (Evidence::may_pass).
/// Source:   signatures/FORMAT.md, `[signature.ask]` and `[signature.end]`.
/// Not here: pacing, repeating, comparing with a made-up secret (inspector.h); deciding
/// (revoker.h).
#pragma once

#include <memory>

#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/provider/access.h"
#include "scanner/provider/provider.h"

namespace curfew::provider {

class DataProvider final : public Provider {
  public:
    DataProvider(core::HttpClient& client, const core::Clock& clock, const Access& access);
    DataProvider(const DataProvider&) = delete;
    DataProvider& operator=(const DataProvider&) = delete;
    DataProvider(DataProvider&&) = delete;
    DataProvider& operator=(DataProvider&&) = delete;
    ~DataProvider() override;

    [[nodiscard]] Facts facts(const rules::Signature& signature) const override;
    [[nodiscard]] core::Result<Target> target(const Credential& credential) const override;
    [[nodiscard]] core::Result<std::string> explain_question(
        const Credential& credential) const override;
    [[nodiscard]] core::Result<std::string> explain_ending(const Credential& credential,
                                                           const Binding& binding) const override;

    void introspect(Credential credential, InspectionHandler handler) override;
    void bind(Credential credential, BindingHandler handler) override;
    void revoke(Credential credential, Binding binding, StepHandler handler) override;
    void prove_dead(Credential credential, Binding binding, bool was_live,
                    ProofHandler handler) override;

  private:
    std::shared_ptr<const class DataConversation> conversation_;
};

/// One DataProvider for all signatures.
class DataProviders final : public Providers {
  public:
    DataProviders(core::HttpClient& client, const core::Clock& clock, const Access& access)
        : all_(client, clock, access) {}

    [[nodiscard]] Provider& of(const rules::Signature& /*signature*/) override { return all_; }

  private:
    DataProvider all_;
};

}  // namespace curfew::provider
