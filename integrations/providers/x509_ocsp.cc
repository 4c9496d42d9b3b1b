// An answer counts when it is signed by the issuer or by somebody the issuer let speak for it, is
// about this certificate, is fresh, and holds the nonce of the question or none at all (many
// responders sign their answers in advance).

#include <utility>

#include <openssl/err.h>

#include "integrations/providers/x509_status.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using State = X509Status::State;

constexpr core::Duration kSkewMax = std::chrono::minutes(5);
/// Without a nonce and without an end of its own an answer may be any old one.
constexpr core::Duration kAgeMax = std::chrono::hours(24);

using Response = std::unique_ptr<OCSP_RESPONSE, OpensslFreer<OCSP_RESPONSE_free>>;
using Basic = std::unique_ptr<OCSP_BASICRESP, OpensslFreer<OCSP_BASICRESP_free>>;
using Store = std::unique_ptr<X509_STORE, OpensslFreer<X509_STORE_free>>;

/// The issuer alone is trusted, whoever stands above it.
Store store_of(X509* issuer, core::Instant now) {
    Store store(X509_STORE_new());
    if (store == nullptr) return store;
    X509_STORE_add_cert(store.get(), issuer);
    X509_VERIFY_PARAM* const rules = X509_STORE_get0_param(store.get());
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_time(
        rules, std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    return store;
}

bool is_signed(OCSP_BASICRESP* answer, X509* issuer, core::Instant now) {
    const Store store = store_of(issuer, now);
    const std::unique_ptr<STACK_OF(X509),
                          OpensslFreer<[](STACK_OF(X509) * all) { sk_X509_free(all); }>>
        issuers(sk_X509_new_null());
    if (store == nullptr || issuers == nullptr) return false;
    sk_X509_push(issuers.get(), issuer);
    const bool holds = OCSP_basic_verify(answer, issuers.get(), store.get(), 0) == 1;
    ERR_clear_error();
    return holds;
}

struct Said {
    int status = -1;
    int reason = -1;
    ASN1_GENERALIZEDTIME* from = nullptr;
    ASN1_GENERALIZEDTIME* until = nullptr;
};

std::string wrong_time(const Said& said, bool has_nonce, core::Instant now) {
    const auto from = instant_of(said.from);
    const auto until = instant_of(said.until);
    if (!from) return "the answer does not say when it was true";
    if (now + kSkewMax < *from) return "the answer is from the future";
    if (until && now >= *until + kSkewMax) return "the answer has expired";
    if (!until && !has_nonce && now >= *from + kAgeMax) return "the answer is old";
    return {};
}

X509Status meaning_of(const Said& said) {
    if (said.status == V_OCSP_CERTSTATUS_GOOD) {
        return {.state = State::good, .reason = "the responder says good"};
    }
    if (said.status != V_OCSP_CERTSTATUS_REVOKED) {
        return {.reason = "the responder does not know the certificate"};
    }
    if (said.reason == OCSP_REVOKED_STATUS_CERTIFICATEHOLD) {
        return {.state = State::on_hold, .reason = "the responder says on hold"};
    }
    return {.state = State::revoked, .reason = "the responder says revoked"};
}

}  // namespace

Result<OcspQuestion> OcspQuestion::about(const X509Subject& subject) {
    if (!subject.issuer) return Error(ErrorKind::invalid_input, "its issuer is not known");
    Request request(OCSP_REQUEST_new());
    // SHA-1 is what every responder knows; it names the issuer and proves nothing.
    Id id(OCSP_cert_to_id(EVP_sha1(), subject.certificate.get(), subject.issuer.get()));
    const Error failed(ErrorKind::internal, "no OCSP question can be made");
    if (request == nullptr || id == nullptr) return failed;
    OCSP_CERTID* const asked = OCSP_CERTID_dup(id.get());
    if (OCSP_request_add0_id(request.get(), asked) == nullptr) {
        OCSP_CERTID_free(asked);
        return failed;
    }
    if (OCSP_request_add1_nonce(request.get(), nullptr, 16) != 1) return failed;
    return OcspQuestion(std::move(request), std::move(id));
}

std::string OcspQuestion::bytes() const {
    unsigned char* bytes = nullptr;
    const int size = i2d_OCSP_REQUEST(request_.get(), &bytes);
    if (size <= 0) return {};
    std::string text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return text;
}

X509Status OcspQuestion::judge(const X509Subject& subject, std::string_view answer,
                               core::Instant now) const {
    const auto* begin = reinterpret_cast<const unsigned char*>(answer.data());
    const auto* at = begin;
    const Response response(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(answer.size())));
    ERR_clear_error();
    if (response == nullptr || at != begin + answer.size()) {
        return {.reason = "what came is no OCSP answer"};
    }
    const int outcome = OCSP_response_status(response.get());
    if (outcome != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
        return {.reason = std::string("the responder says ") + OCSP_response_status_str(outcome)};
    }
    const Basic basic(OCSP_response_get1_basic(response.get()));
    ERR_clear_error();
    if (basic == nullptr || !is_signed(basic.get(), subject.issuer.get(), now)) {
        return {.reason = "the answer is not signed for the certificate's issuer"};
    }
    const int nonce = OCSP_check_nonce(request_.get(), basic.get());
    if (nonce == 0) return {.reason = "the answer is to another question"};
    Said said;
    if (OCSP_resp_find_status(basic.get(), id_.get(), &said.status, &said.reason, nullptr,
                              &said.from, &said.until) != 1) {
        return {.reason = "the answer is about another certificate"};
    }
    const std::string problem = wrong_time(said, nonce == 1, now);
    if (!problem.empty()) return {.reason = problem};
    return meaning_of(said);
}

}  // namespace curfew::providers
