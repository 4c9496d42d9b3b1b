/// What is sent about one service account token, and what the answers mean, in the catalogue's own
/// terms: what the token says of itself decides the paths, which no file could hold.
///
/// | question | asked | says |
/// | --- | --- | --- |
/// | TokenReview, for the audiences of the token | where an administrator's token is configured |
/// live, expired, revoked, refused | | SelfSubjectReview, with the token itself | otherwise | live
/// or refused |
///
/// Owns:     plain values.
/// Threads:  pure functions.
/// Source:   Kubernetes API reference; answers tried with kube-apiserver 1.36.3.
#pragma once

#include <vector>

#include "integrations/providers/kubernetes_subject.h"
#include "scanner/core/instant.h"
#include "scanner/provider/credential.h"
#include "scanner/rules/signature.h"

namespace curfew::providers {

/// `kind` with the requests of one token. `subject`: null where the token cannot be read; it is
/// asked about all the same. Without an ending where no request ends this token alone.
[[nodiscard]] rules::Signature kubernetes_kind(const rules::Signature& kind,
                                               const KubernetesSubject* subject, bool has_admin);

/// What those requests fill in, beside the secret.
[[nodiscard]] std::vector<provider::CredentialPart> kubernetes_parts(
    const KubernetesSubject& subject);

/// Reads the Secret that a token of the old kind stands in.
[[nodiscard]] const rules::RequestRule& kubernetes_secret_request();

/// How long the end may take to show.
[[nodiscard]] core::Duration kubernetes_settling(KubernetesSubject::Bound bound);

}  // namespace curfew::providers
