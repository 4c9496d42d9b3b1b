// Sixty-four bytes at a time: a bit for each letter of a run, then runs by shifting and masking,
// with the run that reaches into the next block carried over. There is no branch to guess wrong
// until a long run is there: a byte-wise search, even one that skips, took six times as long.
#include "scanner/match/value_runs.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#ifdef __SSE2__
#include <immintrin.h>
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
/// Every x86-64 processor has it.
struct Sse2Blocks {
    /// Bytes of `all` that lie in [from, from + count).
    static __m128i in_range(__m128i all, char from, char count) {
        const __m128i offset = _mm_sub_epi8(all, _mm_set1_epi8(from));
        const __m128i last = _mm_set1_epi8(static_cast<char>(count - 1));
        return _mm_cmpeq_epi8(_mm_min_epu8(offset, last), offset);
    }

    static std::uint64_t mask_of_16(const char* bytes) {
        const __m128i all = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
        const __m128i lower = _mm_or_si128(all, _mm_set1_epi8(0x20));
        const __m128i letters = in_range(lower, 'a', 26);
        const __m128i digits = in_range(all, '0', 10);
        const __m128i signs = _mm_cmpeq_epi8(all, _mm_set1_epi8('-'));
        const __m128i any = _mm_or_si128(_mm_or_si128(letters, digits), signs);
        return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(any)));
    }

    static std::uint64_t mask_of(const char* bytes) {
        return mask_of_16(bytes) | mask_of_16(bytes + 16) << 16U | mask_of_16(bytes + 32) << 32U |
               mask_of_16(bytes + 48) << 48U;
    }
};

/// The same, 32 bytes at a time.
struct Avx2Blocks {
    [[gnu::target("avx2")]] static __m256i in_range(__m256i all, char from, char count) {
        const __m256i offset = _mm256_sub_epi8(all, _mm256_set1_epi8(from));
        const __m256i last = _mm256_set1_epi8(static_cast<char>(count - 1));
        return _mm256_cmpeq_epi8(_mm256_min_epu8(offset, last), offset);
    }

    [[gnu::target("avx2")]] static std::uint64_t mask_of_32(const char* bytes) {
        const __m256i all = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
        const __m256i lower = _mm256_or_si256(all, _mm256_set1_epi8(0x20));
        const __m256i letters = in_range(lower, 'a', 26);
        const __m256i digits = in_range(all, '0', 10);
        const __m256i signs = _mm256_cmpeq_epi8(all, _mm256_set1_epi8('-'));
        const __m256i any = _mm256_or_si256(_mm256_or_si256(letters, digits), signs);
        return static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_epi8(any)));
    }

    [[gnu::target("avx2")]] static std::uint64_t mask_of(const char* bytes) {
        return mask_of_32(bytes) | mask_of_32(bytes + 32) << 32U;
    }
};
#else
struct PlainBlocks {
    static std::uint64_t mask_of(const char* bytes) { return plain_mask({bytes, kBlockBytes}); }
};
#endif

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

template <typename Blocks>
[[gnu::always_inline]] inline core::Span first_run(std::string_view text, std::size_t from) {
    std::size_t carried = 0;  // letters right before the block
    for (std::size_t at = from; at < text.size(); at += kBlockBytes) {
        const bool is_full = text.size() - at >= kBlockBytes;
        const std::uint64_t mask =
            is_full ? Blocks::mask_of(text.data() + at) : plain_mask(text.substr(at));
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

#ifdef __SSE2__
[[gnu::target("avx2,bmi,lzcnt")]] core::Span first_run_avx2(std::string_view text,
                                                            std::size_t from) {
    return first_run<Avx2Blocks>(text, from);
}

bool has_avx2() {
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
           __builtin_cpu_supports("lzcnt") != 0;
}
#endif

}  // namespace

core::Span next_run_baseline(std::string_view text, std::size_t from) {
#ifdef __SSE2__
    return first_run<Sse2Blocks>(text, from);
#else
    return first_run<PlainBlocks>(text, from);
#endif
}

core::Span next_run(std::string_view text, std::size_t from) {
#ifdef __SSE2__
    static const bool is_avx2_here = has_avx2();
    if (is_avx2_here) return first_run_avx2(text, from);
#endif
    return next_run_baseline(text, from);
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
