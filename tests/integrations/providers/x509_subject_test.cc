#include "integrations/providers/x509_subject.h"

#include "scanner/lifetime/carriers/text_encoding.h"
#include "tests/integrations/providers/x509_world.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using support::OpensslCa;
using support::TempDir;

class X509SubjectTest : public testing::Test {
  protected:
    X509SubjectTest() : ca_(folder_), known_(certificate_bundle({ca_.path("ca.crt")}).value()) {
        ca_.set_addresses("http://crl.test/a.crl", "http://ocsp.test/");
        ca_.issue("web");
        ca_.issue("other");
    }

    TempDir folder_;
    OpensslCa ca_;
    CertificateBundle known_;
};

TEST_F(X509SubjectTest, ACertificateItsIssuerAndItsKey) {
    const auto subject =
        x509_subject_of(certificate_credential(ca_.text("web.crt"), ca_.text("web.key")), known_);

    ASSERT_TRUE(subject.has_value()) << subject.error().message();
    EXPECT_NE(subject.value().issuer, nullptr);
    EXPECT_NE(subject.value().key, nullptr);
    EXPECT_EQ(subject.value().owner(), "web");
    EXPECT_TRUE(subject.value().id().starts_with("serial 1000, SHA-256 "));
    EXPECT_FALSE(subject.value().is_self_signed());
    EXPECT_TRUE(core::instant_of(subject.value().expires_at()).has_value());
    EXPECT_EQ(ocsp_addresses(*subject.value().certificate),
              std::vector<std::string>{"http://ocsp.test/"});
    EXPECT_EQ(list_addresses(*subject.value().certificate),
              std::vector<std::string>{"http://crl.test/a.crl"});
}

TEST_F(X509SubjectTest, AKeyWithItsCertificateBesideIsTheSameSubject) {
    provider::Credential credential;
    credential.signature = &x509_signature();
    credential.secret = core::SecretString(std::string_view(ca_.text("web.key")));
    credential.parts.push_back(
        {"certificate", core::SecretString(std::string_view(ca_.text("web.crt")))});

    const auto subject = x509_subject_of(credential, known_);

    ASSERT_TRUE(subject.has_value()) << subject.error().message();
    EXPECT_NE(subject.value().key, nullptr);
    EXPECT_EQ(subject.value().owner(), "web");
}

TEST_F(X509SubjectTest, AKeyIsReadFromItsContainersBytesToo) {
    const std::string pem = ca_.text("web.key");
    const std::size_t body = pem.find('\n');
    const auto bytes =
        lifetime::wrapped_base64_decoded(pem.substr(body, pem.find("-----END") - body));
    ASSERT_TRUE(bytes.has_value());
    provider::Credential credential;
    credential.signature = &x509_signature();
    credential.secret = core::SecretString(std::string_view(*bytes));
    credential.parts.push_back(
        {"certificate", core::SecretString(std::string_view(ca_.text("web.crt")))});

    const auto subject = x509_subject_of(credential, known_);
    credential.secret = core::SecretString(std::string_view(*bytes).substr(1));
    const auto damaged = x509_subject_of(credential, known_);

    ASSERT_TRUE(subject.has_value()) << subject.error().message();
    EXPECT_NE(subject.value().key, nullptr);
    EXPECT_FALSE(damaged.has_value());
}

TEST_F(X509SubjectTest, TheIssuerIsFoundInTheBundleToo) {
    const CertificateBundle nobody;

    const auto subject =
        x509_subject_of(certificate_credential(ca_.text("ca.crt") + ca_.text("web.crt")), nobody);

    ASSERT_TRUE(subject.has_value());
    EXPECT_EQ(subject.value().owner(), "web") << "the holder's, not the first";
    EXPECT_NE(subject.value().issuer, nullptr);
}

TEST_F(X509SubjectTest, AnIssuerOfTheSameNameWithAnotherKeyIsNone) {
    const TempDir elsewhere;
    const OpensslCa impostor(elsewhere);
    const auto other = certificate_bundle({impostor.path("ca.crt")});

    const auto subject =
        x509_subject_of(certificate_credential(ca_.text("web.crt")), other.value());

    ASSERT_TRUE(subject.has_value());
    EXPECT_EQ(subject.value().issuer, nullptr);
}

TEST_F(X509SubjectTest, AKeyOfAnotherCertificateIsSaid) {
    const auto subject =
        x509_subject_of(certificate_credential(ca_.text("web.crt"), ca_.text("other.key")), known_);

    ASSERT_FALSE(subject.has_value());
    EXPECT_EQ(subject.error().message(), "the private key is not the certificate's");
}

TEST_F(X509SubjectTest, APassphraseIsSaidAndNobodyIsAsked) {
    const auto made =
        support::run_client({.program = "/usr/bin/openssl",
                             .arguments = {"pkcs8", "-topk8", "-in", ca_.path("web.key"), "-out",
                                           ca_.path("locked"), "-passout", "pass:words"}});
    ASSERT_EQ(made.value().exit_code, 0);

    const auto subject =
        x509_subject_of(certificate_credential(ca_.text("web.crt"), ca_.text("locked")), known_);

    ASSERT_FALSE(subject.has_value());
    EXPECT_EQ(subject.error().message(), "the private key is behind a passphrase");
}

TEST_F(X509SubjectTest, WhatIsNoCertificateIsInvalid) {
    const std::string whole = ca_.text("web.crt");
    for (const std::string& text :
         {std::string(), std::string("text"), whole.substr(0, whole.size() / 2),
          whole.substr(0, 200) + whole.substr(300), ca_.text("web.key")}) {
        const auto subject = x509_subject_of(certificate_credential(text), known_);

        ASSERT_FALSE(subject.has_value());
        EXPECT_EQ(subject.error().kind(), ErrorKind::invalid_input);
    }
}

TEST_F(X509SubjectTest, AFileOfIssuersThatCannotBeReadIsSaid) {
    EXPECT_EQ(certificate_bundle({"/no/such/file"}).error().kind(), ErrorKind::not_found);
    const std::string half = folder_.write("half", ca_.text("ca.crt").substr(0, 100));
    EXPECT_EQ(certificate_bundle({half}).error().kind(), ErrorKind::corrupt);
}

TEST_F(X509SubjectTest, AMadeUpOneHasTheNamesButNotTheSignature) {
    const X509Subject real = subject_from(ca_, "web");

    const auto made = made_up_certificate(*real.certificate);
    ASSERT_TRUE(made.has_value());
    const auto subject = x509_subject_of(certificate_credential(made.value().reveal()), known_);

    ASSERT_TRUE(subject.has_value());
    EXPECT_EQ(subject.value().owner(), "web");
    EXPECT_EQ(subject.value().issuer, nullptr);
}

}  // namespace
}  // namespace curfew::providers
