#include "scanner/match/shapes.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

TEST(Shapes, EachShapeReadsItsOwnSyntax) {
    const std::string text = "https://svc:" + drawn(16) + "@git.acme.io";
    const ShapeProbe url(rules::Shape::url_userinfo, rules::SecretKind::password, {"://"});
    const ShapeProbe assignment(rules::Shape::assignment, rules::SecretKind::password, {"://"});

    EXPECT_EQ(url.find(text).size(), 1U);
    EXPECT_TRUE(assignment.find(text).empty());
}

TEST(Shapes, DetectionsNameTheirSignature) {
    const ShapeProbe probe = password_probe();
    const auto found = probe.find("password = \"" + drawn(16) + "\"");

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].signature->shape, rules::Shape::assignment);
}

TEST(Shapes, AnAnchorAtTheVeryEndIsNothing) {
    for (const rules::Shape shape :
         {rules::Shape::assignment, rules::Shape::url_userinfo, rules::Shape::private_key,
          rules::Shape::authorization, rules::Shape::jwt}) {
        const ShapeProbe probe(shape, rules::SecretKind::password, {"basic ", "token", "://"});
        EXPECT_TRUE(probe.find("basic ").empty());
        EXPECT_TRUE(probe.find("token").empty());
        EXPECT_TRUE(probe.find("https://").empty());
    }
}

}  // namespace
}  // namespace curfew::match
