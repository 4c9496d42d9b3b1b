/// Amazon Web Services: access keys of users, and sessions of roles.
///
/// | kind | asked | bound | ended | proven |
/// | --- | --- | --- | --- | --- |
/// | key with secret | GetCallerIdentity | id inside; IAM's listing | Inactive, or deleted |
/// refused, and IAM says Inactive or gone | | key id alone | IAM, by an administrator | IAM's
/// listing | the same | IAM's listing | | session | GetCallerIdentity | itself | deny on its role:
/// all its sessions | over; or denied |
///
/// Configuration, `[provider.aws]`: `admin` and `admin_id` (aws_subject.h), `region`, `partition`,
/// `base` (aws_call.h), `ending = "delete"` (otherwise keys are made Inactive, which can be
/// undone). The administrator needs iam:GetAccessKeyLastUsed and iam:ListAccessKeys to look,
/// iam:UpdateAccessKey and iam:DeleteAccessKey to end keys, iam:PutRolePolicy and iam:GetRolePolicy
/// for sessions.
///
/// Owns:     its calls under way; once it is destroyed they end with `cancelled` at their next
/// step. Threads:  see provider.h. Errors:   a configuration that makes no sense is target()'s
/// error and every answer's reason. Source:   STS and IAM API references; IAM User Guide. Tried
/// against moto, with refusals of
///           inactive keys and ended sessions added.
#pragma once

#include <memory>

#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

[[nodiscard]] std::unique_ptr<provider::Provider> make_aws_provider(core::HttpClient& client,
                                                                    const core::Clock& clock,
                                                                    const provider::Access& access);

}  // namespace curfew::providers
