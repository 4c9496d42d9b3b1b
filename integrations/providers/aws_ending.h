/// The endings: a user's key made Inactive or deleted, a role's sessions denied.
///
/// A key is ended by the administrator where that is one of the key's own account, otherwise by the
/// key itself, whose own policy seldom allows it. Nothing but the bound id is ever named.
///
/// Threads:  any; handlers run once, on the client's thread, or inside the call for what is not
///           sent.
/// Source:   IAM API reference (UpdateAccessKey, DeleteAccessKey, PutRolePolicy).
#pragma once

#include <memory>
#include <string>

#include "integrations/providers/aws_keys.h"
#include "integrations/providers/aws_subject.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

enum class KeyEnding {
    deactivate,  ///< can be undone
    remove,      ///< Inactive first, then deleted: for good
};

struct EndingOrder {
    AwsSubject subject;
    provider::Binding binding;
    KeyEnding ending = KeyEnding::deactivate;
};

/// Why it must not be sent; empty: it may.
[[nodiscard]] std::string objection_to(const EndingOrder& order, const AwsKeys* administrator);

void end_key(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
             EndingOrder order, provider::StepHandler handler);
void end_sessions(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
                  const EndingOrder& order, provider::StepHandler handler);

/// What came of one call.
[[nodiscard]] provider::Step step_of(const Told<Done>& told);

[[nodiscard]] AwsCall deactivate_call(std::string_view key_id, std::string_view user_name);
[[nodiscard]] AwsCall delete_call(std::string_view key_id, std::string_view user_name);
[[nodiscard]] AwsCall deny_call(std::string_view role, core::Instant before);

}  // namespace curfew::providers
