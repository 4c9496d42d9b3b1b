/// Service account tokens of Kubernetes: asked about, ended with the one object they are bound to,
/// proven dead.
///
/// Code and not data, because which request ends a token stands in its claims. They count only
/// once the server has accepted the token, since anybody can write them.
///
/// | the token is bound to | ended by deleting | certain by |
/// | --- | --- | --- |
/// | a Secret | that Secret | the uid in the claims, as a precondition |
/// | a pod | that pod (its owner starts another, with another token) | the same |
/// | the Secret it stands in (the old kind) | that Secret | the Secret holds this very token; its
/// uid | | a node, or its service account alone | nothing: expiry_only | - |
///
/// Every token bound to the same object ends with it: facts_of() names the object.
///
/// The server goes on accepting a token for ten seconds after its object is gone; for a pod's, a
/// minute longer than the pod takes to end.
///
/// Settings: `base`, and `admin`, a bearer token. Its least right: create on tokenreviews; to end,
/// delete on the secrets or pods of the namespace, and for the old kind get on its secrets. Without
/// `admin` the token is shown to the server itself, which says less, and nothing is ended.
///
/// Owns:     nothing but what calls under way need; client, clock and Access are borrowed and must
///           outlive the client's handlers.
/// Threads:  as provider.h says; handlers run on the client's thread.
/// Errors:   as provider.h says.
/// Source:   Kubernetes API reference; tried with kube-apiserver 1.36.3 and etcd 3.5.1.
/// Not here: what is sent and what answers mean (kubernetes_requests.h).
#pragma once

#include <memory>

#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

[[nodiscard]] std::unique_ptr<provider::Provider> make_kubernetes_provider(
    core::HttpClient& client, const core::Clock& clock, const provider::Access& access);

}  // namespace curfew::providers
