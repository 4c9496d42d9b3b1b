/// OpenSSL's objects as owners that free them; and its times and texts as ours.
///
/// Threads:  as OpenSSL's: an object is one thread's at a time.
#pragma once

#include <ctime>
#include <memory>
#include <optional>
#include <string_view>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "scanner/core/instant.h"

namespace curfew::providers {

template <auto Free>
struct OpensslFreer {
    template <typename T>
    void operator()(T* held) const {
        Free(held);
    }
};

using CertificateHandle = std::unique_ptr<X509, OpensslFreer<X509_free>>;
using RevocationListHandle = std::unique_ptr<X509_CRL, OpensslFreer<X509_CRL_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, OpensslFreer<EVP_PKEY_free>>;
using BioHandle = std::unique_ptr<BIO, OpensslFreer<BIO_free_all>>;
using NumberHandle = std::unique_ptr<BIGNUM, OpensslFreer<BN_free>>;

/// Nothing for a time that is none.
[[nodiscard]] inline std::optional<core::Instant> instant_of(const ASN1_TIME* time) {
    std::tm fields{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &fields) != 1) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year{fields.tm_year + 1900},
        std::chrono::month{static_cast<unsigned>(fields.tm_mon + 1)},
        std::chrono::day{static_cast<unsigned>(fields.tm_mday)}};
    if (!date.ok()) return std::nullopt;
    return core::Instant{std::chrono::sys_days{date}} + std::chrono::hours{fields.tm_hour} +
           std::chrono::minutes{fields.tm_min} + std::chrono::seconds{fields.tm_sec};
}

[[nodiscard]] inline std::string_view text_of(const ASN1_STRING* text) {
    if (text == nullptr || ASN1_STRING_length(text) < 0) return {};
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

}  // namespace curfew::providers
