/// Whole processes, from start to exit, each as a ratio against another program in the same run.
///
///   process_bench CURFEW FOLDER    FOLDER is made, filled and used again
///
/// Prints medians in milliseconds, the ratio of the medians beside the one that is wanted, and peak
/// memory. Machines are noisy: the two commands of a pair run in turn, and the ratio is what
/// counts. Exit status: 1 when a ratio was missed; 2 when a command did something else than was
/// measured.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "scanner/match/shipped.h"
#include "scanner/rules/example.h"

namespace {

namespace fs = std::filesystem;

struct Command {
    std::vector<std::string> words;
    std::string folder = "/";
    std::string input = "/dev/null";
};

struct Run {
    double milliseconds = 0.0;
    double peak_mebibytes = 0.0;
    int exit_code = -1;
};

double now_in_milliseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Starts it with its output thrown away; 0 when it cannot be started.
pid_t start(const Command& command) {
    std::vector<std::string> words = command.words;
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, command.input.c_str(), O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addchdir_np(&actions, command.folder.c_str());
    pid_t child = 0;
    if (::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ) != 0) child = 0;
    ::posix_spawn_file_actions_destroy(&actions);
    return child;
}

Run run(const Command& command) {
    const double begin = now_in_milliseconds();
    const pid_t child = start(command);
    if (child == 0) return {};
    int status = 0;
    rusage used{};
    ::wait4(child, &status, 0, &used);
    return {now_in_milliseconds() - begin, static_cast<double>(used.ru_maxrss) / 1024.0,
            WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

/// What a process holds that is no mapped file: mapped pack pages are the system's to take back.
double own_mebibytes(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    std::string word;
    double kibibytes = 0.0;
    while (status >> word) {
        if (word == "RssAnon:" && status >> kibibytes) return kibibytes / 1024.0;
    }
    return 0.0;
}

/// Prints the most a command held of its own, looked at every two milliseconds.
void measure_memory(const char* what, const Command& command, double mebibytes_max) {
    const pid_t child = start(command);
    double peak = 0.0;
    int status = 0;
    while (child != 0 && ::waitpid(child, &status, WNOHANG) == 0) {
        peak = std::max(peak, own_mebibytes(child));
        ::poll(nullptr, 0, 2);
    }
    std::printf("%-34s own memory %6.1f MiB  against the bound %6.1f MiB  ratio %6.2f  exit %d\n",
                what, peak, mebibytes_max, peak / mebibytes_max,
                WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// Two commands and what is expected of the first; a wanted ratio of zero is none.
struct Pair {
    const char* what;
    Command ours;
    Command other;
    int rounds = 0;
    int exit_code = 0;
    double ratio_max = 0.0;
    double ratio_min = 0.0;
};

enum class Outcome { met, missed, broken };

std::string wanted_text(const Pair& pair, bool is_met) {
    std::array<char, 64> text{};
    const char* const met = is_met ? "met" : "MISSED";
    if (pair.ratio_max > 0.0) {
        std::snprintf(text.data(), text.size(), "wanted <= %.1f: %s", pair.ratio_max, met);
    } else if (pair.ratio_min > 0.0) {
        std::snprintf(text.data(), text.size(), "wanted >= %.1f: %s", pair.ratio_min, met);
    }
    return text.data();
}

/// Runs both in turn and prints one row.
Outcome compare(const Pair& pair) {
    std::vector<double> our_times;
    std::vector<double> other_times;
    double peak = 0.0;
    bool is_as_expected = true;
    run(pair.ours);
    run(pair.other);
    for (int round = 0; round < pair.rounds; ++round) {
        const Run ran = run(pair.ours);
        our_times.push_back(ran.milliseconds);
        peak = std::max(peak, ran.peak_mebibytes);
        is_as_expected = is_as_expected && ran.exit_code == pair.exit_code;
        other_times.push_back(run(pair.other).milliseconds);
    }
    const double ratio = median(our_times) / median(other_times);
    const bool is_met =
        (pair.ratio_max <= 0.0 || ratio <= pair.ratio_max) && ratio >= pair.ratio_min;
    const std::string other = fs::path(pair.other.words.front()).filename().string();
    std::printf("%-34s %9.2f ms  against %-8s %9.2f ms  ratio %8.2f  %-22s peak %6.1f MiB%s\n",
                pair.what, median(our_times), other.c_str(), median(other_times), ratio,
                wanted_text(pair, is_met).c_str(), peak,
                is_as_expected ? "" : "  BROKEN: another exit status than expected");
    std::fflush(stdout);
    if (!is_as_expected) return Outcome::broken;
    return is_met ? Outcome::met : Outcome::missed;
}

void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

/// Lines of a program's text that depend on the seed alone.
std::string source_text(std::uint64_t seed, std::size_t bytes) {
    static constexpr std::array kWords{"return", "value", "const",    "if",        "(",
                                       ")",      "{\n",   "}\n",      "token",     "count",
                                       "result", "=",     ";\n",      "name",      "0x1f",
                                       "key",    "state", "\"text\"", "// note\n", "next"};
    std::string text;
    std::uint64_t state = seed;
    while (text.size() < bytes) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        text += kWords[(state >> 33U) % kWords.size()];
        text += ' ';
    }
    text.resize(bytes);
    return text;
}

void git(const fs::path& folder, std::vector<std::string> words) {
    words.insert(words.begin(), {"git", "-c", "user.name=Bench", "-c",
                                 "user.email=bench@example.invalid", "-c", "gc.auto=0"});
    run({words, folder.string()});
}

/// 10,000 small files in one commit, and ten staged files of 10 KiB on top.
fs::path staged_repository(const fs::path& folder) {
    const fs::path repository = folder / "staged";
    if (fs::exists(repository / ".git")) return repository;
    for (int number = 0; number < 10'000; ++number) {
        write(repository / ("room" + std::to_string(number % 100)) /
                  ("file" + std::to_string(number) + ".cc"),
              source_text(static_cast<std::uint64_t>(number), 400));
    }
    git(repository, {"init", "-q"});
    git(repository, {"add", "-A"});
    git(repository, {"commit", "-q", "-m", "all"});
    for (int number = 0; number < 10; ++number) {
        write(repository / "new" / ("file" + std::to_string(number) + ".cc"),
              source_text(static_cast<std::uint64_t>(number) + 50'000, 10U << 10U));
    }
    git(repository, {"add", "-A"});
    return repository;
}

fs::path plain_tree(const fs::path& folder) {
    const fs::path tree = folder / "tree";
    if (fs::exists(tree)) return tree;
    for (int number = 0; number < 4'000; ++number) {
        write(
            tree / ("room" + std::to_string(number % 50)) / ("f" + std::to_string(number) + ".cc"),
            source_text(static_cast<std::uint64_t>(number) + 90'000, 48U << 10U));
    }
    return tree;
}

/// One file above the size at which blobs are read one at a time.
fs::path large_tree(const fs::path& folder) {
    const fs::path tree = folder / "large";
    if (fs::exists(tree)) return tree;
    for (int number = 0; number < 6; ++number) {
        write(tree / ("large" + std::to_string(number) + ".txt"),
              source_text(static_cast<std::uint64_t>(number) + 7, 60U << 20U));
    }
    return tree;
}

/// Six blobs of 60 MiB, each whole in its pack.
fs::path repository_of_large_blobs(const fs::path& folder) {
    const fs::path repository = folder / "large-blobs";
    if (fs::exists(repository / ".git")) return repository;
    fs::create_directories(repository);
    git(repository, {"init", "-q"});
    for (int number = 0; number < 6; ++number) {
        write(repository / "dump.sql",
              source_text(static_cast<std::uint64_t>(number) + 70, 60U << 20U));
        git(repository, {"-c", "core.bigFileThreshold=8m", "add", "-A"});
        git(repository, {"commit", "-q", "-m", "dump"});
    }
    return repository;
}

/// Four versions of one blob of 60 MiB, three of them deltas.
fs::path repository_of_large_deltas(const fs::path& folder) {
    const fs::path repository = folder / "large-deltas";
    if (fs::exists(repository / ".git")) return repository;
    std::string text = source_text(77, 60U << 20U);
    fs::create_directories(repository);
    git(repository, {"init", "-q"});
    for (int number = 0; number < 4; ++number) {
        text += "version " + std::to_string(number) + "\n";
        write(repository / "dump.sql", text);
        git(repository, {"add", "-A"});
        git(repository, {"commit", "-q", "-m", "dump"});
    }
    git(repository, {"repack", "-a", "-d", "-q"});
    return repository;
}

/// A line with a token that is found, made here: it opens nothing.
std::string secret_line() {
    const auto catalog = curfew::match::shipped_catalog();
    const auto* signature = catalog.value().find("github-pat-classic");
    return curfew::rules::make_example(*signature, 0, 1).value().text + "\n";
}

std::vector<Pair> pairs_for(const std::string& curfew, const fs::path& folder) {
    write(folder / "line", secret_line());
    const std::string staged = staged_repository(folder).string();
    const std::string tree = plain_tree(folder).string();
    const std::string large = large_tree(folder).string();
    const Command nothing{{"/bin/true"}};
    const auto scan = [&](const std::string& where, const char* jobs) {
        return Command{{curfew, "scan", where, "--no-store", "--exit-code", "0", "-j", jobs}};
    };
    return {{.what = "cold start, one line on stdin",
             .ours = {{curfew, "scan", "-"}, "/", (folder / "line").string()},
             .other = nothing,
             .rounds = 101,
             .exit_code = 1,
             .ratio_max = 8.0},
            {.what = "gate --staged, ten files of 10 KiB",
             .ours = {{curfew, "gate", "--staged"}, staged},
             .other = {{"git", "diff", "--cached", "--name-only"}, staged},
             .rounds = 61,
             .ratio_max = 6.0},
            {.what = "directory, 188 MiB, 1 job against 2",
             .ours = scan(tree, "1"),
             .other = scan(tree, "2"),
             .rounds = 5,
             .ratio_min = 1.7},
            {.what = "directory of 60 MiB files",
             .ours = scan(large, "2"),
             .other = nothing,
             .rounds = 3}};
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fprintf(stderr, "usage: process_bench CURFEW FOLDER\n");
        return 2;
    }
    const fs::path folder = arguments[2];
    fs::create_directories(folder);
    const std::string curfew = arguments[1];
    Outcome worst = Outcome::met;
    for (const Pair& pair : pairs_for(curfew, folder)) worst = std::max(worst, compare(pair));
    const auto history = [&](const fs::path& where) {
        return Command{{curfew, "scan", where.string(), "--history-only", "--no-store",
                        "--exit-code", "0", "-j", "2"}};
    };
    constexpr double kOwnMebibytesMax = 200.0;
    measure_memory("history of 60 MiB blobs", history(repository_of_large_blobs(folder)),
                   kOwnMebibytesMax);
    measure_memory("history of 60 MiB deltas", history(repository_of_large_deltas(folder)),
                   kOwnMebibytesMax);
    return static_cast<int>(worst);
}
