#include "integrations/providers/vault_request.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/integrations/providers/vault_samples.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;

std::string header(const core::HttpRequest& request, std::string_view name) {
    const auto found = std::ranges::find(request.headers, name, &core::HttpHeader::name);
    return found == request.headers.end() ? "" : std::string(found->value.reveal());
}

VaultSite site(std::string_view admin = "our-token") {
    provider::Access access = vault_access("https://vault.test:8200/", admin);
    access.providers["vault"].settings["namespace"] = "team/one";
    return VaultSite::from(access);
}

TEST(VaultRequest, IsMadeFromTheConfiguration) {
    const auto request =
        vault_request(site(), {"POST", "auth/token/lookup", {{"token", "s.\"x\"\n\\"}}});

    ASSERT_TRUE(request.has_value()) << request.error().message();
    EXPECT_EQ(request.value().url.reveal(), "https://vault.test:8200/v1/auth/token/lookup");
    EXPECT_EQ(header(request.value(), "X-Vault-Token"), "our-token");
    EXPECT_EQ(header(request.value(), "X-Vault-Namespace"), "team/one");
    EXPECT_EQ(request.value().body.reveal(), R"({"token":"s.\"x\"\u000A\\"})");
    EXPECT_EQ(site().host, "vault.test");
}

TEST(VaultRequest, NothingIsSentWithoutAnAddressOrAToken) {
    EXPECT_EQ(vault_request(VaultSite(), {"GET", "x"}).error().kind(), ErrorKind::unsupported);
    EXPECT_EQ(vault_request(site(""), {"GET", "x"}).error().kind(), ErrorKind::unsupported);
}

TEST(VaultRequest, ATokenCannotAddHeaders) {
    for (const char* token : {"a\r\nX-Vault-Wrap-TTL: 9", "a b", "a\x7f"}) {
        const auto request = vault_request(site(), {"GET", "x", {}, token});
        ASSERT_FALSE(request.has_value());
        EXPECT_EQ(request.error().kind(), ErrorKind::invalid_input);
    }
}

TEST(VaultRequest, PathsLeadNowhereElse) {
    EXPECT_TRUE(checked_path("database/creds/read-only_1.x").has_value());
    EXPECT_TRUE(checked_path("pki/cert/11:22:aa").has_value());
    for (const char* path :
         {"", "/x", "x/", "a/../b", "a//b", "a?b", "a#b", "a%2fb", "a b", "a\nb", "a/..", "é"}) {
        EXPECT_FALSE(checked_path(path).has_value()) << path;
    }
}

TEST(VaultRequest, TokensAreAskedAboutByAccessorThenByOurTokenThenByThemselves) {
    provider::Credential issued = vault_token("s.secret");
    issued.parts.push_back({"accessor", core::SecretString(std::string_view("an-accessor"))});
    const provider::Credential found = vault_token("s.secret");

    const auto by_accessor = vault_question(site(), issued);
    const auto by_us = vault_question(site(), found);
    const auto by_itself = vault_question(site(""), found);

    EXPECT_EQ(by_accessor.value().path, "auth/token/lookup-accessor");
    EXPECT_EQ(by_accessor.value().fields.at(0).value, "an-accessor");
    EXPECT_EQ(by_us.value().path, "auth/token/lookup");
    EXPECT_EQ(by_itself.value().path, "auth/token/lookup-self");
    EXPECT_EQ(by_itself.value().token, "s.secret");
}

TEST(VaultRequest, AnEmptyTokenIsNeitherAskedNorEnded) {
    // The server would take the asker's own for it.
    EXPECT_FALSE(vault_question(site(), vault_token("")).has_value());
    EXPECT_FALSE(vault_ending(site(), vault_token(""), "id").has_value());
}

TEST(VaultRequest, ASecretIdIsLookedUpInItsRole) {
    const auto question = vault_question(site(), vault_secret_id("the-id", "ci"));
    const auto without = vault_question(site(), vault_token("the-id", "vault-approle-secret"));
    const auto elsewhere = vault_question(site(), vault_secret_id("the-id", "../../token/create"));
    const auto without_us = vault_question(site(""), vault_secret_id("the-id", "ci"));

    EXPECT_EQ(question.value().path, "auth/approle/role/ci/secret-id/lookup");
    EXPECT_EQ(without.error().kind(), ErrorKind::unsupported);
    EXPECT_EQ(elsewhere.error().kind(), ErrorKind::invalid_input);
    EXPECT_EQ(without_us.error().kind(), ErrorKind::unsupported);
}

TEST(VaultRequest, EndingsAreTheNarrowOnes) {
    EXPECT_EQ(vault_ending(site(), vault_token("s.x"), "acc").value().path,
              "auth/token/revoke-accessor");
    EXPECT_EQ(vault_ending(site(""), vault_token("s.x"), "acc").value().path,
              "auth/token/revoke-self");
    EXPECT_EQ(vault_ending(site(), vault_token("s.x"), "").value().path, "auth/token/revoke-self");
    EXPECT_FALSE(vault_ending(site(), vault_token("b.x", "vault-batch-token"), "").has_value());
    EXPECT_EQ(vault_ending(site(), vault_secret_id("x", "ci"), "acc").value().path,
              "auth/approle/role/ci/secret-id-accessor/destroy");
}

}  // namespace
}  // namespace curfew::providers
