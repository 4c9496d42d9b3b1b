#include "scanner/report/json_writer.h"

#include <utility>

#include <gtest/gtest.h>

namespace curfew::report {
namespace {

template <typename Write>
std::string written(JsonWriter::Style style, const Write& write) {
    JsonWriter json(style);
    json.begin_object();
    write(json);
    json.end_object();
    return std::move(json).take();
}

TEST(JsonWriter, OneLineHasNoBlanks) {
    const std::string text = written(JsonWriter::Style::one_line, [](JsonWriter& json) {
        json.member("a", 1);
        json.name("b");
        json.begin_array();
        json.value(true);
        json.value("x");
        json.end_array();
    });

    EXPECT_EQ(text, R"({"a":1,"b":[true,"x"]})");
}

TEST(JsonWriter, IndentedBreaksEachMemberAndKeepsEmptyOnesClosed) {
    const std::string text = written(JsonWriter::Style::indented, [](JsonWriter& json) {
        json.member("a", 1);
        json.name("b");
        json.begin_array();
        json.end_array();
    });

    EXPECT_EQ(text, "{\n  \"a\": 1,\n  \"b\": []\n}");
}

TEST(JsonWriter, QuotesBackslashesAndControlsAreEscaped) {
    const std::string text = written(JsonWriter::Style::one_line, [](JsonWriter& json) {
        json.member("a", std::string_view("\"\\\n\r\t\x01\x1b\x7f\0→", 12));
    });

    EXPECT_EQ(text, "{\"a\":\"\\\"\\\\\\n\\r\\t\\u0001\\u001b\\u007f\\u0000→\"}");
}

TEST(JsonWriter, WhatDeceivesATerminalIsEscaped) {
    const std::string text = written(JsonWriter::Style::one_line, [](JsonWriter& json) {
        json.member("a",
                    "\xC2\x9B"
                    "31m \xE2\x80\xAE \xF3\xA0\x81\x81");
    });

    EXPECT_EQ(text, "{\"a\":\"\\u009b31m \\u202e \\udb40\\udc41\"}");
}

TEST(JsonWriter, BytesThatAreNoUtf8AreReplacedAndKeptInBase64) {
    const std::string text = written(JsonWriter::Style::one_line, [](JsonWriter& json) {
        json.member_bytes("path", "a\xFF");
        json.member_bytes("good", "ä");
    });

    EXPECT_EQ(text, "{\"path\":\"a\xEF\xBF\xBD\",\"path_bytes\":\"Yf8=\",\"good\":\"ä\"}");
}

TEST(JsonWriter, Base64PadsEveryLength) {
    for (const auto& [bytes, expected] :
         {std::pair{"\xFF", "/w=="}, {"\xFF\xFE", "//4="}, {"\xFF\xFE\xFD", "//79"}}) {
        const std::string text = written(JsonWriter::Style::one_line,
                                         [&](JsonWriter& json) { json.member_bytes("x", bytes); });

        EXPECT_NE(text.find(std::string("\"") + expected + "\""), std::string::npos) << text;
    }
}

TEST(JsonWriter, NumbersKeepThreeDigitsAndNoTrailingZeros) {
    const std::string text = written(JsonWriter::Style::one_line, [](JsonWriter& json) {
        json.member("a", 0.95);
        json.member("b", 1.0);
        json.member("c", 0.1235);
        json.member("d", -0.5);
        json.member("e", std::uint64_t{18'446'744'073'709'551'615U});
    });

    EXPECT_EQ(text, R"({"a":0.95,"b":1,"c":0.124,"d":-0.5,"e":18446744073709551615})");
}

TEST(JsonWriter, WhatDoesNotExistIsAbsent) {
    EXPECT_EQ(
        written(JsonWriter::Style::one_line, [](JsonWriter& json) { json.member_if("a", ""); }),
        "{}");
}

TEST(JsonWriterDeathTest, ANameOutsideAnObjectIsAProgrammersError) {
    JsonWriter json(JsonWriter::Style::one_line);

    EXPECT_DEATH(json.name("a"), "");
}

}  // namespace
}  // namespace curfew::report
