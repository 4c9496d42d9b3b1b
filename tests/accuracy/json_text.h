/// A text as a JSON string, for the drivers that scripts read. Every byte beyond ASCII becomes the
/// code point of the same number, so that nothing is lost.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace curfew::accuracy {

inline std::string json_text(std::string_view text) {
    std::string json = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') json.append("\\").push_back(c);
        else if (byte < 0x20 || byte >= 0x7F) json += fmt::format("\\u{:04x}", byte);
        else json.push_back(c);
    }
    return json + '"';
}

}  // namespace curfew::accuracy
