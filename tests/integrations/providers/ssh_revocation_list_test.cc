#include "integrations/providers/ssh_revocation_list.h"

#include <filesystem>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

#include "tests/integrations/providers/ssh_world.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using support::read_file;
using support::TempDir;
using support::write_file;

class SshRevocationListTest : public testing::Test {
  protected:
    SshRevocationListTest() {
        for (const char* name : {"ca", "other_ca", "task", "plain", "stranger"}) {
            make_key(folder_, name);
        }
        sign("task", "17");
        EXPECT_EQ(keygen({"-k", "-f", path()}), 0);
    }

    void sign(const std::string& name, const std::string& serial,
              const std::string& authority = "ca") {
        EXPECT_EQ(keygen({"-q", "-s", folder_.at(authority), "-I", "task", "-n", "root", "-z",
                          serial, folder_.at(name + ".pub")}),
                  0);
    }

    [[nodiscard]] std::string path() const { return folder_.at("krl"); }
    [[nodiscard]] SshRevocationList list(const std::string& keygen_path = kKeygen) const {
        return {path(), keygen_path, kClock};
    }
    /// 1: revoked, 0: fine, else: the list is broken; by OpenSSH's own word.
    [[nodiscard]] int asked(const std::string& name) const {
        return keygen({"-Q", "-f", path(), folder_.at(name)});
    }
    /// Nothing but the list and its lock lies beside it.
    [[nodiscard]] bool nothing_is_left_beside() const {
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
            if (entry.path().filename().string().starts_with(".")) return false;
        }
        return true;
    }
    /// A program that behaves like ssh-keygen until a list is made, and then does `script`.
    [[nodiscard]] std::string keygen_that(const std::string& script) const {
        const std::string program = folder_.write(
            "keygen",
            "#!/bin/sh\nfor word; do [ \"$before\" = -f ] && list=$word; before=$word; "
            "done\n/usr/bin/ssh-keygen \"$@\" || exit\n"
            "[ \"$1\" = -k ] || exit 0\n" +
                script + "\n");
        ::chmod(program.c_str(), 0755);
        return program;
    }

    TempDir folder_;
};

TEST_F(SshRevocationListTest, ACertificateIsRevokedByItsSerialAndItsKeyStays) {
    ASSERT_TRUE(list().add(revocation_of(certificate_in(folder_, "task"))).has_value());

    EXPECT_EQ(asked("task-cert.pub"), 1);
    EXPECT_EQ(asked("task.pub"), 0);
    EXPECT_EQ(asked("stranger.pub"), 0);
    EXPECT_TRUE(list().refuses(certificate_in(folder_, "task").line).value());
    EXPECT_FALSE(list().refuses(key_in(folder_, "task").line()).value());
}

TEST_F(SshRevocationListTest, TheSameSerialOfAnotherAuthorityIsNotHit) {
    sign("stranger", "17", "other_ca");

    ASSERT_TRUE(list().add(revocation_of(certificate_in(folder_, "task"))).has_value());

    EXPECT_EQ(asked("stranger-cert.pub"), 0);
}

TEST_F(SshRevocationListTest, WithoutASerialTheKeyIsRevokedNotEveryoneWithSerialZero) {
    sign("task", "0");
    sign("stranger", "0");

    ASSERT_TRUE(list().add(revocation_of(certificate_in(folder_, "task"))).has_value());

    EXPECT_EQ(asked("task-cert.pub"), 1);
    EXPECT_EQ(asked("task.pub"), 1);
    EXPECT_EQ(asked("stranger-cert.pub"), 0);
}

TEST_F(SshRevocationListTest, AKeyTakesItsCertificatesWithIt) {
    ASSERT_TRUE(list().add(revocation_of(key_in(folder_, "task"))).has_value());

    EXPECT_EQ(asked("task.pub"), 1);
    EXPECT_EQ(asked("task-cert.pub"), 1);
}

TEST_F(SshRevocationListTest, EarlierEntriesModeAndOwnerStayAndTheVersionGrows) {
    ASSERT_EQ(::chmod(path().c_str(), 0640), 0);
    if (::geteuid() == 0) {
        ASSERT_EQ(::chown(path().c_str(), 65534, 65534), 0);
    }

    ASSERT_TRUE(list().add(revocation_of(key_in(folder_, "plain"))).has_value());
    ASSERT_TRUE(list().add(revocation_of(certificate_in(folder_, "task"))).has_value());

    EXPECT_EQ(asked("plain.pub"), 1);
    EXPECT_EQ(asked("task-cert.pub"), 1);
    struct stat state{};
    ASSERT_EQ(::stat(path().c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 07777U, 0640U);
    EXPECT_EQ(state.st_uid, ::geteuid() == 0 ? 65534U : ::geteuid());
    const auto content =
        support::run_client({.program = kKeygen, .arguments = {"-Q", "-l", "-f", path()}});
    EXPECT_TRUE(content.value().output.starts_with("# KRL version 2\n"));
    EXPECT_TRUE(nothing_is_left_beside());
}

TEST_F(SshRevocationListTest, ASymbolicLinkStaysOne) {
    std::filesystem::rename(path(), folder_.at("real"));
    std::filesystem::create_symlink(folder_.at("real"), path());

    ASSERT_TRUE(list().add(revocation_of(key_in(folder_, "plain"))).has_value());

    EXPECT_TRUE(std::filesystem::is_symlink(path()));
    EXPECT_EQ(asked("plain.pub"), 1);
}

TEST_F(SshRevocationListTest, AnEmptyFileBecomesAList) {
    write_file(path(), "");

    ASSERT_TRUE(list().add(revocation_of(key_in(folder_, "plain"))).has_value());

    EXPECT_EQ(asked("plain.pub"), 1);
    EXPECT_EQ(asked("stranger.pub"), 0);
}

TEST_F(SshRevocationListTest, ATruncatedListIsCorruptAndLeftAlone) {
    ASSERT_TRUE(list().add(revocation_of(key_in(folder_, "plain"))).has_value());
    const std::string half = read_file(path()).substr(0, read_file(path()).size() / 2);
    write_file(path(), half);

    const auto added = list().add(revocation_of(key_in(folder_, "task")));
    const auto refuses = list().refuses(key_in(folder_, "task").line());

    ASSERT_FALSE(added.has_value());
    EXPECT_EQ(added.error().kind(), ErrorKind::corrupt);
    ASSERT_FALSE(refuses.has_value());
    EXPECT_EQ(refuses.error().kind(), ErrorKind::corrupt);
    EXPECT_EQ(read_file(path()), half);
    EXPECT_TRUE(nothing_is_left_beside());
}

TEST_F(SshRevocationListTest, AMissingListIsNotMadeUp) {
    std::filesystem::remove(path());

    const auto added = list().add(revocation_of(key_in(folder_, "plain")));

    ASSERT_FALSE(added.has_value());
    EXPECT_EQ(added.error().kind(), ErrorKind::not_found);
    EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(SshRevocationListTest, APlainListOfKeysIsUnsupported) {
    const std::string text = read_file(folder_.at("plain.pub"));
    write_file(path(), text);

    const auto added = list().add(revocation_of(key_in(folder_, "task")));

    ASSERT_FALSE(added.has_value());
    EXPECT_EQ(added.error().kind(), ErrorKind::unsupported);
    EXPECT_EQ(read_file(path()), text);
}

TEST_F(SshRevocationListTest, ANewListThatIsBrokenNeverTakesTheOldOnesPlace) {
    const std::string before = read_file(path());

    const auto added =
        list(keygen_that("truncate -s 20 \"$list\"")).add(revocation_of(key_in(folder_, "plain")));

    ASSERT_FALSE(added.has_value());
    EXPECT_EQ(added.error().kind(), ErrorKind::corrupt);
    EXPECT_EQ(read_file(path()), before);
    EXPECT_TRUE(nothing_is_left_beside());
}

TEST_F(SshRevocationListTest, ANewListThatLacksTheKeyNeverTakesTheOldOnesPlace) {
    const std::string before = read_file(path());

    const auto added = list(keygen_that("/usr/bin/ssh-keygen -k -f \"$list\""))
                           .add(revocation_of(key_in(folder_, "plain")));

    ASSERT_FALSE(added.has_value());
    EXPECT_EQ(added.error().kind(), ErrorKind::corrupt);
    EXPECT_EQ(read_file(path()), before);
}

TEST_F(SshRevocationListTest, AChangeBySomebodyElseIsNotLost) {
    const std::string theirs = "[ -e " + folder_.at("once") + " ] || { touch " +
                               folder_.at("once") + "; /usr/bin/ssh-keygen -k -u -f " + path() +
                               " " + folder_.at("stranger.pub") + "; }";

    const auto added = list(keygen_that(theirs)).add(revocation_of(key_in(folder_, "plain")));

    ASSERT_TRUE(added.has_value()) << added.error().message();
    EXPECT_EQ(asked("plain.pub"), 1);
    EXPECT_EQ(asked("stranger.pub"), 1);
}

TEST_F(SshRevocationListTest, OneThatIsChangedAllTheTimeIsTimedOut) {
    const std::string theirs = "touch -d @$(date +%s).$(date +%N) " + path();

    const auto added = list(keygen_that(theirs)).add(revocation_of(key_in(folder_, "plain")));

    ASSERT_FALSE(added.has_value());
    EXPECT_EQ(added.error().kind(), ErrorKind::timed_out);
}

TEST_F(SshRevocationListTest, TwoAtOnceBothGetTheirKeyOn) {
    std::jthread other(
        [this] { EXPECT_TRUE(list().add(revocation_of(key_in(folder_, "plain"))).has_value()); });
    EXPECT_TRUE(list().add(revocation_of(key_in(folder_, "stranger"))).has_value());
    other.join();

    EXPECT_EQ(asked("plain.pub"), 1);
    EXPECT_EQ(asked("stranger.pub"), 1);
}

TEST(SshRevocation, AKeyIdNeverReachesTheList) {
    SshCertificate certificate;
    certificate.key = {.type = "ssh-ed25519", .blob = "blob"};
    certificate.line = "line";
    for (const char* key_id : {"a\nserial: 1-9999", "a\"b", "a#b", "\x01", "id: x"}) {
        certificate.key_id = key_id;
        for (const std::uint64_t serial : {std::uint64_t{0}, std::uint64_t{7}}) {
            certificate.serial = serial;

            const SshRevocation revocation = revocation_of(certificate);

            EXPECT_EQ(revocation.line,
                      serial == 0 ? "key: " + certificate.key.line() : "serial: 7");
        }
    }
}

}  // namespace
}  // namespace curfew::providers
