#include "integrations/providers/acme_request.h"

#include <algorithm>
#include <array>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>

#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/rules/maker.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t kNonceBytesMax = 512;

/// How a kind of key signs.
struct Algorithm {
    std::string_view name;   ///< "ES256"
    std::string_view curve;  ///< "P-256"; empty: RSA
    std::string_view group;  ///< OpenSSL's name
    int coordinate_bytes;
    const EVP_MD* (*digest)();
};

constexpr std::array kAlgorithms{
    Algorithm{"RS256", "", "", 0, EVP_sha256},
    Algorithm{"ES256", "P-256", "prime256v1", 32, EVP_sha256},
    Algorithm{"ES384", "P-384", "secp384r1", 48, EVP_sha384},
    Algorithm{"ES512", "P-521", "secp521r1", 66, EVP_sha512},
};

Error failed() {
    ERR_clear_error();
    return {ErrorKind::internal, "the request to the certificate authority cannot be signed"};
}

Result<Algorithm> algorithm_of(const EVP_PKEY& key) {
    std::array<char, 64> group{};
    std::size_t size = 0;
    const bool is_curve = EVP_PKEY_get_base_id(&key) == EVP_PKEY_EC &&
                          EVP_PKEY_get_group_name(&key, group.data(), group.size(), &size) == 1;
    const bool is_rsa = EVP_PKEY_get_base_id(&key) == EVP_PKEY_RSA;
    const std::string_view name(group.data(), size);
    for (const Algorithm& known : kAlgorithms) {
        if (known.curve.empty() ? is_rsa : is_curve && known.group == name) return known;
    }
    return Error(ErrorKind::unsupported, "no certificate authority takes this kind of key");
}

/// A number of the public key, in base64url.
Result<std::string> number_of(const EVP_PKEY& key, const char* name, int bytes) {
    BIGNUM* raw = nullptr;
    const bool is_there = EVP_PKEY_get_bn_param(&key, name, &raw) == 1;
    const NumberHandle number(raw);
    if (!is_there) return failed();
    const int size = bytes > 0 ? bytes : BN_num_bytes(number.get());
    std::string text(static_cast<std::size_t>(size), '\0');
    if (BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(text.data()), size) != size) {
        return failed();
    }
    return rules::base64_of(text, true);
}

Result<boost::json::object> public_key(const EVP_PKEY& key, const Algorithm& algorithm) {
    boost::json::object form;
    if (algorithm.curve.empty()) {
        TRY_ASSIGN(const std::string exponent, number_of(key, OSSL_PKEY_PARAM_RSA_E, 0));
        TRY_ASSIGN(const std::string modulus, number_of(key, OSSL_PKEY_PARAM_RSA_N, 0));
        form = {{"e", exponent}, {"kty", "RSA"}, {"n", modulus}};
        return form;
    }
    const int bytes = algorithm.coordinate_bytes;
    TRY_ASSIGN(const std::string left, number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, bytes));
    TRY_ASSIGN(const std::string right, number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, bytes));
    form = {{"crv", algorithm.curve}, {"kty", "EC"}, {"x", left}, {"y", right}};
    return form;
}

/// JWS wants both numbers side by side, not OpenSSL's DER.
Result<std::string> flat_signature(const std::vector<unsigned char>& der, int bytes) {
    const unsigned char* at = der.data();
    const std::unique_ptr<ECDSA_SIG, OpensslFreer<ECDSA_SIG_free>> signature(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    if (signature == nullptr) return failed();
    std::string flat(2 * static_cast<std::size_t>(bytes), '\0');
    auto* out = reinterpret_cast<unsigned char*>(flat.data());
    const bool is_done =
        BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, bytes) == bytes &&
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + bytes, bytes) == bytes;
    if (!is_done) return failed();
    return flat;
}

Result<std::string> signature_of(EVP_PKEY& key, const Algorithm& algorithm,
                                 const std::string& text) {
    const std::unique_ptr<EVP_MD_CTX, OpensslFreer<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    const bool is_begun =
        context != nullptr &&
        EVP_DigestSignInit(context.get(), nullptr, algorithm.digest(), nullptr, &key) == 1 &&
        EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1;
    if (!is_begun) return failed();
    std::vector<unsigned char> signature(size);
    if (EVP_DigestSign(context.get(), signature.data(), &size, bytes, text.size()) != 1) {
        return failed();
    }
    signature.resize(size);
    if (!algorithm.curve.empty()) return flat_signature(signature, algorithm.coordinate_bytes);
    return std::string(signature.begin(), signature.end());
}

}  // namespace

bool is_acme_nonce(std::string_view text) {
    return !text.empty() && text.size() <= kNonceBytesMax &&
           lifetime::all_of(text, lifetime::is_base64url);
}

Result<std::string> acme_request(EVP_PKEY& key, const AcmeHeader& header,
                                 std::string_view payload) {
    TRY_ASSIGN(const Algorithm algorithm, algorithm_of(key));
    boost::json::object head{{"alg", algorithm.name}, {"nonce", header.nonce}, {"url", header.url}};
    if (header.account.empty()) {
        TRY_ASSIGN(head["jwk"], public_key(key, algorithm));
    } else {
        head["kid"] = header.account;
    }
    const std::string protected_part = rules::base64_of(boost::json::serialize(head), true);
    const std::string payload_part = rules::base64_of(payload, true);
    TRY_ASSIGN(const std::string signature,
               signature_of(key, algorithm, protected_part + "." + payload_part));
    return boost::json::serialize(
        boost::json::object{{"protected", protected_part},
                            {"payload", payload_part},
                            {"signature", rules::base64_of(signature, true)}});
}

}  // namespace curfew::providers
