/// A small certificate authority made of `openssl ca`, with its list and its OCSP answers
/// (`openssl ocsp`); a ScriptedHttp serves both.
///
/// Files in its folder: `ca.crt`, `ca.key`, `NAME.crt`, `NAME.key`, `index.txt`.
///
/// Errors:   what `openssl` cannot do is a failed check.
#pragma once

#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace curfew::support {

class OpensslCa {
  public:
    /// `folder` must outlive it.
    explicit OpensslCa(const TempDir& folder, const std::string& name = "A test authority");

    /// Addresses that certificates from now on hold; empty: none.
    void set_addresses(const std::string& list, const std::string& ocsp);
    /// Makes `NAME.crt` and `NAME.key`; `more` are further words for `openssl ca`.
    void issue(const std::string& name, const std::vector<std::string>& more = {}) const;
    void revoke(const std::string& name, const std::string& reason = "keyCompromise") const;
    /// The list as of now, DER; `more` are further words (`-crl_nextupdate`, …).
    [[nodiscard]] std::string list(const std::vector<std::string>& more = {}) const;

    [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
    [[nodiscard]] std::string text(const std::string& name) const { return read_file(path(name)); }

    /// What `openssl ocsp` answers to a question, both DER; `signer` is whose certificate and key
    /// sign. (As a server of its own it would listen on every interface.)
    [[nodiscard]] std::string answer_ocsp(const std::string& question,
                                          const std::string& signer = "ca",
                                          const std::vector<std::string>& more = {}) const;

  private:
    void run(const std::vector<std::string>& arguments) const;
    void write_config(const std::string& list, const std::string& ocsp) const;

    std::string folder_;
};

}  // namespace curfew::support
