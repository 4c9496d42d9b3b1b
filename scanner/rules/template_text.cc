#include "scanner/rules/template_text.h"

#include <charconv>
#include <optional>
#include <utility>

#include <fmt/core.h>

namespace curfew::rules {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

bool is_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

bool is_name_letter(char letter) {
    return is_letter(letter) || (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
}

std::optional<std::size_t> number_from(std::string_view text) {
    std::size_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// "32" or "20-40"; an option that is no length is left to the maker.
bool read_length(std::string_view option, Piece& piece) {
    const std::size_t dash = option.find('-');
    const auto least = number_from(option.substr(0, dash));
    if (!least.has_value()) return true;
    const auto most = dash == std::string_view::npos ? least : number_from(option.substr(dash + 1));
    if (!most.has_value() || *least == 0 || *most < *least || *most > kMadeLengthMax) return false;
    piece.least = *least;
    piece.most = *most;
    return true;
}

Result<Piece> parse_maker(std::string_view inside, std::size_t column) {
    Piece piece;
    piece.column = column;
    const std::size_t colon = inside.find(':');
    piece.name = inside.substr(0, colon);
    for (const char letter : piece.name) {
        if (!is_name_letter(letter)) {
            return Error(ErrorKind::invalid_input,
                         fmt::format("template column {}: a name in braces has letters, digits, "
                                     "'_' and '-'; write {{{{ for a brace",
                                     column));
        }
    }
    if (colon != std::string_view::npos) piece.option = inside.substr(colon + 1);
    if (!read_length(piece.option, piece)) {
        return Error(ErrorKind::invalid_input,
                     fmt::format("template column {}: a length is N or N-M, from 1 to {}, such as "
                                 "{{base62:20-40}}",
                                 column, kMadeLengthMax));
    }
    return piece;
}

}  // namespace

Result<std::vector<Piece>> parse_template(std::string_view text) {
    std::vector<Piece> pieces;
    Piece plain;
    const auto end_plain = [&] {
        if (!plain.text.empty()) pieces.push_back(std::exchange(plain, {}));
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char next = at + 1 < text.size() ? text[at + 1] : '\0';
        if (text[at] != '{' || (next != '{' && !is_letter(next))) {
            plain.text += text[at];
            continue;
        }
        if (next == '{') {
            plain.text += text[at++];
            continue;
        }
        const std::size_t end = text.find('}', at);
        if (end == std::string_view::npos) {
            return Error(ErrorKind::invalid_input,
                         fmt::format("template column {}: the brace is never closed", at + 1));
        }
        end_plain();
        TRY_ASSIGN(Piece maker, parse_maker(text.substr(at + 1, end - at - 1), at + 1));
        pieces.push_back(std::move(maker));
        at = end;
    }
    end_plain();
    return pieces;
}

}  // namespace curfew::rules
