#include "integrations/providers/connection_text.h"

#include <gtest/gtest.h>

namespace curfew::providers {
namespace {

ConnectionText parsed(std::string_view text) {
    auto found = connection_text_from(text);
    if (!found.has_value() || !found.value()) {
        ADD_FAILURE() << text;
        return {};
    }
    return std::move(*found.value());
}

std::string password_of(const ConnectionText& text) {
    return text.password ? std::string(text.password->reveal()) : "none";
}

TEST(ConnectionText, AUrlIsTakenApart) {
    const auto text = parsed("postgresql+psycopg2://app:" + std::string("p%40ss") +
                             "@db7.acme.io:6000/orders?sslmode=require");

    EXPECT_EQ(text.scheme, "postgresql");
    EXPECT_EQ(text.user, "app");
    EXPECT_EQ(password_of(text), "p@ss");
    EXPECT_EQ(text.host, "db7.acme.io:6000");
    EXPECT_EQ(text.database, "orders");
    EXPECT_EQ(text.tls, TlsWish::encrypted);
}

TEST(ConnectionText, APasswordMayHoldTheSignsPeopleForgetToEncode) {
    const std::string password = "a@b:c";
    const auto text = parsed("mysql://app:" + password + "@[2001:db8::7]:3307/shop");

    EXPECT_EQ(password_of(text), password);
    EXPECT_EQ(text.host, "[2001:db8::7]:3307");
}

TEST(ConnectionText, ARedisUrlNeedsNoUser) {
    const auto text = parsed("rediss://:secret@cache:6380/0");

    EXPECT_FALSE(text.user.has_value());
    EXPECT_EQ(password_of(text), "secret");
    EXPECT_EQ(text.tls, TlsWish::demanded);
}

TEST(ConnectionText, AJdbcUrlHasItsLoginInTheQuery) {
    const std::string encoded = "a%26b";
    const auto text =
        parsed("jdbc:postgresql://db7/orders?user=app&password=" + encoded + "&ssl=true");

    EXPECT_EQ(text.scheme, "postgresql");
    EXPECT_EQ(text.user, "app");
    EXPECT_EQ(password_of(text), "a&b");
    EXPECT_EQ(text.tls, TlsWish::demanded);
}

TEST(ConnectionText, KeywordsAreReadInBothDialects) {
    const auto libpq = parsed(R"(host=db7 port=6000 dbname=orders user=app password='a b\'c')");
    const auto ado = parsed("Server=tcp:db7;Database=orders;User Id=app;Password=\"a;\"\"b\";");

    EXPECT_EQ(libpq.host, "db7");
    EXPECT_EQ(libpq.port, "6000");
    EXPECT_EQ(password_of(libpq), "a b'c");
    EXPECT_EQ(ado.host, "db7");
    EXPECT_EQ(ado.user, "app");
    EXPECT_EQ(password_of(ado), "a;\"b");
}

TEST(ConnectionText, OptionsOfAClientLibraryAreNotRead) {
    const auto text = parsed(
        "host=db7 user=app password=x service=evil passfile=/etc/shadow sslkey=/etc/key "
        "options=-c");

    EXPECT_EQ(text.host, "db7");
    EXPECT_EQ(text.database, "");
}

TEST(ConnectionText, APasswordAloneIsNone) {
    for (const char* const text : {"hunter2", "a=b", "host=x", "password='open", "", "a://"}) {
        const auto found = connection_text_from(text);
        ASSERT_TRUE(found.has_value()) << text;
        EXPECT_FALSE(found.value().has_value() && found.value()->password) << text;
    }
}

TEST(ConnectionText, BrokenEncodingIsRefusedWithoutTheText) {
    for (const char* const text : {"redis://:%zz@h/", "redis://:a%4@h/", "redis://:a%@h/"}) {
        const auto found = connection_text_from(text);
        ASSERT_FALSE(found.has_value()) << text;
        EXPECT_EQ(found.error().kind(), core::ErrorKind::invalid_input);
        EXPECT_EQ(found.error().message().find("zz"), std::string::npos);
    }
}

}  // namespace
}  // namespace curfew::providers
