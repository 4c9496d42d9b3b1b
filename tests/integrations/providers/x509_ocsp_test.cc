/// Answers as `openssl ocsp` gives them, to our question and to others.
#include "integrations/providers/x509_status.h"
#include "tests/integrations/providers/x509_world.h"

namespace curfew::providers {
namespace {

using support::OpensslCa;
using support::TempDir;
using State = X509Status::State;

class X509OcspTest : public testing::Test {
  protected:
    X509OcspTest() : ca_(folder_) {
        ca_.issue("web");
        ca_.issue("other");
        ca_.issue("speaker", {"-extensions", "responder"});
    }

    struct Asked {
        X509Subject subject;
        OcspQuestion question;
    };
    [[nodiscard]] Asked ask_about(const std::string& name) const {
        X509Subject subject = subject_from(ca_, name);
        auto question = OcspQuestion::about(subject);
        EXPECT_TRUE(question.has_value());
        return {std::move(subject), std::move(question).value()};
    }
    /// What the real responder's answer comes to.
    [[nodiscard]] X509Status judged(const std::string& signer = "ca",
                                    const std::vector<std::string>& more = {}) const {
        const Asked asked = ask_about("web");
        return asked.question.judge(
            asked.subject, ca_.answer_ocsp(asked.question.bytes(), signer, more), kClock.now());
    }

    TempDir folder_;
    OpensslCa ca_;
};

TEST_F(X509OcspTest, GoodThenRevoked) {
    EXPECT_EQ(judged().state, State::good);

    ca_.revoke("web");

    EXPECT_EQ(judged().state, State::revoked);
}

TEST_F(X509OcspTest, OnHoldIsNotRevoked) {
    ca_.revoke("web", "certificateHold");

    EXPECT_EQ(judged().state, State::on_hold);
}

TEST_F(X509OcspTest, OneWhomTheIssuerLetSpeakIsBelievedAndNobodyElse) {
    EXPECT_EQ(judged("speaker").state, State::good);
    EXPECT_EQ(judged("other").reason, "the answer is not signed for the certificate's issuer");
}

TEST_F(X509OcspTest, AnotherAuthoritysAnswerIsNotBelieved) {
    const TempDir elsewhere;
    const OpensslCa impostor(elsewhere);
    const Asked asked = ask_about("web");
    const std::string answer = impostor.answer_ocsp(asked.question.bytes());

    EXPECT_EQ(asked.question.judge(asked.subject, answer, kClock.now()).reason,
              "the answer is not signed for the certificate's issuer");
}

TEST_F(X509OcspTest, AnAnswerToAnEarlierQuestionIsNotBelieved) {
    const Asked earlier = ask_about("web");
    const std::string answer = ca_.answer_ocsp(earlier.question.bytes());
    ca_.revoke("web");
    const Asked asked = ask_about("web");

    EXPECT_EQ(asked.question.judge(asked.subject, answer, kClock.now()).reason,
              "the answer is to another question");
}

TEST_F(X509OcspTest, AnAnswerAboutAnotherSerialIsNotBelieved) {
    const Asked other = ask_about("other");
    // Without a nonce, as answers signed in advance are.
    const Asked asked = ask_about("web");
    const auto made = support::run_client(
        {.program = "/usr/bin/openssl",
         .arguments = {"ocsp", "-issuer", ca_.path("ca.crt"), "-cert", ca_.path("other.crt"),
                       "-no_nonce", "-reqout", ca_.path("plain.der")}});
    ASSERT_EQ(made.value().exit_code, 0);
    const std::string answer = ca_.answer_ocsp(ca_.text("plain.der"));

    EXPECT_EQ(asked.question.judge(asked.subject, answer, kClock.now()).reason,
              "the answer is about another certificate");
    EXPECT_EQ(other.question.judge(other.subject, answer, kClock.now()).state, State::good)
        << "no nonce is no fault";
}

TEST_F(X509OcspTest, AnExpiredAnswerOrOneFromTheFutureIsNotBelieved) {
    const Asked asked = ask_about("web");
    const std::string answer = ca_.answer_ocsp(asked.question.bytes());

    EXPECT_EQ(
        asked.question.judge(asked.subject, answer, kClock.now() + std::chrono::hours(1)).reason,
        "the answer has expired");
    EXPECT_EQ(
        asked.question.judge(asked.subject, answer, kClock.now() - std::chrono::hours(1)).state,
        State::unclear);
}

TEST_F(X509OcspTest, OneTheResponderDoesNotKnowIsUnclear) {
    const Asked asked = ask_about("web");
    support::write_file(ca_.path("index.txt"), "");

    const std::string answer = ca_.answer_ocsp(asked.question.bytes());

    EXPECT_EQ(asked.question.judge(asked.subject, answer, kClock.now()).reason,
              "the responder does not know the certificate");
}

TEST_F(X509OcspTest, WhatIsNoAnswerIsUnclear) {
    const Asked asked = ask_about("web");
    const std::string answer = ca_.answer_ocsp(asked.question.bytes());
    std::string changed = answer;
    constexpr std::size_t kSigned = 120;  // amid what the signature covers
    changed[kSigned] = static_cast<char>(changed[kSigned] ^ 1);
    const std::string try_later("\x30\x03\x0a\x01\x03", 5);

    for (const std::string& bytes : {std::string(), std::string("<html>"), answer + "x", changed,
                                     answer.substr(0, answer.size() / 2), try_later}) {
        EXPECT_EQ(asked.question.judge(asked.subject, bytes, kClock.now()).state, State::unclear);
    }
}

TEST_F(X509OcspTest, WithoutAnIssuerThereIsNoQuestion) {
    X509Subject subject = subject_from(ca_, "web");
    subject.issuer.reset();

    EXPECT_EQ(OcspQuestion::about(subject).error().kind(), core::ErrorKind::invalid_input);
}

}  // namespace
}  // namespace curfew::providers
