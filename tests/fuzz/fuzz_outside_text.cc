// Outside bytes on their way into a report: nothing a terminal obeys, valid UTF-8, a plain URI; and
// the comments that allow a secret, wherever it stands.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/check.h"
#include "scanner/policy/inline_allow.h"
#include "scanner/report/json_writer.h"
#include "scanner/report/render.h"
#include "scanner/report/sarif_location.h"
#include "scanner/report/utf8.h"
#include "tests/fuzz/fuzz_seeds.h"

namespace {

bool is_plain_ascii(char letter) {
    return letter > ' ' && letter <= '~';
}

void write_everywhere(std::string_view text) {
    using namespace curfew::report;
    const std::string shown = printable(text);
    curfew::core::check(is_utf8(shown));
    curfew::core::check(std::ranges::none_of(
        shown, [](char letter) { return static_cast<unsigned char>(letter) < ' '; }));
    curfew::core::check(printable(shown) == shown);
    curfew::core::check(std::ranges::all_of(uri_of_path(text), is_plain_ascii));
    JsonWriter json(JsonWriter::Style::one_line);
    json.begin_object();
    json.member_bytes("text", text);
    json.end_object();
    curfew::core::check(is_utf8(std::move(json).take()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    write_everywhere(text);
    static_cast<void>(curfew::report::masked(text, text.substr(0, size / 8)));
    for (const std::size_t begin : {std::size_t{0}, size / 3, size / 2}) {
        const curfew::core::Span secret{begin, std::min(size, begin + 4)};
        static_cast<void>(curfew::policy::inline_allow(curfew::core::as_bytes(text), secret));
        static_cast<void>(curfew::policy::lacks_reason(curfew::core::as_bytes(text), secret));
    }
    return 0;
}

namespace curfew::fuzz {

std::vector<std::string> fuzz_seeds() {
    return {"key = \"abcdefgh\"  # curfew:allow a reason\n",
            "# pragma: allowlist nextline secret\npassword = abcd  # nosec B101,B105\n",
            "dir\x1b[31m/\xE2\x80\xAE exe \xFF\xC2\x9B\xED\xA0\x80\xF4\x90\x80\x80"};
}

}  // namespace curfew::fuzz
