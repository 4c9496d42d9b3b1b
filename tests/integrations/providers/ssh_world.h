/// What the tests of SSH keys and certificates share: a signature, credentials, a made-up folder of
/// keys and lists made by OpenSSH's own program.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "integrations/providers/ssh_key.h"
#include "scanner/core/clock.h"
#include "scanner/core/secret_string.h"
#include "scanner/provider/credential.h"
#include "scanner/rules/signature.h"
#include "tests/support/servers/child_process.h"
#include "tests/support/temp_dir.h"

namespace curfew::providers {

inline const core::SystemClock kClock;
inline constexpr const char* kKeygen = "/usr/bin/ssh-keygen";

/// The exit code of ssh-keygen.
inline int keygen(const std::vector<std::string>& arguments) {
    const auto outcome = support::run_client({.program = kKeygen, .arguments = arguments});
    return outcome.has_value() ? outcome.value().exit_code : -1;
}

inline void make_key(const support::TempDir& folder, const std::string& name) {
    ASSERT_EQ(keygen({"-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder.at(name)}), 0);
}

inline SshPublicKey key_in(const support::TempDir& folder, const std::string& name) {
    auto key = parse_ssh_key(support::read_file(folder.at(name + ".pub")));
    EXPECT_TRUE(key.has_value()) << name;
    return key.has_value() ? std::move(key).value() : SshPublicKey{};
}

inline SshCertificate certificate_in(const support::TempDir& folder, const std::string& name) {
    auto certificate = parse_ssh_certificate(support::read_file(folder.at(name + "-cert.pub")));
    EXPECT_TRUE(certificate.has_value()) << name;
    return certificate.has_value() ? std::move(certificate).value() : SshCertificate{};
}

inline const rules::Signature& ssh_signature() {
    static const rules::Signature signature = [] {
        rules::Signature made;
        made.name = "OpenSSH private key";
        made.engine = "ssh";
        made.revocability = rules::Revocability::exact;
        return made;
    }();
    return signature;
}

inline provider::Credential credential_of(std::string_view secret) {
    provider::Credential credential;
    credential.signature = &ssh_signature();
    credential.secret = core::SecretString(secret);
    return credential;
}

}  // namespace curfew::providers
