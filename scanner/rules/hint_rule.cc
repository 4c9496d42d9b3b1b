#include "scanner/rules/hint_rule.h"

#include <charconv>
#include <system_error>

namespace curfew::rules {
namespace {

constexpr std::size_t kHintLengthMax = 64;

std::optional<HintRule> piece_from(HintWay way, std::string_view digits) {
    std::size_t length = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (fault != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    if (length < kHintLengthMin || length > kHintLengthMax) return std::nullopt;
    return HintRule{way, length};
}

}  // namespace

std::optional<HintRule> hint_rule_from(std::string_view text) {
    constexpr std::string_view kFirst = "first";
    constexpr std::string_view kLast = "last";
    if (text.starts_with(kFirst)) return piece_from(HintWay::first, text.substr(kFirst.size()));
    if (text.starts_with(kLast)) return piece_from(HintWay::last, text.substr(kLast.size()));
    if (text == "sha256_hex") return HintRule{HintWay::sha256_hex, 0};
    if (text == "sha256_base64") return HintRule{HintWay::sha256_base64, 0};
    if (text == "redacted") return HintRule{HintWay::redacted, 0};
    return std::nullopt;
}

}  // namespace curfew::rules
