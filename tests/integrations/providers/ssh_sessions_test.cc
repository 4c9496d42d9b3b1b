#include "integrations/providers/ssh_sessions.h"

#include <sys/stat.h>

#include "tests/integrations/providers/ssh_world.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using support::TempDir;

std::string program(const TempDir& folder, const std::string& script) {
    const std::string path = folder.write("sessions", "#!/bin/sh\n" + script + "\n");
    ::chmod(path.c_str(), 0755);
    return path;
}

TEST(SshSessions, EachLineIsASessionAndTheSubjectIsPassedOn) {
    const TempDir folder;
    const SshSessions sessions(program(folder, "printf '%s\\n' \"$@\""), kClock);

    EXPECT_EQ(sessions.count({"SHA256:a"}).value(), 2U);  // "list" and the fingerprint
    EXPECT_EQ(sessions.count({"SHA256:a", "17", "SHA256:b"}).value(), 4U);
    EXPECT_TRUE(sessions.end({"SHA256:a"}).has_value());
}

TEST(SshSessions, ALastLineWithoutItsEndCounts) {
    const TempDir folder;

    EXPECT_EQ(SshSessions(program(folder, "printf 'a\\nb'"), kClock).count({"x"}).value(), 2U);
    EXPECT_EQ(SshSessions(program(folder, "exit 0"), kClock).count({"x"}).value(), 0U);
}

TEST(SshSessions, AProgramThatFailsProvesNothing) {
    const TempDir folder;
    const SshSessions sessions(program(folder, "exit 3"), kClock);

    EXPECT_EQ(sessions.count({"x"}).error().kind(), ErrorKind::internal);
    EXPECT_EQ(sessions.end({"x"}).error().kind(), ErrorKind::internal);
}

TEST(SshSessions, WithoutAProgramItIsUnsupported) {
    EXPECT_EQ(SshSessions({}, kClock).count({"x"}).error().kind(), ErrorKind::unsupported);
}

class SshSessionsScript : public testing::Test {
  protected:
    /// What ssh_sessions.sh lists where sshd logged `lines` and every port has an open session.
    std::string listed(const std::string& lines, const std::vector<std::string>& subject) {
        const std::string log = folder_.write("log", lines);
        const std::string fake = folder_.write("bin/ss",
                                               "#!/bin/sh\necho 'users:((\"sshd\",pid=1,"
                                               "fd=4))'\n");
        ::chmod(fake.c_str(), 0755);
        std::vector<std::string> arguments{CURFEW_ROOT "/integrations/providers/ssh_sessions.sh",
                                           "list"};
        arguments.insert(arguments.end(), subject.begin(), subject.end());
        const auto outcome = support::run_client(
            {.program = "/bin/sh",
             .arguments = arguments,
             .environment = {"CURFEW_SSHD_LOG=" + log, "PATH=" + folder_.at("bin") + ":/usr/bin"}});
        return outcome.has_value() ? outcome.value().output : outcome.error().message();
    }

    TempDir folder_;
};

TEST_F(SshSessionsScript, OnlyTheLastLoginFromAPortCounts) {
    const std::string lines =
        "Accepted publickey for root from 10.0.0.1 port 5000 ssh2: ED25519 SHA256:aaa\n"
        "Accepted publickey for root from 10.0.0.1 port 5001 ssh2: ED25519 SHA256:aaa\n"
        "Accepted publickey for root from 10.0.0.1 port 5000 ssh2: ED25519 SHA256:bbb\n"
        "Accepted password for root from 10.0.0.2 port 5001 ssh2\n";

    EXPECT_EQ(listed(lines, {"SHA256:aaa"}), "10.0.0.1 5001\n");
}

TEST_F(SshSessionsScript, AKeyIdCannotPassForAnotherCertificate) {
    const std::string lines =
        "Accepted publickey for a from 10.0.0.1 port 1 ssh2: ED25519-CERT SHA256:k ID x (serial "
        "17) "
        "CA ED25519 SHA256:ca (serial 4) CA ED25519 SHA256:ca\n"
        "Accepted publickey for a from 10.0.0.1 port 2 ssh2: ED25519-CERT SHA256:k ID x (serial "
        "17) "
        "CA ED25519 SHA256:ca\n"
        "Accepted publickey for a from 10.0.0.1 port 3 ssh2: ED25519-CERT SHA256:k ID x (serial "
        "17) "
        "CA ED25519 SHA256:other\n";

    EXPECT_EQ(listed(lines, {"SHA256:k", "17", "SHA256:ca"}), "10.0.0.1 2\n");
}

}  // namespace
}  // namespace curfew::providers
