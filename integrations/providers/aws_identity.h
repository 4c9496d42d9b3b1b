/// Who an Amazon resource name says somebody is.
///
/// Threads:  pure functions.
/// Errors:   nothing for text that is no name of an IAM or STS principal.
/// Source:   IAM User Guide, "IAM identifiers"; the answer of GetCallerIdentity.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace curfew::providers {

enum class PrincipalKind { root, user, assumed_role, federated_user, other };

struct Principal {
    PrincipalKind kind = PrincipalKind::other;
    std::string arn;      ///< "arn:aws:iam::123456789012:user/path/name"
    std::string account;  ///< twelve digits
    std::string name;     ///< the user's, without its path; the role's; the federated user's
    std::string session;  ///< of an assumed role
};

[[nodiscard]] std::optional<Principal> principal_from(std::string_view arn);

/// "arn:aws:iam::123456789012:user/name", for a user whose path nobody told.
[[nodiscard]] std::string user_arn(std::string_view partition, std::string_view account,
                                   std::string_view name);

/// Roles that only Amazon itself may change: service-linked ones and Identity Center's.
[[nodiscard]] bool is_amazons_own_role(std::string_view role);

}  // namespace curfew::providers
