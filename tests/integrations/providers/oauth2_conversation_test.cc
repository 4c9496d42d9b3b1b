#include "integrations/providers/oauth2_conversation.h"

#include <algorithm>
#include <atomic>
#include <future>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "tests/integrations/providers/oauth2_samples.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/support/scripted_http.h"

namespace curfew::providers {
namespace {

using provider::Detail;
using provider::Inspection;
using support::HttpManner;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;
using namespace std::chrono_literals;

constexpr std::string_view kRfc8414 = "/.well-known/oauth-authorization-server";
constexpr std::string_view kOpenId = "/.well-known/openid-configuration";

std::string document(const std::string& issuer, const std::string& endpoints) {
    return R"({"issuer":")" + issuer + R"(","introspection_endpoint":")" + endpoints +
           R"(/introspect","revocation_endpoint":")" + endpoints + R"(/revoke"})";
}

class OauthConversationTest : public testing::Test {
  protected:
    // Starts a server whose script is told its own address.
    void serve(std::function<HttpScripted(const HttpSeen&, const std::string&)> script) {
        server_ = std::make_unique<ScriptedHttp>(
            [this, script = std::move(script)](const HttpSeen& seen) {
                return script(seen, base_);
            });
        base_ = server_->base();
        access_ = access_to(base_);
    }

    std::unique_ptr<provider::Provider> made() {
        return make_oauth2_provider(*client_, clock_, access_, {.timeout = 500ms});
    }

    Inspection asked() {
        const auto provider = made();
        return introspect(*provider, credential_of("oauth2-access-token", "an opaque token"));
    }

    bool was_told() const {
        return std::ranges::any_of(server_->requests(), [](const HttpSeen& seen) {
            return seen.body.find("opaque") != std::string::npos;
        });
    }

    core::SystemClock clock_;
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    std::string base_;
    provider::Access access_;
    std::unique_ptr<ScriptedHttp> server_;
};

TEST_F(OauthConversationTest, DiscoversFirstThenAsksTheEndpoint) {
    serve([](const HttpSeen& seen, const std::string& base) {
        if (seen.target == kRfc8414) return HttpScripted{200, document(base, base)};
        return HttpScripted{200, R"({"active":true})"};
    });

    EXPECT_EQ(asked().detail, Detail::live);

    const auto requests = server_->requests();
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_EQ(requests[1].target, "/introspect");
    EXPECT_EQ(requests[1].method, "POST");
    EXPECT_EQ(requests[1].body, "token=an+opaque+token&token_type_hint=access_token");
    EXPECT_FALSE(requests[0].headers.contains("authorization"));
}

TEST_F(OauthConversationTest, OpenIdsPlaceIsTheSecondTry) {
    serve([](const HttpSeen& seen, const std::string& base) {
        if (seen.target == kRfc8414) return HttpScripted{404, "{}"};
        if (seen.target == kOpenId) return HttpScripted{200, document(base, base)};
        return HttpScripted{200, R"({"active":false})"};
    });

    EXPECT_EQ(asked().detail, Detail::refused);
}

TEST_F(OauthConversationTest, ADocumentOfAnotherIssuerIsNotBelieved) {
    serve([](const HttpSeen&, const std::string& base) {
        return HttpScripted{200, document("https://evil.test", base)};
    });

    const Inspection inspection = asked();

    EXPECT_EQ(inspection.detail, Detail::not_asked);
    EXPECT_NE(inspection.reason.find("another issuer"), std::string::npos);
    EXPECT_FALSE(was_told());
}

TEST_F(OauthConversationTest, AnEndpointElsewhereIsNotAskedUnlessItsHostIsNamed) {
    ScriptedHttp elsewhere([](const HttpSeen&) { return HttpScripted{200, R"({"active":true})"}; });
    serve([&elsewhere](const HttpSeen&, const std::string& base) {
        return HttpScripted{200, document(base, elsewhere.base())};
    });

    EXPECT_EQ(asked().detail, Detail::not_asked);
    EXPECT_TRUE(elsewhere.requests().empty());
    access_.hosts.insert("127.0.0.1");
    EXPECT_EQ(asked().detail, Detail::live);
}

TEST_F(OauthConversationTest, HostileDocumentsLeadNowhere) {
    const std::string deep = "{\"a\":" + std::string(200'000, '[');
    const std::vector<HttpScripted> answers = {
        {302, "", {{"Location", "https://evil.test/"}}},
        {200, deep},
        {200, "<html>", {{"Content-Type", "text/html"}}},
        {200, R"({"issuer":1})"},
        {503, "down"},
        {404, "{}"},
        {.manner = HttpManner::drips},
        {.manner = HttpManner::hangs},
        {.manner = HttpManner::closes},
        {.manner = HttpManner::endless},
        {.manner = HttpManner::truncated},
        {.manner = HttpManner::is_no_http},
    };
    for (const HttpScripted& scripted : answers) {
        serve([&scripted](const HttpSeen&, const std::string&) { return scripted; });
        const Inspection inspection = asked();
        EXPECT_EQ(provider::verdict_of(inspection.detail, true) == provider::Verdict::live ||
                      provider::verdict_of(inspection.detail, true) == provider::Verdict::dead,
                  false)
            << scripted.status << " " << static_cast<int>(scripted.manner);
        EXPECT_NE(inspection.reason, "");
        EXPECT_FALSE(was_told());
    }
}

TEST_F(OauthConversationTest, HostileIntrospectionIsUnclear) {
    const std::vector<HttpScripted> answers = {
        {302, "", {{"Location", "https://evil.test/"}}},
        {200, "{\"active\":" + std::string(200'000, '[')},
        {200, R"({"active":true})", {{"Content-Type", "text/html"}}},
        {.manner = HttpManner::drips},
        {.manner = HttpManner::closes},
        {.manner = HttpManner::endless},
        {.manner = HttpManner::truncated},
        {.manner = HttpManner::endless_header},
    };
    for (const HttpScripted& scripted : answers) {
        serve([&scripted](const HttpSeen& seen, const std::string& base) {
            if (seen.target == kRfc8414) return HttpScripted{200, document(base, base)};
            return scripted;
        });
        EXPECT_EQ(asked().detail, Detail::unclear) << static_cast<int>(scripted.manner);
    }
}

TEST_F(OauthConversationTest, TheDocumentIsAskedForOnceByManyQuestions) {
    serve([](const HttpSeen& seen, const std::string& base) {
        if (seen.target == kRfc8414) return HttpScripted{200, document(base, base)};
        return HttpScripted{200, R"({"active":true})"};
    });
    const auto provider = made();
    std::promise<void> all;
    std::atomic<int> open = 20;

    for (int i = 0; i < 20; ++i) {
        provider->introspect(credential_of("oauth2-access-token", "opaque" + std::to_string(i)),
                             [&](const Inspection&) {
                                 if (--open == 0) all.set_value();
                             });
    }
    all.get_future().get();

    EXPECT_EQ(std::ranges::count(server_->requests(), kRfc8414, &HttpSeen::target), 1);
}

TEST_F(OauthConversationTest, AFailedDocumentIsAskedForAgain) {
    std::atomic<int> times = 0;
    serve([&times](const HttpSeen& seen, const std::string& base) {
        if (seen.target != kRfc8414) return HttpScripted{200, R"({"active":true})"};
        return ++times == 1 ? HttpScripted{503, "down"} : HttpScripted{200, document(base, base)};
    });
    const auto provider = made();
    const auto token = credential_of("oauth2-access-token", "opaque");

    const Inspection first = introspect(*provider, token);

    EXPECT_EQ(first.detail, Detail::unclear);
    EXPECT_TRUE(first.evidence.may_pass);
    EXPECT_EQ(introspect(*provider, token).detail, Detail::live);
}

TEST_F(OauthConversationTest, ConfiguredEndpointsNeedNoDocument) {
    serve([](const HttpSeen&, const std::string&) {
        return HttpScripted{200, R"({"active":true})"};
    });
    access_.providers["oauth2"].settings["introspection_endpoint"] = base_ + "/own";

    EXPECT_EQ(asked().detail, Detail::live);

    ASSERT_EQ(server_->requests().size(), 1U);
    EXPECT_EQ(server_->requests()[0].target, "/own");
}

}  // namespace
}  // namespace curfew::providers
