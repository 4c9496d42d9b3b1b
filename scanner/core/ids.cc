#include "scanner/core/ids.h"

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"

namespace curfew::core {
namespace {

int hex_digit(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
}

}  // namespace

std::string ObjectId::hex() const {
    return hex_of(std::as_bytes(std::span(bytes)));
}

std::optional<ObjectId> ObjectId::from_hex(std::string_view text) {
    ObjectId id;
    if (text.size() != 2 * id.bytes.size()) return std::nullopt;
    for (std::size_t at = 0; at < id.bytes.size(); ++at) {
        const int high = hex_digit(text[2 * at]);
        const int low = hex_digit(text[2 * at + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        id.bytes[at] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return id;
}

}  // namespace curfew::core
