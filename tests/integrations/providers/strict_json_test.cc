#include "integrations/providers/strict_json.h"

#include <string>

#include <gtest/gtest.h>

#include "scanner/core/limits.h"

namespace curfew::providers {
namespace {

TEST(StrictJson, AnObjectIsRead) {
    const auto object = object_from(R"({"a":"b","c":[{"a":1},{"a":2}]})");

    ASSERT_TRUE(object.has_value());
    EXPECT_EQ(text_at(object.value(), "a"), "b");
    EXPECT_EQ(text_at(object.value(), "c"), std::nullopt);
    EXPECT_EQ(text_at(object.value(), "none"), std::nullopt);
}

TEST(StrictJson, AMemberNamedTwiceIsRefusedOnEveryLevel) {
    EXPECT_FALSE(object_from(R"({"active":false,"active":true})").has_value());
    EXPECT_FALSE(object_from(R"({"x":[{"y":{"z":1,"z":1}}]})").has_value());
    EXPECT_FALSE(object_from(R"({"active":false,"\u0061ctive":true})").has_value());
}

TEST(StrictJson, WhatIsNoObjectIsRefused) {
    for (const char* text : {"", "[]", "true", "{", "{}x", "{\"a\":01}", "\"a\"", "{'a':1}"}) {
        EXPECT_FALSE(object_from(text).has_value()) << text;
    }
}

TEST(StrictJson, DepthIsBounded) {
    const std::string open(core::kStructureDepthMax + 1, '[');
    const std::string close(core::kStructureDepthMax + 1, ']');

    EXPECT_FALSE(object_from("{\"a\":" + open + close + "}").has_value());
    EXPECT_FALSE(object_from("{\"a\":" + std::string(1'000'000, '[')).has_value());
}

}  // namespace
}  // namespace curfew::providers
