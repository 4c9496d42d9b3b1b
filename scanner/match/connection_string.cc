#include "scanner/match/connection_string.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/match/characters.h"
#include "scanner/match/cursor.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr auto kHostWords =
    std::to_array<string_view>({"server", "data source", "datasource", "host", "hostname", "addr",
                                "address", "network address", "jdbc:", "endpoint", "dbq"});
constexpr auto kUserWords =
    std::to_array<string_view>({"user id", "userid", "uid", "user", "username", "user name"});

// The value behind `word =` in [begin, end) of the text; empty when it is not there.
core::Span value_of(string_view text, core::Span within, string_view word) {
    const string_view line = text.substr(within.begin, within.size());
    std::size_t offset = 0;
    while (true) {
        const std::size_t at = find_caseless(line.substr(offset), word);
        if (at == string_view::npos) return {};
        const std::size_t begin = offset + at;
        offset = begin + word.size();
        if (begin > 0 && is_alphanumeric(line[begin - 1])) continue;
        Cursor cursor{.text = line, .at = offset};
        cursor.skip_blanks(2);
        const bool is_jdbc = word.ends_with(':');
        if (!is_jdbc && !cursor.take("=")) continue;
        cursor.skip_blanks(2);
        const std::size_t stop =
            std::min(line.find_first_of(is_jdbc ? ";?\"' " : ";&\"' ", cursor.at), line.size());
        if (stop == cursor.at) continue;
        return {.begin = within.begin + cursor.at, .end = within.begin + stop};
    }
}

core::Span first_value_of(string_view text, core::Span within, const auto& words) {
    for (const string_view word : words) {
        const core::Span value = value_of(text, within, word);
        if (value.size() > 0) return value;
    }
    return {};
}

}  // namespace

std::optional<ConnectionParts> connection_around(string_view text, core::Span password) {
    const core::Span line{.begin = line_begin(text, password.begin, kConnectionBytes),
                          .end = line_end(text, password.end, kConnectionBytes)};
    const ConnectionParts parts{.user = first_value_of(text, line, kUserWords),
                                .host = first_value_of(text, line, kHostWords)};
    if (parts.user.size() == 0 && parts.host.size() == 0) return std::nullopt;
    if (parts.user.overlaps(password) || parts.host.overlaps(password)) return std::nullopt;
    return parts;
}

}  // namespace curfew::match
