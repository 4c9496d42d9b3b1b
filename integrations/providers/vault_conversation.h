/// Talks to one Vault or OpenBao server, one call at a time.
///
/// Owns:     what the configuration says of the server.
/// Threads:  calls from any thread; handlers run on the client's thread.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "integrations/providers/vault_request.h"
#include "scanner/core/clock.h"
#include "scanner/core/http.h"

namespace curfew::providers {

class VaultConversation {
  public:
    VaultConversation(core::HttpClient& client, const core::Clock& clock,
                      const provider::Access& access)
        : client_(client), clock_(clock), site_(VaultSite::from(access)) {}

    [[nodiscard]] const VaultSite& site() const { return site_; }
    [[nodiscard]] core::Instant now() const { return clock_.now(); }

    void post(std::function<void()> task) const {
        client_.run_after(core::Duration::zero(), std::move(task));
    }

    /// An error of the request itself comes through the handler too.
    void send(const core::Result<VaultCall>& call, core::HttpHandler handler) const {
        auto request = call.has_value() ? vault_request(site_, call.value())
                                        : core::Result<core::HttpRequest>(call.error());
        if (request.has_value()) {
            return client_.send(std::move(request).value(), std::move(handler));
        }
        post([error = request.error(), handler = std::move(handler)] { handler(error); });
    }

  private:
    core::HttpClient& client_;
    const core::Clock& clock_;
    const VaultSite site_;
};
using VaultConversationPointer = std::shared_ptr<const VaultConversation>;

}  // namespace curfew::providers
