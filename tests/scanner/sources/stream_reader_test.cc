#include "scanner/sources/stream_reader.h"

#include <array>
#include <string>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "scanner/core/bytes.h"
#include "scanner/sources/plain_file.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

struct Pushed {
    std::string text;
    core::Piece piece;
    bool is_whole = false;
};

class PieceSink final : public core::BlobSink {
  public:
    void take(const core::Blob& blob) override {
        const bool is_whole = blob.piece == nullptr;
        all.push_back({std::string(core::as_text(blob.bytes)),
                       is_whole ? core::Piece{} : *blob.piece, is_whole});
    }
    void skip(core::Skipped /*skipped*/) override {}

    std::vector<Pushed> all;
};

struct Read {
    StreamOutcome outcome;
    std::vector<Pushed> all;

    /// What the pieces call their own, joined.
    [[nodiscard]] std::string own_text() const {
        std::string text;
        for (const Pushed& one : all) {
            const core::Span own = one.is_whole ? core::Span{0, one.text.size()} : one.piece.own;
            text += one.text.substr(own.begin, own.size());
        }
        return text;
    }
};

Read read_text(const std::string& text, StreamOptions options) {
    const support::TempDir folder;
    folder.write("file", text);
    const Descriptor file(::open(folder.at("file").c_str(), O_RDONLY | O_CLOEXEC));
    const core::BlobOrigin origin{.path = "file"};
    std::vector<std::byte> buffer;
    PieceSink sink;
    const StreamOutcome outcome =
        StreamReader(sink, buffer, {}).read(file.number(), origin, options);
    return {outcome, std::move(sink.all)};
}

/// Lines of differing lengths, with letters of two bytes.
std::string lines(std::size_t bytes) {
    std::string text;
    for (std::size_t at = 0; text.size() < bytes; ++at) {
        text += std::to_string(at) + (at % 3 == 0 ? " \xC3\xA9" : "") + (at % 7 == 0 ? "\n" : " ");
    }
    text.resize(bytes, '.');
    return text;
}

constexpr StreamOptions kSmallPieces{
    .bytes_max = 1U << 30U, .piece_bytes_max = 1'000, .overlap_bytes = 200};

TEST(StreamReader, WhatFitsIsPushedWhole) {
    const Read read = read_text(lines(1'000), kSmallPieces);

    ASSERT_EQ(read.all.size(), 1U);
    EXPECT_TRUE(read.all[0].is_whole);
    EXPECT_EQ(read.outcome.bytes, 1'000U);
}

TEST(StreamReader, PiecesOverlapAndTheirOwnPartsAreTheWhole) {
    for (const std::size_t bytes : {1'001U, 1'800U, 1'801U, 5'000U, 12'345U}) {
        SCOPED_TRACE(bytes);
        const std::string text = lines(bytes);

        const Read read = read_text(text, kSmallPieces);

        EXPECT_GT(read.all.size(), 1U);
        EXPECT_EQ(read.own_text(), text);
        EXPECT_EQ(read.outcome.bytes, bytes);
        for (std::size_t at = 1; at < read.all.size(); ++at) {
            const std::string& before = read.all[at - 1].text;
            EXPECT_TRUE(read.all[at].text.starts_with(before.substr(before.size() - 200)));
        }
    }
}

TEST(StreamReader, APieceKnowsWhereItBegins) {
    const std::string text = lines(5'000);

    const Read read = read_text(text, kSmallPieces);

    std::size_t begin = 0;
    for (const Pushed& one : read.all) {
        core::Piece counted;
        for (const char letter : text.substr(0, begin)) {
            const bool continues = (static_cast<unsigned char>(letter) & 0xC0U) == 0x80U;
            counted.letter_column += continues ? 0 : 1;
            ++counted.column;
            if (letter == '\n') counted = {counted.line + 1, 1, 1, {}};
        }
        EXPECT_EQ(one.piece.line, counted.line);
        EXPECT_EQ(one.piece.column, counted.column);
        EXPECT_EQ(one.piece.letter_column, counted.letter_column);
        begin += one.text.size() - 200;
    }
}

TEST(StreamReader, WhatIsOverTheLimitIsLeftOutOrReadUpToIt) {
    StreamOptions options{.bytes_max = 500};

    const Read left_out = read_text(lines(501), options);
    options.keeps_first_part = true;
    const Read cut = read_text(lines(501), options);

    EXPECT_EQ(left_out.outcome.end, StreamOutcome::End::too_large);
    EXPECT_TRUE(left_out.all.empty());
    EXPECT_EQ(cut.outcome.end, StreamOutcome::End::too_large);
    ASSERT_EQ(cut.all.size(), 1U);
    EXPECT_EQ(cut.all[0].text, lines(501).substr(0, 500));
}

TEST(StreamReader, TheLimitCutsPiecesToo) {
    StreamOptions options = kSmallPieces;
    options.bytes_max = 2'500;
    options.keeps_first_part = true;

    const Read read = read_text(lines(9'000), options);

    EXPECT_EQ(read.outcome.end, StreamOutcome::End::too_large);
    EXPECT_EQ(read.own_text(), lines(9'000).substr(0, 2'500));
}

TEST(StreamReader, ABinaryIsTold) {
    const Read read = read_text(std::string("\0\0\1\2 binary", 11), kSmallPieces);

    EXPECT_EQ(read.outcome.end, StreamOutcome::End::binary);
    EXPECT_TRUE(read.all.empty());
}

TEST(StreamReader, AStopEndsTheWaitForASilentPipe) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const Descriptor reading(ends[0]);
    const Descriptor writing(ends[1]);
    ASSERT_EQ(::write(writing.number(), "text", 4), 4);
    std::stop_source stop;
    const core::BlobOrigin origin{};
    std::vector<std::byte> buffer;
    PieceSink sink;
    const std::jthread stopper([&stop] { stop.request_stop(); });

    const StreamOutcome outcome =
        StreamReader(sink, buffer, stop.get_token())
            .read(reading.number(), origin, {.bytes_max = 100, .may_be_silent = true});

    EXPECT_EQ(outcome.end, StreamOutcome::End::whole);
}

}  // namespace
}  // namespace curfew::sources
