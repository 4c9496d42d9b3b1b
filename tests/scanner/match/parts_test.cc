#include "scanner/match/parts.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/scanner/match/made_catalog.h"

namespace curfew::match {
namespace {

MadeSignature with_part(std::string_view part) {
    return {.id = "acme-secret",
            .fields = "pattern = 'sec_[0-9A-Za-z]{24}'\nliterals = ['sec_']\nlength_max = 28",
            .tables = "[[signature.part]]\nname = \"key_id\"\n" + std::string(part),
            .secret = "sec_{base62:24}",
            .context = "account {key_id} {secret}",
            .parts = "key_id = \"id_{digits:6}\""};
}

const std::string& secret() {
    static const std::string made = "sec_" + random_letters(24);
    return made;
}

/// The part found beside the one secret of `text`; "-" when there is a secret without part.
std::string part_in(const MadeDetector& made, std::string_view text) {
    const auto found = made.detect(text);
    if (found.empty()) return "";
    if (found[0].parts.empty()) return "-";
    EXPECT_EQ(text.substr(found[0].parts[0].span.begin, found[0].parts[0].span.size()),
              found[0].parts[0].value.reveal());
    return std::string(found[0].parts[0].value.reveal());
}

TEST(Parts, AreFoundOnBothSides) {
    const MadeDetector made("acme", {with_part("pattern = 'id_[0-9]{6}'")});

    EXPECT_EQ(part_in(made, "id_123456 " + secret()), "id_123456");
    EXPECT_EQ(part_in(made, secret() + " id_123456"), "id_123456");
    EXPECT_EQ(part_in(made, secret()), "-");
}

TEST(Parts, NearestWins) {
    const MadeDetector made("acme", {with_part("pattern = 'id_[0-9]{6}'")});

    EXPECT_EQ(part_in(made, "id_111111 id_222222 " + secret() + "                    id_333333"),
              "id_222222");
    EXPECT_EQ(part_in(made, "id_111111\n" + secret() + " as text goes on, id_333333"), "id_333333");
}

TEST(Parts, OfPairsInAListEachSecretTakesItsOwn) {
    const MadeDetector made("acme", {with_part("pattern = 'id_[0-9]{6}'")});
    const std::string first = "sec_" + random_letters(24, 7);
    const std::string text =
        "- id: id_111111\n  secret: " + first + "\n- id: id_222222\n  secret: " + secret() + "\n";

    const auto found = made.detect(text);

    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].parts.at(0).value.reveal(), "id_111111");
    EXPECT_EQ(found[1].parts.at(0).value.reveal(), "id_222222");
}

TEST(Parts, BeyondTheDistanceAreNotSeen) {
    const MadeDetector made("acme", {with_part("pattern = 'id_[0-9]{6}'\ndistance = 20")});

    EXPECT_EQ(part_in(made, "id_123456" + std::string(11, ' ') + secret()), "id_123456");
    EXPECT_EQ(part_in(made, "id_123456" + std::string(12, ' ') + secret()), "-");
}

TEST(Parts, MissingRequiredOneMeansNoFinding) {
    const MadeDetector made("acme", {with_part("pattern = 'id_[0-9]{6}'\nrequired = true")});

    EXPECT_EQ(made.detect(secret()).size(), 0U);
    EXPECT_EQ(part_in(made, "id_123456 " + secret()), "id_123456");
}

TEST(Parts, KeywordStandsBeforeOnTheSameLine) {
    const MadeDetector made(
        "acme", {with_part("pattern = '(?:id[ =]+)?(?P<part>[0-9]{6})'\nkeywords = ['account']")});

    EXPECT_EQ(part_in(made, "Account = 123456\n" + secret()), "123456");
    EXPECT_EQ(part_in(made, "account\n123456\n" + secret()), "-");
    EXPECT_EQ(part_in(made, "size 123456\n" + secret()), "-");
}

TEST(Parts, GroupNamedPartIsTheValue) {
    const MadeDetector made("acme", {with_part("pattern = 'id=(?P<part>[0-9]{6})'")});

    EXPECT_EQ(part_in(made, "id=123456 " + secret()), "123456");
}

TEST(Parts, TokenWithinALongerOneIsNoPart) {
    const MadeDetector made("acme", {with_part("pattern = 'id_[0-9]{6}'")});

    EXPECT_EQ(part_in(made, "id_1234567 " + secret()), "-");
}

TEST(Parts, WhetherTheyAreSecretIsToldByTheRule) {
    const MadeDetector made("acme", {with_part("pattern = 'id_[0-9]{6}'\nsecret = true")});

    EXPECT_TRUE(made.detect("id_123456 " + secret()).at(0).parts.at(0).is_secret);
}

}  // namespace
}  // namespace curfew::match
