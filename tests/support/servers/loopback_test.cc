#include "tests/support/servers/loopback.h"

#include <set>

#include <gtest/gtest.h>

#include "tests/support/scripted_http.h"

namespace curfew::support {
namespace {

using core::ErrorKind;

TEST(FreePorts, AreDifferentAndNobodyListens) {
    const std::vector<std::uint16_t> ports = free_ports(20);

    EXPECT_EQ(std::set<std::uint16_t>(ports.begin(), ports.end()).size(), 20U);
    for (const std::uint16_t port : ports) EXPECT_FALSE(is_listening(port));
}

TEST(Ask, SendsAllPartsAndReadsTheAnswer) {
    const ScriptedHttp server([](const HttpSeen& seen) {
        return HttpScripted{.status = 201, .body = seen.method + seen.target + seen.body};
    });

    const auto answer = ask({.method = "PUT",
                             .port = server.port(),
                             .target = "/a?b=c",
                             .headers = {{"X-One", "1"}},
                             .body = "text"});

    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer.value().status, 201);
    EXPECT_EQ(answer.value().body, "PUT/a?b=ctext");
    EXPECT_EQ(answer.value().headers.at("content-type"), "application/json");
    EXPECT_EQ(server.requests().front().headers.at("x-one"), "1");
}

TEST(Ask, NobodyThereIsUnreachable) {
    const auto answer = ask({.port = free_ports(1).front()});

    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind(), ErrorKind::unreachable);
}

TEST(Ask, ACutAnswerIsUnreachable) {
    const ScriptedHttp server([](const HttpSeen&) {
        return HttpScripted{.body = "half", .manner = HttpManner::truncated};
    });

    const auto answer = ask({.port = server.port()});

    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind(), ErrorKind::unreachable);
}

TEST(Ask, SilenceIsTimedOut) {
    const ScriptedHttp server(
        [](const HttpSeen&) { return HttpScripted{.manner = HttpManner::hangs}; });

    const auto answer = ask({.port = server.port(), .patience = std::chrono::milliseconds(50)});

    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind(), ErrorKind::timed_out);
}

TEST(Ask, WhatIsNoHttpIsCorrupt) {
    const ScriptedHttp server(
        [](const HttpSeen&) { return HttpScripted{.manner = HttpManner::is_no_http}; });

    const auto answer = ask({.port = server.port()});

    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind(), ErrorKind::corrupt);
}

TEST(HttpStatus, IsZeroWhereNobodyAnswers) {
    const ScriptedHttp server([](const HttpSeen&) { return HttpScripted{.status = 503}; });

    EXPECT_EQ(http_status(server.port(), "/"), 503);
    EXPECT_EQ(http_status(free_ports(1).front(), "/"), 0);
}

}  // namespace
}  // namespace curfew::support
