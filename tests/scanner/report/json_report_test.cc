#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scanner/report/sample_report.h"

namespace curfew::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(JsonReport, OpensWithItsVersionAndHoldsTheCoverage) {
    const std::string text = render_json(sample_report(), {});

    EXPECT_THAT(text, StartsWith("{\n  \"schema_version\": \"1\",\n"));
    EXPECT_THAT(text, HasSubstr("\"as_of\": \"2026-11-23T12:00:00Z\""));
    EXPECT_THAT(text, HasSubstr("\"bytes\": 12897484"));
    EXPECT_THAT(text, HasSubstr("\"reason\": \"corrupt\""));
}

TEST(JsonReport, IsTheSameEachTime) {
    EXPECT_EQ(render_json(sample_report(), {}), render_json(sample_report(), {}));
}

TEST(JsonReport, SuppressedFindingsAreCountedAndShownOnlyWhenAskedFor) {
    EXPECT_THAT(render_json(hostile_report(), {}), HasSubstr("\"findings\": []"));
    EXPECT_THAT(render_json(hostile_report(), {}), HasSubstr("\"suppressed_count\": 1"));
    EXPECT_THAT(render_json(hostile_report(), {.shows_suppressed = true}),
                HasSubstr("\"suppressed\": {"));
}

TEST(JsonlReport, EachLineIsOneTypedObjectAndTheLastTheSummary) {
    const std::string text = render_jsonl(sample_report(), {});

    std::vector<std::string> starts;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
        starts.push_back(text.substr(at, text.find(',', at) - at));
    EXPECT_THAT(starts, ::testing::ElementsAre(R"({"type":"finding")", R"({"type":"finding")",
                                               R"({"type":"skipped")", R"({"type":"skipped")",
                                               R"({"type":"summary")"));
    EXPECT_THAT(text, HasSubstr("\"finding_count\":2"));
    EXPECT_THAT(text, Not(HasSubstr(": ")));
}

}  // namespace
}  // namespace curfew::report
