#include "scanner/sources/standard_input.h"

#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "scanner/sources/plain_file.h"
#include "tests/support/recording_sink.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

struct Read {
    core::Result<core::Covered> covered = core::Covered{};
    support::RecordingSink sink;
};

void read_text(std::string_view text, std::uint64_t bytes_max, Read& result) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const Descriptor reading(ends[0]);
    std::jthread writer([text, end = ends[1]] {
        const Descriptor writing(end);
        for (std::size_t at = 0; at < text.size();) {
            const ssize_t put = ::write(writing.number(), text.data() + at, text.size() - at);
            if (put <= 0) break;
            at += static_cast<std::size_t>(put);
        }
    });
    core::BlobSink* const sink = &result.sink;
    result.covered = StandardInput(reading.number(), bytes_max).read({&sink, 1}, {});
    while (::read(reading.number(), ends, sizeof ends) > 0) {  // let the writer end
    }
}

TEST(StandardInput, IsOneBlob) {
    Read result;

    read_text("some text", 100, result);

    ASSERT_EQ(result.sink.taken.size(), 1U);
    EXPECT_EQ(result.sink.taken[0].content, "some text");
    EXPECT_EQ(result.sink.taken[0].kind, core::PlaceKind::standard_input);
    EXPECT_EQ(result.covered.value().bytes, 9U);
    EXPECT_TRUE(result.sink.skipped.empty());
}

TEST(StandardInput, LargerThanAPipeIsReadWhole) {
    Read result;
    const std::string text(1'000'000, 'x');

    read_text(text, 1U << 20U, result);

    ASSERT_EQ(result.sink.taken.size(), 1U);
    EXPECT_EQ(result.sink.taken[0].content, text);
}

TEST(StandardInput, ExactlyTheLimitIsWholeAndOneMoreIsTold) {
    Read exact;
    Read over;

    read_text("12345", 5, exact);
    read_text("123456", 5, over);

    EXPECT_TRUE(exact.sink.skipped.empty());
    ASSERT_EQ(over.sink.taken.size(), 1U);
    EXPECT_EQ(over.sink.taken[0].content, "12345");
    EXPECT_NE(over.sink.find_skipped("rest is over --max-file-size"), nullptr);
}

TEST(StandardInput, NothingIsNoBlob) {
    Read result;

    read_text("", 100, result);

    EXPECT_TRUE(result.covered.has_value());
    EXPECT_TRUE(result.sink.taken.empty());
}

TEST(StandardInput, ABinaryIsCounted) {
    Read result;

    read_text(std::string_view("\x7f"
                               "ELF\0\0\0",
                               7),
              100, result);

    EXPECT_TRUE(result.sink.taken.empty());
    EXPECT_NE(result.sink.find_skipped("binary"), nullptr);
}

TEST(StandardInput, AFolderCannotBeRead) {
    const support::TempDir folder;
    const Descriptor opened(::open(folder.path().c_str(), O_RDONLY));
    support::RecordingSink sink;
    core::BlobSink* const pointer = &sink;

    const auto covered = StandardInput(opened.number(), 100).read({&pointer, 1}, {});

    ASSERT_FALSE(covered.has_value());
    EXPECT_EQ(covered.error().kind(), core::ErrorKind::unreachable);
}

}  // namespace
}  // namespace curfew::sources
