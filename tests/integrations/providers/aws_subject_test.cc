#include "integrations/providers/aws_subject.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/integrations/providers/aws_script.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using core::SecretString;

std::string error_of(const TestKey& key) {
    const auto subject = subject_of(credential_of(key));
    return subject.has_value() ? "none" : std::string(core::name_of(subject.error().kind()));
}

TEST(AwsSubject, PartsBecomeKeys) {
    const auto key = subject_of(credential_of(task_key()));
    const auto session = subject_of(credential_of(session_key()));
    const auto id = subject_of(credential_of({task_key().id}));

    ASSERT_TRUE(key.has_value() && session.has_value() && id.has_value());
    EXPECT_EQ(key.value().kind, AwsKind::access_key);
    EXPECT_EQ(key.value().keys->secret.reveal(), task_key().secret);
    EXPECT_EQ(session.value().kind, AwsKind::session);
    EXPECT_EQ(session.value().keys->session_token.reveal(), session_key().session_token);
    EXPECT_EQ(id.value().keys, nullptr);
    EXPECT_EQ(id.value().key_id, task_key().id);
}

TEST(AwsSubject, HalfOfASessionIsNotAskable) {
    EXPECT_EQ(error_of({session_key().id, session_key().secret}), "unsupported");
    EXPECT_EQ(error_of({session_key().id}), "unsupported");
}

TEST(AwsSubject, ASecretWithoutItsIdIsNotAskable) {
    provider::Credential credential;
    credential.signature = signatures::catalogue().find("aws-secret-key");
    credential.secret = SecretString(std::string_view("lower/case+secret"));

    const auto subject = subject_of(credential);

    ASSERT_FALSE(subject.has_value());
    EXPECT_EQ(subject.error().kind(), ErrorKind::unsupported);
}

TEST(AwsSubject, NothingIsInjectedThroughAnyPart) {
    for (const std::string& bad : {std::string("\n"), std::string("\r\nX: y"), std::string(1, '\0'),
                                   std::string(" "), std::string("\x7f"), std::string("\t")}) {
        TestKey id = task_key();
        id.id += bad;
        EXPECT_EQ(error_of(id), "invalid_input");
        TestKey secret = task_key();
        secret.secret += bad;
        EXPECT_EQ(error_of(secret), "invalid_input");
        TestKey token = session_key();
        token.session_token += bad;
        EXPECT_EQ(error_of(token), "invalid_input");
    }
    for (const std::string bad : {"&Action=DeleteUser", "%26", "\"", "'", "{{", "/../", ",x"}) {
        TestKey id = task_key();
        id.id += bad;
        EXPECT_EQ(error_of(id), "invalid_input") << bad;
    }
}

TEST(AwsSubject, ErrorsDoNotRepeatWhatTheyComplainOf) {
    TestKey key = task_key();
    key.id += "\nleak";
    key.secret = "leak leak";

    EXPECT_EQ(subject_of(credential_of(key)).error().message().find("leak"), std::string::npos);
}

TEST(AwsSubject, AMadeUpKeyHasAnIdOfItsOwn) {
    const auto credential = credential_of(session_key());

    const auto made = made_up_key(credential);

    ASSERT_TRUE(made.has_value()) << made.error().message();
    const std::string id(made.value().part("key_id")->reveal());
    EXPECT_TRUE(id.starts_with("ASIA"));
    EXPECT_EQ(id.size(), session_key().id.size());
    EXPECT_NE(id, session_key().id);
    EXPECT_NE(made.value().secret.reveal(), session_key().secret);
    EXPECT_NE(made.value().part("session_token")->reveal(), session_key().session_token);
    EXPECT_TRUE(subject_of(made.value()).has_value());
}

TEST(AwsSubject, AMadeUpIdIsMadeUpToo) {
    const auto made = made_up_key(credential_of({task_key().id}));

    ASSERT_TRUE(made.has_value());
    EXPECT_NE(made.value().secret.reveal(), task_key().id);
    EXPECT_TRUE(is_key_id(made.value().secret.reveal()));
}

provider::ProviderAccess admin(std::string_view text, const std::string& id = {}) {
    provider::ProviderAccess access;
    access.admin = SecretString(text);
    if (!id.empty()) access.settings["admin_id"] = id;
    return access;
}

TEST(AwsSubject, TheAdministratorIsASecretWithItsId) {
    const auto access = admin(admin_key().secret + "\n", admin_key().id);

    const auto keys = admin_keys(&access);

    ASSERT_TRUE(keys.has_value());
    EXPECT_EQ(keys.value()->id, admin_key().id);
    EXPECT_EQ(keys.value()->secret.reveal(), admin_key().secret);
    EXPECT_EQ(admin_keys(nullptr).value(), nullptr);
}

TEST(AwsSubject, TheAdministratorMayComeFromACredentialProcess) {
    const auto access = admin(R"({"Version": 1, "AccessKeyId": ")" + session_key().id +
                              R"(", "SecretAccessKey": "s3", "SessionToken": "t0"})");

    const auto keys = admin_keys(&access);

    ASSERT_TRUE(keys.has_value());
    EXPECT_EQ(keys.value()->id, session_key().id);
    EXPECT_EQ(keys.value()->secret.reveal(), "s3");
    EXPECT_EQ(keys.value()->session_token.reveal(), "t0");
}

TEST(AwsSubject, AnAdministratorThatIsNoneIsRefusedWithoutItsWords) {
    for (const auto& access : {admin("leak"), admin("{\"leak\""), admin("[]"), admin("{}"),
                               admin("two words", admin_key().id), admin("s", "leak\n")}) {
        const auto keys = admin_keys(&access);
        ASSERT_FALSE(keys.has_value());
        EXPECT_EQ(keys.error().kind(), ErrorKind::invalid_input);
        EXPECT_EQ(keys.error().message().find("leak"), std::string::npos);
    }
}

}  // namespace
}  // namespace curfew::providers
