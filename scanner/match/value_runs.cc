// Sixty-four bytes at a time: a bit for each letter of a run, then runs by shifting and masking,
// with the run that reaches into the next block carried over. There is no branch to guess wrong
// until a long run is there: a byte-wise search, even one that skips, took six times as long.
#include "scanner/match/value_runs.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace curfew::match {

namespace {

constexpr std::size_t kBlockBytes = 64;

constexpr bool is_run_letter(unsigned byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '-';
}

constexpr std::array<std::uint8_t, 256> kRunLetters = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned byte = 0; byte < table.size(); ++byte) table[byte] = is_run_letter(byte) ? 1 : 0;
    return table;
}();

bool is_letter_at(std::string_view text, std::size_t at) {
    return at < text.size() && kRunLetters[static_cast<unsigned char>(text[at])] != 0;
}

/// Bit n tells whether byte n is a letter of runs; bytes behind the end are none.
std::uint64_t plain_mask(std::string_view block) {
    std::uint64_t mask = 0;
    for (std::size_t at = 0; at < block.size(); ++at) {
        mask |= std::uint64_t{is_letter_at(block, at)} << at;
    }
    return mask;
}

#ifdef __SSE2__
/// Bytes of `all` that lie in [from, from + count).
__m128i in_range(__m128i all, char from, char count) {
    const __m128i offset = _mm_sub_epi8(all, _mm_set1_epi8(from));
    const __m128i last = _mm_set1_epi8(static_cast<char>(count - 1));
    return _mm_cmpeq_epi8(_mm_min_epu8(offset, last), offset);
}

std::uint64_t mask_of_16(const char* bytes) {
    const __m128i all = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
    const __m128i lower = _mm_or_si128(all, _mm_set1_epi8(0x20));
    const __m128i letters = in_range(lower, 'a', 26);
    const __m128i digits = in_range(all, '0', 10);
    const __m128i signs = _mm_cmpeq_epi8(all, _mm_set1_epi8('-'));
    const __m128i any = _mm_or_si128(_mm_or_si128(letters, digits), signs);
    return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(any)));
}

std::uint64_t full_mask(const char* bytes) {
    return mask_of_16(bytes) | mask_of_16(bytes + 16) << 16U | mask_of_16(bytes + 32) << 32U |
           mask_of_16(bytes + 48) << 48U;
}
#else
std::uint64_t full_mask(const char* bytes) {
    return plain_mask({bytes, kBlockBytes});
}
#endif

std::uint64_t mask_of(std::string_view block) {
    return block.size() == kBlockBytes ? full_mask(block.data()) : plain_mask(block);
}

/// Bits at which kRunBytesMin ones in a row begin.
std::uint64_t run_begins(std::uint64_t mask) {
    static_assert(kRunBytesMin == 20);
    const std::uint64_t two = mask & mask >> 1U;
    const std::uint64_t four = two & two >> 2U;
    const std::uint64_t eight = four & four >> 4U;
    const std::uint64_t sixteen = eight & eight >> 8U;
    return sixteen & four >> 16U;
}

core::Span extended(std::string_view text, std::size_t begin) {
    std::size_t end = begin;
    while (is_letter_at(text, end)) ++end;
    return {.begin = begin, .end = end};
}

}  // namespace

core::Span next_run(std::string_view text, std::size_t from) {
    std::size_t carried = 0;  // letters right before the block
    for (std::size_t at = from; at < text.size(); at += kBlockBytes) {
        const std::string_view block = text.substr(at, kBlockBytes);
        const std::uint64_t mask = mask_of(block);
        const auto leading = static_cast<std::size_t>(std::countr_one(mask));
        if (carried + leading >= kRunBytesMin) return extended(text, at - carried);
        const std::uint64_t begins = run_begins(mask);
        if (begins != 0) {
            return extended(text, at + static_cast<std::size_t>(std::countr_zero(begins)));
        }
        carried = static_cast<std::size_t>(std::countl_one(mask));
    }
    return {.begin = text.size(), .end = text.size()};
}

std::size_t run_offset(std::span<const ByteSet> outline) {
    ByteSet letters;
    for (std::size_t byte = 0; byte < letters.size(); ++byte)
        letters[byte] = kRunLetters[byte] != 0;
    std::size_t count = 0;
    for (std::size_t at = 0; at < outline.size(); ++at) {
        const bool is_inside = (outline[at] & ~letters).none();
        count = is_inside ? count + 1 : 0;
        if (count == kRunBytesMin) return at + 1 - kRunBytesMin;
    }
    return std::string_view::npos;
}

}  // namespace curfew::match
