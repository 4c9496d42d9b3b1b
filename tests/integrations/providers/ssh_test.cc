#include "integrations/providers/ssh.h"

#include <future>

#include "integrations/providers/ssh_subject.h"
#include "tests/integrations/providers/ssh_world.h"

namespace curfew::providers {
namespace {

using provider::Access;
using provider::Binding;
using provider::Detail;
using provider::Inspection;
using provider::Proof;
using provider::Step;
using support::read_file;
using support::TempDir;

class SshProviderTest : public testing::Test {
  protected:
    SshProviderTest() {
        make_key(folder_, "plain");
        EXPECT_EQ(keygen({"-k", "-f", folder_.at("krl")}), 0);
        access_.providers["ssh"].settings = {{"revoked_keys", folder_.at("krl")}};
    }

    [[nodiscard]] provider::Credential key() const {
        return credential_of(read_file(folder_.at("plain")));
    }

    template <typename Answer, typename Call>
    static Answer wait_for(const Call& call) {
        auto promise = std::make_shared<std::promise<Answer>>();
        auto future = promise->get_future();
        call([promise](Answer answer) { promise->set_value(std::move(answer)); });
        return future.get();
    }

    TempDir folder_;
    Access access_;
};

TEST_F(SshProviderTest, AsksBindsEndsAndProvesOnItsOwnThreads) {
    const auto ssh = make_ssh_provider(kClock, access_);

    const auto before = wait_for<Inspection>([&](auto done) { ssh->introspect(key(), done); });
    const auto binding = wait_for<Binding>([&](auto done) { ssh->bind(key(), done); });
    const auto step = wait_for<Step>([&](auto done) { ssh->revoke(key(), binding, done); });
    const auto after = wait_for<Inspection>([&](auto done) { ssh->introspect(key(), done); });
    const auto proof =
        wait_for<Proof>([&](auto done) { ssh->prove_dead(key(), binding, true, done); });

    EXPECT_EQ(before.detail, Detail::unclear) << before.reason;
    EXPECT_EQ(binding.id, key_in(folder_, "plain").fingerprint());
    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(after.detail, Detail::revoked);
    EXPECT_EQ(proof.state, Proof::State::unclear) << "no server is configured";
}

TEST_F(SshProviderTest, UnconfiguredItCanNeitherBeAskedNorEnded) {
    const Access nothing;
    const auto ssh = make_ssh_provider(kClock, nothing);

    const auto binding = wait_for<Binding>([&](auto done) { ssh->bind(key(), done); });

    EXPECT_FALSE(ssh->facts(ssh_signature()).is_askable);
    EXPECT_FALSE(ssh->facts(ssh_signature()).can_end);
    EXPECT_EQ(ssh->target(key()).error().kind(), core::ErrorKind::unsupported);
    EXPECT_FALSE(ssh->explain_ending(key(), {}).has_value());
    EXPECT_EQ(binding.state, Binding::State::impossible);
}

TEST_F(SshProviderTest, AWrongSettingIsSaidByEveryAnswer) {
    access_.providers["ssh"].settings["logins"] = "nonsense";
    const auto ssh = make_ssh_provider(kClock, access_);

    const auto answer = wait_for<Inspection>([&](auto done) { ssh->introspect(key(), done); });

    EXPECT_EQ(answer.detail, Detail::unclear);
    EXPECT_NE(answer.reason.find("[provider.ssh] logins"), std::string::npos) << answer.reason;
    EXPECT_FALSE(ssh->target(key()).has_value());
}

TEST_F(SshProviderTest, WhatIsExplainedHoldsNoSecret) {
    access_.providers["ssh"].settings["logins"] = "root@127.0.0.1:2222";
    access_.providers["ssh"].settings["known_hosts"] = folder_.at("known_hosts");
    const auto ssh = make_ssh_provider(kClock, access_);

    const std::string question = ssh->explain_question(key()).value();
    const std::string ending = ssh->explain_ending(key(), {}).value();

    EXPECT_NE(question.find("ssh-keygen -Q -f " + folder_.at("krl")), std::string::npos);
    EXPECT_NE(question.find("-p 2222 -l root"), std::string::npos);
    EXPECT_NE(ending.find("{id}"), std::string::npos);
    EXPECT_EQ((question + ending).find("PRIVATE KEY"), std::string::npos);
    EXPECT_EQ(ssh->target(key()).value().host, "127.0.0.1");
}

TEST_F(SshProviderTest, TheControlIsAnotherKeyOfTheSameShape) {
    const auto ssh = make_ssh_provider(kClock, access_);

    const auto control = ssh->made_up(key());

    ASSERT_TRUE(control.has_value());
    const auto subject = ssh_subject_of(control.value(), kKeygen, kClock);
    ASSERT_TRUE(subject.has_value());
    EXPECT_NE(subject.value().id(), key_in(folder_, "plain").fingerprint());
}

TEST_F(SshProviderTest, CallsUnderWayAreAnsweredBeforeItIsGone) {
    int answers = 0;
    std::mutex mutex;
    {
        const auto ssh = make_ssh_provider(kClock, access_);
        for (int i = 0; i < 20; ++i) {
            ssh->introspect(key(), [&](const Inspection& /*answer*/) {
                const std::lock_guard lock(mutex);
                ++answers;
            });
        }
    }
    EXPECT_EQ(answers, 20);
}

}  // namespace
}  // namespace curfew::providers
