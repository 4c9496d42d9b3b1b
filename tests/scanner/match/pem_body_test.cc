#include "scanner/match/pem_body.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

const std::string kDashes = "-----";

// A block of three lines whose ends and beginnings are `join`, with `before` in front.
std::string block(const std::string& before, const std::string& join) {
    return before + kDashes + "BEGIN X" + kDashes + join + drawn(64, 1) + join + drawn(64, 2) +
           join + drawn(20, 3) + join + kDashes + "END X" + kDashes;
}

std::optional<PemBody> body_of(const std::string& text) {
    return read_pem_body(text, text.find("BEGIN X-----") + 12);
}

const std::string kWhole = drawn(64, 1) + drawn(64, 2) + drawn(20, 3);

TEST(PemBody, IsTheSameHoweverItIsWrapped) {
    EXPECT_EQ(body_of(block("", "\n"))->base64, kWhole);
    EXPECT_EQ(body_of(block("", "\r\n"))->base64, kWhole);
    EXPECT_EQ(body_of(block("key: |\n    ", "\n    "))->base64, kWhole);
    EXPECT_EQ(body_of(block("\"key\": \"", "\\n"))->base64, kWhole);
    EXPECT_EQ(body_of(block("\"", "\\n\" +\n  \""))->base64, kWhole);
    EXPECT_EQ(body_of(block("# ", "\n# "))->base64, kWhole);
    EXPECT_EQ(body_of(block("+", "\n+"))->base64, kWhole);
    EXPECT_EQ(body_of(block("", " "))->base64, kWhole);
}

TEST(PemBody, SpanGoesToTheEndOfTheEndLine) {
    const std::string text = block("", "\n");
    const auto body = body_of(text + "\nmore");

    EXPECT_TRUE(body->has_end);
    EXPECT_EQ(body->span.end, text.size());
}

TEST(PemBody, HeadersAreKeptApart) {
    const auto body =
        body_of(block("", "\n").replace(17, 1, "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES,00\n\n"));

    EXPECT_EQ(body->base64, kWhole);
    EXPECT_NE(body->headers.find("ENCRYPTED"), std::string::npos);
}

TEST(PemBody, AnUnfinishedBlockHasNoEnd) {
    const auto body = body_of(kDashes + "BEGIN X" + kDashes + "\n" + drawn(64));

    ASSERT_TRUE(body.has_value());
    EXPECT_FALSE(body->has_end);
    EXPECT_FALSE(body_of(kDashes + "BEGIN X" + kDashes + "\n...\n").has_value());
}

}  // namespace
}  // namespace curfew::match
