#include "scanner/verification/credential_of.h"

#include <string_view>

namespace curfew::verification {

provider::Credential credential_of(const report::Finding& finding) {
    provider::Credential credential;
    credential.signature = finding.signature;
    credential.secret = finding.secret.duplicate();
    for (const report::FindingPart& part : finding.parts) {
        const bool is_secret = part.fingerprint.has_value();
        credential.parts.push_back(
            {part.name, is_secret ? part.secret.duplicate()
                                  : core::SecretString(std::string_view(part.value))});
    }
    credential.is_canary = finding.verdict.detail == "canary";
    return credential;
}

}  // namespace curfew::verification
