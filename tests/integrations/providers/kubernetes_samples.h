/// Service account tokens for tests: claims as given, made and signed by nobody.
#pragma once

#include <string>
#include <string_view>

#include "scanner/provider/credential.h"
#include "scanner/rules/maker.h"
#include "tests/signatures/catalogue.h"

namespace curfew::providers {

inline std::string kubernetes_token(std::string_view claims) {
    return rules::base64_of(R"({"alg":"RS256"})", true) + "." + rules::base64_of(claims, true) +
           "." + rules::base64_of(std::string(48, 's'), true);
}

/// The claims of a token of "app/ci"; `more`: what it is bound to, with a comma before it.
inline std::string kubernetes_claims(const std::string& more,
                                     const std::string& audience = "https://api") {
    return R"({"aud":[")" + audience +
           R"("],"kubernetes.io":{"namespace":"app","serviceaccount":{"name":"ci","uid":"a-1"})" +
           more + R"(},"sub":"system:serviceaccount:app:ci"})";
}

inline std::string old_kubernetes_claims(const std::string& secret) {
    const std::string own = R"("kubernetes.io/serviceaccount/)";
    return R"({"iss":"kubernetes/serviceaccount",)" + own + R"(namespace":"app",)" + own +
           R"(secret.name":")" + secret + R"(",)" + own + R"(service-account.name":"ci",)" + own +
           R"(service-account.uid":"a-1","sub":"system:serviceaccount:app:ci"})";
}

inline provider::Credential kubernetes_credential(std::string_view claims,
                                                  std::string_view kind = "k8s-bound-token") {
    const std::string token = kubernetes_token(claims);
    return {signatures::catalogue().find(kind), core::SecretString(std::string_view(token)), {}};
}

}  // namespace curfew::providers
