#include "integrations/providers/connection.h"

#include <gtest/gtest.h>

#include "scanner/core/clock.h"
#include "tests/integrations/providers/asking.h"
#include "tests/support/servers/redis.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::providers {
namespace {

using provider::Detail;

class ConnectionUrl : public ::testing::Test {
  protected:
    ConnectionUrl() { access_.hosts = {"db7.acme.io", "127.0.0.1"}; }

    provider::Credential credential(const std::string& scheme, const std::string& host) {
        provider::Credential made;
        made.signature = &asking_.signature();
        made.secret = core::SecretString(std::string_view("hunter2hunter2"));
        Asking::add(made, "user", "app");
        Asking::add(made, "host", host);
        Asking::add(made, "scheme", scheme);
        return made;
    }

    std::string question(const std::string& scheme) {
        const auto text = asking_.provider().explain_question(credential(scheme, "db7.acme.io"));
        return text.has_value() ? text.value() : text.error().message();
    }

    core::SystemClock clock_;
    provider::Access access_;
    Asking asking_{make_connection_provider(clock_, access_), "", 0};
};

TEST_F(ConnectionUrl, ItsSchemeSaysWhomToAsk) {
    EXPECT_NE(question("postgres").find("PostgreSQL at db7.acme.io:5432"), std::string::npos);
    EXPECT_NE(question("postgresql+psycopg2").find("PostgreSQL"), std::string::npos);
    EXPECT_NE(question("mysql+pymysql").find("MariaDB at db7.acme.io:3306"), std::string::npos);
    EXPECT_NE(question("REDISS").find("Redis at db7.acme.io:6379"), std::string::npos);
}

TEST_F(ConnectionUrl, ForOtherSchemesNobodyIsAsked) {
    const auto target = asking_.provider().target(credential("mongodb+srv", "db7.acme.io"));
    const auto seen = asking_.introspect(credential("amqp", "db7.acme.io"));
    const auto nothing = asking_.introspect(credential("", "db7.acme.io"));

    ASSERT_FALSE(target.has_value());
    EXPECT_EQ(target.error().kind(), core::ErrorKind::unsupported);
    EXPECT_EQ(seen.detail, Detail::not_askable);
    EXPECT_EQ(nothing.detail, Detail::not_askable);
}

TEST_F(ConnectionUrl, AStrangersHostIsDenied) {
    const auto target = asking_.provider().target(credential("redis", "strange.example"));

    ASSERT_FALSE(target.has_value());
    EXPECT_EQ(target.error().kind(), core::ErrorKind::denied);
}

TEST_F(ConnectionUrl, TheControlIsForTheSameKindAndMysqlHasNone) {
    const auto redis = asking_.provider().made_up(credential("redis", "db7.acme.io"));
    const auto mysql = asking_.provider().made_up(credential("mysql", "db7.acme.io"));

    ASSERT_TRUE(redis.has_value());
    EXPECT_EQ(redis.value().part("scheme")->reveal(), "redis");
    EXPECT_TRUE(asking_.provider().target(redis.value()).has_value());
    EXPECT_FALSE(mysql.has_value());
}

TEST_F(ConnectionUrl, AWholeUrlAsTheSecretIsAskedToo) {
    const auto server = support::shared_server<support::Redis>();
    ASSERT_TRUE(server.has_value()) << server.error().message();
    provider::Credential whole;
    whole.signature = &asking_.signature();
    const std::string url = "redis://:" + server.value()->administrator().password +
                            "@127.0.0.1:" + std::to_string(server.value()->port()) + "/0";
    whole.secret = core::SecretString(std::string_view(url));

    const auto seen = asking_.introspect(std::move(whole));

    EXPECT_EQ(seen.detail, Detail::live) << seen.reason;
    EXPECT_EQ(seen.owner, "default");
}

}  // namespace
}  // namespace curfew::providers
