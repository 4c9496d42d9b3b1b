#include "tests/support/servers/fault_proxy.h"

#include <gtest/gtest.h>

#include "tests/support/scripted_http.h"
#include "tests/support/servers/loopback.h"

namespace curfew::support {
namespace {

using core::ErrorKind;
using core::Result;

/// A server that counts its work, with a proxy before it.
class FaultProxyTest : public ::testing::Test {
  protected:
    Result<PlainAnswer> ask_through(const std::string& target = "/work") {
        return ask({.method = "POST",
                    .port = proxy_.port(),
                    .target = target,
                    .headers = {{"X-One", "1"}},
                    .body = "please",
                    .patience = std::chrono::milliseconds(2000)});
    }

    std::size_t worked() { return server_.requests().size(); }

    ScriptedHttp server_{[](const HttpSeen& seen) {
        return HttpScripted{.status = 201, .body = seen.method + " " + seen.body};
    }};
    FaultProxy proxy_{server_.port()};
};

TEST_F(FaultProxyTest, GoesThroughUnchangedWithoutARule) {
    const auto answer = ask_through();

    ASSERT_TRUE(answer.has_value()) << answer.error().message();
    EXPECT_EQ(answer.value().status, 201);
    EXPECT_EQ(answer.value().body, "POST please");
    EXPECT_EQ(server_.requests().front().headers.at("x-one"), "1");
    EXPECT_EQ(server_.requests().front().target, "/work");
    EXPECT_EQ(proxy_.forwarded(), 1U);
}

TEST_F(FaultProxyTest, AnAnswerIsLostAfterTheWork) {
    proxy_.fail_once("/work", {.fault = Fault::answer_lost});

    const auto lost = ask_through();

    ASSERT_FALSE(lost.has_value());
    EXPECT_EQ(lost.error().kind(), ErrorKind::unreachable);
    EXPECT_EQ(worked(), 1U);
    EXPECT_TRUE(ask_through().has_value());
    EXPECT_EQ(worked(), 2U);
}

TEST_F(FaultProxyTest, HalfOfAnAnswerIsNotWhole) {
    proxy_.fail_once("/work", {.fault = Fault::answer_cut});

    const auto half = ask_through();

    ASSERT_FALSE(half.has_value());
    EXPECT_EQ(half.error().kind(), ErrorKind::unreachable);
    EXPECT_EQ(worked(), 1U);
}

TEST_F(FaultProxyTest, ACutRequestReachesNobody) {
    proxy_.fail_once("/work", {.fault = Fault::cut});

    EXPECT_FALSE(ask_through().has_value());
    EXPECT_EQ(worked(), 0U);
    EXPECT_EQ(proxy_.requests().size(), 1U);
}

TEST_F(FaultProxyTest, ThrottledIs429WithTheTimeToWait) {
    proxy_.fail_once("/work", {.fault = Fault::throttled, .retry_after = "7"});

    const auto answer = ask_through();

    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer.value().status, 429);
    EXPECT_EQ(answer.value().headers.at("retry-after"), "7");
    EXPECT_EQ(worked(), 0U);
}

TEST_F(FaultProxyTest, FailingIsTheStatusThatIsAskedFor) {
    proxy_.set_rule(
        [](const HttpSeen&) { return FaultStep{.fault = Fault::failing, .status = 502}; });

    EXPECT_EQ(ask_through().value().status, 502);
    EXPECT_EQ(ask_through().value().status, 502);
    EXPECT_EQ(worked(), 0U);
}

TEST_F(FaultProxyTest, ADelayIsKept) {
    proxy_.fail_once("/work", {.fault = Fault::delayed, .delay = std::chrono::milliseconds(100)});
    const auto begin = std::chrono::steady_clock::now();

    EXPECT_TRUE(ask_through().has_value());

    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(100));
}

TEST_F(FaultProxyTest, OneThatHangsIsTimedOut) {
    proxy_.fail_once("/work", {.fault = Fault::hangs});

    const auto answer =
        ask({.port = proxy_.port(), .target = "/work", .patience = std::chrono::milliseconds(50)});

    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind(), ErrorKind::timed_out);
}

TEST_F(FaultProxyTest, OnlyTheTargetThatIsNamedGoesWrong) {
    proxy_.fail_once("/work", {.fault = Fault::cut});

    EXPECT_TRUE(ask_through("/other").has_value());
    EXPECT_FALSE(ask_through("/work").has_value());
}

TEST_F(FaultProxyTest, AServerThatIsNotThereIsACutConnection) {
    const FaultProxy alone(free_ports(1).front());

    const auto answer = ask({.port = alone.port()});

    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind(), ErrorKind::unreachable);
}

}  // namespace
}  // namespace curfew::support
