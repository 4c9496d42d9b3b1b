#include "scanner/core/ids.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::core {
namespace {

TEST(ObjectId, HexGoesOutAsItCameIn) {
    const std::string text = "0123456789abcdef0123456789abcdef01234567";

    const auto id = ObjectId::from_hex(text);

    ASSERT_TRUE(id.has_value());
    EXPECT_EQ(id->hex(), text);
}

TEST(ObjectId, UpperCaseDigitsNameTheSameObject) {
    EXPECT_EQ(ObjectId::from_hex(std::string(40, 'A')), ObjectId::from_hex(std::string(40, 'a')));
}

TEST(ObjectId, WrongLengthOrLetterIsNoId) {
    EXPECT_FALSE(ObjectId::from_hex(std::string(39, '0')).has_value());
    EXPECT_FALSE(ObjectId::from_hex(std::string(41, '0')).has_value());
    EXPECT_FALSE(ObjectId::from_hex(std::string(39, '0') + "g").has_value());
}

TEST(ObjectId, ZeroNamesNothing) {
    EXPECT_TRUE(ObjectId{}.is_zero());
}

}  // namespace
}  // namespace curfew::core
