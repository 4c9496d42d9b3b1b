// A block of 64 bytes becomes 64 bits, one for each letter. Sixteen ones in a row are found with
// four shifts: each step doubles how many neighbours a bit vouches for. Blocks overlap by fifteen
// bytes, so that a run is whole in one of them.
#include "scanner/decode/run_finder.h"

#include <bit>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "scanner/decode/base64.h"

namespace curfew::decode {
namespace {

std::size_t end_of_run(std::string_view text, std::size_t begin) {
    while (begin < text.size() && is_base64_letter(text[begin])) ++begin;
    return begin;
}

}  // namespace

// Looks at the byte such a run would have to reach, and jumps when it is no letter: most bytes are
// never looked at.
core::Span next_base64_run_plainly(std::string_view text, std::size_t from) {
    std::size_t begin = from;
    while (text.size() - begin >= kBase64LettersMin) {
        std::size_t back = begin + kBase64LettersMin;
        while (back > begin && is_base64_letter(text[back - 1])) --back;
        if (back == begin) return {begin, end_of_run(text, begin + kBase64LettersMin)};
        begin = back;
    }
    return {text.size(), text.size()};
}

#ifdef __SSE2__

namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kLane = 16;

// All ones where low <= byte <= low + width: the smaller of the distance and `width` is the
// distance.
__m128i is_between(__m128i bytes, char low, char width) {
    const __m128i distance = _mm_sub_epi8(bytes, _mm_set1_epi8(low));
    return _mm_cmpeq_epi8(_mm_min_epu8(distance, _mm_set1_epi8(width)), distance);
}

__m128i is_letter(__m128i bytes) {
    const __m128i small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    const __m128i alphabetic = is_between(small, 'a', 'z' - 'a');
    const __m128i digit_or_slash = is_between(bytes, '/', '9' - '/');
    const __m128i plus = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('+'));
    const __m128i minus = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('-'));
    const __m128i low_line = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_'));
    return _mm_or_si128(_mm_or_si128(alphabetic, digit_or_slash),
                        _mm_or_si128(low_line, _mm_or_si128(plus, minus)));
}

std::uint64_t letters_in_block(const char* block) {
    std::uint64_t letters = 0;
    for (unsigned lane = 0; lane < kBlock / kLane; ++lane) {
        const __m128i bytes =
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + lane * kLane));
        const auto bits = static_cast<std::uint32_t>(_mm_movemask_epi8(is_letter(bytes)));
        letters |= std::uint64_t{bits} << lane * kLane;
    }
    return letters;
}

}  // namespace

core::Span next_base64_run(std::string_view text, std::size_t from) {
    static_assert(kBase64LettersMin == 16);
    std::size_t at = from;
    while (text.size() - at >= kBlock) {
        std::uint64_t begins = letters_in_block(text.data() + at);
        begins &= begins >> 1U;
        begins &= begins >> 2U;
        begins &= begins >> 4U;
        begins &= begins >> 8U;
        if (begins != 0) {
            const std::size_t begin = at + static_cast<std::size_t>(std::countr_zero(begins));
            return {begin, end_of_run(text, begin + kBase64LettersMin)};
        }
        at += kBlock - kBase64LettersMin + 1;
    }
    return next_base64_run_plainly(text, at);
}

#else

core::Span next_base64_run(std::string_view text, std::size_t from) {
    return next_base64_run_plainly(text, from);
}

#endif

}  // namespace curfew::decode
