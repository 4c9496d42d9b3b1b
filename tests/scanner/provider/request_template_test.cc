#include "scanner/provider/request_template.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace curfew::provider {
namespace {

using core::ErrorKind;
using core::SecretString;

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::vector<CredentialPart> parts_of(const Pairs& pairs) {
    std::vector<CredentialPart> parts;
    for (const auto& [name, value] : pairs) {
        parts.push_back({name, SecretString(std::string_view(value))});
    }
    return parts;
}

rules::RequestRule get(std::string url) {
    rules::RequestRule rule;
    rule.method = "GET";
    rule.url = std::move(url);
    return rule;
}

core::Result<FilledRequest> made(const rules::RequestRule& rule, std::string_view secret,
                                 const Pairs& pairs = {}, std::string_view base = {}) {
    const auto parts = parts_of(pairs);
    return fill(rule, {secret, &parts, base});
}

std::string url_of(const std::string& url, std::string_view secret, const Pairs& pairs = {},
                   std::string_view base = {}) {
    auto filled = made(get(url), secret, pairs, base);
    if (!filled.has_value()) return "error: " + filled.error().message();
    return std::string(filled.value().request.url.reveal());
}

std::string header_of(const std::string& text, std::string_view secret, const Pairs& pairs = {}) {
    rules::RequestRule rule = get("https://api.acme.invalid/");
    rule.headers = {{"Authorization", text}};
    auto filled = made(rule, secret, pairs);
    if (!filled.has_value()) return "error: " + filled.error().message();
    return std::string(filled.value().request.headers[0].value.reveal());
}

std::string body_of(const std::string& type, const std::string& body, std::string_view secret) {
    rules::RequestRule rule = get("https://api.acme.invalid/");
    rule.headers = {{"content-Type", type}};
    rule.body = body;
    auto filled = made(rule, secret);
    if (!filled.has_value()) return "error: " + filled.error().message();
    return std::string(filled.value().request.body.reveal());
}

TEST(RequestTemplate, PathAndQueryArePercentEncoded) {
    EXPECT_EQ(url_of("https://api.acme.invalid/bot{secret}/me?t={secret}", "1:a/b?c&d %"),
              "https://api.acme.invalid/bot1%3Aa%2Fb%3Fc%26d%20%25/me?t=1%3Aa%2Fb%3Fc%26d%20%25");
    EXPECT_EQ(url_of("https://api.acme.invalid/{secret}", std::string_view("a\0\r\n\xC3", 5)),
              "https://api.acme.invalid/a%00%0D%0A%C3");
}

TEST(RequestTemplate, DotSegmentsCannotClimb) {
    for (const char* const secret : {".", ".."}) {
        EXPECT_TRUE(url_of("https://api.acme.invalid/a/{secret}/b", secret).starts_with("error"));
    }
}

TEST(RequestTemplate, WhatIsFilledInIsNoTemplate) {
    EXPECT_EQ(header_of("Bearer {secret}", "{base}{{secret}}{secret}"),
              "Bearer {base}{{secret}}{secret}");
}

TEST(RequestTemplate, HeadersTakeNoControlCharacters) {
    for (const std::string_view secret :
         {std::string_view("a\r\nX: y"), std::string_view("a\0b", 3), std::string_view("a\x7f")}) {
        const std::string header = header_of("Bearer {secret}", secret);
        EXPECT_TRUE(header.starts_with("error: the credential's secret:")) << header;
        EXPECT_EQ(header.find("X: y"), std::string::npos);
    }
}

TEST(RequestTemplate, BasicIsWrittenInBase64) {
    EXPECT_EQ(header_of("Basic {user}:{secret}", "open sesame", {{"user", "Aladdin"}}),
              "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    EXPECT_EQ(header_of("Basic any:{secret}", ""), "Basic YW55Og==");
}

TEST(RequestTemplate, JsonBodiesStayJson) {
    EXPECT_EQ(body_of("application/json", R"({"token":"{secret}"})", "a\"b\\c\nx\x01"),
              R"({"token":"a\"b\\c\u000Ax\u0001"})");
    EXPECT_EQ(body_of("application/vnd.api+json", R"({"query":"{ viewer { id } }"})", "x"),
              R"({"query":"{ viewer { id } }"})");
}

TEST(RequestTemplate, FormBodiesArePercentEncoded) {
    EXPECT_EQ(body_of("application/x-www-form-urlencoded", "value={secret}&x=1", "a&b=c d"),
              "value=a%26b%3Dc%20d&x=1");
}

TEST(RequestTemplate, OtherBodiesTakeNothing) {
    EXPECT_TRUE(body_of("text/xml", "<t>{secret}</t>", "a").starts_with("error"));
    EXPECT_EQ(body_of("text/xml", "<t/>", "a"), "<t/>");
}

TEST(RequestTemplate, HostsAreNamesOnly) {
    EXPECT_EQ(url_of("https://{shop}/admin", "s", {{"shop", "a.acme.invalid"}}),
              "https://a.acme.invalid/admin");
    for (const std::string shop :
         {"a/b", "a@b", "a:80", "a#", "", "-a", ".a", "a..b", "a b", "[::1]", "a\r\nb", "a%2f"}) {
        EXPECT_TRUE(url_of("https://{shop}/admin", "s", {{"shop", shop}}).starts_with("error"))
            << shop;
    }
}

TEST(RequestTemplate, SaysWhereItsHostComesFrom) {
    const auto source = [](const std::string& url, const std::string& secret) {
        return made(get(url), secret, {{"host", "Evil.Invalid"}, {"dc", "us1"}},
                    "https://git.acme.invalid:8443/")
            .value();
    };
    EXPECT_EQ(source("https://api.acme.invalid/", "s").host_source, HostSource::catalogue);
    EXPECT_EQ(source("https://{dc}.api.acme.invalid/", "s").host_source, HostSource::catalogue);
    EXPECT_EQ(source("https://{dc}.invalid/", "s").host_source, HostSource::beside);
    EXPECT_EQ(source("https://{host}/", "s").host_source, HostSource::beside);
    EXPECT_EQ(source("https://{host}/", "s").host, "evil.invalid");
    EXPECT_EQ(source("https://api.acme.invalid.{host}/", "s").host_source, HostSource::beside);
    EXPECT_EQ(source("{base}/user", "s").host_source, HostSource::configuration);
    EXPECT_EQ(source("{base}/user", "s").host, "git.acme.invalid");
    EXPECT_EQ(source("{base}/user", "s").request.url.reveal(),
              "https://git.acme.invalid:8443/user");
    EXPECT_EQ(source("{secret}", "https://hooks.acme.invalid/x").host_source, HostSource::beside);
    EXPECT_EQ(source("{secret}", "https://hooks.acme.invalid/x").host, "hooks.acme.invalid");
}

TEST(RequestTemplate, AWebhookLeadsWhereItsRuleSays) {
    rules::RequestRule rule = get("{secret}");
    rule.hosts = {"hooks.acme.invalid"};
    EXPECT_EQ(made(rule, "https://hooks.acme.invalid/x").value().host_source,
              HostSource::catalogue);
    EXPECT_EQ(made(rule, "https://HOOKS.acme.invalid/x").value().host_source,
              HostSource::catalogue);
    for (const std::string_view secret :
         {"https://hooks.acme.invalid.evil.invalid/x", "https://hooks.acme.invalid:8443/x",
          "https://[::1]/x", "https://xn--80ak6aa92e.invalid/x"}) {
        EXPECT_EQ(made(rule, secret).value().host_source, HostSource::beside) << secret;
    }
    for (const std::string_view secret :
         {"https://hooks.acme.invalid@evil.invalid/x", "http://hooks.acme.invalid/x",
          "https://hooks.acme.invalid/\r\nX: y", "hooks.acme.invalid/x", ""}) {
        EXPECT_EQ(made(rule, secret).error().kind(), ErrorKind::invalid_input) << secret;
    }
}

TEST(RequestTemplate, NothingEmptyIsFilledIntoAUrl) {
    EXPECT_TRUE(
        url_of("https://api.acme.invalid/keys/{key}", "s", {{"key", ""}}).starts_with("error"));
    const auto parts = parts_of({});
    EXPECT_EQ(fill(get("https://api.acme.invalid/keys/{id}"), {"s", &parts}).error().kind(),
              ErrorKind::invalid_input);
}

TEST(RequestTemplate, ABindingAndTheUsersSettingsAreFilledIn) {
    const auto parts = parts_of({});
    const std::map<std::string, std::string> settings{{"tenant", "t 1"}};
    TemplateValues values{"s", &parts};
    values.id = "../all";
    values.owner = "some/one";
    values.settings = &settings;
    auto filled = fill(get("https://api.acme.invalid/{tenant}/{owner}/{id}"), values);
    ASSERT_TRUE(filled.has_value());
    EXPECT_EQ(filled.value().request.url.reveal(),
              "https://api.acme.invalid/t%201/some%2Fone/..%2Fall");
}

TEST(RequestTemplate, TheTargetIsKnownWithoutFillingIn) {
    const auto parts = parts_of({{"dc", "us1"}});
    const rules::RequestRule rule = get("https://{dc}.api.acme.invalid/{secret}");
    const auto target = target_of(rule, {"s", &parts});
    ASSERT_TRUE(target.has_value());
    EXPECT_EQ(target.value().host, "us1.api.acme.invalid");
    EXPECT_EQ(target_of(get("https://api.acme.invalid/{gone}"), {"s", &parts}).error().kind(),
              ErrorKind::invalid_input);
}

TEST(RequestTemplate, MissingValuesAreNamed) {
    EXPECT_NE(url_of("https://api.acme.invalid/{account}", "s").find("account"), std::string::npos);
    EXPECT_EQ(made(get("{base}/user"), "s").error().kind(), ErrorKind::unsupported);
}

RC_GTEST_PROP(RequestTemplate, AnySecretStaysInItsPlaceInAUrl, (const std::string& secret)) {
    RC_PRE(!secret.empty() && secret != "." && secret != "..");
    const std::string url = url_of("https://api.acme.invalid/a/{secret}/b", secret);
    RC_ASSERT(url.starts_with("https://api.acme.invalid/a/"));
    RC_ASSERT(url.ends_with("/b"));
    const std::string middle = url.substr(27, url.size() - 29);
    RC_ASSERT(middle.find_first_of("/?#& \r\n\\") == std::string::npos);
}

}  // namespace
}  // namespace curfew::provider
