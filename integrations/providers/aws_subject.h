/// From what the scanner found and the user configured to keys that can sign.
///
/// Threads:  pure functions; made_up_key() rolls its own dice.
/// Errors:   invalid_input: a part is missing or cannot be one; unsupported: the kind cannot be
///           asked by itself. Messages name parts, never their content.
/// Source:   IAM User Guide, "IAM identifiers" (prefixes); AWS CLI, "credential_process".
#pragma once

#include <string>

#include "integrations/providers/aws_call.h"
#include "scanner/provider/access.h"
#include "scanner/provider/credential.h"

namespace curfew::providers {

enum class AwsKind {
    access_key,  ///< of a user, or root
    session,
    service_key,  ///< Bedrock's: known to IAM by the public half in it
};

struct AwsSubject {
    AwsKind kind = AwsKind::access_key;
    std::string key_id;     ///< or the public half
    AwsKeysPointer keys{};  ///< null: only the id is known
};

[[nodiscard]] core::Result<AwsSubject> subject_of(const provider::Credential& credential);

/// The same shape, nobody's: not even the id is real. A real id asked with another secret would be
/// refused for some seconds when it is asked with its own right after.
[[nodiscard]] core::Result<provider::Credential> made_up_key(
    const provider::Credential& credential);

/// The administrator's keys, null where none is configured: `admin` is the secret key and
/// `admin_id` its id, or `admin` is the JSON that an AWS credential_process prints (with a session
/// token, for an administrator who is only one for an hour).
[[nodiscard]] core::Result<AwsKeysPointer> admin_keys(const provider::ProviderAccess* access);

}  // namespace curfew::providers
