/// A sink that keeps what decoders push, and the encoders to feed them.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <zlib.h>

#include <gtest/gtest.h>

#include "scanner/core/blob.h"
#include "scanner/core/bytes.h"
#include "scanner/decode/decoder.h"

namespace curfew::decode {

/// What was pushed, and where a needle in it stands outside.
struct Taken {
    std::string text;
    std::vector<std::string> kinds;  ///< containers, outermost first
    core::Position needle;           ///< of the first needle in it, zeros when there is none
    bool has_needle = false;
};

class CollectingSink : public core::BlobSink {
  public:
    explicit CollectingSink(std::string needle = "needle", bool goes_deeper = true)
        : needle_(std::move(needle)), goes_deeper_(goes_deeper) {}

    void take(const core::Blob& blob) override {
        Taken& taken = all.emplace_back();
        taken.text = core::as_text(blob.bytes);
        for (core::Container& container : containers_of(blob))
            taken.kinds.push_back(std::move(container.kind));
        const std::size_t at = taken.text.find(needle_);
        taken.has_needle = at != std::string::npos;
        if (taken.has_needle) taken.needle = position_of(blob, {at, at + needle_.size()});
        if (goes_deeper_) decoders.decode(blob, *this);
    }

    void skip(core::Skipped skipped) override { skips.push_back(std::move(skipped)); }

    /// Decodes `text` as an outermost blob.
    void run(std::string_view text) {
        const core::BlobOrigin origin{.kind = core::PlaceKind::file, .path = "file", .object = {}};
        const core::Blob blob{.bytes = core::as_bytes(text), .origin = origin};
        decoders.begin();
        decoders.decode(blob, *this);
    }

    [[nodiscard]] bool has_found() const { return found().has_needle; }

    /// The first blob that holds the needle, or an empty one.
    [[nodiscard]] Taken found() const {
        const auto first = std::ranges::find(all, true, &Taken::has_needle);
        return first == all.end() ? Taken{} : *first;
    }

    std::vector<Taken> all;
    std::vector<core::Skipped> skips;
    DecoderStack decoders;

  private:
    std::string needle_;
    bool goes_deeper_;
};

inline std::string base64(std::string_view bytes, bool is_url = false, bool is_padded = true) {
    const std::string_view digits =
        is_url ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
               : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string made;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view three = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8U | (k < three.size() ? static_cast<unsigned char>(three[k]) : 0U);
        for (std::size_t k = 0; k < three.size() + 1; ++k)
            made += digits[bits >> (18U - 6U * k) & 63U];
        if (is_padded) made.append(3 - three.size(), '=');
    }
    return made;
}

inline std::string gzip(std::string_view bytes) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string made(deflateBound(&stream, bytes.size()) + 64, '\0');
    std::string input(bytes);
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(made.data());
    stream.avail_out = static_cast<uInt>(made.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    made.resize(stream.total_out);
    deflateEnd(&stream);
    return made;
}

inline std::string json_escaped(std::string_view text) {
    std::string made;
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') made += '\\';
        if (letter == '\n') {
            made += "\\n";
        } else {
            made += letter;
        }
    }
    return made;
}

inline std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string made;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (std::isalnum(byte) != 0) {
            made += letter;
        } else {
            made += '%';
            made += kDigits[byte >> 4U];
            made += kDigits[byte & 15U];
        }
    }
    return made;
}

inline std::string utf16(std::string_view ascii, bool is_big_endian) {
    std::string made;
    for (const char letter : ascii) {
        if (is_big_endian) made += '\0';
        made += letter;
        if (!is_big_endian) made += '\0';
    }
    return made;
}

}  // namespace curfew::decode
