#include "tests/support/servers/oidc_server.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/servers/shared_server.h"

namespace curfew::support {
namespace {

TEST(OidcServer, KeepsStateOfOpaqueTokensAndNoneOfJwts) {
    const auto server = shared_server<OidcServer>();
    ASSERT_TRUE(server.has_value()) << server.error().message();
    const OidcServer& oidc = *server.value();

    const auto opaque = oidc.issue_opaque(OidcServer::task());
    const auto jwt = oidc.issue_jwt(OidcServer::other());

    ASSERT_TRUE(opaque.has_value()) << opaque.error().message();
    ASSERT_TRUE(jwt.has_value()) << jwt.error().message();
    EXPECT_NE(oidc.introspected(opaque.value()).value().find("\"active\":true"), std::string::npos);
    EXPECT_NE(oidc.introspected(jwt.value()).value().find("unsupported_token_type"),
              std::string::npos);
    EXPECT_TRUE(oidc.takes(opaque.value()));
    EXPECT_TRUE(oidc.takes(jwt.value()));
    EXPECT_FALSE(oidc.takes(opaque.value() + "x"));
    EXPECT_FALSE(oidc.takes(jwt.value().substr(0, jwt.value().size() - 8) + "AAAAAAAA"));
}

TEST(OidcServer, GivesPairsAndRegistersClients) {
    const auto server = shared_server<OidcServer>();
    ASSERT_TRUE(server.has_value()) << server.error().message();

    const auto pair = server.value()->issue_pair();
    const auto client = server.value()->register_client(60);

    ASSERT_TRUE(pair.has_value()) << pair.error().message();
    ASSERT_TRUE(client.has_value()) << client.error().message();
    EXPECT_NE(server.value()->introspected(pair.value().refresh).value().find("alice"),
              std::string::npos);
    EXPECT_NE(client.value().uri.find(client.value().client.id), std::string::npos);
}

}  // namespace
}  // namespace curfew::support
