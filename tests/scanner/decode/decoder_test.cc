#include "scanner/decode/decoder.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "scanner/core/limits.h"
#include "tests/scanner/decode/collecting_sink.h"

namespace curfew::decode {
namespace {

class Numbers {
  public:
    explicit Numbers(std::uint64_t seed) : state_(seed * 2 + 1) {}
    std::size_t below(std::size_t bound) {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return (state_ >> 33U) % bound;
    }

  private:
    std::uint64_t state_;
};

std::string any_text(Numbers& numbers, std::size_t size) {
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789 =:\n\"\\/+%";
    std::string text;
    while (text.size() < size) text += kLetters[numbers.below(kLetters.size())];
    return text;
}

// One layer of any encoding that finds its text again.
std::string wrapped_once(std::string_view text, std::size_t how) {
    switch (how) {
        case 0:
            return "data: " + base64(text) + "\n";
        case 1:
            return "{\"a\": \"x=1\\nkey=" + json_escaped(text) + "\"}";
        case 2:
            return "url=" + percent_encoded(text) + "%20%20%20%20";
        default:
            return gzip(text);
    }
}

TEST(DecoderStack, WhatWasEncodedIsFoundAgain) {
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Numbers numbers(seed);
        const std::string text = any_text(numbers, numbers.below(60)) + " password=needle " +
                                 any_text(numbers, numbers.below(200));
        CollectingSink sink("password=needle");
        sink.run(wrapped_once(text, seed % 4));
        EXPECT_TRUE(sink.has_found()) << seed;
    }
}

TEST(DecoderStack, NestedEncodingsAreFoundAgain) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Numbers numbers(seed);
        std::string text = "some words, then password=needle and more";
        for (int layer = 0; layer < 3; ++layer) {
            const bool is_binary = text.starts_with("\x1F\x8B");
            text = wrapped_once(text, is_binary ? 0 : numbers.below(4));
        }
        CollectingSink sink("password=needle");
        sink.run(text);
        EXPECT_TRUE(sink.has_found()) << seed;
    }
}

TEST(DecoderStack, Base64InJsonInGzipSaysItsContainers) {
    const std::string json =
        "{\"log\": \"step=1\\ndata=" + base64("the password is a needle") + "\\nend\"}";
    CollectingSink sink;

    sink.run(gzip(json));

    ASSERT_TRUE(sink.has_found());
    EXPECT_EQ(sink.found().kinds.front(), "gzip");
    EXPECT_EQ(sink.found().kinds.back(), "base64");
}

TEST(DecoderStack, DepthIsBounded) {
    std::string text = "the needle in the haystack";
    for (unsigned layer = 0; layer <= core::kDecodeDepthMax + 2; ++layer) text = base64(text);
    CollectingSink sink;

    sink.run(text);

    EXPECT_FALSE(sink.has_found());
    for (const Taken& taken : sink.all) EXPECT_LE(taken.kinds.size(), core::kDecodeDepthMax);
}

TEST(DecoderStack, WhatIsDeeperIsToldOnce) {
    std::string text = "the needle in the haystack";
    for (unsigned layer = 0; layer <= core::kDecodeDepthMax; ++layer) text = base64(text);
    CollectingSink sink;

    sink.run(text + "\n" + std::string(1'000, ' ') + "\n" + text);

    ASSERT_EQ(sink.skips.size(), 1U);
    EXPECT_EQ(sink.skips.front().reason, "encoded in more layers than are undone");
    EXPECT_FALSE(sink.skips.front().is_gap);
}

TEST(DecoderStack, AsDeepAsAllowedIsFoundAndNothingIsTold) {
    std::string text = "the needle in the haystack";
    for (unsigned layer = 0; layer < core::kDecodeDepthMax; ++layer) text = base64(text);
    CollectingSink sink;

    sink.run(text);

    EXPECT_TRUE(sink.has_found());
    EXPECT_TRUE(sink.skips.empty());
}

TEST(DecoderStack, PlainSourceTextGivesNothing) {
    CollectingSink sink;
    sink.run(
        "#include <string>\n\nint main(int argc, char** argv) {\n"
        "    printf(\"%5d of %d\\n\", argc, kMaximumNumberOfArguments);\n"
        "    return std::string_view(argv[0]).starts_with(\"/usr/local/bin\") ? 0 : 1;\n}\n");

    EXPECT_TRUE(sink.all.empty());
}

TEST(DecoderStack, EmptyAndTinyBlobsGiveNothing) {
    CollectingSink sink;
    for (const std::string_view text : {"", "a", "\\", "%", "\"", "\x1F", "\xFF\xFE", "%2", "\\u"})
        sink.run(text);

    for (const Taken& taken : sink.all) EXPECT_EQ(taken.text, "");
}

// Every blob's map leads into its outer blob, in order, whatever the bytes.
class CheckingSink : public core::BlobSink {
  public:
    void take(const core::Blob& blob) override {
        ++taken;
        std::size_t last = 0;
        const std::size_t step = 1 + blob.bytes.size() / 64;
        for (std::size_t at = 0; blob.offset_in_outer && at <= blob.bytes.size(); at += step) {
            const auto outer = blob.offset_in_outer(at);
            if (!outer.has_value()) continue;
            EXPECT_LE(*outer, blob.outer->bytes.size());
            EXPECT_GE(*outer, last);
            last = *outer;
        }
        for (const core::CopiedRange& range : blob.copied) {
            EXPECT_LE(range.to + range.length, blob.bytes.size());
            EXPECT_EQ(core::as_text(blob.bytes).substr(range.to, range.length),
                      core::as_text(blob.outer->bytes).substr(range.from, range.length));
        }
        (void)position_of(blob, {0, blob.bytes.size()});
        decoders.decode(blob, *this);
    }
    void skip(core::Skipped /*skipped*/) override {}

    DecoderStack decoders;
    std::size_t taken = 0;
};

void run(std::string_view text, CheckingSink& sink) {
    const core::BlobOrigin origin{.path = "", .object = {}};
    sink.decoders.begin();
    sink.decoders.decode({.bytes = core::as_bytes(text), .origin = origin}, sink);
}

TEST(DecoderStack, RandomBytesDoNoHarm) {
    CheckingSink sink;
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        Numbers numbers(seed);
        std::string bytes;
        const std::size_t size = numbers.below(400);
        while (bytes.size() < size) bytes += static_cast<char>(numbers.below(256));
        run(bytes, sink);
    }
}

TEST(DecoderStack, TextFullOfEscapesDoesNoHarm) {
    constexpr std::string_view kPieces[] = {
        "\\",   "\\n",     "\\u00",   "41", "\"",
        "%",    "%2",      "F",       "=",  "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ",
        "\n",   "\\ud83d", "\\ude00", ":",  "\r\n  ",
        "QUJD", "_-",      "+/",      " "};
    CheckingSink sink;
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
        Numbers numbers(seed);
        std::string text;
        for (std::size_t count = numbers.below(60); count > 0; --count)
            text += kPieces[numbers.below(std::size(kPieces))];
        run(text, sink);
    }
    EXPECT_GT(sink.taken, 100U);
}

TEST(DecoderStack, ChangedEncodingsDoNoHarm) {
    CheckingSink sink;
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        Numbers numbers(seed);
        std::string text = wrapped_once(any_text(numbers, 200), seed % 4);
        for (int change = 0; change < 3; ++change)
            text[numbers.below(text.size())] = static_cast<char>(numbers.below(256));
        run(text, sink);
    }
}

}  // namespace
}  // namespace curfew::decode
