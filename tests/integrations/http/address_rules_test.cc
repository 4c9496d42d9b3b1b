#include "integrations/http/address_rules.h"

#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <gtest/gtest.h>

namespace curfew::http {
namespace {

TEST(AddressScope, PublicAddressesAreGlobal) {
    for (const char* const address :
         {"1.1.1.1", "8.8.8.8", "140.82.112.3", "172.15.255.255", "172.32.0.1", "100.128.0.1",
          "2606:4700::1111", "2a00:1450:4001:80b::200e"}) {
        EXPECT_EQ(scope_of(address), AddressScope::global) << address;
    }
}

TEST(AddressScope, ThisMachineIsLoopback) {
    for (const char* const address : {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"}) {
        EXPECT_EQ(scope_of(address), AddressScope::loopback) << address;
    }
}

TEST(AddressScope, EverythingElseIsSpecial) {
    for (const char* const address : {"0.0.0.0",          "10.1.2.3",
                                      "100.64.0.1",       "169.254.169.254",
                                      "172.16.0.1",       "172.31.255.255",
                                      "192.168.1.1",      "192.0.2.1",
                                      "198.18.0.1",       "198.51.100.7",
                                      "203.0.113.9",      "224.0.0.1",
                                      "255.255.255.255",  "::",
                                      "fe80::1",          "fe80::1%eth0",
                                      "fc00::1",          "fd12::1",
                                      "ff02::1",          "2001:db8::1",
                                      "::ffff:10.0.0.1",  "64:ff9b::a9fe:a9fe",
                                      "2002:c0a8:0101::1"}) {
        EXPECT_EQ(scope_of(address), AddressScope::special) << address;
    }
}

TEST(AddressScope, WhatIsNoAddressIsSpecial) {
    for (const char* const text : {"", "localhost", "1.2.3", "1.2.3.4.5", "0x7f.1", "8.8.8.8 "}) {
        EXPECT_EQ(scope_of(text), AddressScope::special) << text;
    }
}

TEST(AddressScope, SocketAddressesCountAlike) {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    ASSERT_EQ(::inet_pton(AF_INET, "8.8.8.8", &four.sin_addr), 1);
    EXPECT_EQ(scope_of(reinterpret_cast<const sockaddr&>(four)), AddressScope::global);
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    ASSERT_EQ(::inet_pton(AF_INET6, "fe80::1", &six.sin6_addr), 1);
    EXPECT_EQ(scope_of(reinterpret_cast<const sockaddr&>(six)), AddressScope::special);
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    EXPECT_EQ(scope_of(reinterpret_cast<const sockaddr&>(local)), AddressScope::special);
}

}  // namespace
}  // namespace curfew::http
