// The search through the whole detector: where a match may begin and end, and what must stand
// around it.
#include "scanner/match/pattern_search.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/scanner/match/made_catalog.h"

namespace curfew::match {
namespace {

using Texts = std::vector<std::string>;

MadeSignature with_prefix() {
    return {.id = "acme-key",
            .fields = "pattern = 'acme_[0-9A-Za-z]{24}'\nliterals = ['acme_']\nlength_max = 29",
            .secret = "acme_{base62:24}"};
}

std::string acme_key(unsigned seed = 1) {
    return "acme_" + random_letters(24, seed);
}

TEST(PatternSearch, FindsTheExactBorders) {
    const MadeDetector made("acme", {with_prefix()});
    const std::string text = "key = \"" + acme_key() + "\";";

    const auto found = made.detect(text);

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].span, (core::Span{7, 36}));
    EXPECT_EQ(found[0].secret.reveal(), acme_key());
}

TEST(PatternSearch, LongerTokenIsNoMatch) {
    const MadeDetector made("acme", {with_prefix()});

    EXPECT_TRUE(made.secrets(acme_key() + "x").empty());
    EXPECT_TRUE(made.secrets(acme_key() + "-").empty());
    EXPECT_TRUE(made.secrets("x" + acme_key()).empty());
    EXPECT_TRUE(made.secrets(acme_key().substr(0, 28)).empty());
}

TEST(PatternSearch, SearchGoesOnAfterABorderThatDoesNotHold) {
    const MadeDetector made("acme", {with_prefix()});

    EXPECT_EQ(made.secrets("x" + acme_key(1) + " " + acme_key(2)), Texts{acme_key(2)});
}

TEST(PatternSearch, OpenBordersAllowNeighbours) {
    MadeSignature open = with_prefix();
    open.fields += "\nopen_borders = true";
    const MadeDetector made("acme", {open});

    EXPECT_EQ(made.secrets("x" + acme_key() + "y"), Texts{acme_key()});
}

TEST(PatternSearch, TokensWithoutAGapBorderOnEachOther) {
    const MadeDetector made("acme", {with_prefix()});

    EXPECT_EQ(made.secrets(acme_key() + acme_key()), Texts{acme_key()});
}

TEST(PatternSearch, EachSecretIsReportedOnceWhateverTheNumberOfLiterals) {
    const MadeDetector made(
        "acme", {{.id = "acme-key",
                  .fields = "pattern = 'acme_[a-z]{2}_live_[0-9A-Za-z]{24}'\n"
                            "literals = ['acme_', '_live_']\nbefore_literal = 7\nlength_max = 40",
                  .secret = "acme_eu_live_{base62:24}"}});
    const std::string secret = "acme_eu_live_" + random_letters(24);

    EXPECT_EQ(made.secrets("a " + secret + " b"), Texts{secret});
}

TEST(PatternSearch, LiteralInsideTheMatchFindsItsBegin) {
    const MadeDetector made("acme",
                            {{.id = "acme-client",
                              .fields = "pattern = '[0-9]{4,8}-[0-9a-z]{16}[.]apps[.]acme[.]net'\n"
                                        "literals = ['.apps.acme.net']\nbefore_literal = 25\n"
                                        "length_max = 64",
                              .secret = "{digits:6}-{hex:16}.apps.acme.net"}});
    const std::string made_digits = "271828";
    const std::string secret = made_digits + "-3f9c1d7a5b2e8046.apps.acme.net";

    EXPECT_EQ(made.secrets("id=" + secret + " x"), Texts{secret});
    EXPECT_TRUE(made.secrets("id=" + secret.substr(3) + "x").empty());
    EXPECT_TRUE(made.secrets(secret.substr(8)).empty());
}

TEST(PatternSearch, LiteralAtTheVeryEndsOfTheText) {
    const MadeDetector made("acme", {with_prefix()});

    EXPECT_EQ(made.secrets(acme_key()), Texts{acme_key()});
    EXPECT_TRUE(made.secrets("acme_").empty());
    EXPECT_TRUE(made.secrets("").empty());
}

TEST(PatternSearch, MatchLongerThanItsLimitIsNoMatch) {
    const MadeDetector made(
        "acme", {{.id = "acme-key",
                  .fields = "pattern = 'acme_[0-9A-Za-z]{24,99}'\nliterals = ['acme_']\n"
                            "length_max = 40",
                  .secret = "acme_{base62:24}"}});
    const std::string fits = "acme_" + random_letters(35);

    EXPECT_EQ(made.secrets(fits + " "), Texts{fits});
    EXPECT_TRUE(made.secrets(fits + "x ").empty());
}

MadeSignature with_keyword() {
    return {.id = "acme-secret",
            .fields =
                "pattern = '[0-9a-f]{32}'\nkeywords = ['acme']\nkeyword_distance = 20\n"
                "length_max = 32",
            .secret = "{hex:32}",
            .context = "ACME_KEY={secret}"};
}

constexpr const char* kHex = "9f86d081884c7d659a2feaa0c55ad015";

TEST(PatternSearch, KeywordStandsWithinItsDistanceBefore) {
    const MadeDetector made("acme", {with_keyword()});

    EXPECT_EQ(made.secrets(std::string("Acme: ") + kHex), Texts{kHex});
    EXPECT_EQ(made.secrets("acme" + std::string(20, ' ') + kHex), Texts{kHex});
    EXPECT_TRUE(made.secrets("acme" + std::string(21, ' ') + kHex).empty());
    EXPECT_TRUE(made.secrets(std::string(kHex) + " acme").empty());
}

TEST(PatternSearch, SeveralKeywordsBeforeOneSecretReportItOnce) {
    const MadeDetector made("acme", {with_keyword()});

    EXPECT_EQ(made.secrets(std::string("acme acme acme=") + kHex), Texts{kHex});
}

TEST(PatternSearch, EverySecretWithinTheDistanceIsFound) {
    MadeSignature wide = with_keyword();
    wide.fields =
        "pattern = '[0-9a-f]{32}'\nkeywords = ['acme']\nkeyword_distance = 64\n"
        "length_max = 32";
    const MadeDetector made("acme", {wide});
    const std::string second = "60303ae22b998861bce3b28f33eec1be";

    EXPECT_EQ(made.secrets("acme: " + std::string(kHex) + ", " + second), (Texts{kHex, second}));
}

TEST(PatternSearch, KeywordInsideThePatternIsFound) {
    const MadeDetector made(
        "acme", {{.id = "acme-secret",
                  .fields = "pattern = '(?i)acme_secret\\s{0,4}=\\s{0,4}(?P<secret>[0-9a-f]{32})'\n"
                            "keywords = ['acme_secret']\nlength_max = 60",
                  .secret = "{hex:32}",
                  .context = "acme_secret = {secret}"}});

    EXPECT_EQ(made.secrets("ACME_secret = " + std::string(kHex)), Texts{kHex});
}

TEST(PatternSearch, LiteralAndKeywordAreBothNeededWhereBothAreGiven) {
    MadeSignature both = with_prefix();
    both.fields += "\nkeywords = ['billing']\nkeyword_distance = 16";
    both.context = "billing {secret}";
    const MadeDetector made("acme", {both});

    EXPECT_EQ(made.secrets("Billing: " + acme_key()), Texts{acme_key()});
    EXPECT_TRUE(made.secrets("other: " + acme_key()).empty());
}

TEST(PatternSearch, BytesThatAreNotUtf8ChangeNothing) {
    const MadeDetector made("acme", {with_prefix()});

    EXPECT_EQ(made.secrets("\xff\xfe\x80" + acme_key() + "\xc3"), Texts{acme_key()});
    EXPECT_EQ(made.secrets(std::string("\0", 1) + acme_key() + std::string("\0", 1)),
              Texts{acme_key()});
}

TEST(PatternSearch, MemoryForgetsTheLastBlob) {
    SearchMemory memory;
    memory.reset(2);
    memory.last_match(1) = {3, 4};
    memory.searched_until(0) = 7;

    memory.reset(2);

    EXPECT_EQ(memory.last_match(1), core::Span{});
    EXPECT_EQ(memory.searched_until(0), 0U);
}

}  // namespace
}  // namespace curfew::match
