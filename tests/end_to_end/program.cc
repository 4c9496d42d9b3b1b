#include "tests/end_to_end/program.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "scanner/core/check.h"

namespace curfew::end_to_end {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::string letters(std::string_view alphabet, std::size_t count, std::uint64_t seed) {
    std::string text;
    std::uint64_t state = seed * 0x9E3779B97F4A7C15ULL + 0x632BE59BD9B4E019ULL;
    while (text.size() < count) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        text += alphabet[(state >> 33U) % alphabet.size()];
    }
    return text;
}

constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// CRC-32 as in zlib, slow and plain: the twin of the product's table.
std::uint32_t crc32(std::string_view text) {
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char letter : text) {
        crc ^= static_cast<unsigned char>(letter);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

Workshop::Workshop() {
    std::string pattern = (fs::temp_directory_path() / "curfew-test-XXXXXX").string();
    core::check(::mkdtemp(pattern.data()) != nullptr);
    folder_ = fs::path(pattern) / "work";
    fs::create_directories(folder_);
    const std::string home = (folder_.parent_path() / "home").string();
    fs::create_directories(home);
    variables_ = {{"HOME", home},
                  {"PATH", "/usr/local/bin:/usr/bin:/bin"},
                  {"GIT_CONFIG_NOSYSTEM", "1"},
                  {"GIT_AUTHOR_NAME", "A Test"},
                  {"GIT_AUTHOR_EMAIL", "test@example.invalid"},
                  {"GIT_COMMITTER_NAME", "A Test"},
                  {"GIT_COMMITTER_EMAIL", "test@example.invalid"}};
}

Workshop::~Workshop() {
    std::error_code problem;
    fs::remove_all(folder_.parent_path(), problem);
}

void Workshop::write(const std::string& path, std::string_view text) const {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream stream(folder_ / path, std::ios::binary);
    stream << text;
}

std::string Workshop::read(const std::string& path) const {
    return text_of(folder_ / path);
}

void Workshop::git(const std::vector<std::string>& arguments) const {
    const Outcome outcome = run("/usr/bin/git", arguments);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
}

void Workshop::commit(const std::string& message, const std::string& date) {
    git({"add", "-A"});
    set("GIT_AUTHOR_DATE", date);
    set("GIT_COMMITTER_DATE", date);
    git({"commit", "-q", "-m", message});
}

Outcome Workshop::curfew(const std::vector<std::string>& arguments, std::string_view input) const {
    return run(CURFEW_PROGRAM, arguments, input);
}

Outcome Workshop::run(const std::string& program, const std::vector<std::string>& arguments,
                      std::string_view input) const {
    std::ofstream(folder_.parent_path() / "input", std::ios::binary) << input;
    return start_program(program, arguments, {}).wait();
}

Running Workshop::start(const std::vector<std::string>& arguments, const Streams& streams) const {
    std::ofstream(folder_.parent_path() / "input", std::ios::binary | std::ios::trunc);
    return start_program(CURFEW_PROGRAM, arguments, streams);
}

std::vector<std::string> Workshop::words_as_nobody(
    const std::vector<std::string>& arguments) const {
    // The build folder may lie where nobody may go.
    const fs::path programs = folder_.parent_path() / "programs";
    const fs::path own = CURFEW_PROGRAM;
    fs::create_directories(programs);
    fs::permissions(folder_.parent_path(), fs::perms::others_read | fs::perms::others_exec,
                    fs::perm_options::add);
    for (const char* name : {"curfew", "curfew-full"}) {
        fs::copy_file(own.parent_path() / name, programs / name, fs::copy_options::skip_existing);
    }
    std::vector<std::string> words{"--reuid=65534", "--regid=65534", "--clear-groups",
                                   (programs / "curfew").string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

Outcome Workshop::curfew_as_nobody(const std::vector<std::string>& arguments) const {
    if (::geteuid() != 0) return curfew(arguments);
    return run("/usr/bin/setpriv", words_as_nobody(arguments));
}

Running Workshop::start_as_nobody(const std::vector<std::string>& arguments) const {
    if (::geteuid() != 0) return start(arguments);
    std::ofstream(folder_.parent_path() / "input", std::ios::binary | std::ios::trunc);
    return start_program("/usr/bin/setpriv", words_as_nobody(arguments), {});
}

Running Workshop::start_program(const std::string& program,
                                const std::vector<std::string>& arguments,
                                const Streams& streams) const {
    const fs::path beside = folder_.parent_path();
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> settings;
    for (const auto& [name, value] : variables_) settings.push_back(name + "=" + value);
    std::vector<char*> argv = pointers_to(words);
    std::vector<char*> environment = pointers_to(settings);

    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
    const auto redirect = [&actions](int stream, int descriptor, const fs::path& file, int flags) {
        if (descriptor >= 0) ::posix_spawn_file_actions_adddup2(&actions, descriptor, stream);
        else ::posix_spawn_file_actions_addopen(&actions, stream, file.c_str(), flags, 0600);
    };
    redirect(0, streams.input, beside / "input", O_RDONLY);
    redirect(1, -1, beside / "output", kWrite);
    redirect(2, streams.errors, beside / "errors", kWrite);
    ::posix_spawn_file_actions_addchdir_np(&actions, folder_.c_str());
    pid_t child = 0;
    const int code =
        ::posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    EXPECT_EQ(code, 0) << program;
    return {child, beside};
}

void Running::interrupt() const {
    ::kill(child_, SIGINT);
}

Outcome Running::wait() const {
    int status = 0;
    rusage used{};
    ::wait4(child_, &status, 0, &used);
    const int exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    constexpr std::uint64_t kKibibyte = 1024;
    return {exit_code, text_of(beside_ / "output"), text_of(beside_ / "errors"),
            static_cast<std::uint64_t>(used.ru_maxrss) * kKibibyte};
}

std::string github_token(unsigned number) {
    const std::string body = letters(kBase62, 30, number + 1);
    std::uint32_t crc = crc32(body);
    std::string sum(6, '0');
    for (auto digit = sum.rbegin(); digit != sum.rend(); ++digit) {
        *digit = kBase62[crc % 62];
        crc /= 62;
    }
    return std::string("gh") + "p_" + body + sum;
}

std::string password(unsigned number) {
    return letters("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789", 18, number + 77);
}

}  // namespace curfew::end_to_end
