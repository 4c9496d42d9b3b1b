#include "integrations/providers/server_address.h"

#include <gtest/gtest.h>

namespace curfew::providers {
namespace {

using core::ErrorKind;

TEST(ServerName, IsReadWithAndWithoutPort) {
    struct Row {
        std::string_view text;
        ServerName name;
    };
    for (const Row& row : {
             Row{"db7.acme.io", {"db7.acme.io", 5432}},
             Row{"DB7.Acme.IO:6000", {"db7.acme.io", 6000}},
             Row{"my_db", {"my_db", 5432}},
             Row{"[2001:DB8::7]:6000", {"2001:db8::7", 6000}},
             Row{"2001:db8::7", {"2001:db8::7", 5432}},
             Row{"xn--bcher-kva.example", {"xn--bcher-kva.example", 5432}},
         }) {
        const auto name = server_name_from(row.text, 5432);
        ASSERT_TRUE(name.has_value()) << row.text << name.error().message();
        EXPECT_EQ(name.value(), row.name) << row.text;
    }
}

TEST(ServerName, WhatIsNoHostIsRefused) {
    const std::vector<std::string> broken = {"",
                                             "/var/run/postgresql",
                                             "one,two",
                                             "a b",
                                             "host\n",
                                             std::string("host\0.io", 8),
                                             "host'x",
                                             "host;x",
                                             "host%41",
                                             "{{host}}",
                                             "bücher.example",
                                             "[2001:db8::7",
                                             "[nonsense]:1",
                                             "[2001:db8::7]x",
                                             "1:2:3",
                                             "-oProxyCommand",
                                             "host:0",
                                             "host:65536",
                                             "host:5x",
                                             "host:",
                                             std::string(254, 'a')};
    for (const std::string& text : broken) {
        const auto name = server_name_from(text, 5432);
        ASSERT_FALSE(name.has_value()) << text;
        EXPECT_EQ(name.error().kind(), ErrorKind::invalid_input) << text;
    }
}

Lookup answering_with(std::vector<std::string> numbers) {
    return
        [numbers](const std::string&) { return core::Result<std::vector<std::string>>(numbers); };
}

TEST(ServerAddress, OnlyPublicOnesUnlessTheHostIsNamed) {
    const auto mixed = answering_with({"10.0.0.7", "8.8.8.8", "127.0.0.1"});

    const auto strange = addresses_of({"db.example", 1}, false, mixed);
    const auto named = addresses_of({"db.example", 1}, true, mixed);

    ASSERT_TRUE(strange.has_value());
    ASSERT_EQ(strange.value().size(), 1U);
    EXPECT_EQ(strange.value()[0].numeric, "8.8.8.8");
    ASSERT_TRUE(named.has_value());
    EXPECT_EQ(named.value().size(), 3U);
    EXPECT_EQ(named.value()[2].scope, http::AddressScope::loopback);
}

TEST(ServerAddress, WithoutAPublicOneIsDenied) {
    for (const char* const number :
         {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1", "::ffff:192.168.0.1"}) {
        const auto found = addresses_of({"db.example", 1}, false, answering_with({number}));
        ASSERT_FALSE(found.has_value()) << number;
        EXPECT_EQ(found.error().kind(), ErrorKind::denied) << number;
    }
}

TEST(ServerAddress, AtMostFourAreTried) {
    const auto found = addresses_of(
        {"db.example", 1}, true,
        answering_with({"8.8.8.1", "8.8.8.2", "8.8.8.3", "8.8.8.4", "8.8.8.5", "8.8.8.6"}));

    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found.value().size(), 4U);
}

TEST(ServerAddress, OfNobodyIsNotFound) {
    const auto found = addresses_of({"db.example", 1}, true, answering_with({}));

    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().kind(), ErrorKind::not_found);
}

TEST(ServerAddress, ANumberIsLookedUpAsItself) {
    const auto numbers = look_up("127.0.0.1");

    ASSERT_TRUE(numbers.has_value());
    EXPECT_EQ(numbers.value(), std::vector<std::string>{"127.0.0.1"});
}

}  // namespace
}  // namespace curfew::providers
