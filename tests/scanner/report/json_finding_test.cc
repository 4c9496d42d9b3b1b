#include "scanner/report/json_finding.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scanner/report/sample_report.h"

namespace curfew::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string json_of(const Finding& finding, const RenderOptions& options = {}) {
    JsonWriter json(JsonWriter::Style::one_line);
    json.begin_object();
    write_finding_members(json, finding, options);
    json.end_object();
    return std::move(json).take();
}

TEST(JsonFinding, KnownNeverAndUnknownEndsAreThreeStates) {
    const std::string text = json_of(open_token());

    EXPECT_THAT(text, HasSubstr(R"("not_before":{"state":"known","instant":"2024-05-01T00:00:00Z",)"
                                R"("evidence":"history"})"));
    EXPECT_THAT(text, HasSubstr(R"("expires_at":{"state":"never","evidence":"catalogue"})"));
    EXPECT_THAT(text, HasSubstr(R"("issued_at":{"state":"unknown","reason":"not told"})"));
}

TEST(JsonFinding, WhatDoesNotExistIsAbsent) {
    const std::string text = json_of(expired_token());

    for (const char* absent : {"owner", "also_matched", "suppressed", "notes", "secret", "lease"})
        EXPECT_THAT(text, Not(HasSubstr("\"" + std::string(absent) + "\"")));
}

TEST(JsonFinding, APlaceWithoutLineHasNone) {
    Finding finding = expired_token();
    finding.places.front().position = {};

    EXPECT_THAT(json_of(finding), Not(HasSubstr("\"line\"")));
}

TEST(JsonFinding, PlacesNameBothCommitsAndTheirContainers) {
    const std::string text = json_of(open_token());

    EXPECT_THAT(text, HasSubstr(R"("container":[{"kind":"base64"}])"));
    EXPECT_THAT(text, HasSubstr(R"("commit":"2b2b2b2b)"));
    EXPECT_THAT(text, HasSubstr(R"("last_committed_at":"2024-09-01T00:00:00Z")"));
    EXPECT_THAT(text, HasSubstr(R"("refs":["refs/heads/main"])"));
}

TEST(JsonFinding, TheSecretIsThereOnlyWhenAskedFor) {
    const Finding finding = open_token();
    const std::string secret(finding.secret.reveal());

    EXPECT_THAT(json_of(finding), Not(HasSubstr(secret)));
    EXPECT_THAT(json_of(finding, {.shows_secrets = true}),
                HasSubstr("\"secret\":\"" + secret + "\""));
}

TEST(JsonFinding, APathOfAnyBytesSurvives) {
    const std::string text = json_of(hostile_finding());

    EXPECT_THAT(text, HasSubstr("\"path_bytes\":\""));
    EXPECT_THAT(text, HasSubstr("\\u001b[31m"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace curfew::report
