/// The built program in a directory of its own, as a user runs it.
///
/// Owns:     the directory, removed at the end; a home of its own inside it, so that nothing of the
///           machine's configuration is seen.
/// Threads:  one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace curfew::end_to_end {

struct Outcome {
    int exit_code = -1;
    std::string output;  ///< standard output
    std::string errors;  ///< standard error
    std::uint64_t peak_bytes = 0;
};

/// Where a program's three streams go; a descriptor that is not set stands for a file beside the
/// workshop's folder.
struct Streams {
    int input = -1;
    int errors = -1;
};

/// A program that runs while the test goes on.
class Running {
  public:
    Running(pid_t child, std::filesystem::path beside)
        : child_(child), beside_(std::move(beside)) {}

    void interrupt() const;
    [[nodiscard]] pid_t process() const { return child_; }
    /// Waits for its end, once.
    [[nodiscard]] Outcome wait() const;

  private:
    pid_t child_;
    std::filesystem::path beside_;
};

class Workshop {
  public:
    Workshop();
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;
    Workshop(Workshop&&) = delete;
    Workshop& operator=(Workshop&&) = delete;
    ~Workshop();

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    /// Makes a file, and the folders above it.
    void write(const std::string& path, std::string_view text) const;
    [[nodiscard]] std::string read(const std::string& path) const;

    /// Runs `git` here; the test fails when git does.
    void git(const std::vector<std::string>& arguments) const;
    void init() const { git({"init", "-q", "-b", "main", "."}); }
    /// Adds everything and commits it; `date` as git reads it.
    void commit(const std::string& message, const std::string& date = "2024-05-01T12:00:00Z");

    /// Runs curfew here.
    [[nodiscard]] Outcome curfew(const std::vector<std::string>& arguments,
                                 std::string_view input = {}) const;

    /// Runs any program here.
    [[nodiscard]] Outcome run(const std::string& program, const std::vector<std::string>& arguments,
                              std::string_view input = {}) const;

    /// Starts curfew here and returns at once.
    [[nodiscard]] Running start(const std::vector<std::string>& arguments,
                                const Streams& streams = {}) const;

    /// Runs curfew as a user without rights: as nobody when the tests run as root.
    [[nodiscard]] Outcome curfew_as_nobody(const std::vector<std::string>& arguments) const;
    /// The same, started: the process is curfew's own.
    [[nodiscard]] Running start_as_nobody(const std::vector<std::string>& arguments) const;

    void set(const std::string& variable, const std::string& value) {
        variables_[variable] = value;
    }

  private:
    /// setpriv's words for it.
    [[nodiscard]] std::vector<std::string> words_as_nobody(
        const std::vector<std::string>& arguments) const;
    [[nodiscard]] Running start_program(const std::string& program,
                                        const std::vector<std::string>& arguments,
                                        const Streams& streams) const;

    std::filesystem::path folder_;
    std::map<std::string, std::string> variables_;
};

/// A GitHub token of the classic kind with the right checksum, made here: it opens nothing.
[[nodiscard]] std::string github_token(unsigned number);

/// A value like a generated password, made here.
[[nodiscard]] std::string password(unsigned number);

}  // namespace curfew::end_to_end
