#include "scanner/policy/inline_allow.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace curfew::policy {
namespace {

/// What is said of the text between « and », which are cut out.
struct Marked {
    explicit Marked(std::string marked) {
        const std::string open = "«";
        const std::string close = "»";
        secret.begin = marked.find(open);
        marked.erase(secret.begin, open.size());
        secret.end = marked.find(close);
        marked.erase(secret.end, close.size());
        text = marked;
    }

    [[nodiscard]] std::optional<report::Suppression> allowed() const {
        return inline_allow(core::as_bytes(text), secret);
    }
    [[nodiscard]] bool lacks() const { return lacks_reason(core::as_bytes(text), secret); }

    std::string text;
    core::Span secret;
};

std::string reason_of(const std::string& marked) {
    const auto allowed = Marked(marked).allowed();
    return allowed ? allowed->by + ": " + allowed->reason : "not allowed";
}

TEST(InlineAllow, OursCountsWithItsReason) {
    EXPECT_EQ(reason_of("key = \"«secret»\"  # curfew:allow a test key\n"), "inline: a test key");
    EXPECT_EQ(reason_of("/* curfew:allow made up */ key = \"«secret»\";"), "inline: made up");
}

TEST(InlineAllow, WhatClosesTheCommentIsNoPartOfTheReason) {
    EXPECT_EQ(reason_of("<a k='«secret»'/> <!-- curfew:allow made up -->"), "inline: made up");
    EXPECT_EQ(reason_of("key = «secret» /* curfew:allow: made up */;"), "inline: made up");
    EXPECT_EQ(reason_of("\"«secret»\": \"curfew:allow made up\""), "inline: made up");
}

TEST(InlineAllow, WithoutAReasonItDoesNotCountAndThatIsSaid) {
    for (const char* text : {"«secret» # curfew:allow",
                             "«secret» // curfew:allow:  ", "«secret» /* curfew:allow */"}) {
        EXPECT_EQ(reason_of(text), "not allowed") << text;
        EXPECT_TRUE(Marked(text).lacks()) << text;
    }
    EXPECT_FALSE(Marked("«secret» # curfew:allow a test").lacks());
    EXPECT_FALSE(Marked("«secret»").lacks());
}

TEST(InlineAllow, OnlyItsOwnLineCounts) {
    EXPECT_EQ(reason_of("# curfew:allow above\n«secret»\n"), "not allowed");
    EXPECT_EQ(reason_of("«secret»\n# curfew:allow below\n"), "not allowed");
    EXPECT_EQ(reason_of("# curfew:allow-next-line above\n«secret»\n"), "inline: above");
    EXPECT_EQ(reason_of("# curfew:allow-next-line far\n\n«secret»\n"), "not allowed");
    EXPECT_EQ(reason_of("«secret» # curfew:allow-next-line below\n"), "not allowed");
}

TEST(InlineAllow, ASecretOfSeveralLinesIsAllowedOnItsFirstOrLast) {
    EXPECT_EQ(reason_of("# curfew:allow first\nk = «one\ntwo» # curfew:allow last\n"),
              "inline: last");
    EXPECT_EQ(reason_of("/* curfew:allow first */ «one\ntwo»\n"), "inline: first");
}

TEST(InlineAllow, AMarkerInsideTheSecretDoesNotCount) {
    EXPECT_EQ(reason_of("key = \"«abc curfew:allow me»\""), "not allowed");
}

TEST(InlineAllow, AMarkerInsideALongerWordDoesNotCount) {
    EXPECT_EQ(reason_of("«secret» # notcurfew:allow x"), "not allowed");
    EXPECT_EQ(reason_of("«secret» # curfew:allowed x"), "not allowed");
    EXPECT_EQ(reason_of("«secret» # gitleaks:allowance"), "not allowed");
}

TEST(InlineAllow, AMarkerFarOffOnALongLineDoesNotCount) {
    EXPECT_EQ(reason_of("«secret»" + std::string(5'000, ' ') + "curfew:allow x"), "not allowed");
}

TEST(InlineAllow, ForeignMarkersOfTheSameLineCount) {
    for (const std::string marker : {"gitleaks:allow", "betterleaks:allow", "trufflehog:ignore",
                                     "ggignore", "kingfisher:ignore", "pragma: allowlist secret",
                                     "pragma: whitelist secret", "secretlint-disable-line"}) {
        EXPECT_EQ(reason_of("key = «secret»  # " + marker + "\n"), "inline_foreign: " + marker);
        EXPECT_EQ(reason_of("# " + marker + "\nkey = «secret»\n"), "not allowed") << marker;
    }
}

TEST(InlineAllow, ForeignMarkersOfTheNextLineCountOnlyAbove) {
    for (const std::string marker :
         {"pragma: allowlist nextline secret", "secretlint-disable-next-line"}) {
        EXPECT_EQ(reason_of("// " + marker + "\nkey = «secret»\n"), "inline_foreign: " + marker);
        EXPECT_EQ(reason_of("key = «secret» // " + marker + "\n"), "not allowed") << marker;
    }
}

TEST(InlineAllow, ALintersCheckForPasswordsCountsInItsListAlone) {
    EXPECT_EQ(reason_of("p = '«secret»'  # nosec B105"), "inline_foreign: nosec B105");
    EXPECT_EQ(reason_of("p = '«secret»'  # nosec B101, B106"), "inline_foreign: nosec B106");
    EXPECT_EQ(reason_of("p := \"«secret»\" // #nosec G101 -- test"), "inline_foreign: nosec G101");
    EXPECT_EQ(reason_of("p = '«secret»'  # noqa: E501,S105"), "inline_foreign: noqa: S105");
    EXPECT_EQ(reason_of("p = '«secret»'  # noqa:S105"), "inline_foreign: noqa: S105");
    for (const char* bare : {"# nosec", "# noqa", "# noqa: E501", "# nosec B104"})
        EXPECT_EQ(reason_of("p = '«secret»'  " + std::string(bare)), "not allowed") << bare;
}

TEST(InlineAllow, ASkippedCheckMayStandOnEitherLine) {
    const std::string marker = "checkov:skip=CKV_SECRET_6:made up";

    EXPECT_EQ(reason_of("key = «secret» # " + marker), "inline_foreign: checkov:skip=CKV_SECRET_");
    EXPECT_EQ(reason_of("# " + marker + "\nkey = «secret»"),
              "inline_foreign: checkov:skip=CKV_SECRET_");
    EXPECT_EQ(reason_of("key = «secret» # checkov:skip=CKV_AWS_6:x"), "not allowed");
}

TEST(InlineAllow, OursComesBeforeTheOthers) {
    EXPECT_EQ(reason_of("key = «secret» # gitleaks:allow curfew:allow why"), "inline: why");
}

TEST(InlineAllow, ASpanOutsideTheBytesIsHarmless) {
    EXPECT_FALSE(inline_allow(core::as_bytes("abc"), {.begin = 10, .end = 20}).has_value());
    EXPECT_FALSE(inline_allow({}, {}).has_value());
}

TEST(ForeignMarkers, AreListedInOrder) {
    EXPECT_TRUE(std::ranges::is_sorted(foreign_markers()));
    EXPECT_FALSE(foreign_markers().empty());
}

}  // namespace
}  // namespace curfew::policy
