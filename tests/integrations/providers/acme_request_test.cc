#include "integrations/providers/acme_request.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::providers {
namespace {

using boost::json::object;

object parsed(std::string_view text) {
    return boost::json::parse({text.data(), text.size()}).as_object();
}

std::string decoded(const object& from, const char* name) {
    const auto& text = from.at(name).as_string();
    return lifetime::base64_decoded({text.data(), text.size()}, lifetime::Alphabet::url).value();
}

TEST(AcmeRequest, HoldsKeyNonceAddressAndPayload) {
    const KeyHandle key(EVP_EC_gen("P-256"));

    const auto request = acme_request(*key, {"nonce-1", "https://ca.test/revoke"}, R"({"a":1})");

    ASSERT_TRUE(request.has_value());
    const object body = parsed(request.value());
    const object head = parsed(decoded(body, "protected"));
    EXPECT_EQ(head.at("alg"), "ES256");
    EXPECT_EQ(head.at("nonce"), "nonce-1");
    EXPECT_EQ(head.at("url"), "https://ca.test/revoke");
    EXPECT_EQ(head.at("jwk").as_object().at("crv"), "P-256");
    EXPECT_EQ(decoded(head.at("jwk").as_object(), "x").size(), 32U);
    EXPECT_EQ(decoded(body, "payload"), R"({"a":1})");
    EXPECT_EQ(decoded(body, "signature").size(), 64U);
}

TEST(AcmeRequest, AnAccountStandsInPlaceOfItsKey) {
    const KeyHandle key(EVP_EC_gen("P-384"));

    const auto request =
        acme_request(*key, {"n", "https://ca.test/revoke", "https://ca.test/account/7"}, {});

    ASSERT_TRUE(request.has_value());
    const object head = parsed(decoded(parsed(request.value()), "protected"));
    EXPECT_EQ(head.at("alg"), "ES384");
    EXPECT_EQ(head.at("kid"), "https://ca.test/account/7");
    EXPECT_FALSE(head.contains("jwk"));
}

TEST(AcmeRequest, RsaSignaturesHold) {
    const KeyHandle key(EVP_RSA_gen(2048));

    const auto request = acme_request(*key, {"n", "u"}, "{}");

    ASSERT_TRUE(request.has_value());
    const object body = parsed(request.value());
    const std::string text = std::string(body.at("protected").as_string()) + "." +
                             std::string(body.at("payload").as_string());
    const std::string signature = decoded(body, "signature");
    const std::unique_ptr<EVP_MD_CTX, OpensslFreer<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    ASSERT_EQ(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()), 1);
    EXPECT_EQ(
        EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                         signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                         text.size()),
        1);
}

TEST(AcmeRequest, KeysNoServerTakesAreUnsupported) {
    for (const KeyHandle& key : {KeyHandle(EVP_EC_gen("secp256k1")),
                                 KeyHandle(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"))}) {
        ASSERT_NE(key, nullptr);
        const auto request = acme_request(*key, {"n", "u"}, "{}");

        ASSERT_FALSE(request.has_value());
        EXPECT_EQ(request.error().kind(), core::ErrorKind::unsupported);
    }
}

TEST(AcmeRequest, ANonceIsLettersOfBase64url) {
    EXPECT_TRUE(is_acme_nonce("aZ0-_"));
    for (const std::string& text : {std::string(), std::string("a b"), std::string("a\"b"),
                                    std::string("a\r\n"), std::string(600, 'a')}) {
        EXPECT_FALSE(is_acme_nonce(text));
    }
}

}  // namespace
}  // namespace curfew::providers
