#include "scanner/match/connection_string.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

std::string text_of(std::string_view text, core::Span span) {
    return std::string(text.substr(span.begin, span.size()));
}

core::Span password_in(std::string_view text) {
    const std::size_t begin = text.find("PW");
    return {.begin = begin, .end = begin + 2};
}

TEST(ConnectionString, FindsUserAndHostOnEitherSide) {
    const std::string_view text = "Server=tcp:db.acme.io,1433;Password=PW;User Id=svc;";

    const auto parts = connection_around(text, password_in(text));

    ASSERT_TRUE(parts.has_value());
    EXPECT_EQ(text_of(text, parts->user), "svc");
    EXPECT_EQ(text_of(text, parts->host), "tcp:db.acme.io,1433");
}

TEST(ConnectionString, KnowsJdbcAndLibpq) {
    const std::string_view jdbc = "jdbc:mysql://db/x?user=svc&password=PW";
    const std::string_view libpq = "host=db user=svc password=PW";

    EXPECT_EQ(text_of(jdbc, connection_around(jdbc, password_in(jdbc))->host), "mysql://db/x");
    EXPECT_EQ(text_of(libpq, connection_around(libpq, password_in(libpq))->host), "db");
}

TEST(ConnectionString, NothingWithoutAHostOrUserInTheLine) {
    EXPECT_FALSE(connection_around("password=PW", {.begin = 9, .end = 11}).has_value());
    EXPECT_FALSE(connection_around("user=a\npassword=PW", {.begin = 16, .end = 18}).has_value());
}

}  // namespace
}  // namespace curfew::match
