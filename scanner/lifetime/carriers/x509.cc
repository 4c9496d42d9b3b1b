// X.509 certificates, PEM or DER, one or a bundle.
//
// The credential is the certificate of whoever holds the key: in a bundle the only one that is no
// authority, otherwise the first. `notAfter` is taken as the instant from which it is refused, as
// OpenSSL compares it; 99991231235959Z means that no end is defined (RFC 5280, 4.1.2.5). The
// authorities' own ends and revocation lists are not looked at.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/types.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "scanner/core/instant.h"
#include "scanner/core/limits.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "x509";
constexpr std::size_t kCertificatesMax = 64;  // more is a trust store, not a credential
constexpr char kDerSequence = 0x30;

struct CertificateDeleter {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, CertificateDeleter>;

struct NamesDeleter {
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

Certificate from_der(std::string_view bytes) {
    if (bytes.size() > core::kCarrierBytesMax) return nullptr;
    const auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* at = begin;
    // OpenSSL's own "TRUSTED CERTIFICATE" has settings behind the certificate; others end with it.
    Certificate certificate(d2i_X509_AUX(nullptr, &at, static_cast<long>(bytes.size())));
    ERR_clear_error();
    if (certificate == nullptr || at != begin + bytes.size()) return nullptr;
    return certificate;
}

/// The base64 between the next pair of markers; nothing at the end of the text.
std::optional<std::string_view> next_body(std::string_view& text) {
    constexpr std::string_view kBegin = "-----BEGIN ";
    constexpr std::string_view kDashes = "-----";
    constexpr std::string_view kEnd = "-----END ";
    while (true) {
        const std::size_t begin = text.find(kBegin);
        if (begin == std::string_view::npos) return std::nullopt;
        text.remove_prefix(begin + kBegin.size());
        const std::size_t end = text.find(kEnd);
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view block = text.substr(0, end);
        text.remove_prefix(end + kEnd.size());
        const std::size_t label_end = std::min(block.find(kDashes), block.size());
        // Plain, "X509 CERTIFICATE" or "TRUSTED CERTIFICATE"; keys and requests are passed over.
        if (!block.substr(0, label_end).ends_with("CERTIFICATE")) continue;
        return block.substr(std::min(label_end + kDashes.size(), block.size()));
    }
}

struct Bundle {
    std::vector<Certificate> certificates;
    std::string problem;
};

Bundle from_pem(std::string_view text) {
    Bundle bundle;
    while (const auto body = next_body(text)) {
        const auto bytes = wrapped_base64_decoded(*body);
        Certificate certificate = bytes ? from_der(*bytes) : nullptr;
        if (certificate == nullptr) return {{}, "a certificate in it cannot be read"};
        bundle.certificates.push_back(std::move(certificate));
        if (bundle.certificates.size() > kCertificatesMax) return {{}, "too many certificates"};
    }
    if (bundle.certificates.empty()) bundle.problem = "there is no certificate in it";
    return bundle;
}

Bundle read_bundle(std::string_view bytes) {
    if (bytes.find("-----BEGIN ") != std::string_view::npos) return from_pem(bytes);
    std::string decoded;
    if (!bytes.starts_with(kDerSequence)) {
        // kubeconfig files hold base64 of PEM, Java and SAML base64 of DER.
        auto unwrapped = wrapped_base64_decoded(bytes);
        if (!unwrapped) return {{}, "it is neither PEM nor DER"};
        decoded = std::move(*unwrapped);
        if (decoded.find("-----BEGIN ") != std::string::npos) return from_pem(decoded);
        bytes = decoded;
    }
    Bundle bundle;
    bundle.certificates.push_back(from_der(bytes));
    if (bundle.certificates.front() == nullptr) return {{}, "the certificate cannot be read"};
    return bundle;
}

const X509* credential_of(const std::vector<Certificate>& certificates) {
    const auto is_holder = [](const Certificate& certificate) {
        return X509_check_ca(certificate.get()) == 0;
    };
    if (std::ranges::count_if(certificates, is_holder) != 1) return certificates.front().get();
    return std::ranges::find_if(certificates, is_holder)->get();
}

std::optional<core::Instant> instant_of(const ASN1_TIME* time) {
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

std::string_view text_of(const ASN1_STRING* text) {
    if (text == nullptr || ASN1_STRING_length(text) < 0) return {};
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string common_name(const X509* certificate) {
    const X509_NAME* subject = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at < 0) return {};
    return clean_text(text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))));
}

/// Alternative names; a SPIFFE id among them is who the certificate speaks for.
void read_names(CarrierFacts& facts, const X509* certificate) {
    facts.name = common_name(certificate);
    const std::unique_ptr<GENERAL_NAMES, NamesDeleter> names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    ERR_clear_error();
    if (names == nullptr) return;
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
        const bool is_text =
            name->type == GEN_DNS || name->type == GEN_URI || name->type == GEN_EMAIL;
        if (!is_text) continue;
        const std::string text = clean_text(text_of(name->d.ia5));
        if (facts.name.empty()) facts.name = text;
        if (name->type == GEN_URI && text.starts_with("spiffe://")) facts.account = text;
    }
}

bool has_no_end(const ASN1_TIME* time) {
    return text_of(time) == "99991231235959Z";
}

}  // namespace

CarrierFacts read_x509(std::string_view bytes) {
    const Bundle bundle = read_bundle(bytes);
    if (!bundle.problem.empty()) return broken(kCarrier, bundle.problem);
    const X509* certificate = credential_of(bundle.certificates);
    CarrierFacts facts = facts_of(kCarrier);
    read_names(facts, certificate);
    facts.not_before = instant_of(X509_get0_notBefore(certificate));
    facts.never_expires = has_no_end(X509_get0_notAfter(certificate));
    if (facts.never_expires) return facts;
    facts.expires_at = instant_of(X509_get0_notAfter(certificate));
    if (!facts.not_before || !facts.expires_at) facts.problem = "its dates cannot be read";
    return facts;
}

}  // namespace curfew::lifetime
