#include "scanner/provider/hint.h"

#include <algorithm>
#include <string>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/core/lower_case.h"
#include "scanner/rules/maker.h"

namespace curfew::provider {
namespace {

using rules::HintWay;

// What providers strike the middle out with: "sk-abc...wxyz", "npm_ab****yz", "sk-ant-R2D…AA".
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

bool equals_without_padding(std::string_view left, std::string_view right) {
    left = left.substr(0, left.find_last_not_of('=') + 1);
    right = right.substr(0, right.find_last_not_of('=') + 1);
    return !left.empty() && left == right;
}

bool digest_fits(std::string_view hint, std::string_view secret, bool is_hex) {
    const core::Digest digest = core::sha256(core::as_bytes(secret));
    if (is_hex) return core::equals_caseless(hint, core::hex_of(std::as_bytes(std::span(digest))));
    const std::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
    return equals_without_padding(hint, rules::base64_of(bytes, false)) ||
           equals_without_padding(hint, rules::base64_of(bytes, true));
}

struct Gap {
    std::size_t begin = std::string_view::npos;
    std::size_t end = 0;
};

// The one run that stands for what is hidden.
Gap gap_in(std::string_view hint) {
    const std::size_t ellipsis = hint.find(kEllipsis);
    if (ellipsis != std::string_view::npos) return {ellipsis, ellipsis + kEllipsis.size()};
    for (const std::string_view mark : {"...", "**"}) {
        const std::size_t begin = hint.find(mark);
        if (begin == std::string_view::npos) continue;
        const std::size_t end = std::min(hint.find_first_not_of(mark.front(), begin), hint.size());
        return {begin, end};
    }
    return {};
}

bool redacted_fits(std::string_view hint, std::string_view secret, std::string_view prefix) {
    const Gap gap = gap_in(hint);
    if (gap.begin == std::string_view::npos) return false;
    const std::string_view front = hint.substr(0, gap.begin);
    const std::string_view back = hint.substr(gap.end);
    const std::size_t told = front.size() + back.size();
    const std::size_t known = std::min(front.size(), prefix.size());
    return told < secret.size() && told - known >= rules::kHintLengthMin &&
           secret.starts_with(front) && secret.ends_with(back);
}

}  // namespace

bool hint_fits(const rules::HintRule& rule, std::string_view hint, std::string_view secret,
               std::string_view public_prefix) {
    const bool is_piece = hint.size() == rule.length && rule.length < secret.size();
    switch (rule.way) {
        case HintWay::first:
            return is_piece && rule.length >= public_prefix.size() + rules::kHintLengthMin &&
                   secret.starts_with(hint);
        case HintWay::last:
            return is_piece && secret.ends_with(hint);
        case HintWay::sha256_hex:
            return digest_fits(hint, secret, true);
        case HintWay::sha256_base64:
            return digest_fits(hint, secret, false);
        case HintWay::redacted:
            return redacted_fits(hint, secret, public_prefix);
    }
    return false;
}

}  // namespace curfew::provider
