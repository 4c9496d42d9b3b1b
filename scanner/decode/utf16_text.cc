#include "scanner/decode/utf16_text.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/decode/text_likeness.h"
#include "scanner/decode/utf8.h"

namespace curfew::decode {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// A known place for each so many decoded bytes; from there it is counted.
constexpr std::size_t kMilestoneBytes = 512;

struct Milestone {
    std::size_t decoded = 0;
    std::size_t outer = 0;
};

class Utf16Text {
  public:
    Utf16Text(std::string_view bytes, bool is_big_endian, std::size_t begin)
        : bytes_(bytes), is_big_endian_(is_big_endian), begin_(begin) {}

    std::string to_utf8_text() {
        std::string text;
        text.reserve(bytes_.size() / 2 + bytes_.size() / 16);
        std::size_t at = begin_;
        while (at + 2 <= bytes_.size()) {
            if (milestones_.size() * kMilestoneBytes <= text.size())
                milestones_.push_back({text.size(), at});
            char buffer[4];
            text += to_utf8(next_letter(at), buffer);
        }
        return text;
    }

    // Where the letter that `decoded` lies in begins.
    [[nodiscard]] std::optional<std::size_t> outer_of(std::size_t decoded) const {
        const auto after = std::ranges::upper_bound(milestones_, decoded, {}, &Milestone::decoded);
        if (after == milestones_.begin()) return std::nullopt;
        auto [at_decoded, at] = *std::prev(after);
        while (at_decoded < decoded && at + 2 <= bytes_.size()) {
            std::size_t next = at;
            char buffer[4];
            at_decoded += to_utf8(next_letter(next), buffer).size();
            if (at_decoded > decoded) break;
            at = next;
        }
        return at;
    }

  private:
    [[nodiscard]] char32_t unit_at(std::size_t at) const {
        const auto first = static_cast<unsigned char>(bytes_[at]);
        const auto second = static_cast<unsigned char>(bytes_[at + 1]);
        return is_big_endian_ ? static_cast<char32_t>(first << 8U | second)
                              : static_cast<char32_t>(second << 8U | first);
    }

    char32_t next_letter(std::size_t& at) const {
        const char32_t unit = unit_at(at);
        at += 2;
        if (unit < 0xD800 || unit > 0xDFFF) return unit;
        if (unit > 0xDBFF || at + 2 > bytes_.size()) return kReplacement;
        const char32_t low = unit_at(at);
        if (low < 0xDC00 || low > 0xDFFF) return kReplacement;
        at += 2;
        return 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
    }

    std::string_view bytes_;
    bool is_big_endian_;
    std::size_t begin_;
    std::vector<Milestone> milestones_;
};

}  // namespace

bool decode_utf16(const core::Blob& blob, Budget& budget, core::BlobSink& sink) {
    const std::string_view bytes = core::as_text(blob.bytes);
    if (!is_utf16(bytes)) return false;
    const bool has_little_mark = bytes.starts_with("\xFF\xFE");
    const bool has_big_mark = bytes.starts_with("\xFE\xFF");
    const bool is_big_endian = has_big_mark || (!has_little_mark && is_plain_utf16(bytes, true));
    // Each two bytes become at most three; a letter of the planes above, four of four.
    if (budget.is_spent() || !budget.take(bytes.size() / 2, blob, sink)) return true;
    Utf16Text decoder(bytes, is_big_endian, has_little_mark || has_big_mark ? 2 : 0);
    const std::string text = decoder.to_utf8_text();
    sink.take(
        {.bytes = core::as_bytes(text),
         .origin = blob.origin,
         .outer = &blob,
         .container = {.kind = std::string(kUtf16Kind), .detail = {}},
         .offset_in_outer = [&decoder](std::size_t decoded) { return decoder.outer_of(decoded); },
         .begin_in_outer = 0,
         .base = {},
         .copied = {}});
    return true;
}

}  // namespace curfew::decode
