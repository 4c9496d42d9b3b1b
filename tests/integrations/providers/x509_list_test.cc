/// Lists as `openssl ca` makes them, and such that no honest authority would make.
#include <functional>

#include <openssl/pem.h>

#include "integrations/providers/x509_status.h"
#include "tests/integrations/providers/x509_world.h"

namespace curfew::providers {
namespace {

using support::OpensslCa;
using support::TempDir;
using State = X509Status::State;

constexpr const char* kPlace = "http://crl.test/a.crl";

class X509ListTest : public testing::Test {
  protected:
    X509ListTest() : ca_(folder_) {
        ca_.set_addresses(kPlace, {});
        ca_.issue("web");
    }

    [[nodiscard]] X509Status judged(const std::string& list) const {
        return judge_list(subject_from(ca_, "web"), list, kPlace, kClock.now());
    }
    /// The authority's list with something changed, signed anew.
    [[nodiscard]] std::string changed(const std::function<void(X509_CRL*)>& change) const {
        const std::string text = ca_.text("ca.key");
        const BioHandle bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
        const KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
        const std::string bytes = ca_.list();
        const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
        const RevocationListHandle list(
            d2i_X509_CRL(nullptr, &at, static_cast<long>(bytes.size())));
        change(list.get());
        EXPECT_GT(X509_CRL_sign(list.get(), key.get(), EVP_sha256()), 0);
        unsigned char* out = nullptr;
        const int size = i2d_X509_CRL(list.get(), &out);
        std::string der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
        OPENSSL_free(out);
        return der;
    }
    [[nodiscard]] std::string with_extension(int kind, const char* value) const {
        return changed([&](X509_CRL* list) {
            const std::unique_ptr<X509_EXTENSION, OpensslFreer<X509_EXTENSION_free>> extension(
                X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
            ASSERT_NE(extension, nullptr);
            ASSERT_EQ(X509_CRL_add_ext(list, extension.get(), -1), 1);
        });
    }

    TempDir folder_;
    OpensslCa ca_;
};

TEST_F(X509ListTest, GoodThenRevoked) {
    EXPECT_EQ(judged(ca_.list()).state, State::good);

    ca_.revoke("web");

    EXPECT_EQ(judged(ca_.list()).state, State::revoked);
    (void)ca_.list();
    EXPECT_EQ(judged(ca_.text("crl.pem")).state, State::revoked) << "PEM is read too";
}

TEST_F(X509ListTest, AnothersSerialIsNotOurs) {
    ca_.issue("other");
    ca_.revoke("other");

    EXPECT_EQ(judged(ca_.list()).state, State::good);
}

TEST_F(X509ListTest, OnHoldIsNotRevoked) {
    ca_.revoke("web", "certificateHold");

    EXPECT_EQ(judged(ca_.list()).state, State::on_hold);
}

TEST_F(X509ListTest, AnExpiredListOrOneFromTheFutureSaysNothing) {
    EXPECT_EQ(judged(ca_.list({"-crl_lastupdate", "20200101000000Z", "-crl_nextupdate",
                               "20200102000000Z"}))
                  .reason,
              "the list has expired");
    EXPECT_EQ(judged(ca_.list({"-crl_lastupdate", "20900101000000Z", "-crl_nextupdate",
                               "20910102000000Z"}))
                  .reason,
              "the list is from the future");
}

TEST_F(X509ListTest, AnotherIssuersListSaysNothing) {
    const TempDir elsewhere;
    const OpensslCa other(elsewhere, "Another authority");
    const TempDir nearby;
    const OpensslCa impostor(nearby);

    EXPECT_EQ(judged(other.list()).reason, "the list is another issuer's");
    EXPECT_EQ(judged(impostor.list()).reason, "the list is not signed by the certificate's issuer");
}

TEST_F(X509ListTest, AChangedByteSaysNothing) {
    ca_.revoke("web");
    std::string list = ca_.list();
    list[list.size() - 5] = static_cast<char>(list[list.size() - 5] ^ 1);

    EXPECT_EQ(judged(list).state, State::unclear);
}

TEST_F(X509ListTest, DeltaIndirectAndPartialListsSayNothing) {
    const X509Status delta = judged(with_extension(NID_delta_crl, "critical,DER:02:01:01"));
    EXPECT_EQ(delta.state, State::unclear);
    EXPECT_EQ(delta.reason, "it is a delta list");

    struct Row {
        const char* value;
        const char* reason;
    };
    for (const Row row :
         {Row{"critical,indirectCRL:TRUE", "it is an indirect list"},
          Row{"critical,onlyCA:TRUE", "the list is for other kinds of certificates"},
          Row{"critical,onlyAA:TRUE", "the list is for other kinds of certificates"},
          Row{"critical,onlysomereasons:keyCompromise", "the list is for some reasons only"},
          Row{"critical,fullname:URI:http://crl.test/b.crl",
              "the list belongs to another place"}}) {
        const X509Status status = judged(with_extension(NID_issuing_distribution_point, row.value));
        EXPECT_EQ(status.state, State::unclear) << row.value;
        EXPECT_EQ(status.reason, row.reason);
    }
}

TEST_F(X509ListTest, APointThatNamesItsOwnPlaceIsRead) {
    EXPECT_EQ(judged(with_extension(NID_issuing_distribution_point,
                                    "critical,onlyuser:TRUE,fullname:URI:http://crl.test/a.crl"))
                  .state,
              State::good);
}

TEST_F(X509ListTest, WhatIsNoListSaysNothing) {
    const std::string list = ca_.list();
    for (const std::string& bytes :
         {std::string(), std::string("<html>"), list.substr(0, list.size() / 2), list + "x",
          ca_.text("ca.crt")}) {
        EXPECT_EQ(judged(bytes).reason, "what came is no revocation list");
    }
}

TEST_F(X509ListTest, WithoutAnIssuerNothingIsBelieved) {
    X509Subject subject = subject_from(ca_, "web");
    subject.issuer.reset();

    EXPECT_EQ(judge_list(subject, ca_.list(), kPlace, kClock.now()).state, State::unclear);
}

}  // namespace
}  // namespace curfew::providers
