#include "integrations/providers/oauth2_issuer.h"

#include <gtest/gtest.h>

#include "tests/integrations/providers/oauth2_samples.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;

provider::Access two_issuers() {
    provider::Access access = access_to("https://one.test/realms/main");
    access.providers["oauth2:second"].base = "https://two.test";
    access.providers["oauth2:second"].settings["issuer"] = "https://two.test/";
    access.providers["oauth2:second"].settings["client_id"] = "second-client";
    access.providers["vault"].base = "https://vault.test";
    return access;
}

TEST(Issuers, AJwtBelongsToTheIssuerInsideItAndToNoOther) {
    const Issuers issuers(two_issuers());

    const auto first =
        issuers.of(credential_of("jwt", jwt_with(R"({"iss":"https://one.test/realms/main"})")));
    const auto second = issuers.of(
        credential_of("oauth2-access-token", jwt_with(R"({"iss":"https://two.test/"})")));

    ASSERT_TRUE(first.has_value()) << first.error().message();
    EXPECT_EQ(first.value()->host, "one.test");
    ASSERT_TRUE(second.has_value()) << second.error().message();
    EXPECT_EQ(second.value()->host, "two.test");
    EXPECT_EQ(second.value()->name, "https://two.test/");
    EXPECT_EQ(second.value()->base, "https://two.test");
}

TEST(Issuers, AnIssuerInsideATokenThatIsNotNamedIsDenied) {
    const Issuers issuers(two_issuers());

    for (const char* claims :
         {R"({"iss":"https://evil.test"})", R"({"iss":"https://one.test/realms/other"})",
          R"({"iss":"https://ONE.test/realms/main"})", R"({"iss":"https://one.test/realms/main/"})",
          R"({"iss":"https://one.test@evil.test/realms/main"})"}) {
        const auto issuer = issuers.of(credential_of("jwt", jwt_with(claims)));
        ASSERT_FALSE(issuer.has_value()) << claims;
        EXPECT_EQ(issuer.error().kind(), ErrorKind::denied) << claims;
    }
}

TEST(Issuers, AnOpaqueTokenBelongsToTheOneIssuerOrTheNamelessOne) {
    provider::Access single;
    single.providers["oauth2:only"].base = "https://only.test";
    provider::Access unnamed = two_issuers();
    unnamed.providers["oauth2:third"].base = "https://three.test";
    unnamed.providers.erase("oauth2");
    const provider::Credential token = credential_of("oauth2-refresh-token", "opaque");

    EXPECT_EQ(Issuers(single).of(token).value()->host, "only.test");
    EXPECT_EQ(Issuers(two_issuers()).of(token).value()->host, "one.test");
    EXPECT_EQ(Issuers(unnamed).of(token).error().kind(), ErrorKind::unsupported);
    EXPECT_EQ(Issuers(provider::Access()).of(token).error().kind(), ErrorKind::unsupported);
}

TEST(Issuers, AClientsSecretBelongsToTheIssuerOfThatClient) {
    const Issuers issuers(two_issuers());

    EXPECT_EQ(issuers.of(client_secret_of("second-client", "word")).value()->host, "two.test");
    EXPECT_EQ(issuers.of(client_secret_of("unheard-of", "word")).value()->host, "one.test");
}

TEST(Issuers, EndpointsStayAtTheIssuerUnlessTheirHostIsNamed) {
    provider::Access access = access_to("https://one.test/realms/main");
    access.hosts.insert("tokens.test");
    const Issuers issuers(access);
    const Issuer& issuer = *issuers.of(credential_of("oauth2-access-token", "opaque")).value();

    EXPECT_TRUE(issuers.allow(issuer, "https://one.test/introspect").has_value());
    EXPECT_TRUE(issuers.allow(issuer, "https://tokens.test/introspect").has_value());
    EXPECT_EQ(issuers.allow(issuer, "https://evil.test/i").error().kind(), ErrorKind::denied);
    EXPECT_EQ(issuers.allow(issuer, "https://one.test:8443/i").error().kind(), ErrorKind::denied);
    EXPECT_EQ(issuers.allow(issuer, "http://one.test/i").error().kind(), ErrorKind::denied);
    EXPECT_EQ(issuers.allow(issuer, "http://tokens.test/i").error().kind(), ErrorKind::denied);
    EXPECT_EQ(issuers.allow(issuer, "https://one.test@evil.test/i").error().kind(),
              ErrorKind::invalid_input);
    EXPECT_EQ(issuers.allow(issuer, "file:///etc/passwd").error().kind(), ErrorKind::invalid_input);
    EXPECT_EQ(issuers.allow(issuer, "https://one.test/\r\nX: y").error().kind(),
              ErrorKind::invalid_input);
}

TEST(Issuers, SettingsAreRead) {
    provider::Access access = access_to("https://one.test/");
    auto& settings = access.providers["oauth2"].settings;
    settings["auth"] = "post";
    settings["jwt"] = "introspected";
    settings["client_secrets"] = "ask";
    settings["resource"] = "https://api.test/me";
    const Issuers issuers(access);

    const Issuer& issuer = *issuers.of(credential_of("oauth2-access-token", "opaque")).value();

    EXPECT_EQ(issuer.name, "https://one.test/");
    EXPECT_EQ(issuer.base, "https://one.test");
    EXPECT_EQ(issuer.client_id, "task");
    EXPECT_EQ(issuer.authentication, ClientAuthentication::post);
    EXPECT_TRUE(issuer.introspects_every_jwt);
    EXPECT_TRUE(issuer.asks_client_secrets);
    EXPECT_EQ(issuer.resource, "https://api.test/me");
}

}  // namespace
}  // namespace curfew::providers
