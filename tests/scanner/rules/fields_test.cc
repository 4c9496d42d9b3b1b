#include "scanner/rules/fields.h"

#include <string>

#include <gtest/gtest.h>

#include "scanner/rules/document_toml.h"

namespace curfew::rules {
namespace {

// What `read` complains about when it reads `text` as the table "thing".
template <typename Read>
std::string complaints_of(std::string_view text, Read read) {
    Complaints complaints;
    const FileComplaints complain{"a.toml", complaints};
    const auto table = parse_toml(text, complain);
    if (table.has_value()) {
        Fields fields(*table, "thing", complain);
        read(fields);
        fields.finish();
    }
    return complaints.to_text();
}

TEST(Fields, DurationInWrongFormSaysWhatIsRight) {
    std::optional<core::Duration> into;
    const auto read = [&into](Fields& fields) { fields.duration("lifetime", into); };

    EXPECT_EQ(complaints_of("lifetime = \"90\"", read),
              "a.toml:1:12: lifetime must be a duration such as \"90d\", not \"90\"");
    EXPECT_EQ(complaints_of("lifetime = 90", read),
              "a.toml:1:12: lifetime must be a duration such as \"90d\", not 90");
    EXPECT_EQ(complaints_of("lifetime = \"90d\"", read), "");
    EXPECT_EQ(into, std::chrono::days{90});
}

TEST(Fields, UnknownKeyNamesTheOneThatWasMeant) {
    std::string into;
    const auto read = [&into](Fields& fields) { fields.text("pattern", into); };

    EXPECT_EQ(complaints_of("patern = 'x'", read),
              "a.toml:1:1: thing has no key \"patern\"; did you mean \"pattern\"?");
    EXPECT_EQ(complaints_of("zebra = 'x'", read), "a.toml:1:1: thing has no key \"zebra\"");
}

TEST(Fields, CountOutsideItsRangeIsRefused) {
    std::uint32_t into = 5;
    const auto read = [&into](Fields& fields) { fields.count("n", into, {.least = 1, .most = 9}); };

    EXPECT_EQ(complaints_of("n = 10", read),
              "a.toml:1:5: n must be a whole number from 1 to 9, not 10");
    EXPECT_EQ(complaints_of("n = -1", read),
              "a.toml:1:5: n must be a whole number from 1 to 9, not -1");
    EXPECT_EQ(complaints_of("n = 1.5", read),
              "a.toml:1:5: n must be a whole number from 1 to 9, not 1.5");
    EXPECT_EQ(into, 5U);
}

TEST(Fields, NumberMayBeWrittenWithoutAFraction) {
    double into = 0.0;
    const auto read = [&into](Fields& fields) {
        fields.number("n", into, {.least = 0.0, .most = 1.0});
    };

    EXPECT_EQ(complaints_of("n = 1", read), "");
    EXPECT_EQ(into, 1.0);
    EXPECT_EQ(complaints_of("n = nan", read),
              "a.toml:1:5: n must be a number from 0 to 1, not nan");
}

TEST(Fields, DateStandsWithoutQuotes) {
    std::string into;
    const auto read = [&into](Fields& fields) { fields.date("date", into); };

    EXPECT_EQ(complaints_of("date = 2026-01-09", read), "");
    EXPECT_EQ(into, "2026-01-09");
    EXPECT_EQ(complaints_of("date = \"2026-01-09\"", read),
              "a.toml:1:8: date must be a date without quotes such as 2026-11-22, "
              "not \"2026-01-09\"");
}

TEST(Fields, StatusesAreHttpStatuses) {
    std::vector<std::uint16_t> into;
    const auto read = [&into](Fields& fields) { fields.statuses("status", into); };

    EXPECT_EQ(complaints_of("status = [200, 404]", read), "");
    EXPECT_EQ(into, (std::vector<std::uint16_t>{200, 404}));
    EXPECT_NE(complaints_of("status = [20]", read), "");
    EXPECT_NE(complaints_of("status = 200", read), "");
}

TEST(Fields, WordsAreListedWhenNoneFits) {
    const auto read = [](Fields& fields) { (void)fields.word("color", {"red", "green", "blue"}); };

    EXPECT_EQ(complaints_of("color = \"pink\"", read),
              "a.toml:1:9: color must be red, green or blue, not \"pink\"");
}

TEST(Fields, TextsThatAreEmptyOrNoTextsAreRefused) {
    std::vector<std::string> into;
    const auto read = [&into](Fields& fields) { fields.texts("words", into); };

    EXPECT_EQ(complaints_of("words = [\"a\", \"\"]", read),
              "a.toml:1:15: words holds texts that are not empty, not \"\"");
    EXPECT_EQ(complaints_of("words = [1]", read),
              "a.toml:1:10: words holds texts that are not empty, not 1");
}

TEST(Fields, TablesMustAllBeTables) {
    const auto read = [](Fields& fields) { (void)fields.tables("part"); };

    EXPECT_EQ(complaints_of("part = [1]", read),
              "a.toml:1:9: part must be an array of tables, not 1");
}

TEST(Fields, PairsAreTexts) {
    std::vector<std::pair<std::string, std::string>> into;
    const auto read = [&into](Fields& fields) { fields.text_pairs("headers", into); };

    EXPECT_EQ(complaints_of("headers = { A = 1 }", read),
              "a.toml:1:17: A must be a text in quotes, not 1");
}

TEST(Quoted, ControlBytesAndLongTextsDoNotReachTheTerminal) {
    EXPECT_EQ(rules::quoted("a\x1b[31m"), "\"a?[31m\"");
    EXPECT_EQ(rules::quoted(std::string(100, 'a')), '"' + std::string(60, 'a') + "…\"");
}

}  // namespace
}  // namespace curfew::rules
