#include "scanner/lifetime/carriers/macaroon_bytes.h"

#include <gtest/gtest.h>

#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

using support::base64;
using support::base64url;

TEST(MacaroonBytes, BothVersionsGiveTheSame) {
    const support::MacaroonSpec spec{.location = "l", .identifier = "i", .caveats = {"a", "b"}};
    for (const std::string& bytes :
         {support::macaroon_version_one(spec), support::macaroon_version_two(spec)}) {
        const auto macaroon = macaroon_from(base64(bytes)).value();

        EXPECT_EQ(macaroon.location, "l");
        EXPECT_EQ(macaroon.identifier, "i");
        EXPECT_EQ(macaroon.caveats, (std::vector<std::string>{"a", "b"}));
        EXPECT_FALSE(macaroon.has_third_party);
    }
}

TEST(MacaroonBytes, ThirdPartyCaveatsAreNotOurs) {
    std::string bytes = support::macaroon_version_one({.caveats = {"mine", "theirs"}});
    const std::size_t signature = bytes.find("signature") - 4;
    bytes.insert(signature, "000avid x\n000acl  y\n");

    const auto macaroon = macaroon_from(base64url(bytes));

    ASSERT_TRUE(macaroon.has_value());
    EXPECT_EQ(macaroon.value().caveats, std::vector<std::string>{"mine"});
    EXPECT_TRUE(macaroon.value().has_third_party);
}

TEST(MacaroonBytes, TooManyCaveatsAreExhausting) {
    const std::vector<std::string> caveats(300, "c");
    for (const std::string& bytes : {support::macaroon_version_one({.caveats = caveats}),
                                     support::macaroon_version_two({.caveats = caveats})}) {
        EXPECT_EQ(macaroon_from(base64(bytes)).error().kind(), core::ErrorKind::exhausted);
    }
}

TEST(MacaroonBytes, BytesBehindTheSignatureAreRefused) {
    for (const std::string& bytes :
         {support::macaroon_version_one({}), support::macaroon_version_two({})}) {
        EXPECT_TRUE(macaroon_from(base64(bytes)).has_value());
        EXPECT_FALSE(macaroon_from(base64(bytes + "x")).has_value());
    }
}

TEST(MacaroonBytes, EveryCutIsRefused) {
    for (const std::string& bytes : {support::macaroon_version_one({.caveats = {"a"}}),
                                     support::macaroon_version_two({.caveats = {"a"}})}) {
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            EXPECT_FALSE(macaroon_from(base64(bytes.substr(0, length))).has_value()) << length;
        }
    }
}

}  // namespace
}  // namespace curfew::lifetime
