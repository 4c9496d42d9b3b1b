#include "scanner/match/user_info.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

/// The pieces as text; "none" when there is no login.
std::string told(std::string_view text, const std::optional<UserInfo>& info) {
    if (!info) return "none";
    const auto piece = [&](core::Span span) {
        return std::string(text.substr(span.begin, span.size()));
    };
    return std::string(info->scheme) + " " + piece(info->user) + " " + piece(info->password) + " " +
           piece(info->host) + (info->port.size() > 0 ? ":" + piece(info->port) : "") +
           (info->database.size() > 0 ? "/" + piece(info->database) : "");
}

std::string in_url(std::string_view text) {
    return told(text, user_info_in_url(text, text.find("://")));
}

std::string in_data_source(std::string_view text) {
    return told(text, user_info_in_data_source(text, text.find("@tcp(")));
}

std::string in_password_file(std::string_view text) {
    return told(text, user_info_in_password_file(text, text.find(":5432:")));
}

TEST(UserInfo, InAUrlThePasswordReachesToTheLastAtSign) {
    const std::string password = "p@ss:w";

    EXPECT_EQ(in_url("x = https://dev:" + password + "@git.acme.io:8443/a@b"),
              "https dev p@ss:w git.acme.io:8443/a");
    EXPECT_EQ(in_url("https://acme.io/a:b@c"), "none");
}

TEST(UserInfo, InADataSourceItStandsBeforeTheAddress) {
    const std::string password = "p4ss=w@rd";

    EXPECT_EQ(
        in_data_source("sql.Open(\"mysql\", \"svc:" + password + "@tcp(db.acme.io:3306)/orders\")"),
        "mysql svc p4ss=w@rd db.acme.io:3306/orders");
    EXPECT_EQ(in_data_source("DSN=svc:pw@tcp(10.0.0.7)/x"), "mysql svc pw 10.0.0.7/x");
    EXPECT_EQ(in_data_source("user@tcp(db.acme.io)/x"), "none") << "no password";
    EXPECT_EQ(in_data_source("a:b@tcp("), "mysql a b ") << "no address";
}

TEST(UserInfo, InAPasswordFileItIsAWholeLine) {
    const std::string password = "p4ss";

    EXPECT_EQ(in_password_file("a\ndb.acme.io:5432:orders:svc:" + password + "\nb"),
              "postgres svc p4ss db.acme.io:5432/orders");
    EXPECT_EQ(in_password_file("db.acme.io:5432:orders:svc:a\\:b"),
              "postgres svc a\\:b db.acme.io:5432/orders");
    EXPECT_EQ(in_password_file("- \"127.0.0.1:5432:5432\""), "none") << "ports of a container";
    EXPECT_EQ(in_password_file("db.acme.io:5432:orders:svc"), "none") << "no password";
    EXPECT_EQ(in_password_file("listens on db:5432:a:b:c d"), "none") << "prose";
}

}  // namespace
}  // namespace curfew::match
