/// What a service account token of Kubernetes says of itself: whose it is, and which object it
/// lives and dies with.
///
/// Nothing here is checked: anybody can write such claims. Only a server that accepts the token has
/// checked its signature, and with it these words.
///
/// Owns:     plain values.
/// Threads:  pure functions.
/// Units:    at most kKubernetesAudiencesMax audiences are kept; any one of them is enough to ask.
/// Errors:   invalid_input: no such token, an object named twice, a name that Kubernetes would not
///           give to an object. Messages hold nothing of the token.
/// Source:   Kubernetes, pkg/serviceaccount/claims.go and legacy.go.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"

namespace curfew::providers {

inline constexpr std::size_t kKubernetesAudiencesMax = 8;

struct KubernetesSubject {
    enum class Bound {
        account,       ///< to nothing but its service account
        node,          ///< to a node, which nobody deletes for a token
        secret,        ///< to a Secret that is made for this purpose
        pod,           ///< to the pod it was mounted into
        token_secret,  ///< the old kind: it stands in this Secret
    };

    Bound bound = Bound::account;
    std::string name_space;
    std::string account;
    std::string object;  ///< its name; empty for `account`
    std::string uid;     ///< the object's; empty for `account` and `token_secret`, which tell none
    std::vector<std::string> audiences;

    /// "system:serviceaccount:app:ci", as the server calls its bearer.
    [[nodiscard]] std::string user() const;
    /// "Secret app/lease", "service account app/ci".
    [[nodiscard]] std::string shown() const;
    /// Whether deleting `object` ends the token, and nothing of another name.
    [[nodiscard]] bool can_be_ended() const;
};

[[nodiscard]] core::Result<KubernetesSubject> kubernetes_subject_of(std::string_view token);

}  // namespace curfew::providers
