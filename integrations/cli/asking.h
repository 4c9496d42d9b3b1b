/// The Verification of a program with a network: client, providers, inspector and the run's
/// questions, put together.
///
/// Owns:     all of them, in the order in which they need each other.
/// Threads:  see verification.h.
/// Errors:   those of provider_access.h and http/curl_client.h.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "integrations/cli/ending_strand.h"
#include "integrations/cli/verification.h"
#include "integrations/http/curl_client.h"
#include "integrations/providers/registry.h"
#include "scanner/provider/access.h"
#include "scanner/provider/inspector.h"
#include "scanner/verification/questions.h"

namespace curfew::cli {

class Asking final : public Verification {
  public:
    [[nodiscard]] static core::Result<std::unique_ptr<Asking>> make(const Asker& asker);
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;
    Asking(Asking&&) = delete;
    Asking& operator=(Asking&&) = delete;
    ~Asking() override;

    void see(const match::Detection& detection, const std::string& account) override;
    void finish(report::ScanReport& report, bool is_now, const std::stop_token& stop) override;
    void plan(report::ScanReport& report) override;
    [[nodiscard]] std::string explanation(const report::ScanReport& report) override;

  private:
    Asking(const Asker& asker, provider::Access access, std::unique_ptr<http::CurlClient> client);

    /// Bait of the user's own list, which the catalogue does not know.
    void mark_canary(report::Finding& finding) const;
    [[nodiscard]] bool is_bait(const rules::Signature& signature, const std::string& account) const;
    [[nodiscard]] bool is_askable(const rules::Signature& signature);

    const policy::Policy& policy_;
    const double confidence_min_;
    const std::set<std::string, std::less<>> canaries_;
    const provider::Access access_;
    // Asked through by everything below; it is ended first, see ~Asking.
    std::unique_ptr<http::CurlClient> client_;
    EndingStrand strand_;
    providers::AllProviders providers_;
    provider::Inspector inspector_;
    verification::Questions questions_;
};

}  // namespace curfew::cli
