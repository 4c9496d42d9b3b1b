/// A small certificate authority over OpenSSL's own programs: it issues, revokes, publishes a
/// revocation list (CRL) and answers OCSP.
///
/// The answers are made by `openssl ocsp` and `openssl ca`; the HTTP before them is ours, because
/// OpenSSL's listens on every address of the machine.
///
/// Owns:     its folder and the HTTP server.
/// Threads:  one at a time.
/// Errors:   internal when openssl fails, with its words.
/// Source:   tried with OpenSSL 3.0.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scanner/core/result.h"
#include "tests/support/scripted_http.h"
#include "tests/support/servers/child_process.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {

struct IssuedCertificate {
    std::string certificate;  ///< PEM
    std::string key;          ///< PEM
    std::string serial;       ///< hexadecimal
};

/// As in certificates: "YYYYMMDDHHMMSSZ". Empty: from now, for a day.
struct CertificateTimes {
    std::string begin{};
    std::string end{};
};

class CertificateAuthority {
  public:
    [[nodiscard]] static core::Result<CertificateAuthority> start();

    [[nodiscard]] std::uint16_t port() const { return web_->port(); }
    [[nodiscard]] std::string crl_url() const { return web_->base() + "/list.crl"; }
    [[nodiscard]] std::string ocsp_url() const { return web_->base() + "/ocsp"; }
    /// The authority's own certificate, PEM, and its file.
    [[nodiscard]] std::string certificate() const { return read_file(certificate_file()); }
    [[nodiscard]] std::string certificate_file() const { return folder_->at("authority.pem"); }
    /// What has been asked of it so far.
    [[nodiscard]] std::vector<HttpSeen> requests() const { return web_->requests(); }

    /// A certificate that names the list and the OCSP address.
    [[nodiscard]] core::Result<IssuedCertificate> issue(const std::string& name,
                                                        const CertificateTimes& times = {}) const;
    /// From now on both the list and OCSP say so.
    [[nodiscard]] core::Result<void> revoke(const IssuedCertificate& issued) const;
    /// Whether list and OCSP answer at all; 503 otherwise.
    void set_available(bool is_available) const { *is_available_ = is_available; }

    /// What `openssl ocsp` as a client learns and has verified: "good", "revoked" or "unknown".
    [[nodiscard]] core::Result<std::string> status_of(const IssuedCertificate& issued) const;

  private:
    explicit CertificateAuthority(std::unique_ptr<TempDir> folder) : folder_(std::move(folder)) {}
    [[nodiscard]] core::Result<void> prepare();
    [[nodiscard]] core::Result<void> publish() const;

    std::unique_ptr<TempDir> folder_;  ///< before the web server, which reads in it
    std::unique_ptr<std::atomic<bool>> is_available_ = std::make_unique<std::atomic<bool>>(true);
    std::unique_ptr<ScriptedHttp> web_;
};

}  // namespace curfew::support
