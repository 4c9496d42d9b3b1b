#include "scanner/decode/base64_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/decode/base64.h"
#include "scanner/decode/run_finder.h"
#include "scanner/decode/text_likeness.h"

namespace curfew::decode {
namespace {

// Lines of wrapped base 64 have 64 to 76 letters; shorter ones next to each other are lists.
constexpr std::size_t kWrappedLettersMin = 40;

// White space at the begin of a wrapped line, as in YAML.
constexpr std::size_t kIndentMax = 64;

// The first letters are decoded to see whether the rest is worth it.
constexpr std::size_t kTasteLetters = 16;

// So many unprintable bytes among the first twelve, and the run is none of text.
constexpr std::size_t kTasteBadMax = 3;

// A run and, when it is wrapped, its further lines.
struct Run {
    std::vector<core::Span> further;
    core::Span first;
    std::size_t end = 0;  // after the last line's padding

    [[nodiscard]] std::size_t letters() const {
        std::size_t count = first.size();
        for (const core::Span line : further) count += line.size();
        return count;
    }
    [[nodiscard]] core::Span last() const { return further.empty() ? first : further.back(); }
};

std::size_t run_end(std::string_view text, std::size_t begin) {
    while (begin < text.size() && is_base64_letter(text[begin])) ++begin;
    return begin;
}

// Where the next line's first letter may be, past the line break and white space; 0: no line break.
std::size_t next_line(std::string_view text, std::size_t end) {
    if (end < text.size() && text[end] == '\r') ++end;
    if (end >= text.size() || text[end] != '\n') return 0;
    std::size_t at = end + 1;
    const std::size_t last = std::min(text.size(), at + kIndentMax);
    while (at < last && (text[at] == ' ' || text[at] == '\t')) ++at;
    return at;
}

// Lines of the same length belong together, and one shorter line after them.
void extend_wrapped(std::string_view text, Run& run) {
    const std::size_t width = run.first.size();
    if (width < kWrappedLettersMin) return;
    std::size_t end = run.first.end;
    while (const std::size_t begin = next_line(text, end)) {
        const core::Span line{begin, run_end(text, begin)};
        if (line.size() == 0 || line.size() > width) return;
        run.further.push_back(line);
        end = line.end;
        if (line.size() < width) return;
    }
}

// Nothing but the two letters that only one of the alphabets has tells them apart.
bool is_of_one_alphabet(std::string_view text, const Run& run) {
    const auto has = [&](std::string_view letters) {
        const std::string_view all = text.substr(run.first.begin, run.last().end - run.first.begin);
        return all.find_first_of(letters) != std::string_view::npos;
    };
    return !has("+/") || !has("-_");
}

std::string_view kind_of(std::string_view text, core::Span run) {
    const std::string_view letters = text.substr(run.begin, run.size());
    return letters.find_first_of("-_") == std::string_view::npos ? "base64" : "base64url";
}

// Most runs are words: their first bytes refuse them.
bool tastes_good(std::string_view text, core::Span run) {
    std::array<char, kTasteLetters / 4 * 3> bytes{};
    std::size_t bad = 0;
    for (std::size_t group = 0; group < kTasteLetters / 4; ++group) {
        const std::uint32_t bits = base64_bits(text.data() + run.begin + 4 * group);
        for (std::size_t at = 0; at < 3; ++at) {
            const auto byte = static_cast<unsigned char>(bits >> (16U - 8U * at));
            bytes[3 * group + at] = static_cast<char>(byte);
            bad += is_printable(byte) ? 0U : 1U;
        }
        if (group == 0 && bad > 1 && !may_be_binary(bytes[0], bytes[1])) return false;
    }
    return bad <= kTasteBadMax || is_known_binary({bytes.data(), bytes.size()});
}

std::size_t skip_padding(std::string_view text, std::size_t end) {
    const std::size_t last = std::min(text.size(), end + 2);
    while (end < last && text[end] == '=') ++end;
    return end;
}

// Padding fills the last four, or is left out altogether.
bool has_clean_end(std::string_view text, const Run& run) {
    const std::size_t letters = run.letters();
    const std::size_t padding = run.end - run.last().end;
    return is_clean_end(letters, text[run.last().end - 1]) &&
           (padding == 0 || (letters + padding) % 4 == 0);
}

std::string decoded(std::string_view text, const Run& run) {
    std::string letters(text.substr(run.first.begin, run.first.size()));
    for (const core::Span line : run.further) letters += text.substr(line.begin, line.size());
    std::string bytes;
    bytes.reserve(base64_bytes_in(letters.size()));
    append_base64(letters, bytes);
    return bytes;
}

bool is_text(std::string_view bytes, std::size_t letters) {
    const std::size_t bad = unprintable_in(bytes);
    return letters < kBase64SureLetters ? bad == 0 : bad * 100 <= bytes.size() * 15;
}

// The bytes whose first bits stand on one line; `letters_before` is how many stood on lines before.
void write_line(core::Span line, std::size_t letters_before, std::string_view bytes,
                RegionWriter& writer) {
    const auto first_byte_from = [](std::size_t letter) {
        return letter / 4 * 3 + std::min<std::size_t>(letter % 4, 3);
    };
    const std::size_t begin = first_byte_from(letters_before);
    const std::size_t end = std::min(bytes.size(), first_byte_from(letters_before + line.size()));
    constexpr std::size_t kStep = kRegionOverlap;
    for (std::size_t at = begin; at < end; at += kStep) {
        const std::size_t outer = line.begin + base64_letter_of(at) - letters_before;
        writer.put_base64(bytes.substr(at, std::min(kStep, end - at)), outer, at);
    }
}

void write(std::string_view text, const Run& run, std::string_view bytes, RegionWriter& writer) {
    writer.open({run.first.begin, run.end}, kind_of(text, {run.first.begin, run.last().end}));
    write_line(run.first, 0, bytes, writer);
    std::size_t letters = run.first.size();
    for (const core::Span line : run.further) {
        write_line(line, letters, bytes, writer);
        letters += line.size();
    }
    writer.close();
}

// Bytes for another decoder; where they stand is told when they stand on one line.
void push_binary(std::string_view text, const Run& run, std::string_view bytes,
                 RegionWriter& writer) {
    core::OffsetMap map;
    if (run.further.empty()) {
        map = [begin = run.first.begin](std::size_t decoded) {
            return begin + base64_letter_of(decoded);
        };
    }
    writer.push_alone(bytes, {run.first.begin, run.end},
                      kind_of(text, {run.first.begin, run.last().end}), map);
}

// Decodes the run when there is something in it; says where to go on.
std::size_t try_run(std::string_view text, core::Span first, RegionWriter& writer) {
    if (!tastes_good(text, first)) return first.end;
    Run run{.further = {}, .first = first};
    extend_wrapped(text, run);
    run.end = skip_padding(text, run.last().end);
    if (!is_of_one_alphabet(text, run) || !has_clean_end(text, run)) return run.end;
    const std::string bytes = decoded(text, run);
    if (is_known_binary(bytes)) {
        push_binary(text, run, bytes, writer);
    } else if (is_text(bytes, run.letters())) {
        write(text, run, bytes, writer);
    }
    return run.end;
}

}  // namespace

void decode_base64_in(const core::Blob& blob, RegionWriter& writer) {
    const std::string_view text = core::as_text(blob.bytes);
    SeenBytes seen(blob);
    core::Span run = next_base64_run(text, 0);
    while (run.size() > 0 && !writer.is_spent()) {
        const std::size_t next = seen.covers(run) ? run.end : try_run(text, run, writer);
        run = next_base64_run(text, next);
    }
    writer.finish();
}

}  // namespace curfew::decode
