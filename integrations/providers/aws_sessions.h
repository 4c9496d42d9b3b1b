/// Temporary credentials of a role: they cannot be ended one by one, only denied together.
///
/// The ending is an inline policy of the ROLE that denies everything to sessions issued before a
/// moment; the console's button "Revoke active sessions" writes the same policy under the same
/// name, so a later one replaces an earlier one and denies more. Sessions issued afterwards work.
///
/// Threads:  pure functions, but for look_at_session().
/// Source:   IAM User Guide, "Revoking IAM role temporary security credentials".
/// Not here: sessions of a user's own key (GetSessionToken), which only a policy of the user or the
///           end of that key's rights reaches: needs a person.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/providers/aws_keys.h"
#include "integrations/providers/aws_questions.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

constexpr std::string_view kDenyPolicyName = "AWSRevokeOlderSessions";

/// The policy that denies everything to sessions issued before `before`.
[[nodiscard]] std::string deny_policy(core::Instant before);

/// From when on the policy lets sessions be; nothing where it is not such a policy. `document` as
/// IAM returns it, percent-encoded or not.
[[nodiscard]] std::optional<core::Instant> denied_before(std::string_view document);

struct SessionView {
    Told<CallerIdentity> own{};
    bool is_denied = false;   ///< it was refused something by an explicit deny
    bool is_allowed = false;  ///< it was allowed something
    std::string denied_reason{};
    std::optional<core::Instant> denied_before{};  ///< what IAM says stands at the role
    bool has_no_deny = false;                      ///< IAM says that no such policy stands there
    std::vector<provider::Evidence> evidence{};
};

/// What the session itself is told, and with an administrator what stands at its role. `admin` may
/// be null; `role` is known from binding, empty: not known.
void look_at_session(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
                     AwsKeysPointer session, std::string role,
                     std::function<void(SessionView)> handler);

[[nodiscard]] provider::Inspection inspection_of(const Told<CallerIdentity>& own);
/// The role's sessions together; the id is the session's own name (user id).
[[nodiscard]] provider::Binding binding_of(const Told<CallerIdentity>& own);
/// Dead: over by its own answer; or the deny stands at the role and the session is refused by it.
[[nodiscard]] provider::Proof proof_of(const SessionView& view);

}  // namespace curfew::providers
