#include "tests/support/servers/pebble.h"

#include <gtest/gtest.h>

#include "tests/support/servers/server_tools.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::support {
namespace {

/// The serial number in hexadecimal, by openssl.
std::string serial_of(const std::string& certificate) {
    const auto program = system_program("openssl");
    const auto outcome = run_client({.program = program.value(),
                                     .arguments = {"x509", "-noout", "-serial"},
                                     .input = certificate});
    const std::string& text = outcome.value().output;
    return text.substr(text.find('=') + 1, text.find('\n') - text.find('=') - 1);
}

TEST(Pebble, IssuesRevokesOnceAndSaysSo) {
    const auto server = shared_server<Pebble>();
    ASSERT_TRUE(server.has_value()) << server.error().message();
    const Pebble& pebble = *server.value();
    const auto issued = pebble.issue("task.test");
    ASSERT_TRUE(issued.has_value()) << issued.error().message();
    const std::string serial = serial_of(issued.value().certificate);
    EXPECT_EQ(pebble.status_of(serial).value(), "Valid");

    const auto revoked = pebble.revoke(issued.value());
    ASSERT_TRUE(revoked.has_value()) << revoked.error().message();

    EXPECT_EQ(pebble.status_of(serial).value(), "Revoked");
    const auto again = pebble.revoke(issued.value());
    ASSERT_FALSE(again.has_value());
    EXPECT_NE(again.error().message().find("already been revoked"), std::string::npos);
}

TEST(Pebble, ForeignAccountsAndMadeUpSerialsAreRefused) {
    const auto server = shared_server<Pebble>();
    ASSERT_TRUE(server.has_value()) << server.error().message();
    const Pebble& pebble = *server.value();
    const auto issued = pebble.issue("mine.test");
    auto other = pebble.issue("other.test");
    ASSERT_TRUE(issued.has_value() && other.has_value());

    other.value().certificate = issued.value().certificate;
    const auto revoked = pebble.revoke(other.value());

    ASSERT_FALSE(revoked.has_value());
    EXPECT_NE(revoked.error().message().find("not associated with account"), std::string::npos)
        << revoked.error().message();
    EXPECT_EQ(pebble.status_of(serial_of(issued.value().certificate)).value(), "Valid");
    EXPECT_FALSE(pebble.status_of("123456").has_value());
}

}  // namespace
}  // namespace curfew::support
