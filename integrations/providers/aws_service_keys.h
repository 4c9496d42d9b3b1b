/// Service-specific credentials: Bedrock's long-term API keys. The key itself is not asked, since a
/// question is a use of a model; an administrator's listing knows it by the public half that stands
/// in the key.
///
/// Threads:  ask_service_keys() and end_service_key() from any; the judgements are pure functions.
/// Source:   IAM API reference, ListServiceSpecificCredentials (ServiceCredentialAlias: "the public
///           portion of the credential"). That the alias is what the key holds before its colon was
///           not tried; where it is not, nothing is found and nothing is ended.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/providers/aws_ending.h"
#include "integrations/providers/aws_keys.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

/// The public half: "BedrockAPIKey-abcd-at-123456789012" of an "ABSK…" key. Nothing where the key
/// does not hold one.
[[nodiscard]] std::optional<std::string> alias_in(std::string_view key);

struct ServiceKey {
    std::string id;     ///< "ACCA…", what IAM calls it
    std::string alias;  ///< the public half
    std::string user;
    IamWord word = IamWord::unknown;
    std::optional<core::Instant> created_at{};
    std::optional<core::Instant> expires_at{};  ///< nothing: never
};

struct ServiceKeyListing {
    std::vector<ServiceKey> keys;
    bool is_complete = false;
    std::string account{};  ///< the administrator's, whose users were listed
};

/// All of Bedrock's keys of the administrator's account.
void ask_service_keys(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
                      Telling<ServiceKeyListing> handler);

[[nodiscard]] provider::Inspection inspection_of(const Told<ServiceKeyListing>& told,
                                                 std::string_view alias);
[[nodiscard]] provider::Binding binding_of(const Told<ServiceKeyListing>& told,
                                           std::string_view alias, std::string_view partition);
/// By the listing alone: Inactive, or gone under the id it was bound to.
[[nodiscard]] provider::Proof proof_of(const Told<ServiceKeyListing>& told,
                                       const provider::Binding& binding);

/// `binding` is bound and its owner a user.
void end_service_key(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
                     const provider::Binding& binding, KeyEnding ending,
                     provider::StepHandler handler);

[[nodiscard]] AwsCall deactivate_service_key_call(std::string_view id, std::string_view user);
[[nodiscard]] AwsCall delete_service_key_call(std::string_view id, std::string_view user);
[[nodiscard]] AwsCall list_service_keys_call();

}  // namespace curfew::providers
