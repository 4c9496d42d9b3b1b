#include "tests/support/servers/byte_proxy.h"

#include <gtest/gtest.h>

#include "tests/support/scripted_http.h"
#include "tests/support/servers/loopback.h"

namespace curfew::support {
namespace {

using core::ErrorKind;

class ByteProxyTest : public ::testing::Test {
  protected:
    core::Result<PlainAnswer> ask_through() {
        return ask({.port = proxy_.port(), .patience = std::chrono::milliseconds(200)});
    }

    ScriptedHttp server_{[](const HttpSeen&) { return HttpScripted{.body = "done"}; }};
    ByteProxy proxy_{server_.port()};
};

TEST_F(ByteProxyTest, CarriesBothWays) {
    const auto answer = ask_through();

    ASSERT_TRUE(answer.has_value()) << answer.error().message();
    EXPECT_EQ(answer.value().body, "done");
    EXPECT_EQ(proxy_.connections(), 1U);
}

TEST_F(ByteProxyTest, ALostAnswerCameAfterTheWork) {
    proxy_.lose_answers(true);

    const auto answer = ask_through();

    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind(), ErrorKind::timed_out);
    EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_F(ByteProxyTest, CutItReachesNobodyUntilItIsWholeAgain) {
    proxy_.cut(true);
    const auto answer = ask_through();

    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind(), ErrorKind::unreachable);
    EXPECT_TRUE(server_.requests().empty());

    proxy_.cut(false);
    EXPECT_TRUE(ask_through().has_value());
}

}  // namespace
}  // namespace curfew::support
