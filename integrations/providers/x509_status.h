/// What a revocation list (CRL) or an OCSP responder says of one certificate, once its signature,
/// its times and its reach have been checked. Anything that does not fit says nothing.
///
/// Threads:  pure functions; a question is one thread's at a time.
/// Units:    bytes as they came over the wire.
/// Source:   RFC 5280 5 and 6.3 (lists), RFC 6960 and RFC 8954 (OCSP, nonce).
/// Not here: fetching (x509.cc), delta and indirect lists (said to be unclear).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "integrations/providers/openssl_handles.h"
#include "integrations/providers/x509_subject.h"
#include "scanner/core/instant.h"
#include "scanner/core/result.h"

namespace curfew::providers {

struct X509Status {
    enum class State {
        good,  ///< not revoked, as of now
        revoked,
        on_hold,  ///< revoked, and can be brought back (certificateHold)
        unclear,
    };
    State state = State::unclear;
    std::string reason{};
};

/// `address`: where the list was fetched from; one that names another place for itself is unclear.
/// `list`: DER or PEM.
[[nodiscard]] X509Status judge_list(const X509Subject& subject, std::string_view list,
                                    std::string_view address, core::Instant now);

class OcspQuestion {
  public:
    /// Errors: invalid_input without a known issuer; internal.
    [[nodiscard]] static core::Result<OcspQuestion> about(const X509Subject& subject);

    /// What is sent, DER ("application/ocsp-request").
    [[nodiscard]] std::string bytes() const;
    [[nodiscard]] X509Status judge(const X509Subject& subject, std::string_view answer,
                                   core::Instant now) const;

  private:
    using Request = std::unique_ptr<OCSP_REQUEST, OpensslFreer<OCSP_REQUEST_free>>;
    using Id = std::unique_ptr<OCSP_CERTID, OpensslFreer<OCSP_CERTID_free>>;

    OcspQuestion(Request request, Id id) : request_(std::move(request)), id_(std::move(id)) {}

    Request request_;
    Id id_;
};

}  // namespace curfew::providers
