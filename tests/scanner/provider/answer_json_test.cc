#include "scanner/provider/answer_json.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "scanner/core/limits.h"

namespace curfew::provider {
namespace {

TEST(AnswerJson, PointersLeadToValues) {
    const auto document = parsed_answer(R"({"a":{"b":[1,"x"]},"~":{"/":true}})");
    ASSERT_TRUE(document.has_value());
    EXPECT_EQ(text_of(*value_at(*document, "/a/b/1")), "x");
    EXPECT_EQ(text_of(*value_at(*document, "/~0/~1")), "true");
    EXPECT_EQ(value_at(*document, "/a/c"), nullptr);
    EXPECT_EQ(value_at(*document, ""), &*document);
}

TEST(AnswerJson, WhatSaysANameTwiceSaysNothing) {
    EXPECT_FALSE(parsed_answer(R"({"active":false,"active":true})").has_value());
    EXPECT_FALSE(parsed_answer(R"([{"a":{"id":1,"b":2,"id":3}}])").has_value());
    EXPECT_TRUE(parsed_answer(R"([{"id":1},{"id":1}])").has_value());
}

TEST(AnswerJson, TooDeepIsNothing) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_TRUE(parsed_answer(nested(core::kStructureDepthMax)).has_value());
    EXPECT_FALSE(parsed_answer(nested(core::kStructureDepthMax + 1)).has_value());
    EXPECT_FALSE(parsed_answer(nested(200'000)).has_value());
}

TEST(AnswerJson, WhatIsNoJsonIsNothing) {
    for (const std::string_view body : {"", "{", "<html>", "{\"a\":1} x", "{'a':1}", "nul"}) {
        EXPECT_FALSE(parsed_answer(body).has_value()) << body;
    }
}

struct Name {
    std::string_view body;
    std::string_view name;  // empty: none
};

class NameIn : public testing::TestWithParam<Name> {};

TEST_P(NameIn, IsTextOrAnExactNumber) {
    const auto document = parsed_answer(GetParam().body);
    ASSERT_TRUE(document.has_value());
    EXPECT_EQ(name_in(*document, "/id").value_or(""), GetParam().name);
}

INSTANTIATE_TEST_SUITE_P(
    AnswerJson, NameIn,
    testing::Values(Name{R"({"id":"k17"})", "k17"}, Name{R"({"id":17})", "17"},
                    // Beyond 2^53, and beyond what 64 bits hold.
                    Name{R"({"id":9007199254740993})", "9007199254740993"},
                    Name{R"({"id":18446744073709551615})", "18446744073709551615"},
                    Name{R"({"id":18446744073709551616})", ""}, Name{R"({"id":1e3})", ""},
                    Name{R"({"id":1.5})", ""}, Name{R"({"id":null})", ""},
                    Name{R"({"id":true})", ""}, Name{R"({"id":["k17"]})", ""},
                    Name{R"({"id":""})", ""}, Name{R"({"id":"a\nb"})", ""},
                    Name{R"({"id":"a\u0000b"})", ""}, Name{R"({"other":"k17"})", ""}));

}  // namespace
}  // namespace curfew::provider
