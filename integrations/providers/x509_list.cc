// A list speaks for a certificate when its issuer and the certificate's are the same key, it is in
// its time, and it covers all reasons and all certificates of that issuer. OpenSSL's own check of a
// whole chain (X509_V_FLAG_CRL_CHECK) wants trusted roots and every authority's list; here one
// question is asked of one authority, whose key is known.

#include <algorithm>
#include <vector>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "integrations/providers/x509_status.h"

namespace curfew::providers {
namespace {

using State = X509Status::State;

/// Clocks differ; the list of an issuer whose clock is a little fast is not from the future.
constexpr core::Duration kSkewMax = std::chrono::minutes(5);

RevocationListHandle parse(std::string_view bytes) {
    if (bytes.find("-----BEGIN ") != std::string_view::npos) {
        const BioHandle bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
        RevocationListHandle list(PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr));
        ERR_clear_error();
        return list;
    }
    const auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* at = begin;
    RevocationListHandle list(d2i_X509_CRL(nullptr, &at, static_cast<long>(bytes.size())));
    ERR_clear_error();
    if (at != begin + bytes.size()) return nullptr;
    return list;
}

std::string wrong_signer(X509_CRL* list, const X509Subject& subject) {
    X509* issuer = subject.issuer.get();
    if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(issuer)) != 0) {
        return "the list is another issuer's";
    }
    const bool may_sign = (X509_get_key_usage(issuer) & KU_CRL_SIGN) != 0;
    const bool holds = may_sign && X509_CRL_verify(list, X509_get0_pubkey(issuer)) == 1;
    ERR_clear_error();
    return holds ? std::string() : "the list is not signed by the certificate's issuer";
}

std::string wrong_time(const X509_CRL* list, core::Instant now) {
    const auto begin = instant_of(X509_CRL_get0_lastUpdate(list));
    const auto end = instant_of(X509_CRL_get0_nextUpdate(list));
    if (!begin || !end) return "the list does not say how long it is good";
    if (now + kSkewMax < *begin) return "the list is from the future";
    if (now >= *end) return "the list has expired";
    return {};
}

/// Whether a list that names a place for itself names the one that was asked, or one that the
/// certificate names (a configured address may be a copy of it).
bool is_from(const DIST_POINT_NAME* place, const X509Subject& subject, std::string_view address) {
    if (place == nullptr) return true;
    if (place->type != 0) return false;
    const std::vector<std::string> expected = list_addresses(*subject.certificate);
    const GENERAL_NAMES* names = place->name.fullname;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
        if (name->type != GEN_URI) continue;
        const std::string_view said = text_of(name->d.uniformResourceIdentifier);
        if (said == address || std::ranges::find(expected, said) != expected.end()) return true;
    }
    return false;
}

bool is_critical_and_unknown(X509_EXTENSION* extension) {
    const int kind = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    return X509_EXTENSION_get_critical(extension) != 0 && kind != NID_issuing_distribution_point &&
           kind != NID_authority_key_identifier;
}

std::string wrong_reach(const X509_CRL* list, const X509Subject& subject,
                        std::string_view address) {
    if (X509_CRL_get_ext_by_NID(list, NID_delta_crl, -1) >= 0) return "it is a delta list";
    for (int i = 0; i < X509_CRL_get_ext_count(list); ++i) {
        if (is_critical_and_unknown(X509_CRL_get_ext(list, i))) {
            return "the list has a critical extension that is not known";
        }
    }
    if (X509_CRL_get_ext_by_NID(list, NID_issuing_distribution_point, -1) < 0) return {};
    using Point = std::unique_ptr<ISSUING_DIST_POINT, OpensslFreer<ISSUING_DIST_POINT_free>>;
    const Point point(static_cast<ISSUING_DIST_POINT*>(
        X509_CRL_get_ext_d2i(list, NID_issuing_distribution_point, nullptr, nullptr)));
    ERR_clear_error();
    if (point == nullptr) return "the list's reach cannot be read";
    const bool is_authority = X509_check_ca(subject.certificate.get()) != 0;
    if (point->indirectCRL > 0) return "it is an indirect list";
    if (point->onlysomereasons != nullptr) return "the list is for some reasons only";
    const bool leaves_out = point->onlyattr > 0 || (point->onlyuser > 0 && is_authority) ||
                            (point->onlyCA > 0 && !is_authority);
    if (leaves_out) return "the list is for other kinds of certificates";
    if (!is_from(point->distpoint, subject, address)) return "the list belongs to another place";
    return {};
}

X509Status entry_of(X509_CRL* list, X509* certificate) {
    X509_REVOKED* entry = nullptr;
    const int found = X509_CRL_get0_by_cert(list, &entry, certificate);
    if (found == 0) return {.state = State::good, .reason = "not on its issuer's list"};
    if (found == 2) return {.state = State::good, .reason = "taken off its issuer's list"};
    if (X509_REVOKED_get_ext_by_NID(entry, NID_certificate_issuer, -1) >= 0) {
        return {.reason = "the list is an indirect one"};
    }
    using Reason = std::unique_ptr<ASN1_ENUMERATED, OpensslFreer<ASN1_ENUMERATED_free>>;
    const Reason reason(static_cast<ASN1_ENUMERATED*>(
        X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr)));
    ERR_clear_error();
    const bool is_hold =
        reason != nullptr && ASN1_ENUMERATED_get(reason.get()) == CRL_REASON_CERTIFICATE_HOLD;
    if (is_hold) return {.state = State::on_hold, .reason = "on hold on its issuer's list"};
    return {.state = State::revoked, .reason = "on its issuer's revocation list"};
}

}  // namespace

X509Status judge_list(const X509Subject& subject, std::string_view list, std::string_view address,
                      core::Instant now) {
    if (!subject.issuer) return {.reason = "its issuer is not known"};
    const RevocationListHandle parsed = parse(list);
    if (parsed == nullptr) return {.reason = "what came is no revocation list"};
    for (const std::string& problem :
         {wrong_signer(parsed.get(), subject), wrong_time(parsed.get(), now),
          wrong_reach(parsed.get(), subject, address)}) {
        if (!problem.empty()) return {.reason = problem};
    }
    return entry_of(parsed.get(), subject.certificate.get());
}

}  // namespace curfew::providers
