#include "scanner/provider/explanation.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace curfew::provider {
namespace {

using core::SecretString;

std::string shown(const rules::RequestRule& rule, std::string_view secret,
                  std::string_view admin = "admin-secret") {
    rules::Signature signature;
    signature.parts = {{.name = "key_id", .pattern = {}, .keywords = {}},
                       {.name = "pass-word", .pattern = {}, .keywords = {}, .is_secret = true}};
    Credential credential{&signature, SecretString(secret), {}};
    credential.parts.push_back({"key_id", SecretString(std::string_view("K 17"))});
    credential.parts.push_back({"pass-word", SecretString(std::string_view("hidden"))});
    TemplateValues values;
    values.secret = secret;
    values.parts = &credential.parts;
    values.admin = admin;
    auto text = explained(rule, credential, values);
    return text.has_value() ? text.value() : "error: " + text.error().message();
}

TEST(Explanation, SecretsAreNamedAndTheRestIsShownAsItIsSent) {
    rules::RequestRule rule;
    rule.method = "POST";
    rule.url = "https://api.acme.invalid/keys/{key_id}/{id}?t={secret}";
    rule.headers = {{"Authorization", "Bearer {admin}"}, {"Content-Type", "application/json"}};
    rule.body = R"({"a":"{secret}","b":"{pass-word}"})";
    EXPECT_EQ(shown(rule, "the-secret"),
              "POST https://api.acme.invalid/keys/K%2017/{id}?t={secret}\n"
              "Authorization: Bearer {admin}\n"
              "Content-Type: application/json\n"
              "\n"
              R"({"a":"{secret}","b":"{pass-word}"})"
              "\n");
}

TEST(Explanation, BasicIsShownBeforeItIsEncoded) {
    rules::RequestRule rule;
    rule.method = "GET";
    rule.url = "https://api.acme.invalid/";
    rule.headers = {{"Authorization", "Basic {key_id}:{secret}"}};
    EXPECT_EQ(
        shown(rule, "s"),
        "GET https://api.acme.invalid/\nAuthorization: Basic {key_id}:{secret} (in base64)\n");
}

TEST(Explanation, OfAWebhookTheHostAloneIsShown) {
    rules::RequestRule rule;
    rule.method = "DELETE";
    rule.url = "{secret}";
    rule.hosts = {"hooks.acme.invalid"};
    EXPECT_EQ(shown(rule, "https://hooks.acme.invalid/T1/B2/xyz"),
              "DELETE https://hooks.acme.invalid/{secret}\n");
}

TEST(Explanation, WithoutTheAdministratorItSaysSo) {
    rules::RequestRule rule;
    rule.method = "GET";
    rule.url = "https://api.acme.invalid/";
    rule.headers = {{"Authorization", "Bearer {admin}"}};
    EXPECT_NE(shown(rule, "s", "").find("administrator"), std::string::npos);
}

}  // namespace
}  // namespace curfew::provider
