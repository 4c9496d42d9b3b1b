#include "tests/support/servers/moto.h"

#include <gtest/gtest.h>

#include "tests/support/servers/shared_server.h"

namespace curfew::support {
namespace {

constexpr const char* kWhoAmI = "print(sts.get_caller_identity()['Arn'])";

class MotoServer : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto server = shared_server<Moto>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        server_ = server.value();
    }

    /// What the key is told: its name, or why not.
    std::string answer_to(const AwsKey& key, const std::string& script = kWhoAmI) {
        const auto outcome = server_->boto(key, script);
        if (!outcome.has_value()) return outcome.error().message();
        return outcome.value().output + outcome.value().errors;
    }

    AwsKey made_key(const std::string& user) {
        const auto key = server_->make_key(user);
        EXPECT_TRUE(key.has_value()) << key.error().message();
        return key.has_value() ? key.value() : AwsKey{};
    }

    Moto* server_ = nullptr;
};

TEST_F(MotoServer, TellsAliveInactiveDeletedAndMadeUpKeysApartAsAwsDoes) {
    const AwsKey key = made_key("task-key");
    const std::string named = "UserName='task-key', AccessKeyId='" + key.id + "'";
    EXPECT_NE(answer_to(key).find("user/task-key"), std::string::npos);

    ASSERT_TRUE(
        server_->run("iam.update_access_key(" + named + ", Status='Inactive')").has_value());
    const std::string inactive = answer_to(key);
    EXPECT_NE(inactive.find("InvalidClientTokenId"), std::string::npos);
    ASSERT_TRUE(server_->run("iam.delete_access_key(" + named + ")").has_value());

    EXPECT_EQ(answer_to(key), inactive);
    EXPECT_EQ(answer_to({"AKIA" + std::string(16, 'Q'), "made up"}), inactive);
    EXPECT_NE(
        server_->run("iam.delete_access_key(" + named + ")").error().message().find("NoSuchEntity"),
        std::string::npos);
}

TEST_F(MotoServer, ChecksSignaturesAndRights) {
    AwsKey key = made_key("task-asker");
    EXPECT_NE(answer_to(key, "iam.list_users()").find("AccessDenied"), std::string::npos);

    key.secret.back() = key.secret.back() == 'x' ? 'y' : 'x';

    EXPECT_NE(answer_to(key).find("SignatureDoesNotMatch"), std::string::npos);
}

}  // namespace
}  // namespace curfew::support
