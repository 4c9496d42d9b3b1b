#include "tests/end_to_end/program.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <spawn.h>
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
    const fs::path beside = folder_.parent_path();
    std::ofstream(beside / "input", std::ios::binary) << input;
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> settings;
    for (const auto& [name, value] : variables_) settings.push_back(name + "=" + value);
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::vector<char*> environment;
    for (std::string& setting : settings) environment.push_back(setting.data());
    environment.push_back(nullptr);

    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, (beside / "input").c_str(), O_RDONLY, 0);
    constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
    ::posix_spawn_file_actions_addopen(&actions, 1, (beside / "output").c_str(), kWrite, 0600);
    ::posix_spawn_file_actions_addopen(&actions, 2, (beside / "errors").c_str(), kWrite, 0600);
    ::posix_spawn_file_actions_addchdir_np(&actions, folder_.c_str());
    pid_t child = 0;
    const int code =
        ::posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    EXPECT_EQ(code, 0) << program;
    int status = 0;
    ::waitpid(child, &status, 0);
    const int exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {exit_code, text_of(beside / "output"), text_of(beside / "errors")};
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
