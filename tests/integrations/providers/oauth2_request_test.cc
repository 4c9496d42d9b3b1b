#include "integrations/providers/oauth2_request.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "scanner/rules/maker.h"

namespace curfew::providers {
namespace {

std::string header(const core::HttpRequest& request, std::string_view name) {
    const auto found = std::ranges::find(request.headers, name, &core::HttpHeader::name);
    return found == request.headers.end() ? "" : std::string(found->value.reveal());
}

TEST(OauthRequest, BasicEncodesIdAndSecretAsFormsBeforeTheColon) {
    const auto request =
        token_request("https://id.test/i", {"a b:c", "s%&+é\"", ClientAuthentication::basic},
                      "token/1+2=", "access_token", {});

    ASSERT_TRUE(request.has_value());
    EXPECT_EQ(header(request.value(), "Authorization"),
              "Basic " + rules::base64_of("a+b%3Ac:s%25%26%2B%C3%A9%22", false));
    EXPECT_EQ(request.value().body.reveal(), "token=token%2F1%2B2%3D&token_type_hint=access_token");
    EXPECT_EQ(header(request.value(), "Content-Type"), "application/x-www-form-urlencoded");
}

TEST(OauthRequest, ATokenCannotAddFields) {
    const std::string token = "a&token_type_hint=b\r\nX: y\0z";

    const auto request = token_request("https://id.test/i", {"id", "word"}, token, {}, {});

    ASSERT_TRUE(request.has_value());
    EXPECT_EQ(request.value().body.reveal(), "token=a%26token_type_hint%3Db%0D%0AX%3A+y");
}

TEST(OauthRequest, TheWayIsTheOneTheServerOffers) {
    const auto posted = token_request("https://id.test/i", {"i d", "w&rd"}, "t", {},
                                      {"private_key_jwt", "client_secret_post"});
    const auto none =
        token_request("https://id.test/i", {"id", "word"}, "t", {}, {"private_key_jwt"});
    const auto bearer = token_request("https://id.test/i",
                                      {"id", "word", ClientAuthentication::bearer}, "t", {}, {});

    ASSERT_TRUE(posted.has_value());
    EXPECT_EQ(posted.value().body.reveal(), "token=t&client_id=i+d&client_secret=w%26rd");
    EXPECT_EQ(header(posted.value(), "Authorization"), "");
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().kind(), core::ErrorKind::unsupported);
    EXPECT_EQ(header(bearer.value(), "Authorization"), "Bearer word");
}

TEST(OauthRequest, ABearerWithControlCharactersIsRefused) {
    EXPECT_TRUE(bearer_request("https://id.test/", "abc").has_value());
    for (const char* token : {"a\nb", "a b", "a\rb", "\x7f"}) {
        const auto request = bearer_request("https://id.test/", token);
        ASSERT_FALSE(request.has_value());
        EXPECT_EQ(request.error().kind(), core::ErrorKind::invalid_input);
    }
}

TEST(OauthRequest, DiscoveryIsInsertedBeforeThePathOrPutBehindIt) {
    const std::vector<std::string> urls = discovery_urls("https://id.test:8443/realms/main");

    EXPECT_EQ(urls.at(0),
              "https://id.test:8443/.well-known/oauth-authorization-server/realms/main");
    EXPECT_EQ(urls.at(1), "https://id.test:8443/realms/main/.well-known/openid-configuration");
    EXPECT_EQ(discovery_urls("https://id.test").at(0),
              "https://id.test/.well-known/oauth-authorization-server");
}

}  // namespace
}  // namespace curfew::providers
