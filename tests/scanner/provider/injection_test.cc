// Whatever a credential holds, it stays in its place: a table of positions times values.
#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "scanner/provider/request_template.h"

namespace curfew::provider {
namespace {

using core::SecretString;

struct Value {
    std::string_view name;
    std::string text;
};

std::vector<Value> values() {
    return {{"newline", "a\nX-Evil: 1"},
            {"return and newline", "a\r\n\r\nGET /evil HTTP/1.1"},
            {"null", std::string("a\0b", 3)},
            {"quote", "a\",\"admin\":\"1"},
            {"apostrophe", "a' OR '1'='1"},
            {"backslash", "a\\\",\"b\\"},
            {"braces", "{{secret}}{base}{admin}{id}"},
            {"percent", "%2e%2e%2f%00%0d%0a"},
            {"climbing", "../../admin"},
            {"query", "a?admin=1&b=2#c"},
            {"another host", "@evil.invalid/"},
            {"control characters", "a\x01\x02\x1b[31m\x7f"},
            {"a blank", "a b"},
            {"letters of UTF-8", "\xC3\xA9\xE2\x82\xAC"},
            {"bytes of no encoding", "\xFF\xFE\x80"}};
}

enum class Position { path, query, header, basic, json, form, host };

rules::RequestRule rule_of(Position position) {
    rules::RequestRule rule;
    rule.method = "POST";
    rule.url = "https://api.acme.invalid/v1/me";
    switch (position) {
        case Position::path:
            rule.url = "https://api.acme.invalid/keys/{secret}/me";
            break;
        case Position::query:
            rule.url = "https://api.acme.invalid/me?key={secret}&end=1";
            break;
        case Position::header:
            rule.headers = {{"Authorization", "Bearer {secret}"}};
            break;
        case Position::basic:
            rule.headers = {{"Authorization", "Basic user:{secret}"}};
            break;
        case Position::json:
            rule.headers = {{"Content-Type", "application/json"}};
            rule.body = R"({"token":"{secret}","end":1})";
            break;
        case Position::form:
            rule.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
            rule.body = "token={secret}&end=1";
            break;
        case Position::host:
            rule.url = "https://{secret}.acme.invalid/me";
            break;
    }
    return rule;
}

std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            plain += text[at];
            continue;
        }
        plain += static_cast<char>(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16));
        at += 2;
    }
    return plain;
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char letter) {
        return static_cast<unsigned char>(letter) < ' ' || letter == 0x7F;
    });
}

std::string between(std::string_view text, std::string_view front, std::string_view back) {
    EXPECT_TRUE(text.starts_with(front)) << text;
    EXPECT_TRUE(text.ends_with(back)) << text;
    return std::string(text.substr(front.size(), text.size() - front.size() - back.size()));
}

void expect_in_url(const FilledRequest& filled, std::string_view front, std::string_view back,
                   const std::string& value) {
    const std::string inside = between(filled.request.url.reveal(), front, back);
    EXPECT_EQ(inside.find_first_of("/?#&@ \"'\\{}"), std::string::npos) << inside;
    EXPECT_FALSE(has_control(inside)) << inside;
    EXPECT_EQ(unescaped(inside), value);
}

void expect_in_body(const FilledRequest& filled, Position position, const std::string& value) {
    const std::string_view body = filled.request.body.reveal();
    if (position == Position::form) {
        EXPECT_EQ(unescaped(between(body, "token=", "&end=1")), value);
        return;
    }
    boost::json::error_code error;
    boost::json::parse_options options;
    options.allow_invalid_utf8 = true;
    const boost::json::value document =
        boost::json::parse(boost::json::string_view(body.data(), body.size()), error, {}, options);
    ASSERT_FALSE(error) << body;
    ASSERT_EQ(document.as_object().size(), 2U) << body;
    EXPECT_EQ(std::string(document.at("token").as_string()), value);
}

void expect_in_its_place(const FilledRequest& filled, Position position, const std::string& value) {
    switch (position) {
        case Position::path:
            return expect_in_url(filled, "https://api.acme.invalid/keys/", "/me", value);
        case Position::query:
            return expect_in_url(filled, "https://api.acme.invalid/me?key=", "&end=1", value);
        case Position::header:
        case Position::basic:
            EXPECT_FALSE(has_control(filled.request.headers.at(0).value.reveal()));
            return;
        case Position::json:
        case Position::form:
            return expect_in_body(filled, position, value);
        case Position::host:
            ADD_FAILURE() << "no such value stands in a host";
            return;
    }
}

class Injection : public testing::TestWithParam<Position> {};

TEST_P(Injection, StaysInItsPlaceOrIsRefused) {
    for (const Value& value : values()) {
        SCOPED_TRACE(value.name);
        const auto filled = fill(rule_of(GetParam()), {value.text, nullptr});
        if (filled.has_value()) {
            expect_in_its_place(filled.value(), GetParam(), value.text);
            continue;
        }
        // Refused by name alone; only what no escape can carry is.
        EXPECT_EQ(filled.error().kind(), core::ErrorKind::invalid_input);
        EXPECT_EQ(filled.error().message().find("Evil"), std::string::npos);
        const bool cannot_be_escaped = GetParam() == Position::host ||
                                       GetParam() == Position::header ||
                                       GetParam() == Position::basic;
        EXPECT_TRUE(cannot_be_escaped);
    }
}

INSTANTIATE_TEST_SUITE_P(Positions, Injection,
                         testing::Values(Position::path, Position::query, Position::header,
                                         Position::basic, Position::json, Position::form,
                                         Position::host));

TEST(Injection, IdsOwnersAndSettingsOfAnAnswerAreEscapedLikeSecrets) {
    rules::RequestRule rule;
    rule.method = "DELETE";
    rule.url = "https://api.acme.invalid/{owner}/keys/{id}";
    for (const Value& value : values()) {
        TemplateValues filled_in{"secret", nullptr};
        filled_in.id = value.text;
        filled_in.owner = "someone";
        const auto filled = fill(rule, filled_in);
        ASSERT_TRUE(filled.has_value()) << value.name;
        expect_in_url(filled.value(), "https://api.acme.invalid/someone/keys/", "", value.text);
    }
}

}  // namespace
}  // namespace curfew::provider
