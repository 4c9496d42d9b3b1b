// Inputs that are too large, too many or too deep. What is asserted is counts and peak memory,
// never time.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

constexpr std::uint64_t kMebibyte = 1ULL << 20U;
constexpr std::uint64_t kPeakBytesMax = 200 * kMebibyte;

std::string assigned(unsigned number) {
    return "GITHUB_TOKEN=" + github_token(number) + "\n";
}

/// A text file of one line: a head, a hole of NULs that takes no disk, a token at each end.
void write_long_line(const Workshop& shop, const std::string& path, std::uint64_t bytes) {
    const std::string head = "token " + github_token(1) + std::string(64U << 10U, ' ');
    const std::string tail = " token " + github_token(2) + "\n";
    shop.write(path, head);
    const int file = ::open((shop.folder() / path).c_str(), O_WRONLY | O_CLOEXEC);
    ASSERT_GE(file, 0);
    const ssize_t put =
        ::pwrite(file, tail.data(), tail.size(), static_cast<off_t>(bytes - tail.size()));
    ::close(file);
    ASSERT_EQ(put, static_cast<ssize_t>(tail.size()));
}

TEST(LargeInput, ALineOfAGibibyteIsCountedNotRead) {
    const Workshop shop;
    write_long_line(shop, "line.txt", 1ULL << 30U);

    const Outcome outcome = shop.curfew({"scan", ".", "--format", "json"});

    EXPECT_EQ(outcome.exit_code, 0) << "left out by choice: " << outcome.errors;
    EXPECT_NE(outcome.output.find("larger than --max-file-size"), std::string::npos);
    EXPECT_LE(outcome.peak_bytes, kPeakBytesMax);
}

TEST(LargeInput, ALineOfAGibibyteIsReadInBoundedMemoryWhenAsked) {
    const Workshop shop;
    constexpr std::uint64_t kBytes = 1ULL << 30U;
    write_long_line(shop, "line.txt", kBytes);

    const Outcome outcome =
        shop.curfew({"scan", ".", "--format", "json", "--max-file-size", "2GiB"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_NE(outcome.output.find("\"column\": 7,"), std::string::npos) << "the one at the begin";
    const std::string last = std::to_string(kBytes - github_token(2).size());
    EXPECT_NE(outcome.output.find("\"column\": " + last), std::string::npos) << outcome.output;
    EXPECT_LE(outcome.peak_bytes, kPeakBytesMax);
}

/// A stream of one line of `mebibytes` with a token at each end, piped into curfew.
Outcome scan_stream(const Workshop& shop, unsigned mebibytes, const std::string& options) {
    shop.write("first", "token " + github_token(3) + " ");
    shop.write("last", " token " + github_token(4) + "\n");
    return shop.run("/bin/bash", {"-c", "{ cat first; head -c " + std::to_string(mebibytes) +
                                            "M /dev/zero | tr '\\0' x; cat last; } | " +
                                            std::string(CURFEW_PROGRAM) + " scan - -f jsonl " +
                                            options + "; echo ${PIPESTATUS[1]}"});
}

TEST(LargeInput, OfALongStreamTheFirstPartIsReadAndTheRestTold) {
    const Workshop shop;

    const Outcome outcome = scan_stream(shop, 100, "");

    EXPECT_TRUE(outcome.output.ends_with("\n1\n")) << outcome.output;
    EXPECT_NE(outcome.output.find("\"finding_count\":1"), std::string::npos);
    EXPECT_NE(outcome.output.find("rest is over --max-file-size"), std::string::npos);
    EXPECT_LE(outcome.peak_bytes, kPeakBytesMax);
}

TEST(LargeInput, ALongStreamIsReadInBoundedMemoryWhenAsked) {
    const Workshop shop;

    const Outcome outcome = scan_stream(shop, 300, "--max-file-size 1G");

    EXPECT_TRUE(outcome.output.ends_with("\n1\n")) << outcome.output;
    EXPECT_NE(outcome.output.find("\"finding_count\":2"), std::string::npos) << outcome.output;
    EXPECT_LE(outcome.peak_bytes, kPeakBytesMax);
}

Outcome scan_files(unsigned count) {
    const Workshop shop;
    for (unsigned number = 0; number < count; ++number) {
        shop.write("d" + std::to_string(number % 100) + "/f" + std::to_string(number), "nothing\n");
    }
    shop.write("last.env", assigned(5));
    return shop.curfew({"scan", ".", "--format", "json"});
}

TEST(LargeInput, ManyTinyFilesAreAllReadAndTakeNoMoreMemory) {
    const Outcome few = scan_files(1'000);
    const Outcome many = scan_files(20'000);

    EXPECT_EQ(many.exit_code, 1) << many.errors;
    EXPECT_NE(many.output.find("\"files\": 20001"), std::string::npos) << many.output;
    EXPECT_LE(many.peak_bytes, few.peak_bytes + 8 * kMebibyte);
}

/// Removes what is too deep for a path.
void remove_folder(const Workshop& shop, const std::string& name) {
    EXPECT_EQ(shop.run("/bin/rm", {"-rf", name}).exit_code, 0);
}

TEST(LargeInput, FoldersTenThousandDeepAreReadToTheBottom) {
    const Workshop shop;
    int folder = ::open(shop.folder().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int depth = 0; depth < 10'000; ++depth) {
        ASSERT_EQ(::mkdirat(folder, "d", 0755), 0);
        const int below = ::openat(folder, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        ::close(folder);
        folder = below;
    }
    const int file = ::openat(folder, "bottom.env", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    const std::string text = assigned(6);
    ASSERT_EQ(::write(file, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    ::close(file);
    ::close(folder);

    const Outcome outcome = shop.curfew({"scan", ".", "--format", "json"});
    remove_folder(shop, "d");

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_NE(outcome.output.find("/d/bottom.env\""), std::string::npos);
}

TEST(LargeInput, AHistoryOfDeepFoldersIsReadAndWhatIsTooDeepToPlaceIsAGap) {
    Workshop shop;
    shop.init();
    std::string path;
    for (int depth = 0; depth < 3'000; ++depth) path += "d/";
    const std::string text = assigned(7);
    const std::string commit =
        "commit refs/heads/main\ncommitter A <a@example.invalid> "
        "1700000000 +0000\ndata 1\nx\nM 100644 inline " +
        path + "bottom.env\ndata " + std::to_string(text.size()) + "\n" + text + "\n";
    ASSERT_EQ(shop.run("/usr/bin/git", {"fast-import", "--quiet"}, commit).exit_code, 0);

    const Outcome outcome = shop.curfew({"scan", "--history-only", "--format", "json"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_NE(outcome.output.find("\"github-pat-classic\""), std::string::npos);
    EXPECT_NE(outcome.output.find("folders nested too deep"), std::string::npos) << outcome.output;
}

TEST(LargeInput, ACompressionBombIsCutAndTold) {
    const Workshop shop;
    const Outcome made = shop.run("/bin/bash", {"-c", "head -c 200M /dev/zero | gzip > bomb.gz"});
    ASSERT_EQ(made.exit_code, 0) << made.errors;

    const Outcome outcome = shop.curfew({"scan", ".", "--format", "json"});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_NE(outcome.output.find("decoded bytes over the limit"), std::string::npos);
    EXPECT_LE(outcome.peak_bytes, kPeakBytesMax);
}

TEST(LargeInput, MoreLayersThanAreUndoneAreTold) {
    const Workshop shop;
    shop.write("text", assigned(8));
    const Outcome made =
        shop.run("/bin/bash", {"-c",
                               "for layer in 1 2 3 4 5 6 7 8; do base64 -w0 text > more; "
                               "mv more text; done"});
    ASSERT_EQ(made.exit_code, 0) << made.errors;

    const Outcome outcome = shop.curfew({"scan", ".", "--format", "json"});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_NE(outcome.output.find("encoded in more layers than are undone"), std::string::npos)
        << outcome.output;
}

}  // namespace
}  // namespace curfew::end_to_end
