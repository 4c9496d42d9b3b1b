#include "integrations/http/curl_client.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/core/clock.h"
#include "tests/support/scripted_http.h"
#include "tests/support/temp_dir.h"

namespace curfew::http {
namespace {

using core::ErrorKind;
using core::HttpRequest;
using core::HttpResponse;
using core::Result;
using core::SecretString;
using support::HttpManner;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;
using namespace std::chrono_literals;

HttpScripted say_hello(const HttpSeen& /*seen*/) {
    return {200, R"({"login":"someone"})", {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}}};
}

HttpRequest get(const std::string& url) {
    HttpRequest request;
    request.url = SecretString(url);
    request.reach = {true, false};
    request.timeout = 5s;
    return request;
}

class CurlClientTest : public testing::Test {
  protected:
    std::unique_ptr<CurlClient> make(ClientOptions options = {}) {
        options.uses_environment_proxies = false;
        auto made = CurlClient::make(clock_, std::move(options));
        EXPECT_TRUE(made.has_value());
        return std::move(made).value();
    }

    static Result<HttpResponse> ask(CurlClient& client, HttpRequest request) {
        auto answer = std::make_shared<std::promise<Result<HttpResponse>>>();
        auto future = answer->get_future();
        client.send(std::move(request), [answer](Result<HttpResponse> outcome) {
            answer->set_value(std::move(outcome));
        });
        return future.get();
    }

    ErrorKind failure_of(HttpManner manner, core::Duration timeout = 5s) {
        const ScriptedHttp server(
            [manner](const HttpSeen&) { return HttpScripted{.manner = manner}; });
        auto client = make();
        HttpRequest request = get(server.base() + "/");
        request.timeout = timeout;
        const auto outcome = ask(*client, std::move(request));
        EXPECT_FALSE(outcome.has_value());
        return outcome.has_value() ? ErrorKind::internal : outcome.error().kind();
    }

    core::SystemClock clock_;
};

TEST_F(CurlClientTest, BringsStatusHeadersBodyAndTheServersTime) {
    const ScriptedHttp server(say_hello);
    auto client = make();
    const auto outcome = ask(*client, get(server.base() + "/user"));
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message();
    const HttpResponse& answer = outcome.value();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.reveal(), R"({"login":"someone"})");
    EXPECT_EQ(answer.address, "127.0.0.1");
    EXPECT_EQ(answer.header("date"), "Sun, 06 Nov 1994 08:49:37 GMT");
    ASSERT_TRUE(answer.server_time.has_value());
    EXPECT_EQ(core::to_text(*answer.server_time), "1994-11-06T08:49:37Z");
}

TEST_F(CurlClientTest, SendsWhatStandsInTheRequestAndNothingElse) {
    const ScriptedHttp server(say_hello);
    auto client = make();
    HttpRequest request = get(server.base() + "/revoke?x=1");
    request.method = "DELETE";
    request.headers.push_back({"Authorization", SecretString("Bearer abc")});
    request.headers.push_back({"X-Empty", SecretString("")});
    request.body = SecretString(std::string_view("a\0b", 3));
    ASSERT_TRUE(ask(*client, std::move(request)).has_value());
    const std::vector<HttpSeen> seen = server.requests();
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].method, "DELETE");
    EXPECT_EQ(seen[0].target, "/revoke?x=1");
    EXPECT_EQ(seen[0].body, std::string("a\0b", 3));
    const std::map<std::string, std::string> expected = {
        {"accept", "*/*"},
        {"authorization", "Bearer abc"},
        {"content-length", "3"},
        {"host", "127.0.0.1:" + std::to_string(server.port())},
        {"user-agent", std::string("curfew/") + CURFEW_VERSION},
        {"x-empty", ""}};
    EXPECT_EQ(seen[0].headers, expected);
}

TEST_F(CurlClientTest, NothingCanBreakOutOfAHeaderOrMethod) {
    const ScriptedHttp server(say_hello);
    auto client = make();
    for (const std::string value : {"a\r\nX-Other: b", "a\nb", std::string("a\0b", 3).c_str()}) {
        HttpRequest request = get(server.base() + "/");
        request.headers.push_back({"X-Token", SecretString(std::string_view(value + "\n"))});
        EXPECT_EQ(ask(*client, std::move(request)).error().kind(), ErrorKind::invalid_input);
    }
    HttpRequest named = get(server.base() + "/");
    named.headers.push_back({"X: y\r\nZ", SecretString("a")});
    EXPECT_EQ(ask(*client, std::move(named)).error().kind(), ErrorKind::invalid_input);
    HttpRequest method = get(server.base() + "/");
    method.method = "GET / HTTP/1.1\r\nX: y\r\n\r\nGET";
    EXPECT_EQ(ask(*client, std::move(method)).error().kind(), ErrorKind::invalid_input);
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(CurlClientTest, RedirectsAreAnswersNotFollowed) {
    const ScriptedHttp server(
        [](const HttpSeen&) { return HttpScripted{302, "", {{"Location", "/elsewhere"}}}; });
    auto client = make();
    const auto outcome = ask(*client, get(server.base() + "/"));
    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome.value().status, 302);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(CurlClientTest, EachWayAnAnswerGoesWrongHasItsError) {
    EXPECT_EQ(failure_of(HttpManner::truncated), ErrorKind::unreachable);
    EXPECT_EQ(failure_of(HttpManner::closes), ErrorKind::unreachable);
    EXPECT_EQ(failure_of(HttpManner::is_no_http), ErrorKind::unreachable);
    EXPECT_EQ(failure_of(HttpManner::endless), ErrorKind::exhausted);
    EXPECT_EQ(failure_of(HttpManner::endless_header), ErrorKind::exhausted);
    EXPECT_EQ(failure_of(HttpManner::hangs, 300ms), ErrorKind::timed_out);
    EXPECT_EQ(failure_of(HttpManner::drips, 300ms), ErrorKind::timed_out);
}

TEST_F(CurlClientTest, UnknownNamesAndClosedPortsAreUnreachable) {
    auto client = make();
    HttpRequest unknown = get("https://no-such-host.invalid/");
    EXPECT_EQ(ask(*client, std::move(unknown)).error().kind(), ErrorKind::unreachable);
    std::string base;
    {
        const ScriptedHttp server(say_hello);
        base = server.base();
    }
    EXPECT_EQ(ask(*client, get(base + "/")).error().kind(), ErrorKind::unreachable);
}

TEST_F(CurlClientTest, AnAddressThatIsNotPublicIsVetoedBeforeAnythingIsSent) {
    const ScriptedHttp server(say_hello);
    // The name looks public; what it resolves to is not: DNS rebinding is the same question.
    auto client =
        make({.resolved = {"provider.test:" + std::to_string(server.port()) + ":127.0.0.1"}});
    HttpRequest request = get("https://provider.test:" + std::to_string(server.port()) + "/");
    request.reach = {};
    const auto outcome = ask(*client, std::move(request));
    EXPECT_EQ(outcome.error().kind(), ErrorKind::denied);
    EXPECT_NE(outcome.error().message().find("not public"), std::string::npos);
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(CurlClientTest, AKeptConnectionDoesNotServeANarrowerRequest) {
    const support::TempDir folder;
    const ScriptedHttp server(say_hello, true);
    const std::string authorities = folder.path() + "/ca.pem";
    std::ofstream(authorities) << server.certificate();
    auto client = make({.authorities_file = authorities});
    ASSERT_TRUE(ask(*client, get(server.base() + "/")).has_value());
    HttpRequest narrower = get(server.base() + "/");
    narrower.reach = {};
    EXPECT_EQ(ask(*client, std::move(narrower)).error().kind(), ErrorKind::denied);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(CurlClientTest, WhatAKeptConnectionSwallowedIsNotSentAgainUnlessItOnlyReads) {
    for (const std::string method : {"GET", "POST", "DELETE"}) {
        const ScriptedHttp server([](const HttpSeen& seen) {
            return HttpScripted{.manner = seen.target == "/first" ? HttpManner::whole
                                                                  : HttpManner::closes};
        });
        auto client = make();
        ASSERT_TRUE(ask(*client, get(server.base() + "/first")).has_value());
        HttpRequest request = get(server.base() + "/second");
        request.method = method;

        const auto outcome = ask(*client, std::move(request));

        ASSERT_FALSE(outcome.has_value()) << method;
        EXPECT_EQ(outcome.error().kind(), ErrorKind::unreachable) << method;
        EXPECT_EQ(server.requests().size(), method == "GET" ? 3U : 2U) << method;
    }
}

TEST_F(CurlClientTest, CertificatesAreChecked) {
    const support::TempDir folder;
    const ScriptedHttp server(say_hello, true);
    auto distrusting = make();
    const auto refused = ask(*distrusting, get(server.base() + "/"));
    EXPECT_EQ(refused.error().kind(), ErrorKind::unreachable);
    EXPECT_NE(refused.error().message().find("certificate"), std::string::npos);

    const std::string authorities = folder.path() + "/ca.pem";
    std::ofstream(authorities) << server.certificate();
    const std::string port = std::to_string(server.port());
    auto trusting =
        make({.authorities_file = authorities, .resolved = {"other.test:" + port + ":127.0.0.1"}});
    EXPECT_TRUE(ask(*trusting, get(server.base() + "/")).has_value());
    EXPECT_EQ(ask(*trusting, get("https://other.test:" + port + "/")).error().kind(),
              ErrorKind::unreachable);
}

TEST_F(CurlClientTest, OneHangingHostDelaysNobodyElse) {
    const ScriptedHttp hanging(
        [](const HttpSeen&) { return HttpScripted{.manner = HttpManner::hangs}; });
    const ScriptedHttp prompt(say_hello);
    auto client = make({.transfers_max = 8, .transfers_per_host_max = 2});
    for (int i = 0; i < 50; ++i) client->send(get(hanging.base() + "/"), [](auto) {});
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(ask(*client, get(prompt.base() + "/")).has_value());
    }
    EXPECT_LE(hanging.requests().size(), 2U);
}

TEST_F(CurlClientTest, EndingAnswersEveryOpenRequest) {
    const ScriptedHttp hanging(
        [](const HttpSeen&) { return HttpScripted{.manner = HttpManner::hangs}; });
    auto client = make({.transfers_max = 2, .transfers_per_host_max = 2});
    auto cancelled = std::make_shared<std::atomic<int>>(0);
    for (int i = 0; i < 10; ++i) {
        client->send(get(hanging.base() + "/"), [cancelled](const Result<HttpResponse>& outcome) {
            if (!outcome.has_value() && outcome.error().kind() == ErrorKind::cancelled) {
                ++*cancelled;
            }
        });
    }
    client.reset();
    EXPECT_EQ(*cancelled, 10);
}

TEST_F(CurlClientTest, TasksRunOnTheClientsThreadInTheOrderOfTheirTimes) {
    auto client = make();
    auto order = std::make_shared<std::vector<int>>();
    std::promise<void> done;
    client->run_after(30ms, [&, order] {
        order->push_back(2);
        done.set_value();
    });
    client->run_after(0ms, [order] { order->push_back(1); });
    client->run_after(1h, [order] { order->push_back(3); });
    done.get_future().get();
    EXPECT_EQ(*order, (std::vector<int>{1, 2}));
}

}  // namespace
}  // namespace curfew::http
