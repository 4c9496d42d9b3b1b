#include "scanner/report/sarif_location.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/made_finding.h"

namespace curfew::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string location_of(const core::Place& place, std::string_view snippet = {}) {
    JsonWriter json(JsonWriter::Style::one_line);
    write_location(json, place, snippet);
    return std::move(json).take();
}

TEST(SarifLocation, RelativePathsStayRelative) {
    EXPECT_EQ(uri_of_path("src/main.cc"), "src/main.cc");
    EXPECT_EQ(uri_of_path("./src/main.cc"), "src/main.cc");
    EXPECT_EQ(uri_of_path("/etc/x y"), "file:///etc/x%20y");
}

TEST(SarifLocation, EveryByteThatIsNotUnreservedIsEncoded) {
    EXPECT_EQ(uri_of_path("a b#c?d%e:f\\g"), "a%20b%23c%3Fd%25e%3Af%5Cg");
    EXPECT_EQ(uri_of_path("ä\xFF"), "%C3%A4%FF");
}

TEST(SarifLocation, ALineIsARegionAndNoLineIsNone) {
    core::Place place = support::made_place("a.txt", 3, 7);
    EXPECT_EQ(location_of(place),
              R"({"physicalLocation":{"artifactLocation":{"uri":"a.txt"},"region":)"
              R"({"startLine":3,"startColumn":7,"endLine":3,"endColumn":42}}})");

    place.position = {};
    EXPECT_THAT(location_of(place), Not(HasSubstr("region")));
}

TEST(SarifLocation, AMessageIsNamedByItsCommit) {
    core::Place place;
    place.kind = core::PlaceKind::commit_message;
    place.first_commit = support::made_commit(0xAB, "2026-01-01");

    const std::string text = location_of(place);

    EXPECT_THAT(text, HasSubstr(R"("uri":"commit_message/abababab)"));
    EXPECT_THAT(text, HasSubstr(R"("fullyQualifiedName":"commit message")"));
}

TEST(SarifLocation, TheSnippetIsThereOnlyWhenGiven) {
    const core::Place place = support::made_place("a.txt", 3, 7);

    EXPECT_THAT(location_of(place), Not(HasSubstr("snippet")));
    EXPECT_THAT(location_of(place, "xyz"), HasSubstr(R"("snippet":{"text":"xyz"})"));
}

}  // namespace
}  // namespace curfew::report
