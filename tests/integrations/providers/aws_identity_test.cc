#include "integrations/providers/aws_identity.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::providers {
namespace {

TEST(AwsIdentity, AUsersPathIsNotPartOfItsName) {
    const auto user = principal_from("arn:aws:iam::123456789012:user/division/team/name");

    ASSERT_TRUE(user);
    EXPECT_EQ(user->kind, PrincipalKind::user);
    EXPECT_EQ(user->name, "name");
    EXPECT_EQ(user->account, "123456789012");
}

TEST(AwsIdentity, RootRoleAndFederatedUserAreToldApart) {
    EXPECT_EQ(principal_from("arn:aws:iam::123456789012:root")->kind, PrincipalKind::root);
    const auto role = principal_from("arn:aws-cn:sts::123456789012:assumed-role/role/session/x");
    ASSERT_TRUE(role);
    EXPECT_EQ(role->kind, PrincipalKind::assumed_role);
    EXPECT_EQ(role->name, "role");
    EXPECT_EQ(role->session, "session/x");
    EXPECT_EQ(principal_from("arn:aws:sts::123456789012:federated-user/f")->kind,
              PrincipalKind::federated_user);
    EXPECT_EQ(principal_from("arn:aws:sts::123456789012:something-new/f")->kind,
              PrincipalKind::other);
}

TEST(AwsIdentity, WhatIsNoPrincipalIsNothing) {
    for (const std::string& text :
         {std::string(), std::string("arn"), std::string("arn:aws:s3:::bucket/key"),
          std::string("arn:aws:iam::12345678901:user/short"),
          std::string("arn:aws:iam::12345678901x:user/letters"),
          std::string("arn:aws:iam::123456789012:user/"), std::string("arn:aws:iam::123456789012:"),
          std::string("arn:aws:iam:region:123456789012:user/x"),
          std::string("arn:aws:iam::123456789012:user/x y"),
          std::string("arn:aws:iam::123456789012:user/x\n"),
          "arn:aws:iam::123456789012:user/" + std::string(3000, 'x')}) {
        EXPECT_FALSE(principal_from(text)) << text;
    }
}

TEST(AwsIdentity, ANameMadeFromPartsReadsBack) {
    const auto user = principal_from(user_arn("aws-us-gov", "123456789012", "name"));

    ASSERT_TRUE(user);
    EXPECT_EQ(user->name, "name");
}

TEST(AwsIdentity, AmazonsOwnRolesAreKnown) {
    EXPECT_TRUE(is_amazons_own_role("AWSServiceRoleForSupport"));
    EXPECT_TRUE(is_amazons_own_role("AWSReservedSSO_Admin_0123456789abcdef"));
    EXPECT_FALSE(is_amazons_own_role("deploy"));
}

}  // namespace
}  // namespace curfew::providers
