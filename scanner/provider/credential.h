/// What a provider is asked about or told to end.
///
/// Owns:     its secret bytes. The signature is borrowed from the catalogue.
/// Threads:  plain values, move-only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/secret_string.h"
#include "scanner/rules/signature.h"

namespace curfew::provider {

/// A named piece of a credential beside the secret: the id of a key, the host of a token.
struct CredentialPart {
    std::string name;
    core::SecretString value;
};

struct Credential {
    const rules::Signature* signature = nullptr;
    core::SecretString secret;
    std::vector<CredentialPart> parts;
    bool is_canary = false;  ///< known bait (signature.canaries)

    [[nodiscard]] Credential duplicate() const;
    /// The part called `name`, borrowed; null where there is none.
    [[nodiscard]] const core::SecretString* part(std::string_view name) const;
};

}  // namespace curfew::provider
