#include "scanner/lifetime/carriers/json_document.h"

#include <gtest/gtest.h>

#include "scanner/core/limits.h"

namespace curfew::lifetime {
namespace {

TEST(JsonDocument, MembersAreFoundByNameAndKind) {
    const auto document =
        JsonDocument::parse(R"({"t":"x","n":1.5,"a":[1,2],"o":{"i":null}})").value();
    const JsonView root = document.root();

    EXPECT_TRUE(root.is_object());
    EXPECT_EQ(root.text_at("t"), "x");
    EXPECT_EQ(root.text_at("n"), "");
    EXPECT_EQ(root.find("n")->number(), 1.5);
    EXPECT_EQ(root.find("a")->size(), 2U);
    EXPECT_EQ(root.find("a")->at(1).number(), 2.0);
    EXPECT_TRUE(root.find("o")->find("i")->is_null());
    EXPECT_FALSE(root.find("missing"));
    EXPECT_FALSE(root.find("a")->find("t"));
    EXPECT_EQ(root.size(), 0U);
}

TEST(JsonDocument, WholeNumbersOfBothSignsAreNumbers) {
    const auto document = JsonDocument::parse("[-3,18446744073709551615]").value();

    EXPECT_EQ(document.root().at(0).number(), -3.0);
    EXPECT_EQ(document.root().at(1).number(), 18446744073709551615.0);
}

TEST(JsonDocument, EveryMemberIsVisited) {
    const auto document = JsonDocument::parse(R"({"a":1,"b":2})").value();
    std::string names;
    document.root().for_each([&](std::string_view name, JsonView) { names += name; });

    EXPECT_EQ(names, "ab");
}

TEST(JsonDocument, WhatIsNoJsonIsInvalid) {
    for (const std::string_view text : {"", "{", "{\"a\":}", "{} x", "'a'", "{\"a\":1,}", "\xFF"}) {
        const auto document = JsonDocument::parse(text);

        ASSERT_FALSE(document.has_value()) << text;
        EXPECT_EQ(document.error().kind(), core::ErrorKind::invalid_input) << text;
    }
}

TEST(JsonDocument, DepthAndSizeAreBounded) {
    const std::string deep = std::string(core::kStructureDepthMax + 1, '[') +
                             std::string(core::kStructureDepthMax + 1, ']');
    const std::string large(core::kCarrierBytesMax + 1, ' ');

    EXPECT_EQ(JsonDocument::parse(deep).error().kind(), core::ErrorKind::exhausted);
    EXPECT_EQ(JsonDocument::parse(large).error().kind(), core::ErrorKind::exhausted);
    EXPECT_TRUE(JsonDocument::parse(deep.substr(1, deep.size() - 2)).has_value());
}

}  // namespace
}  // namespace curfew::lifetime
