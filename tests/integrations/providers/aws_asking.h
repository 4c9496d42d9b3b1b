/// Amazon's provider asked from a test: each question waits for its answer.
///
/// Owns:     client and provider.
/// Threads:  one at a time.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integrations/http/curl_client.h"
#include "integrations/providers/aws.h"
#include "scanner/core/clock.h"
#include "scanner/provider/inspector.h"
#include "tests/signatures/catalogue.h"

namespace curfew::providers {

/// What a test knows of a key; no secret of anybody.
struct TestKey {
    std::string id;
    std::string secret{};
    std::string session_token{};
};

/// The credential as the scanner would hand it over, of the signature that fits its parts.
inline provider::Credential credential_of(const TestKey& key) {
    const bool is_session = key.id.starts_with("ASIA");
    const bool is_id_alone = key.secret.empty();
    const bool is_service_key = key.id.starts_with("ABSK");
    const std::string signature = is_service_key ? "aws-bedrock-key"
                                  : is_id_alone  ? "aws-access-key-id"
                                  : is_session   ? "aws-session"
                                                 : "aws-access-key";
    provider::Credential credential;
    credential.signature = signatures::catalogue().find(signature);
    const std::string_view secret = is_id_alone ? key.id : key.secret;
    credential.secret = core::SecretString(secret);
    if (!is_id_alone) {
        credential.parts.push_back({"key_id", core::SecretString(std::string_view(key.id))});
    }
    if (!key.session_token.empty()) {
        credential.parts.push_back(
            {"session_token", core::SecretString(std::string_view(key.session_token))});
    }
    return credential;
}

/// `base`: where both services are; the administrator may be nobody.
inline provider::Access access_to(const std::string& base, const TestKey& admin = {},
                                  std::string_view ending = {}) {
    provider::Access access;
    provider::ProviderAccess& aws = access.providers["aws"];
    aws.base = base;
    if (!admin.id.empty()) {
        aws.admin = core::SecretString(std::string_view(admin.secret));
        aws.settings["admin_id"] = admin.id;
    }
    if (!ending.empty()) aws.settings["ending"] = ending;
    return access;
}

/// Speaks for every signature.
class OneProvider final : public provider::Providers {
  public:
    explicit OneProvider(provider::Provider& provider) : provider_(provider) {}
    provider::Provider& of(const rules::Signature& /*signature*/) override { return provider_; }

  private:
    provider::Provider& provider_;
};

class AwsAsking {
  public:
    explicit AwsAsking(const provider::Access& access)
        : client_(http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value()),
          provider_(make_aws_provider(*client_, clock_, access)) {}

    provider::Inspection introspect(const TestKey& key) {
        return answer<provider::Inspection>(
            [&](auto handler) { provider_->introspect(credential_of(key), handler); });
    }
    provider::Binding bind(const TestKey& key) {
        return answer<provider::Binding>(
            [&](auto handler) { provider_->bind(credential_of(key), handler); });
    }
    provider::Step revoke(const TestKey& key, const provider::Binding& binding) {
        return answer<provider::Step>(
            [&](auto handler) { provider_->revoke(credential_of(key), binding, handler); });
    }
    provider::Proof prove(const TestKey& key, const provider::Binding& binding,
                          bool was_live = true) {
        return answer<provider::Proof>([&](auto handler) {
            provider_->prove_dead(credential_of(key), binding, was_live, handler);
        });
    }

    /// The same through the Inspector, which asks about a made-up key first.
    provider::Inspection inspect(const TestKey& key, const provider::Access& access) {
        OneProvider only(*provider_);
        provider::Inspector inspector(only, *client_, clock_, access);
        return answer<provider::Inspection>(
            [&](auto handler) { inspector.inspect(credential_of(key), handler); });
    }

    [[nodiscard]] provider::Provider& provider() { return *provider_; }
    void destroy_provider() { provider_.reset(); }

  private:
    template <typename Answer, typename Ask>
    Answer answer(Ask ask) {
        auto promise = std::make_shared<std::promise<Answer>>();
        auto future = promise->get_future();
        ask([promise](Answer answer) { promise->set_value(std::move(answer)); });
        return future.get();
    }

    core::SystemClock clock_;
    std::unique_ptr<http::CurlClient> client_;
    std::unique_ptr<provider::Provider> provider_;
};

}  // namespace curfew::providers
