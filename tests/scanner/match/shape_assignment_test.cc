#include <string>

#include <gtest/gtest.h>

#include "scanner/match/shape_finders.h"
#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

TEST(ShapeAssignment, OneAssignmentIsFoundOnceHoweverManyWordsLeadToIt) {
    const ShapeProbe probe(rules::Shape::assignment, rules::SecretKind::token,
                           {"secret", "key", "key =", "access_key"});

    EXPECT_EQ(probe.find("secret_access_key = \"" + drawn(40) + "\"").size(), 1U);
}

TEST(ShapeAssignment, PasswordsBelongToSignaturesOfPasswords) {
    const ShapeProbe tokens(rules::Shape::assignment, rules::SecretKind::token, {"pass"});

    EXPECT_TRUE(tokens.find("password = \"" + drawn(20) + "\"").empty());
    EXPECT_EQ(password_probe().find("password = \"" + drawn(20) + "\"").size(), 1U);
}

TEST(ShapeAssignment, TheWordBeforeALoneKeySaysWhichKey) {
    EXPECT_GE(key_probe().confidence("acme key = " + drawn(32)), kShown);
    EXPECT_LT(key_probe().confidence("cache key = " + drawn(32)), kShown);
}

TEST(ShapeAssignment, ConnectionStringsCarryTheirHostAndUser) {
    const ShapeProbe probe(rules::Shape::assignment, rules::SecretKind::connection_string,
                           {"password="});
    const auto found = probe.find("\"Server=db.acme.io;User Id=svc;Password=" + drawn(16) + ";\"");

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].secret.reveal(), drawn(16));
    ASSERT_EQ(found[0].parts.size(), 2U);
    EXPECT_EQ(found[0].parts[0].value.reveal(), "svc");
    EXPECT_EQ(found[0].parts[1].value.reveal(), "db.acme.io");
    EXPECT_TRUE(probe.find("password=" + drawn(16)).empty());
}

TEST(ShapeAssignment, SpanIsTheValueAsItIsWritten) {
    const std::string text = "password = \"" + drawn(20) + "\"";
    const auto found = password_probe().find(text);

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].span, (core::Span{.begin = 12, .end = 32}));
    EXPECT_EQ(found[0].confidence.reasons.back(), "assigned to password");
}

}  // namespace
}  // namespace curfew::match
