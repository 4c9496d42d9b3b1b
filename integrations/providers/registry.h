/// Which provider speaks for which signature, with everything this build has.
///
/// `engine = "NAME"` in a signature's TOML picks the engine of that name; a signature without one
/// is spoken for by the catalogue's own data. A new engine is one line in registry.cc.
///
/// Owns:     every provider it made. Client, clock and access are borrowed and outlive it.
/// Threads:  safe from many.
/// Errors:   none: an engine this build lacks has a provider whose facts say so.
/// Not here: what is asked and when (scanner/provider/inspector.h).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/provider/access.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

/// What an engine is made with; all of it borrowed.
struct EngineParts {
    core::HttpClient& client;
    const core::Clock& clock;
    const provider::Access& access;
};

/// The engines of this build, sorted; the catalogue's data is the empty name.
[[nodiscard]] std::vector<std::string> engine_names();

class AllProviders final : public provider::Providers {
  public:
    explicit AllProviders(const EngineParts& parts) : parts_(parts) {}

    /// Made when it is first asked for.
    [[nodiscard]] provider::Provider& of(const rules::Signature& signature) override;

  private:
    EngineParts parts_;
    std::mutex mutex_;  // guards made_
    std::map<std::string, std::unique_ptr<provider::Provider>, std::less<>> made_;
};

}  // namespace curfew::providers
