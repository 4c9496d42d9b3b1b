#include <string>

#include <gtest/gtest.h>

#include "scanner/match/shape_finders.h"
#include "scanner/rules/example.h"
#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

const std::string kDashes = "-----";

ShapeProbe probe() {
    return {rules::Shape::private_key,
            rules::SecretKind::private_key,
            {"BEGIN RSA PRIVATE KEY", "BEGIN PRIVATE KEY", "BEGIN OPENSSH PRIVATE KEY",
             "BEGIN ENCRYPTED PRIVATE KEY", "PuTTY-User-Key-File-"}};
}

// What the maker of examples makes of a template.
std::string made(const std::string& maker) {
    rules::Signature signature;
    signature.example.secret = "{" + maker + "}";
    signature.example.contexts = {"{secret}"};
    return rules::make_example(signature, 0, 1).value().text;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

TEST(ShapePrivateKey, WholeKeysAreConfirmed) {
    for (const char* const maker : {"pem:rsa", "pem:pkcs8", "pem:openssh", "putty"}) {
        const auto found = probe().find(made(maker));
        ASSERT_EQ(found.size(), 1U) << maker;
        EXPECT_TRUE(found[0].is_confirmed) << maker;
        EXPECT_FALSE(found[0].is_protected) << maker;
        EXPECT_GE(found[0].confidence.value, 0.95) << maker;
    }
}

TEST(ShapePrivateKey, EncryptedKeysSaySo) {
    for (const char* const maker :
         {"pem:encrypted", "pem:rsa-encrypted", "pem:openssh-encrypted"}) {
        const auto found = probe().find(made(maker));
        ASSERT_EQ(found.size(), 1U) << maker;
        EXPECT_TRUE(found[0].is_protected) << maker;
        EXPECT_LT(found[0].confidence.value, 0.95) << maker;
    }
}

TEST(ShapePrivateKey, TheSameKeyHasTheSameBytesHoweverItIsWritten) {
    const std::string pem = made("pem:rsa");
    const std::string plain = probe().secret(pem);

    EXPECT_FALSE(plain.empty());
    EXPECT_EQ(probe().secret("{\"key\": \"" + replaced(pem, "\n", "\\n") + "\"}"), plain);
    EXPECT_EQ(probe().secret("key: |\n  " + replaced(pem, "\n", "\n  ")), plain);
    EXPECT_EQ(probe().secret("\"" + replaced(pem, "\n", "\\n\"\n    \"") + "\""), plain);
}

TEST(ShapePrivateKey, PiecesAndExamplesAreNone) {
    const std::string head = kDashes + "BEGIN RSA PRIVATE KEY" + kDashes + "\n";
    const std::string tail = "\n" + kDashes + "END RSA PRIVATE KEY" + kDashes;

    EXPECT_TRUE(probe().find(head + "..." + tail).empty());
    EXPECT_TRUE(probe().find(head + std::string(128, 'X') + tail).empty());
    EXPECT_TRUE(probe().find(made("pem:rsa").substr(0, 400)).empty());
    EXPECT_TRUE(probe().find("the line BEGIN RSA PRIVATE KEY marks it").empty());
}

TEST(ShapePrivateKey, SpanBeginsWithTheDashes) {
    const auto found = probe().find("x " + made("pem:rsa"));

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].span.begin, 2U);
}

}  // namespace
}  // namespace curfew::match
