#include <string>

#include <gtest/gtest.h>

#include "scanner/match/shape_finders.h"
#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

ShapeProbe probe() {
    return {rules::Shape::authorization,
            rules::SecretKind::password,
            {"basic ", "bearer ", "authorization", "curl", "\"auth\""}};
}

// base64 of svc:hunter2!Xy
constexpr std::string_view kPair = "c3ZjOmh1bnRlcjIhWHk=";

TEST(ShapeAuthorization, BasicIsDecodedToItsPassword) {
    const auto found = probe().find("Authorization: Basic " + std::string(kPair));

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].secret.reveal(), "hunter2!Xy");
    EXPECT_EQ(found[0].parts[0].value.reveal(), "svc");
}

TEST(ShapeAuthorization, BasicThatDoesNotDecodeIsNothing) {
    for (const std::string_view text :
         {"Basic Operations", "Basic realm=\"x\"", "basic authentication is used", "Basic YWJj"})
        EXPECT_TRUE(probe().find(text).empty()) << text;
}

TEST(ShapeAuthorization, BearerTokensHaveToBeDrawn) {
    EXPECT_EQ(probe().secret("Authorization: Bearer " + drawn(40)), drawn(40));
    EXPECT_LT(probe().confidence("Authorization: Bearer ${TOKEN}"), kShown);
    EXPECT_LT(probe().confidence("Authorization: Bearer your-token-here"), kShown);
    EXPECT_LT(probe().confidence("the bearer of this letter"), kShown);
}

TEST(ShapeAuthorization, HeadersWithoutScheme) {
    EXPECT_EQ(probe().secret("'Authorization': '" + drawn(40) + "'"), drawn(40));
    EXPECT_TRUE(probe().find("Authorization: NTLM " + drawn(40)).empty());
}

TEST(ShapeAuthorization, CurlTakesItsUserInManyWays) {
    for (const std::string_view text :
         {"curl -u svc:@ https://acme.io", "curl -s --user 'svc:@' https://acme.io",
          "curl --user svc:'@' -X GET x", "curl \\\n  -u \"svc:@\" x", "curl --proxy-user=svc:@ x"})
        EXPECT_EQ(probe().secret(with(text, "hunter2!Xy")), "hunter2!Xy") << text;
}

TEST(ShapeAuthorization, CurlWithVariablesOrWithoutUser) {
    for (const std::string_view text :
         {"curl -u $USER:$PASSWORD x", "curl -u \"${U}:${P}\" x", "curl https://acme.io -k",
          "curl x\ncat -u svc:@", "curl -u user:password x"})
        EXPECT_LT(probe().confidence(with(text, "hunter2!Xy")), kShown) << text;
}

TEST(ShapeAuthorization, RegistryLogins) {
    EXPECT_EQ(probe().secret(R"({"auths": {"r": {"auth": ")" + std::string(kPair) + "\"}}}"),
              "hunter2!Xy");
    EXPECT_TRUE(probe().find(R"("auth": ")" + drawn(32) + "\"").empty());
}

}  // namespace
}  // namespace curfew::match
