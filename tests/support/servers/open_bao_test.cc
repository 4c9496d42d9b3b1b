#include "tests/support/servers/open_bao.h"

#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "tests/support/servers/shared_server.h"

namespace curfew::support {
namespace {

using core::Result;
namespace json = boost::json;

int status_of(const Result<PlainAnswer>& answer) {
    return answer.has_value() ? answer.value().status : 0;
}

json::value body_of(const Result<PlainAnswer>& answer) {
    return answer.has_value() ? json::parse(answer.value().body) : json::value();
}

std::string text(const json::value& value, const char* pointer) {
    return std::string(value.at_pointer(pointer).as_string());
}

TEST(OpenBao, AnswersTheFiveQuestionsAboutAToken) {
    const auto server = shared_server<OpenBao>();
    ASSERT_TRUE(server.has_value()) << server.error().message();
    const OpenBao& bao = *server.value();
    const json::value made = body_of(
        bao.ask_as_root("POST", "auth/token/create", R"({"ttl":"15m","policies":["default"]})"));
    const std::string token = text(made, "/auth/client_token");
    const std::string named = R"({"accessor":")" + text(made, "/auth/accessor") + "\"}";
    const char* question = "auth/token/lookup-accessor";

    EXPECT_EQ(status_of(bao.ask_as_root("POST", question, named)), 200);
    EXPECT_EQ(status_of(bao.ask_as(token, "POST", question, named)), 403);  // without right
    EXPECT_EQ(status_of(bao.ask_as_root("POST", "auth/token/revoke-accessor", named)), 204);
    const Result<PlainAnswer> dead = bao.ask_as_root("POST", question, named);
    const Result<PlainAnswer> made_up = bao.ask_as_root("POST", question, R"({"accessor":"none"})");

    EXPECT_EQ(status_of(dead), 400);
    EXPECT_NE(dead.value().body.find("invalid accessor"), std::string::npos);
    EXPECT_EQ(made_up.value().body, dead.value().body);
}

TEST(OpenBao, IsTheSameOneForTheWholeProgram) {
    const auto first = shared_server<OpenBao>();
    const auto second = shared_server<OpenBao>();
    ASSERT_TRUE(first.has_value()) << first.error().message();

    EXPECT_EQ(first.value(), second.value());
}

TEST(OpenBao, WithStorageItKeepsTokensOverACrashAndIsSealedAfterIt) {
    auto server = OpenBao::start_with_storage();
    ASSERT_TRUE(server.has_value()) << server.error().message();
    OpenBao& bao = server.value();
    const json::value made = body_of(
        bao.ask_as_root("POST", "auth/token/create", R"({"ttl":"15m","policies":["default"]})"));
    const std::string token = text(made, "/auth/client_token");

    bao.crash();
    EXPECT_EQ(status_of(bao.ask_as(token, "GET", "auth/token/lookup-self")), 0);
    ASSERT_TRUE(bao.restart().has_value());
    EXPECT_EQ(status_of(bao.ask_as(token, "GET", "auth/token/lookup-self")), 503);
    ASSERT_TRUE(bao.unseal().has_value());

    EXPECT_EQ(status_of(bao.ask_as(token, "GET", "auth/token/lookup-self")), 200);
}

TEST(OpenBao, SealedItRefusesEverybodyUntilItIsOpenedAgain) {
    auto server = OpenBao::start();
    ASSERT_TRUE(server.has_value()) << server.error().message();
    const OpenBao& bao = server.value();

    ASSERT_TRUE(bao.seal().has_value());
    EXPECT_EQ(status_of(bao.ask_as_root("GET", "auth/token/lookup-self")), 503);
    ASSERT_TRUE(bao.unseal().has_value());

    EXPECT_EQ(status_of(bao.ask_as_root("GET", "auth/token/lookup-self")), 200);
}

}  // namespace
}  // namespace curfew::support
