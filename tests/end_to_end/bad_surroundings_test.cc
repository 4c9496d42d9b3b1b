// What is around a scan: signals, a home or folder that cannot be written, configuration laid by
// somebody else.
#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <pty.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

namespace fs = std::filesystem;

std::string assigned(unsigned number) {
    return "GITHUB_TOKEN=" + github_token(number) + "\n";
}

/// Writes all of `text`; returns when the other side has taken it but for a pipe's fill.
void feed(int pipe, const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t put = ::write(pipe, text.data() + at, text.size() - at);
        ASSERT_GT(put, 0);
        at += static_cast<std::size_t>(put);
    }
}

TEST(Interrupt, WhileAPipeIsSilentReportsWhatCameBefore) {
    const Workshop shop;
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    const Running running =
        shop.start({"scan", "-", "--format", "json"}, {.input = pipe[0], .errors = -1});
    ::close(pipe[0]);
    // A pipe holds 64 KiB: when as much more is written, the token was read and the scan runs.
    feed(pipe[1], assigned(1) + std::string(1U << 20U, '\n'));

    running.interrupt();
    const Outcome outcome = running.wait();
    ::close(pipe[1]);

    EXPECT_EQ(outcome.exit_code, 130) << outcome.errors;
    EXPECT_NE(outcome.output.find("\"stopped\": true"), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find("\"github-pat-classic\""), std::string::npos);
}

/// As many names of one file of a mebibyte: much to read, little on the disk.
void write_many_links(const Workshop& shop, unsigned count) {
    std::string text;
    while (text.size() < 1U << 20U) text += "a line of text that holds nothing at all\n";
    shop.write("many/0", text);
    for (unsigned number = 1; number < count; ++number) {
        fs::create_hard_link(shop.folder() / "many/0",
                             shop.folder() / "many" / std::to_string(number));
    }
}

TEST(Interrupt, InTheMiddleOfATreeReportsWhatWasCovered) {
    const Workshop shop;
    write_many_links(shop, 4'000);
    int terminal = -1;
    int terminal_of_program = -1;
    ASSERT_EQ(::openpty(&terminal, &terminal_of_program, nullptr, nullptr, nullptr), 0);
    const Running running = shop.start({"scan", "many", "--format", "json"},
                                       {.input = -1, .errors = terminal_of_program});
    ::close(terminal_of_program);
    char letter = 0;
    ASSERT_EQ(::read(terminal, &letter, 1), 1) << "the progress line: the scan runs";

    running.interrupt();
    const Outcome outcome = running.wait();
    ::close(terminal);

    EXPECT_EQ(outcome.exit_code, 130);
    EXPECT_NE(outcome.output.find("\"stopped\": true"), std::string::npos) << outcome.output;
    EXPECT_EQ(outcome.output.find("\"files\": 4000"), std::string::npos) << "not all was read";
}

/// Takes the right to write from everything below the workshop.
void make_read_only(const fs::path& folder) {
    constexpr auto kWrite =
        fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
    constexpr auto kRead = fs::perms::others_read | fs::perms::others_exec;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_symlink()) continue;
        fs::permissions(entry.path(), kRead, fs::perm_options::add);
        fs::permissions(entry.path(), kWrite, fs::perm_options::remove);
    }
    fs::permissions(folder, kRead, fs::perm_options::add);
    fs::permissions(folder, kWrite, fs::perm_options::remove);
}

void make_writable(const fs::path& folder) {
    fs::permissions(folder, fs::perms::owner_write, fs::perm_options::add);
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_directory()) {
            fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
        }
    }
}

TEST(ReadOnlyEverything, AScanWorksAndSaysWhatIsNotRemembered) {
    Workshop shop;
    shop.init();
    shop.git({"config", "safe.directory", "*"});
    shop.write("a.env", assigned(2));
    shop.commit("One");
    const fs::path home = shop.folder().parent_path() / "home";
    shop.set("TMPDIR", (home / "no-such-folder").string());
    make_read_only(shop.folder());
    make_read_only(home);

    const Outcome outcome = shop.curfew_as_nobody({"scan", ".", "--format", "json"});
    const Outcome report = shop.curfew_as_nobody({"scan", ".", "-o", "out.json"});
    make_writable(shop.folder());
    make_writable(home);

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_NE(outcome.output.find("\"github-pat-classic\""), std::string::npos);
    EXPECT_NE(outcome.errors.find("is not remembered"), std::string::npos) << outcome.errors;
    EXPECT_EQ(report.exit_code, 2) << "the report cannot be written";
    EXPECT_NE(report.errors.find("out.json"), std::string::npos) << report.errors;
}

TEST(ReadOnlyEverything, AUsersSignaturesAreCompiledWithoutACache) {
    Workshop shop;
    shop.write("mine.toml",
               "format = 1\n[provider]\nid = \"acme\"\nname = \"Acme\"\n"
               "site = \"https://acme.invalid\"\n"
               "[[source]]\nid = \"own\"\nwhat = \"ours\"\ndate = 2026-11-22\n"
               "evidence = \"tried\"\n"
               "[[signature]]\nid = \"acme-key\"\nname = \"Acme key\"\nkind = \"token\"\n"
               "pattern = '''acme_[0-9A-Za-z]{24}'''\nliterals = [\"acme_\"]\nlength_max = 40\n"
               "sources = [\"own\"]\n[signature.lifetime]\nclass = \"unbounded\"\n"
               "[signature.example]\nsecret = \"acme_{base62:24}\"\ncontexts = [\"k={secret}\"]\n");
    shop.write("a.txt", "k=acme_" + password(1) + "a1B2c3\n");
    const fs::path home = shop.folder().parent_path() / "home";
    make_read_only(home);

    const Outcome outcome =
        shop.curfew_as_nobody({"scan", "a.txt", "--signatures", "mine.toml", "-f", "json"});
    make_writable(home);

    EXPECT_NE(outcome.output.find("\"acme-key\""), std::string::npos)
        << outcome.output << outcome.errors;
}

TEST(UnreadableFolder, IsAGapAndTheRestIsRead) {
    Workshop shop;
    shop.write("closed/a", "nothing\n");
    shop.write("open/b", "nothing\n");
    fs::permissions(shop.folder() / "closed", fs::perms::none);

    const Outcome outcome = shop.curfew_as_nobody({"scan", ".", "--format", "json"});
    fs::permissions(shop.folder() / "closed", fs::perms::owner_all);

    EXPECT_EQ(outcome.exit_code, 3) << outcome.output << outcome.errors;
    EXPECT_NE(outcome.output.find("permission denied"), std::string::npos);
    EXPECT_NE(outcome.output.find("\"files\": 1"), std::string::npos) << outcome.output;
}

struct Hostile {
    const char* name;
    const char* text;
    const char* place;  ///< of the error
};

TEST(HostileConfiguration, OfTheStandingRepositoryHoldsOnlyWhatItsLayerMay) {
    constexpr std::array kCases{
        Hostile{"the key", "[fingerprint]\nkey_file = \"/tmp/k\"\n", "curfew.toml:2:"},
        Hostile{"the store", "[scan]\nstore = false\n", "curfew.toml:2:"},
        Hostile{"hosts", "[network]\nbase_url = \"https://evil.invalid\"\n", "curfew.toml:"},
        Hostile{"commands", "[hooks]\ncommand = \"touch was-run\"\n", "curfew.toml:"},
        Hostile{"how to ask", "[ask]\nurl = \"https://evil.invalid\"\n", "curfew.toml:"},
        Hostile{"the daemon", "[watch]\nsocket = \"/tmp/s\"\n", "curfew.toml:"},
        Hostile{"no TOML", "\x1b[2J[[[\n", "curfew.toml:1:"},
    };
    for (const Hostile& hostile : kCases) {
        SCOPED_TRACE(hostile.name);
        Workshop shop;
        shop.init();
        shop.write("curfew.toml", hostile.text);

        const Outcome outcome = shop.curfew({"gate", "--staged"});

        EXPECT_EQ(outcome.exit_code, 2) << outcome.output;
        EXPECT_NE(outcome.errors.find(hostile.place), std::string::npos) << outcome.errors;
        EXPECT_EQ(outcome.errors.find('\x1b'), std::string::npos);
        EXPECT_FALSE(fs::exists(shop.folder() / "was-run"));
    }
}

TEST(HostileConfiguration, APipeInItsPlaceIsAnErrorAndNoWait) {
    for (const char* name : {"curfew.toml", ".curfewignore"}) {
        SCOPED_TRACE(name);
        Workshop shop;
        shop.init();
        ASSERT_EQ(::mkfifo((shop.folder() / name).c_str(), 0644), 0);

        const Outcome outcome = shop.curfew({"gate", "--staged"});

        EXPECT_EQ(outcome.exit_code, 2);
        EXPECT_NE(outcome.errors.find("not a regular file"), std::string::npos) << outcome.errors;
    }
}

TEST(HostileConfiguration, AHugeOneIsRefused) {
    Workshop shop;
    shop.init();
    shop.write("curfew.toml", "");
    fs::resize_file(shop.folder() / "curfew.toml", 1ULL << 40U);

    const Outcome outcome = shop.curfew({"gate", "--staged"});

    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.errors.find("larger than"), std::string::npos) << outcome.errors;
}

TEST(HostileConfiguration, OfAScansTargetIsNotRead) {
    Workshop shop;
    shop.write("target/curfew.toml", "[fingerprint]\nkey_file = \"/tmp/k\"\n[[[");
    shop.write("target/.curfewignore", "no such format\n");
    shop.write("target/a.env", assigned(3));

    EXPECT_EQ(shop.curfew({"scan", "target"}).exit_code, 1);
}

}  // namespace
}  // namespace curfew::end_to_end
