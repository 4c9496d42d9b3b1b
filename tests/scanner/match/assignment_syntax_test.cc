#include "scanner/match/assignment_syntax.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

// The value that is read for the name `NAME` in `text`, or "(none)".
std::string value_in(std::string_view text) {
    const std::size_t at = text.find("NAME");
    const auto found = read_assignment(text, name_around(text, {.begin = at, .end = at + 4}));
    if (!found) return "(none)";
    return std::string(text.substr(found->value.begin, found->value.size()));
}

std::optional<Assignment> assignment_in(std::string_view text) {
    const std::size_t at = text.find("NAME");
    return read_assignment(text, name_around(text, {.begin = at, .end = at + 4}));
}

struct Case {
    std::string name;
    std::vector<std::string> texts;
};

class Syntax : public testing::TestWithParam<Case> {};

TEST_P(Syntax, GivesTheValue) {
    for (const std::string& text : GetParam().texts) EXPECT_EQ(value_in(text), "v4lue") << text;
}

std::vector<Case> cases() {
    return {
        {"environment",
         {"NAME=v4lue", "export NAME=v4lue\n", "NAME='v4lue'", "NAME=\"v4lue\" cmd"}},
        {"json",
         {R"({"NAME": "v4lue"})", R"({"NAME":"v4lue","b":1})", R"("{\"NAME\": \"v4lue\"}")"}},
        {"yaml",
         {"NAME: v4lue\n", "NAME: 'v4lue'", "  - NAME: v4lue", "NAME: |\n  v4lue\n",
          "- name: NAME\n  value: v4lue\n"}},
        {"xml",
         {"<NAME>v4lue</NAME>", "<x:NAME a=\"b\">\n v4lue\n</x:NAME>",
          "<NAME><![CDATA[v4lue]]></NAME>", "<add key=\"NAME\" value=\"v4lue\" />",
          "<property name=\"NAME\">v4lue</property>", "<key>NAME</key>\n<string>v4lue</string>"}},
        {"code",
         {"NAME = \"v4lue\"", "NAME := `v4lue`", "'NAME' => 'v4lue',",
          "var NAME string = \"v4lue\"", "NAME: str = 'v4lue'", "NAME = b'v4lue'",
          "if NAME == \"v4lue\":", "NAME ||= 'v4lue'", "config['NAME'] = 'v4lue'",
          "obj.NAME = 'v4lue';", "NAME = (\n  'v4lue')"}},
        {"calls",
         {"NAME(\"v4lue\")", "define('NAME', 'v4lue');", "put(\"NAME\", \"v4lue\")",
          "NAME = []byte(\"v4lue\")", "NAME = os.getenv(\"X\", \"v4lue\")",
          "NAME = ENV.fetch('X', 'v4lue')"}},
        {"flags", {"cmd --NAME v4lue", "cmd --NAME=v4lue -x", "cmd -NAME v4lue"}},
        {"statements",
         {"ENV NAME v4lue", "setx NAME v4lue", "NAME v4lue\n", "machine h NAME v4lue"}},
        {"queries", {"https://h/x?NAME=v4lue&a=b", "https://h/x?a=b&NAME=v4lue#f"}},
        {"strings", {"Server=h;NAME=v4lue;User=u", "a=b,NAME=v4lue,c=d", "-H \"NAME: v4lue\""}},
        {"markdown", {"**NAME**: v4lue", "NAME: `v4lue`", "| NAME | v4lue |"}},
    };
}

INSTANTIATE_TEST_SUITE_P(AssignmentSyntax, Syntax, testing::ValuesIn(cases()),
                         [](const auto& tested) { return tested.param.name; });

TEST(AssignmentSyntax, NothingIsReadWhereNothingIsAssigned) {
    for (const std::string_view text :
         {"NAME", "NAME;", "NAME::value", "<input type=\"NAME\" value=\"x\">", "NAME.size()",
          "NAME=\nOTHER=v", "NAME: \"open\n"})
        EXPECT_EQ(value_in(text), "(none)") << text;
}

TEST(AssignmentSyntax, AComparisonOfWhatIsExpandedAssignsNothing) {
    const std::string_view text = R"(if test "$mode,$pass" = "dlopen,link"; then)";
    const std::size_t name = text.find("pass");

    EXPECT_FALSE(read_assignment(text, {.begin = name, .end = name + 4}));
}

TEST(AssignmentSyntax, AChoiceOfWordsAssignsNothing) {
    const std::string_view text = R"(type == kPassword ? "PASSWORD" : "PUBLICKEY")";
    const std::size_t name = text.find("PASSWORD");

    EXPECT_FALSE(read_assignment(text, {.begin = name, .end = name + 8}));
}

TEST(AssignmentSyntax, AQuoteThatClosesALiteralOpensNoValue) {
    for (const std::string_view text :
         {R"(url = "x?password=" + code + "&y";)", R"(el("label", "password:"), el("b", "c"))"}) {
        const std::size_t name = text.find("password");
        EXPECT_FALSE(read_assignment(text, {.begin = name, .end = name + 8})) << text;
    }
}

TEST(AssignmentSyntax, ABareValueThatCodeGoesOnAfterSaysSo) {
    EXPECT_TRUE(assignment_in("f(NAME=value, b)")->goes_on_as_code);
    EXPECT_TRUE(assignment_in("NAME = value;")->goes_on_as_code);
    EXPECT_TRUE(assignment_in("if NAME == value")->goes_on_as_code);
    EXPECT_FALSE(assignment_in("NAME=value\n")->goes_on_as_code);
}

TEST(AssignmentSyntax, BracketsOfTheValueBelongToIt) {
    EXPECT_EQ(value_in("NAME=a(b)c\n"), "a(b)c");
    EXPECT_EQ(value_in("f(NAME=abc)"), "abc");
}

TEST(AssignmentSyntax, NameAroundTakesDotsBeforeAndDashesInside) {
    const std::string_view text = "x spring.data-source.KEY-one: y";

    const core::Span name = name_around(text, {.begin = 21, .end = 24});

    EXPECT_EQ(text.substr(name.begin, name.size()), "spring.data-source.KEY-one");
}

TEST(AssignmentSyntax, EndlessNamesAndValuesAreGivenUp) {
    const std::string run(10'000, 'a');

    EXPECT_EQ(name_around(run, {.begin = 5'000, .end = 5'003}).size(), 0U);
    EXPECT_EQ(value_in("NAME=\"" + run), "(none)");
}

}  // namespace
}  // namespace curfew::match
