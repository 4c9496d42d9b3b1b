#include "tests/support/servers/ssh_server.h"

#include <gtest/gtest.h>

#include "tests/support/servers/shared_server.h"

namespace curfew::support {
namespace {

class OpenSshServer : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto server = shared_server<SshServer>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        server_ = server.value();
    }

    std::string made_key(const std::string& name) {
        const auto key = server_->make_key(name);
        EXPECT_TRUE(key.has_value()) << key.error().message();
        return key.has_value() ? key.value() : std::string();
    }

    int login_code(const std::string& key) {
        const auto outcome = server_->login(key);
        return outcome.has_value() ? outcome.value().exit_code : -1;
    }

    static int keygen_code(std::vector<std::string> arguments) {
        const auto outcome = SshServer::keygen(std::move(arguments));
        return outcome.has_value() ? outcome.value().exit_code : -1;
    }

    void revoke_serial(const std::string& serial) {
        const TempDir folder;
        const std::string what = folder.write("what", "serial: " + serial + "\n");
        ASSERT_EQ(keygen_code({"-q", "-k", "-u", "-f", server_->revocation_list(), "-s",
                               server_->authority() + ".pub", what}),
                  0);
    }

    SshServer* server_ = nullptr;
};

TEST_F(OpenSshServer, LetsCertifiedKeysInUntilTheListNamesThem) {
    const std::string key = made_key("certified");
    ASSERT_TRUE(server_->certify(key, 17, "+5m").has_value());
    EXPECT_EQ(login_code(key), 0);

    revoke_serial("17");

    EXPECT_EQ(login_code(key), 255);
    EXPECT_EQ(keygen_code({"-Q", "-f", server_->revocation_list(), key + "-cert.pub"}), 1);
    EXPECT_NE(read_file(server_->log()).find("revoked by file"), std::string::npos);
}

TEST_F(OpenSshServer, RefusesEndedCertificatesAndStrangers) {
    const std::string ended = made_key("ended");
    ASSERT_TRUE(server_->certify(ended, 18, "20200101:20200102").has_value());

    EXPECT_EQ(login_code(ended), 255);
    EXPECT_EQ(login_code(made_key("stranger")), 255);
    EXPECT_NE(read_file(server_->log()).find("Certificate invalid: expired"), std::string::npos);
}

TEST_F(OpenSshServer, AHeldSessionOutlivesTheRevocation) {
    const std::string key = made_key("plain");
    server_->authorize(key);
    const auto session = server_->hold_session(key);
    ASSERT_TRUE(session.has_value()) << session.error().message();

    ASSERT_EQ(keygen_code({"-q", "-k", "-u", "-f", server_->revocation_list(), key + ".pub"}), 0);

    EXPECT_EQ(login_code(key), 255);
    EXPECT_TRUE(session.value().is_running());
}

}  // namespace
}  // namespace curfew::support
