/// What the tests of X.509 certificates share: a signature, credentials, an HTTP client that is
/// waited for.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "integrations/providers/x509_subject.h"
#include "scanner/core/clock.h"
#include "scanner/provider/credential.h"
#include "scanner/rules/signature.h"
#include "tests/integrations/providers/openssl_ca.h"
#include "tests/support/servers/child_process.h"

namespace curfew::providers {

inline const core::SystemClock kClock;

inline const rules::Signature& x509_signature() {
    static const rules::Signature signature = [] {
        rules::Signature made;
        made.name = "X.509 certificate";
        made.engine = "x509";
        made.kind = rules::SecretKind::certificate;
        made.revocability = rules::Revocability::exact;
        return made;
    }();
    return signature;
}

/// `key`: empty where only the certificate was found.
inline provider::Credential certificate_credential(std::string_view certificate,
                                                   std::string_view key = {}) {
    provider::Credential credential;
    credential.signature = &x509_signature();
    credential.secret = core::SecretString(certificate);
    if (!key.empty()) credential.parts.push_back({"private_key", core::SecretString(key)});
    return credential;
}

/// The subject of a certificate that `ca` issued.
inline X509Subject subject_from(const support::OpensslCa& ca, const std::string& name) {
    const auto known = certificate_bundle({ca.path("ca.crt")});
    EXPECT_TRUE(known.has_value());
    auto subject = x509_subject_of(certificate_credential(ca.text(name + ".crt")), known.value());
    EXPECT_TRUE(subject.has_value()) << (subject.has_value() ? "" : subject.error().message());
    return subject.has_value() ? std::move(subject).value() : X509Subject{};
}

inline std::unique_ptr<http::CurlClient> make_client(const std::string& authorities = {}) {
    http::ClientOptions options;
    options.authorities_file = authorities;
    options.uses_environment_proxies = false;
    auto client = http::CurlClient::make(kClock, std::move(options));
    EXPECT_TRUE(client.has_value());
    return std::move(client).value();
}

/// In hexadecimal.
inline std::string serial_of(std::string_view certificate) {
    const auto subject = x509_subject_of(certificate_credential(certificate), {});
    EXPECT_TRUE(subject.has_value());
    constexpr std::size_t kBefore = std::string_view("serial ").size();
    const std::string id = subject.has_value() ? subject.value().id() : std::string(kBefore, ' ');
    return id.substr(kBefore, id.find(',') - kBefore);
}

template <typename Answer, typename Call>
Answer wait_for(const Call& call) {
    auto promise = std::make_shared<std::promise<Answer>>();
    auto future = promise->get_future();
    call([promise](Answer answer) { promise->set_value(std::move(answer)); });
    return future.get();
}

}  // namespace curfew::providers
