/// Makes tokens, keys and caches that carry times, for tests; none of them opens anything.
///
/// Everything is put together at run time, so that no whole secret stands in the repository.
/// Threads:  pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace curfew::support {

[[nodiscard]] std::string base64(std::string_view bytes);
[[nodiscard]] std::string base64url(std::string_view bytes);  ///< without padding

/// Big-endian number of `width` bytes.
[[nodiscard]] std::string big_endian(std::uint64_t value, std::size_t width);

/// `bytes` behind their length, a number of `width` bytes.
[[nodiscard]] std::string counted(std::string_view bytes, std::size_t width = 4);

/// Header, claims and a signature of made-up bytes.
[[nodiscard]] std::string jwt(std::string_view claims);

struct CertificateSpec {
    std::string not_before = "20260101000000Z";  ///< ASN.1 generalized or UTC time
    std::string not_after = "20270101000000Z";
    std::string common_name = "tester";
    std::string alternative_name{};  ///< "URI:spiffe://…", "DNS:…"; empty: none
    bool is_authority = false;
};

/// DER of a certificate with a fresh key, signed by itself.
[[nodiscard]] std::string certificate_der(const CertificateSpec& spec);
[[nodiscard]] std::string pem(std::string_view label, std::string_view bytes);

struct SshCertificateSpec {
    std::uint64_t valid_after = 1'764'000'000;
    std::uint64_t valid_before = 1'764'003'600;
    std::string key_id = "ci-runner";
    std::vector<std::string> principals{"deploy"};
};

/// A line as in id_ed25519-cert.pub; its key and signature are made up.
[[nodiscard]] std::string ssh_certificate(const SshCertificateSpec& spec);

/// Caveats are first-party. Binary; the caller encodes.
struct MacaroonSpec {
    std::string location = "example.test";
    std::string identifier = "key-1";
    std::vector<std::string> caveats{};
};
[[nodiscard]] std::string macaroon_version_one(const MacaroonSpec& spec);
[[nodiscard]] std::string macaroon_version_two(const MacaroonSpec& spec);

/// One self-signature of an OpenPGP key.
struct PgpSelfSignature {
    std::uint64_t made = 0;
    std::uint64_t expires_after = 0;  ///< 0: no such subpacket
    unsigned type = 0x13;
    bool is_foreign = false;  ///< issued by another key
};

/// A version 4 Ed25519 public key with one user id, binary packets.
[[nodiscard]] std::string pgp_key(std::uint64_t created,
                                  const std::vector<PgpSelfSignature>& signatures);

struct KerberosTicket {
    std::string service = "krbtgt";
    std::uint64_t issued = 1'764'000'000;
    std::uint64_t begins = 1'764'000'000;
    std::uint64_t ends = 1'764'036'000;
    std::uint64_t renewable_until = 0;
    std::string realm = "EXAMPLE.TEST";
};

/// A version 4 credential cache of user@EXAMPLE.TEST.
[[nodiscard]] std::string kerberos_cache(const std::vector<KerberosTicket>& tickets);

/// GitLab's routable form with right length and checksum.
[[nodiscard]] std::string gitlab_routable(std::string_view prefix, std::string_view lines);

}  // namespace curfew::support
