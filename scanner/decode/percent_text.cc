#include "scanner/decode/percent_text.h"

#include <algorithm>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/decode/text_likeness.h"
#include "scanner/decode/utf8.h"

namespace curfew::decode {
namespace {

// How far before its first percent sign a run may begin.
constexpr std::size_t kRunBackMax = 4U << 10U;

constexpr std::size_t kEscapeLength = 3;

bool is_url_letter(char letter) {
    return letter > ' ' && letter <= '~' && letter != '"' && letter != '\'' && letter != '<' &&
           letter != '>' && letter != '`' && letter != '\\' && letter != '{' && letter != '}' &&
           letter != '|' && letter != '^';
}

// The byte an escape stands for, -1 when it is none that is decoded.
int escaped_byte(std::string_view text, std::size_t at) {
    if (at + kEscapeLength > text.size() || text[at] != '%') return -1;
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return -1;
    const int byte = high * 16 + low;
    return is_printable(static_cast<unsigned char>(byte)) ? byte : -1;
}

core::Span run_around(std::string_view text, std::size_t at, std::size_t done) {
    const std::size_t first = std::max(done, at > kRunBackMax ? at - kRunBackMax : 0);
    core::Span run{at, at};
    while (run.begin > first && is_url_letter(text[run.begin - 1])) --run.begin;
    while (run.end < text.size() && is_url_letter(text[run.end])) ++run.end;
    return run;
}

void write(std::string_view text, core::Span run, RegionWriter& writer) {
    writer.open(run, "percent");
    std::size_t plain = run.begin;
    std::size_t at = text.find('%', plain);
    while (at < run.end) {
        const int byte = at + kEscapeLength <= run.end ? escaped_byte(text, at) : -1;
        if (byte < 0) {
            at = text.find('%', at + 1);
            continue;
        }
        writer.copy({plain, at});
        const char letter = static_cast<char>(byte);
        writer.put({&letter, 1}, at);
        plain = at + kEscapeLength;
        at = text.find('%', plain);
    }
    writer.copy({plain, run.end});
    writer.close();
}

}  // namespace

void decode_percent_in(const core::Blob& blob, RegionWriter& writer) {
    const std::string_view text = core::as_text(blob.bytes);
    SeenBytes seen(blob);
    std::size_t done = 0;
    std::size_t at = text.find('%');
    while (at != std::string_view::npos && !writer.is_spent()) {
        if (escaped_byte(text, at) < 0) {
            at = text.find('%', at + 1);
            continue;
        }
        const core::Span run = run_around(text, at, done);
        if (run.size() >= kPercentRunMin && !seen.covers(run)) write(text, run, writer);
        done = run.end;
        at = text.find('%', done);
    }
    writer.finish();
}

}  // namespace curfew::decode
