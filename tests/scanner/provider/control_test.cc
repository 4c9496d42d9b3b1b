#include "scanner/provider/control.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/scanner/provider/acme_kinds.h"

namespace curfew::provider {
namespace {

using core::SecretString;

TEST(Control, HasTheShapeAndNeverTheSecret) {
    const rules::Catalog catalog =
        support::acme_catalog({{"acme-key", support::kAcmeAsk, "note = \"x\"\n"}});
    const std::string secret = "acme_" + std::string(24, 'a');
    const Credential real{catalog.find("acme-key"), SecretString(std::string_view(secret)), {}};
    const auto first = make_control(real);
    const auto second = make_control(real);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first.value().secret.size(), secret.size());
    EXPECT_NE(first.value().secret.reveal(), secret);
    EXPECT_NE(first.value().secret.reveal(), second.value().secret.reveal());
}

TEST(Control, KeepsPublicPartsAndMakesUpSecretOnes) {
    rules::Signature signature;
    signature.parts = {{.name = "account", .pattern = {}, .keywords = {}},
                       {.name = "word", .pattern = {}, .keywords = {}, .is_secret = true}};
    signature.example.secret = "k{hex:12}";
    signature.example.contexts = {"{secret}"};
    signature.example.parts = {{"account", "{digits:6}"}, {"word", "{base62:12}"}};
    Credential real{&signature, SecretString(std::string_view("k0")), {}};
    real.parts.push_back({"account", SecretString(std::string_view("123456"))});
    real.parts.push_back({"word", SecretString(std::string_view("open sesame"))});
    const auto control = make_control(real);
    ASSERT_TRUE(control.has_value());
    EXPECT_EQ(control.value().part("account")->reveal(), "123456");
    EXPECT_NE(control.value().part("word")->reveal(), "open sesame");
}

}  // namespace
}  // namespace curfew::provider
