#include "scanner/decode/utf16_text.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/decode/collecting_sink.h"

namespace curfew::decode {
namespace {

Taken found_in(const std::string& text) {
    CollectingSink sink;
    sink.run(text);
    return sink.found();
}

TEST(Utf16, BothByteOrdersAreReadWithAndWithoutAMark) {
    const std::string text = "one\ntwo needle three\n";
    for (const std::string& bytes :
         {"\xFF\xFE" + utf16(text, false), "\xFE\xFF" + utf16(text, true), utf16(text, false),
          utf16(text, true)}) {
        const Taken taken = found_in(bytes);
        EXPECT_EQ(taken.text, text);
        EXPECT_EQ(taken.kinds, std::vector<std::string>{"utf16"});
    }
}

TEST(Utf16, PositionIsThatOfTheTextAnEditorShows) {
    const Taken taken = found_in("\xFF\xFE" + utf16("one\ntwo needle three\n", false));

    EXPECT_EQ(taken.needle, (core::Position{2, 5, 2, 11}));
}

TEST(Utf16, LettersOfSeveralBytesCountAsTheirBytes) {
    std::string bytes = "\xFF\xFE";
    bytes += std::string("\xE9\x00\xAC\x20\x3D\xD8\x00\xDE", 8);  // é, €, 😀
    bytes += utf16(" needle", false);

    const Taken taken = found_in(bytes);

    EXPECT_EQ(taken.text, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 needle");
    EXPECT_EQ(taken.needle.column, 11U);
}

TEST(Utf16, SingleSurrogatesAndAnOddEndDoNoHarm) {
    std::string bytes = "\xFF\xFE";
    bytes += std::string("\x3D\xD8\x41\x00\x00\xDE", 6);
    bytes += utf16("needle", false) + "x";

    EXPECT_EQ(found_in(bytes).text,
              "\xEF\xBF\xBD"
              "A\xEF\xBF\xBDneedle");
}

TEST(Utf16, BinaryWithZerosIsNoText) {
    CollectingSink sink;
    sink.run(std::string(1000, '\0'));
    sink.run(
        std::string("\x7F"
                    "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0\x01\0\0\0",
                    24));

    EXPECT_TRUE(sink.all.empty());
}

TEST(Utf16, MapLeadsBackToTheBytes) {
    std::string letters;
    for (int at = 0; at < 3000; ++at) letters += static_cast<char>('a' + at % 26);
    const std::string bytes = "\xFF\xFE" + utf16(letters, false);

    struct Sink : core::BlobSink {
        void take(const core::Blob& blob) override {
            for (std::size_t at = 0; at < blob.bytes.size(); at += 7)
                EXPECT_EQ(blob.offset_in_outer(at), 2 + 2 * at);
        }
        void skip(core::Skipped /*skipped*/) override {}
    } sink;
    const core::BlobOrigin origin{.path = "", .object = {}};
    DecoderStack decoders;
    decoders.decode({.bytes = core::as_bytes(bytes), .origin = origin}, sink);
}

}  // namespace
}  // namespace curfew::decode
