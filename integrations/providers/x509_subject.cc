#include "integrations/providers/x509_subject.h"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <utility>

#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>

#include "integrations/providers/pem_text.h"
#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/core/limits.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Credential;

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kCertificateEnd = "CERTIFICATE-----";
constexpr std::string_view kKeyEnd = "PRIVATE KEY-----";
constexpr std::size_t kCertificatesMax = 64;
constexpr long kMadeUpSeconds = 3600;
constexpr std::size_t kBundleBytesMax = 4U << 20U;

using Names = std::unique_ptr<GENERAL_NAMES, OpensslFreer<GENERAL_NAMES_free>>;

Error wrong(std::string_view what) {
    return {ErrorKind::invalid_input, std::string(what)};
}

CertificateHandle from_der(std::string_view bytes) {
    const auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* at = begin;
    CertificateHandle certificate(d2i_X509(nullptr, &at, static_cast<long>(bytes.size())));
    ERR_clear_error();
    if (at != begin + bytes.size()) return nullptr;
    return certificate;
}

/// PKCS #1, SEC 1 or PKCS #8 without a passphrase.
Result<KeyHandle> key_from_der(std::string_view bytes) {
    const auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* at = begin;
    KeyHandle key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(bytes.size())));
    ERR_clear_error();
    if (key == nullptr || at != begin + bytes.size()) return wrong("there is no private key in it");
    return key;
}

/// All certificates in PEM inside `text`; damaged ones are an error, other blocks are passed over.
Result<CertificateBundle> certificates_in(std::string_view text) {
    CertificateBundle all;
    while (true) {
        const std::size_t begin = text.find(kBegin);
        if (begin == std::string_view::npos) return all;
        text.remove_prefix(begin + kBegin.size());
        const std::size_t end = text.find("-----END ");
        if (end == std::string_view::npos) return wrong("a PEM block is cut off");
        const std::string_view block = text.substr(0, end);
        text.remove_prefix(end);
        const std::size_t label = block.find(kCertificateEnd);
        if (label == std::string_view::npos) continue;
        const auto bytes =
            lifetime::wrapped_base64_decoded(block.substr(label + kCertificateEnd.size()));
        CertificateHandle certificate = bytes ? from_der(*bytes) : nullptr;
        if (certificate == nullptr) return wrong("a certificate in it cannot be read");
        all.push_back(std::move(certificate));
        if (all.size() > kCertificatesMax) return wrong("too many certificates");
    }
}

bool has(std::string_view text, std::string_view mark) {
    return text.find(mark) != std::string_view::npos;
}

/// The secret or the named part, whichever holds `mark`; empty where neither does.
std::string_view text_with(const Credential& credential, std::string_view part,
                           std::string_view mark) {
    if (has(credential.secret.reveal(), mark)) return credential.secret.reveal();
    const core::SecretString* beside = credential.part(part);
    if (beside != nullptr && has(beside->reveal(), mark)) return beside->reveal();
    return {};
}

/// Called for keys behind a passphrase, which nobody is asked for.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*is_writing*/, void* was_wanted) {
    *static_cast<bool*>(was_wanted) = true;
    return -1;
}

/// The holder's certificate: the only one that is no authority, otherwise the first.
std::size_t holder_among(const CertificateBundle& all) {
    const auto is_holder = [](const CertificateHandle& one) {
        return X509_check_ca(one.get()) == 0;
    };
    if (std::ranges::count_if(all, is_holder) != 1) return 0;
    return static_cast<std::size_t>(std::ranges::find_if(all, is_holder) - all.begin());
}

bool is_signed_by(X509* certificate, X509* issuer) {
    const bool fits = X509_check_issued(issuer, certificate) == X509_V_OK;
    const bool holds = fits && X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
    ERR_clear_error();
    return holds;
}

CertificateHandle issuer_among(X509* certificate, const CertificateBundle& all) {
    for (const CertificateHandle& candidate : all) {
        if (candidate.get() == certificate || !is_signed_by(certificate, candidate.get())) continue;
        X509_up_ref(candidate.get());
        return CertificateHandle(candidate.get());
    }
    return nullptr;
}

bool is_web_address(std::string_view address) {
    return (address.starts_with("http://") || address.starts_with("https://")) &&
           std::ranges::all_of(address, [](char letter) { return letter > ' ' && letter < 0x7F; });
}

void add_address(std::vector<std::string>& addresses, const GENERAL_NAME* name) {
    if (name->type != GEN_URI) return;
    const std::string_view address = text_of(name->d.uniformResourceIdentifier);
    if (is_web_address(address)) addresses.emplace_back(address);
}

std::string hex_serial(const X509& certificate) {
    const NumberHandle number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(&certificate), nullptr));
    const std::unique_ptr<char, OpensslFreer<[](char* text) { OPENSSL_free(text); }>> text(
        number == nullptr ? nullptr : BN_bn2hex(number.get()));
    return text == nullptr ? std::string("?") : std::string(text.get());
}

}  // namespace

std::string X509Subject::der() const {
    unsigned char* bytes = nullptr;
    const int size = i2d_X509(certificate.get(), &bytes);
    if (size <= 0) return {};
    std::string text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return text;
}

std::string X509Subject::id() const {
    const core::Digest digest = core::sha256(core::as_bytes(der()));
    return "serial " + hex_serial(*certificate) + ", SHA-256 " +
           core::hex_of(
               core::as_bytes({reinterpret_cast<const char*>(digest.data()), digest.size()}));
}

bool X509Subject::is_self_signed() const {
    return X509_self_signed(certificate.get(), 1) == 1;
}

core::End X509Subject::expires_at() const {
    const ASN1_TIME* end = X509_get0_notAfter(certificate.get());
    if (text_of(end) == "99991231235959Z") return core::Never{core::Evidence::embedded};
    if (const auto at = instant_of(end)) return core::Known{*at, core::Evidence::embedded};
    return core::Unknown{"its end cannot be read"};
}

std::optional<core::Instant> X509Subject::not_before() const {
    return instant_of(X509_get0_notBefore(certificate.get()));
}

std::string X509Subject::owner() const {
    const X509_NAME* subject = X509_get_subject_name(certificate.get());
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at >= 0) {
        return lifetime::clean_text(
            text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))));
    }
    const Names names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
    if (names == nullptr || sk_GENERAL_NAME_num(names.get()) == 0) return {};
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), 0);
    const bool is_text = name->type == GEN_DNS || name->type == GEN_URI || name->type == GEN_EMAIL;
    return is_text ? lifetime::clean_text(text_of(name->d.ia5)) : std::string();
}

Result<KeyHandle> private_key_in(std::string_view text) {
    const std::size_t label = text.find(kKeyEnd);
    if (label == std::string_view::npos) return key_from_der(text);
    const std::size_t begin = text.rfind(kBegin, label);
    if (begin == std::string_view::npos) return wrong("there is no private key in it");
    const core::SecretString pem = normalised_pem(text.substr(begin));
    const BioHandle bio(BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.size())));
    bool was_wanted = false;
    KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, &was_wanted));
    ERR_clear_error();
    if (was_wanted) return wrong("the private key is behind a passphrase");
    if (key == nullptr) return wrong("the private key cannot be read");
    return key;
}

Result<CertificateBundle> certificate_bundle(const std::vector<std::string>& paths) {
    CertificateBundle bundle;
    for (const std::string& path : paths) {
        std::ifstream file(path, std::ios::binary);
        std::string text(kBundleBytesMax, '\0');
        file.read(text.data(), static_cast<std::streamsize>(text.size()));
        if (file.gcount() <= 0) return Error(ErrorKind::not_found, path + " cannot be read");
        text.resize(static_cast<std::size_t>(file.gcount()));
        auto found = certificates_in(text);
        if (!found.has_value()) return Error(ErrorKind::corrupt, found.error().message()).at(path);
        std::ranges::move(found.value(), std::back_inserter(bundle));
    }
    return bundle;
}

Result<X509Subject> x509_subject_of(const Credential& credential, const CertificateBundle& known) {
    const std::string_view text = text_with(credential, "certificate", kCertificateEnd);
    if (text.empty()) return wrong("which certificate the key belongs to is not known");
    if (text.size() > core::kCarrierBytesMax) return wrong("the certificate is too large");
    TRY_ASSIGN(CertificateBundle found, certificates_in(text));
    if (found.empty()) return wrong("there is no certificate in it");
    X509Subject subject;
    const std::size_t holder = holder_among(found);
    subject.issuer = issuer_among(found[holder].get(), found);
    if (!subject.issuer) subject.issuer = issuer_among(found[holder].get(), known);
    subject.certificate = std::move(found[holder]);
    std::string_view key_text = text_with(credential, "private_key", kKeyEnd);
    // What is found as a key has its certificate beside it; a scan hands on the container's bytes.
    const std::string_view secret = credential.secret.reveal();
    if (key_text.empty() && !has(secret, kCertificateEnd)) key_text = secret;
    if (key_text.empty()) return subject;
    TRY_ASSIGN(subject.key, private_key_in(key_text));
    const bool fits = X509_check_private_key(subject.certificate.get(), subject.key.get()) == 1;
    ERR_clear_error();
    if (!fits) return wrong("the private key is not the certificate's");
    return subject;
}

std::vector<std::string> ocsp_addresses(const X509& certificate) {
    std::vector<std::string> addresses;
    const std::unique_ptr<AUTHORITY_INFO_ACCESS, OpensslFreer<AUTHORITY_INFO_ACCESS_free>> access(
        static_cast<AUTHORITY_INFO_ACCESS*>(
            X509_get_ext_d2i(&certificate, NID_info_access, nullptr, nullptr)));
    ERR_clear_error();
    for (int i = 0; access != nullptr && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
        const ACCESS_DESCRIPTION* entry = sk_ACCESS_DESCRIPTION_value(access.get(), i);
        if (OBJ_obj2nid(entry->method) == NID_ad_OCSP) add_address(addresses, entry->location);
    }
    return addresses;
}

std::vector<std::string> list_addresses(const X509& certificate) {
    std::vector<std::string> addresses;
    const std::unique_ptr<CRL_DIST_POINTS, OpensslFreer<CRL_DIST_POINTS_free>> points(
        static_cast<CRL_DIST_POINTS*>(
            X509_get_ext_d2i(&certificate, NID_crl_distribution_points, nullptr, nullptr)));
    ERR_clear_error();
    for (int i = 0; points != nullptr && i < sk_DIST_POINT_num(points.get()); ++i) {
        const DIST_POINT* point = sk_DIST_POINT_value(points.get(), i);
        const bool is_plain = point->CRLissuer == nullptr && point->reasons == nullptr &&
                              point->distpoint != nullptr && point->distpoint->type == 0;
        if (!is_plain) continue;
        const GENERAL_NAMES* names = point->distpoint->name.fullname;
        for (int j = 0; j < sk_GENERAL_NAME_num(names); ++j) {
            add_address(addresses, sk_GENERAL_NAME_value(names, j));
        }
    }
    return addresses;
}

Result<core::SecretString> made_up_certificate(const X509& like) {
    const Error failed(ErrorKind::internal, "no certificate can be made up");
    const CertificateHandle made(X509_dup(&like));
    const KeyHandle key(EVP_EC_gen("P-256"));
    const BioHandle bio(BIO_new(BIO_s_mem()));
    if (made == nullptr || key == nullptr || bio == nullptr) return failed;
    X509_set_pubkey(made.get(), key.get());
    // Of now: it is refused for its signature, whatever is the matter with the real one's times.
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -kMadeUpSeconds);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), kMadeUpSeconds);
    if (X509_sign(made.get(), key.get(), EVP_sha256()) <= 0) return failed;
    if (PEM_write_bio_X509(bio.get(), made.get()) != 1) return failed;
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return core::SecretString(std::string_view(bytes, static_cast<std::size_t>(size)));
}

}  // namespace curfew::providers
