#include "integrations/providers/vault_issue.h"

#include <map>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "integrations/providers/vault.h"
#include "tests/integrations/providers/vault_samples.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/support/scripted_http.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using core::Result;
using provider::Found;
using provider::Issued;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;
using namespace std::chrono_literals;

class VaultIssueTest : public testing::Test {
  protected:
    void SetUp() override {
        server_ = std::make_unique<ScriptedHttp>([this](const HttpSeen& seen) {
            const auto found = answers_.find(seen.target);
            return found == answers_.end() ? HttpScripted{404, R"({"errors":[]})"} : found->second;
        });
        const provider::Access access = vault_access(server_->base(), "our-token");
        provider_ = make_vault_provider(*client_, clock_, access);
    }

    Result<Issued> issued(const std::string& role, const std::string& tag = "task \"1\"") {
        return waited_for<Result<Issued>>([&](provider::IssuedHandler handler) {
            provider_->issue({.role = role, .tag = tag, .life = 15min}, std::move(handler));
        });
    }

    Result<std::vector<Found>> found(const std::string& tag) {
        return waited_for<Result<std::vector<Found>>>([&](provider::FoundHandler handler) {
            provider_->find_by_tag(tag, std::move(handler));
        });
    }

    core::SystemClock clock_;
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    std::map<std::string, HttpScripted> answers_;
    std::unique_ptr<ScriptedHttp> server_;
    std::unique_ptr<provider::Provider> provider_;
};

TEST_F(VaultIssueTest, ATokenIsOrderedWithItsTagAndLife) {
    answers_["/v1/auth/token/create"] = {
        200, R"({"auth":{"client_token":"s.made","accessor":"acc","lease_duration":900}})"};

    const auto token = issued("token/read,write");

    ASSERT_TRUE(token.has_value()) << token.error().message();
    EXPECT_EQ(token.value().id, "acc");
    EXPECT_EQ(token.value().credential.secret.reveal(), "s.made");
    EXPECT_EQ(token.value().credential.part("accessor")->reveal(), "acc");
    EXPECT_TRUE(core::instant_of(token.value().expires_at));
    EXPECT_EQ(server_->requests().at(0).body,
              R"({"policies":["read","write"],"meta":{"curfew_tag":"task \"1\""},"ttl":"900s",)"
              R"("explicit_max_ttl":"900s","display_name":"curfew"})");
}

TEST_F(VaultIssueTest, ARoleThatLeadsElsewhereIsRefused) {
    for (const char* role :
         {"", "sys/seal", "approle/../x", "database/creds/../../sys", "approle/"}) {
        const auto token = issued(role);
        ASSERT_FALSE(token.has_value()) << role;
        EXPECT_EQ(token.error().kind(), ErrorKind::invalid_input) << role;
    }
    EXPECT_TRUE(server_->requests().empty());
}

TEST_F(VaultIssueTest, WhatLacksItsHalfIsCorrupt) {
    answers_["/v1/auth/token/create"] = {200, R"({"auth":{"client_token":"s.made"}})"};
    answers_["/v1/database/creds/ro"] = {200, R"({"lease_id":"x","data":{"username":"u"}})"};

    EXPECT_EQ(issued("token/a").error().kind(), ErrorKind::corrupt);
    EXPECT_EQ(issued("database/creds/ro").error().kind(), ErrorKind::corrupt);
    EXPECT_EQ(issued("database/creds/none").error().kind(), ErrorKind::not_found);
    answers_["/v1/auth/token/create"] = {403, R"({"errors":["permission denied"]})"};
    EXPECT_EQ(issued("token/a").error().kind(), ErrorKind::denied);
    answers_["/v1/auth/token/create"] = {503, "{}"};
    EXPECT_EQ(issued("token/a").error().kind(), ErrorKind::unreachable);
}

TEST_F(VaultIssueTest, ALeaseThatNeverEndsIsNotTold) {
    answers_["/v1/database/creds/ro"] = {200,
                                         R"({"lease_id":"database/creds/ro/x","lease_duration":-1,
                 "data":{"username":"u","password":"w"}})"};

    const auto lease = issued("database/creds/ro");

    ASSERT_TRUE(lease.has_value()) << lease.error().message();
    EXPECT_TRUE(std::holds_alternative<core::Unknown>(lease.value().expires_at));
}

TEST_F(VaultIssueTest, AListingThatBreaksOffProvesNothing) {
    answers_["/v1/auth/token/accessors"] = {200, R"({"data":{"keys":["one","two"]}})"};
    answers_["/v1/auth/token/lookup-accessor"] = {503, "{}"};

    EXPECT_EQ(found("t").error().kind(), ErrorKind::unreachable);
    answers_["/v1/auth/token/accessors"] = {200, R"({"data":{}})"};
    EXPECT_EQ(found("t").error().kind(), ErrorKind::corrupt);
    answers_["/v1/auth/token/accessors"] = {403, "{}"};
    EXPECT_EQ(found("t").error().kind(), ErrorKind::denied);
}

TEST_F(VaultIssueTest, ATokenThatEndedSinceTheListingIsLeftOut) {
    answers_["/v1/auth/token/accessors"] = {200, R"({"data":{"keys":["one","two"]}})"};
    answers_["/v1/auth/token/lookup-accessor"] = {400, R"({"errors":["invalid accessor"]})"};

    const auto none = found("t");

    ASSERT_TRUE(none.has_value()) << none.error().message();
    EXPECT_TRUE(none.value().empty());
}

TEST_F(VaultIssueTest, WhatHasNoAccessorIsNotRenewed) {
    const auto end = waited_for<Result<core::End>>([&](provider::EndHandler handler) {
        provider_->renew(vault_token("s.x"), 5min, std::move(handler));
    });

    ASSERT_FALSE(end.has_value());
    EXPECT_EQ(end.error().kind(), ErrorKind::unsupported);
}

}  // namespace
}  // namespace curfew::providers
