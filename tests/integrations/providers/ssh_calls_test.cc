/// Five questions to a real sshd: alive, revoked, dead, made up, and an asker without the right to
/// change the list.
#include "integrations/providers/ssh_calls.h"

#include <optional>

#include <sys/stat.h>
#include <unistd.h>

#include "integrations/providers/ssh_subject.h"
#include "tests/integrations/providers/ssh_world.h"
#include "tests/support/servers/ssh_server.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Credential;
using provider::Detail;
using provider::Inspection;
using provider::Proof;
using provider::Step;
using support::read_file;
using support::SshServer;
using support::TempDir;

class SshConformance : public testing::Test {
  protected:
    void SetUp() override {
        auto started = SshServer::start(folder_);
        ASSERT_TRUE(started.has_value()) << started.error().message();
        server_.emplace(std::move(started).value());
        for (const char* name : {"plain", "stranger", "task"}) server_->make_key(name);
        server_->authorize("plain");
        server_->sign("task", {"-z", "17", "-V", "-5m:+5m"}, "task-17");
        configure("logins", server_->login());
        configure("known_hosts", folder_.at("known_hosts"));
        configure("revoked_keys", folder_.at("krl"));
        configure("authorities", folder_.at("ca.pub"));
        configure("session_command", session_command());
    }

    void configure(const std::string& name, const std::string& value) {
        access_.settings[name] = value;
    }
    [[nodiscard]] SshSettings settings() const {
        auto read = ssh_settings_of(&access_);
        EXPECT_TRUE(read.has_value()) << (read.has_value() ? "" : read.error().message());
        return std::move(read).value();
    }
    [[nodiscard]] std::string session_command() const {
        const std::string path = folder_.write(
            "session_command", "#!/bin/sh\nCURFEW_SSHD_LOG=" + folder_.at("log") +
                                   " exec /bin/sh " CURFEW_ROOT
                                   "/integrations/providers/ssh_sessions.sh \"$@\"\n");
        ::chmod(path.c_str(), 0755);
        return path;
    }
    [[nodiscard]] Credential credential(const std::string& file) const {
        return credential_of(read_file(folder_.at(file)));
    }
    [[nodiscard]] Inspection ask(const std::string& file) const {
        return inspect_ssh(settings(), credential(file), kClock);
    }
    [[nodiscard]] Step end(const std::string& file) const {
        const Binding binding = bind_ssh(settings(), credential(file), kClock);
        EXPECT_EQ(binding.state, Binding::State::bound) << binding.reason;
        return end_ssh(settings(), credential(file), binding, kClock);
    }
    [[nodiscard]] Proof prove(const std::string& file) const {
        return prove_ssh_dead(settings(), credential(file), kClock);
    }

    TempDir folder_;
    std::optional<SshServer> server_;
    provider::ProviderAccess access_;
};

TEST_F(SshConformance, ACertificateIsAliveThenRevokedThenDead) {
    const Inspection before = ask("task-cert.pub");
    ASSERT_EQ(server_->login_by_client("task"), 0);
    EXPECT_EQ(prove("task-cert.pub").state, Proof::State::alive);

    const Step step = end("task-cert.pub");
    const Proof proof = prove("task-cert.pub");

    EXPECT_EQ(before.detail, Detail::live) << before.reason;
    EXPECT_EQ(before.owner, "task-17");
    EXPECT_TRUE(std::holds_alternative<core::Known>(before.expires_at));
    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(ask("task-cert.pub").detail, Detail::revoked);
    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
    EXPECT_EQ(end("task-cert.pub").state, Step::State::already_gone);
    // By OpenSSH's own programs.
    EXPECT_EQ(server_->asked_by_keygen("task-cert.pub"), 1);
    EXPECT_EQ(server_->asked_by_keygen("stranger.pub"), 0);
    EXPECT_EQ(server_->login_by_client("task"), 255);
    EXPECT_EQ(server_->login_by_client("plain"), 0) << "nobody else is hit";
    EXPECT_NE(server_->log().find("revoked by file"), std::string::npos);
}

TEST_F(SshConformance, AKeyIsAliveThenRevokedThenDead) {
    const Inspection before = ask("plain");

    const Step step = end("plain");
    const Proof proof = prove("plain");

    EXPECT_EQ(before.detail, Detail::live) << before.reason;
    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(ask("plain").detail, Detail::revoked);
    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
    EXPECT_EQ(end("plain").state, Step::State::already_gone);
    EXPECT_EQ(server_->asked_by_keygen("plain.pub"), 1);
    EXPECT_EQ(server_->login_by_client("plain"), 255);
    EXPECT_EQ(server_->login_by_client("task"), 0) << "nobody else is hit";
}

TEST_F(SshConformance, AMadeUpOneIsRefused) {
    const auto key = made_up_ssh_key(kKeygen, kClock);
    const auto certificate = made_up_ssh_certificate(kKeygen, support::own_user_name(), kClock);

    for (const auto* secret : {&key.value(), &certificate.value()}) {
        const Inspection answer = inspect_ssh(settings(), credential_of(secret->reveal()), kClock);
        EXPECT_EQ(answer.detail, Detail::refused) << answer.reason;
    }
}

TEST_F(SshConformance, AnAskerWithoutTheRightIsRefusedAndChangesNothing) {
    const std::string before = read_file(folder_.at("krl"));
    ::chmod(folder_.path().c_str(), 0755);
    if (::geteuid() != 0) {
        ::chmod(folder_.path().c_str(), 0555);
        EXPECT_EQ(end("task-cert.pub").state, Step::State::refused);
        ::chmod(folder_.path().c_str(), 0755);
    } else {
        const Binding binding = bind_ssh(settings(), credential("task-cert.pub"), kClock);
        const Credential certificate = credential("task-cert.pub");
        const SshSettings told = settings();
        ASSERT_EQ(::seteuid(65534), 0);
        const Step step = end_ssh(told, certificate, binding, kClock);
        ASSERT_EQ(::seteuid(0), 0);
        EXPECT_EQ(step.state, Step::State::refused) << step.reason;
    }

    EXPECT_EQ(read_file(folder_.at("krl")), before);
    EXPECT_EQ(server_->login_by_client("task"), 0);
}

TEST_F(SshConformance, AnOpenSessionIsEndedToo) {
    auto session = server_->open_session("task");
    ASSERT_TRUE(session.has_value()) << session.error().message();
    auto other = server_->open_session("plain");
    ASSERT_TRUE(other.has_value()) << other.error().message();

    const Step step = end("task-cert.pub");

    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_NE(step.reason.find("told to end"), std::string::npos) << step.reason;
    EXPECT_TRUE(support::has_ended_within(session.value().pid(), std::chrono::seconds(10)));
    EXPECT_EQ(prove("task-cert.pub").state, Proof::State::dead) << prove("task-cert.pub").reason;
    EXPECT_TRUE(other.value().is_running()) << "nobody else is hit";
}

TEST_F(SshConformance, AnOpenSessionThatNobodyEndsIsAlive) {
    auto session = server_->open_session("task");
    ASSERT_TRUE(session.has_value()) << session.error().message();
    const std::string lister = folder_.write(
        "lister", "#!/bin/sh\n[ \"$1\" = end ] && exit 1\nexec " + session_command() + " \"$@\"\n");
    ::chmod(lister.c_str(), 0755);
    configure("session_command", lister);

    const Step step = end("task-cert.pub");
    const Proof proof = prove("task-cert.pub");

    EXPECT_EQ(step.state, Step::State::accepted);
    EXPECT_NE(step.reason.find("open sessions go on"), std::string::npos) << step.reason;
    EXPECT_EQ(proof.state, Proof::State::alive) << proof.reason;
    EXPECT_NE(proof.reason.find("1 sessions"), std::string::npos) << proof.reason;
    EXPECT_TRUE(session.value().is_running());
}

TEST_F(SshConformance, WithoutASessionCommandNothingIsProven) {
    configure("session_command", "");
    EXPECT_EQ(end("task-cert.pub").state, Step::State::accepted);

    const Proof proof = prove("task-cert.pub");

    EXPECT_EQ(proof.state, Proof::State::unclear);
    EXPECT_NE(proof.reason.find("no session_command"), std::string::npos) << proof.reason;
}

TEST_F(SshConformance, WithoutALoginTheCertificateItselfAndTheListsAreAsked) {
    configure("logins", "");

    EXPECT_EQ(ask("task-cert.pub").detail, Detail::live);
    EXPECT_EQ(ask("plain").detail, Detail::unclear);
    EXPECT_EQ(end("task-cert.pub").state, Step::State::accepted);
    EXPECT_EQ(ask("task-cert.pub").detail, Detail::revoked);
    EXPECT_EQ(prove("task-cert.pub").state, Proof::State::unclear);
}

TEST_F(SshConformance, OneThatRanOutOrHasNotBegunIsSaid) {
    server_->sign("task", {"-z", "18", "-V", "20200101:20200102"});
    EXPECT_EQ(ask("task-cert.pub").detail, Detail::expired);

    server_->sign("task", {"-z", "19", "-V", "+1d:+2d"});
    EXPECT_EQ(ask("task-cert.pub").detail, Detail::unclear);
}

TEST_F(SshConformance, AnotherAuthoritysCertificateIsNeverPutOnTheList) {
    make_key(folder_, "other_ca");
    configure("authorities", folder_.at("other_ca.pub"));

    const Binding binding = bind_ssh(settings(), credential("task-cert.pub"), kClock);
    const Step step = end_ssh(settings(), credential("task-cert.pub"), binding, kClock);

    EXPECT_EQ(binding.state, Binding::State::impossible);
    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_EQ(server_->asked_by_keygen("task-cert.pub"), 0);
}

TEST_F(SshConformance, AnIdThatMovedEndsNothing) {
    Binding binding = bind_ssh(settings(), credential("task-cert.pub"), kClock);
    server_->sign("task", {"-z", "20", "-V", "-5m:+5m"});

    const Step step = end_ssh(settings(), credential("task-cert.pub"), binding, kClock);

    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_EQ(server_->asked_by_keygen("task-cert.pub"), 0);
}

TEST_F(SshConformance, ABrokenListIsNeitherAliveNorDead) {
    support::write_file(folder_.at("krl"), read_file(folder_.at("krl")).substr(0, 20));
    EXPECT_NE(server_->login_by_client("plain"), 0) << "sshd refuses everybody now";

    EXPECT_EQ(ask("task-cert.pub").detail, Detail::unclear);
    EXPECT_EQ(end("task-cert.pub").state, Step::State::not_sent);
    EXPECT_EQ(prove("task-cert.pub").state, Proof::State::unclear);
}

TEST_F(SshConformance, AKeyBehindAPassphraseNeedsAPerson) {
    server_->make_key("locked", "a passphrase");
    server_->authorize("locked");

    const Binding binding = bind_ssh(settings(), credential("locked"), kClock);

    EXPECT_EQ(ask("locked").detail, Detail::unclear);
    EXPECT_EQ(binding.state, Binding::State::impossible);
    EXPECT_NE(binding.reason.find("needs a person"), std::string::npos) << binding.reason;
    EXPECT_EQ(end_ssh(settings(), credential("locked"), binding, kClock).state,
              Step::State::not_sent);
}

}  // namespace
}  // namespace curfew::providers
