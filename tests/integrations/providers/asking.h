/// Puts a question to a provider and waits for its answer; and makes credentials out of a login.
///
/// Owns:     the signature that its credentials borrow.
/// Threads:  one at a time; waits at most a minute, then the test fails by an exception.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/provider/provider.h"
#include "tests/support/servers/database_login.h"

namespace curfew::providers {

/// The answer that a call of the provider hands to its handler.
template <typename Answer, typename Call>
[[nodiscard]] Answer answer_to(Call call) {
    auto promise = std::make_shared<std::promise<Answer>>();
    auto future = promise->get_future();
    call([promise](Answer answer) { promise->set_value(std::move(answer)); });
    if (future.wait_for(std::chrono::minutes(1)) != std::future_status::ready) std::abort();
    return future.get();
}

class Asking {
  public:
    /// Logins to `host` and `port`, as they would be found beside each other.
    Asking(std::unique_ptr<provider::Provider> asked, std::string host, std::uint16_t port)
        : provider_(std::move(asked)), host_(std::move(host)), port_(port) {
        signature_.example.secret = "{base62:20}";
        signature_.id.value = "test-login";
    }

    [[nodiscard]] provider::Provider& provider() { return *provider_; }
    [[nodiscard]] const rules::Signature& signature() const { return signature_; }

    [[nodiscard]] provider::Credential credential(const support::DatabaseLogin& login) const {
        provider::Credential made;
        made.signature = &signature_;
        made.secret = core::SecretString(std::string_view(login.password));
        add(made, "user", login.user);
        add(made, "host", host_);
        add(made, "port", std::to_string(port_));
        return made;
    }

    static void add(provider::Credential& credential, const std::string& name,
                    std::string_view value) {
        credential.parts.push_back({name, core::SecretString(value)});
    }

    [[nodiscard]] provider::Inspection introspect(const support::DatabaseLogin& login) {
        return introspect(credential(login));
    }
    [[nodiscard]] provider::Inspection introspect(provider::Credential credential) {
        return answer_to<provider::Inspection>([&](auto handler) {
            provider_->introspect(std::move(credential), std::move(handler));
        });
    }
    [[nodiscard]] provider::Binding bind(const support::DatabaseLogin& login) {
        return answer_to<provider::Binding>(
            [&](auto handler) { provider_->bind(credential(login), std::move(handler)); });
    }
    [[nodiscard]] provider::Step revoke(const support::DatabaseLogin& login,
                                        provider::Binding binding) {
        return answer_to<provider::Step>([&](auto handler) {
            provider_->revoke(credential(login), std::move(binding), std::move(handler));
        });
    }
    [[nodiscard]] provider::Proof prove_dead(const support::DatabaseLogin& login,
                                             const provider::Binding& binding, bool was_live) {
        return answer_to<provider::Proof>([&](auto handler) {
            provider_->prove_dead(credential(login), binding, was_live, std::move(handler));
        });
    }

  private:
    rules::Signature signature_;
    std::unique_ptr<provider::Provider> provider_;
    std::string host_;
    std::uint16_t port_;
};

/// A binding by name alone, as nobody should trust it but some tests need it.
[[nodiscard]] inline provider::Binding bound_to(std::string id) {
    provider::Binding binding;
    binding.state = provider::Binding::State::bound;
    binding.id = std::move(id);
    binding.how = "self";
    return binding;
}

}  // namespace curfew::providers
