#include <string>

#include <gtest/gtest.h>

#include "scanner/match/shape_finders.h"
#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

ShapeProbe url_probe() {
    return {rules::Shape::url_userinfo, rules::SecretKind::password, {"://"}};
}
ShapeProbe database_probe() {
    return {rules::Shape::url_userinfo, rules::SecretKind::connection_string, {"://"}};
}

TEST(ShapeUrlUserinfo, PasswordUserAndHost) {
    const auto found = url_probe().find("git clone https://dev:" + drawn(16) + "@git.acme.io/x");

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].secret.reveal(), drawn(16));
    EXPECT_EQ(found[0].parts[0].value.reveal(), "dev");
    EXPECT_EQ(found[0].parts[1].value.reveal(), "git.acme.io");
}

TEST(ShapeUrlUserinfo, CanonicalBytesAreDecoded) {
    const std::string encoded = "p%40ss%2Fw0rd9";

    EXPECT_EQ(url_probe().secret("https://dev:" + encoded + "@git.acme.io/"), "p@ss/w0rd9");
}

TEST(ShapeUrlUserinfo, AnAtSignInsideThePasswordBelongsToIt) {
    const std::string password = "s2Tf2k@rLMy";

    EXPECT_EQ(database_probe().secret("postgres://svc:" + password + "@db.acme.io:5434/x"),
              password);
}

TEST(ShapeUrlUserinfo, DatabasesAreConnectionStringsAndConfirmedOnRealHosts) {
    const std::string url = "mongodb+srv://svc:" + drawn(16) + "@cluster0.acme.io/x";

    EXPECT_TRUE(url_probe().find(url).empty());
    ASSERT_EQ(database_probe().find(url).size(), 1U);
    EXPECT_TRUE(database_probe().find(url)[0].is_confirmed);
    EXPECT_FALSE(
        database_probe().find("redis://:" + drawn(16) + "@localhost:6379")[0].is_confirmed);
}

TEST(ShapeUrlUserinfo, LoneTokensHaveToBeDrawn) {
    EXPECT_EQ(url_probe().secret("https://" + drawn(32) + "@pypi.acme.io/simple"), drawn(32));
    EXPECT_EQ(url_probe().secret("https://" + drawn(32) + ":@pypi.acme.io/simple"), drawn(32));
    EXPECT_TRUE(url_probe().find("ssh://git@github.com/acme/x").empty());
}

TEST(ShapeUrlUserinfo, StandInsAreNotShown) {
    for (const std::string_view url :
         {"https://user:password@host.com/", "https://user:${PASSWORD}@git.acme.io/",
          "https://user:{{ password }}@git.acme.io/", "https://<user>:<pass>@acme.io",
          "https://acme.io/a:b@c", "http://a:b@c", "https://user:changeme@acme.io"})
        EXPECT_LT(url_probe().confidence(url), kShown) << url;
    EXPECT_LT(database_probe().confidence("postgres://postgres:postgres@localhost/x"), kShown);
}

TEST(ShapeUrlUserinfo, ExampleHostsLowerIt) {
    const std::string password = drawn(16);

    EXPECT_LT(url_probe().confidence("https://dev:" + password + "@git.example.com/"),
              url_probe().confidence("https://dev:" + password + "@git.acme.io/"));
}

}  // namespace
}  // namespace curfew::match
