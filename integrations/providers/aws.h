/// Amazon Web Services: access keys of users, sessions of roles, Bedrock's API keys.
///
/// - Key with its secret: asked by GetCallerIdentity; bound by the id in it, and IAM's listing of
///   its owner; made Inactive, or deleted; dead when it is refused and IAM says Inactive or gone.
/// - Key id alone, and Bedrock's API key: all of it by an administrator's listing.
/// - Session: asked by GetCallerIdentity; ended by a deny at its role, which hits all its sessions;
///   dead when it is over, or when that deny stands there and refuses it.
/// - Keys of the root user, presigned URLs and what else the catalogue lists: a person, on the
/// page.
///
/// Configuration, `[provider.aws]`: `admin` and `admin_id` (aws_subject.h), `region`, `partition`,
/// `base` (aws_call.h), `ending = "delete"` (otherwise Inactive, which can be undone). Rights of
/// the administrator: iam:GetAccessKeyLastUsed and iam:ListAccessKeys to look, iam:UpdateAccessKey
/// and iam:DeleteAccessKey to end; for sessions iam:PutRolePolicy and iam:GetRolePolicy; for
/// Bedrock iam:ListServiceSpecificCredentials, iam:UpdateServiceSpecificCredential and its Delete.
///
/// Owns:     its calls under way; once it is destroyed they end at their next step.
/// Threads:  see provider.h.
/// Errors:   a configuration that makes no sense is target()'s error and every answer's reason.
/// Source:   STS and IAM API references, IAM User Guide. Tried against moto with refusals of
///           inactive keys and ended sessions added; Bedrock's keys against scripted answers alone.
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
