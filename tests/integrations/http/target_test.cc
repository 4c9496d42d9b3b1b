#include "integrations/http/target.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace curfew::http {
namespace {

using core::ErrorKind;
using core::HttpReach;

std::map<std::string, std::string>& environment() {
    static std::map<std::string, std::string> variables;
    return variables;
}

std::string variable(const char* name) {
    const auto found = environment().find(name);
    return found == environment().end() ? std::string() : found->second;
}

Target made(std::string_view url) {
    return target_of(url, HttpReach{true, true}).value();
}

TEST(Target, OriginHoldsSchemeHostAndPort) {
    EXPECT_EQ(made("https://API.example.com/a?b=c").origin, "https://api.example.com:443");
    EXPECT_EQ(made("http://127.0.0.1:8200/v1").origin, "http://127.0.0.1:8200");
    EXPECT_EQ(made("https://[2001:DB8::1]:8443/").host, "[2001:db8::1]");
}

TEST(Target, WhatCannotBeAskedIsRefusedWithoutBeingRepeated) {
    for (const char* const url :
         {"", "api.example.com/x y", "https://", "ftp://example.com/", "file:///etc/passwd",
          "https://user:word@example.com/", "https://example.com/a\nHost: other",
          "https://example.com/\x01", "gopher://example.com/"}) {
        const auto target = target_of(url, HttpReach{true, true});
        ASSERT_FALSE(target.has_value()) << url;
        EXPECT_EQ(target.error().kind(), ErrorKind::invalid_input) << url;
        EXPECT_EQ(target.error().message().find("word"), std::string::npos);
    }
}

TEST(Target, PlainHttpNeedsPermissionOrLoopback) {
    EXPECT_EQ(target_of("http://example.com/", {}).error().kind(), ErrorKind::denied);
    EXPECT_EQ(target_of("http://127.0.0.1/", {}).error().kind(), ErrorKind::denied);
    EXPECT_TRUE(target_of("http://127.0.0.1/", HttpReach{true, false}).has_value());
    EXPECT_TRUE(target_of("http://localhost:81/", HttpReach{true, false}).has_value());
    EXPECT_EQ(target_of("http://10.0.0.1/", HttpReach{true, false}).error().kind(),
              ErrorKind::denied);
    EXPECT_TRUE(target_of("http://10.0.0.1/", HttpReach{true, true}).has_value());
}

TEST(Proxy, FollowsTheUsualVariables) {
    environment() = {{"https_proxy", "http://proxy:3128"}, {"no_proxy", "internal.example,.corp"}};
    EXPECT_EQ(proxy_for(made("https://api.example.com/"), variable), "http://proxy:3128");
    EXPECT_EQ(proxy_for(made("https://git.internal.example/"), variable), "");
    EXPECT_EQ(proxy_for(made("https://notinternal.example/"), variable), "http://proxy:3128");
    EXPECT_EQ(proxy_for(made("https://a.corp/"), variable), "");
    EXPECT_EQ(proxy_for(made("http://api.example.com/"), variable), "");
    environment() = {{"ALL_PROXY", "socks5h://proxy:1080"}};
    EXPECT_EQ(proxy_for(made("http://api.example.com/"), variable), "socks5h://proxy:1080");
    EXPECT_EQ(proxy_for(made("https://localhost/"), variable), "");
    environment() = {{"HTTP_PROXY", "http://set-by-a-client"}, {"NO_PROXY", "*"}};
    EXPECT_EQ(proxy_for(made("http://api.example.com/"), variable), "");
}

}  // namespace
}  // namespace curfew::http
