/// How a listing's hint of a secret is made from the secret: the last eight letters, a digest, or
/// the secret with its middle struck out.
///
/// Threads:  pure functions.
/// Units:    letters are bytes.
/// Not here: comparing (scanner/provider/hint.h).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace curfew::rules {

enum class HintWay { first, last, sha256_hex, sha256_base64, redacted };

struct HintRule {
    HintWay way = HintWay::last;
    std::size_t length = 0;  ///< of first and last

    friend bool operator==(const HintRule&, const HintRule&) = default;
};

/// Fewer letters than this say too little to end anything by.
inline constexpr std::size_t kHintLengthMin = 4;

/// "last8", "first12", "sha256_hex", "sha256_base64", "redacted"; nothing for another word.
[[nodiscard]] std::optional<HintRule> hint_rule_from(std::string_view text);

}  // namespace curfew::rules
