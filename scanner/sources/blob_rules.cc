#include "scanner/sources/blob_rules.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>
#include <vector>

#include "scanner/core/limits.h"

namespace curfew::sources {
namespace {

/// As much as git looks at (buffer_is_binary, FIRST_FEW_BYTES).
constexpr std::size_t kLookedAtBytes = 8000;
/// UTF-16 without a mark is recognised in as many bytes.
constexpr std::size_t kShapeBytes = 512;
constexpr std::size_t kTarMagicAt = 257;

using namespace std::string_view_literals;

/// Beginnings of formats that hold NULs and, readable to us or a decoder, secrets.
constexpr std::array kReadableMagics = {
    "\xff\xfe"sv,           // UTF-16 or UTF-32, little-endian
    "\xfe\xff"sv,           // UTF-16, big-endian
    "\x1f\x8b"sv,           // gzip
    "SQLite format 3\0"sv,  // rows lie there as they are
    "\x30\x82"sv,           // DER: PKCS#8, PKCS#12, certificates
    "\xfe\xed\xfe\xed"sv,   // Java key store
    "\x05\x04\x00"sv,       // Kerberos credential cache
    "openssh-key-v1\0"sv,   // OpenSSH private key without its armour
};

bool has_readable_magic(std::string_view text) {
    if (text.size() > kTarMagicAt && text.substr(kTarMagicAt).starts_with("ustar")) return true;
    return std::ranges::any_of(kReadableMagics,
                               [&](std::string_view magic) { return text.starts_with(magic); });
}

/// ASCII in UTF-16 without a mark: every second byte is NUL and hardly any other.
bool looks_like_utf16(std::string_view text) {
    text = text.substr(0, std::min(text.size(), kShapeBytes) & ~std::size_t{1});
    std::array<std::size_t, 2> nuls{};
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\0') ++nuls[at % 2];
    }
    const std::size_t pairs = text.size() / 2;
    const auto [few, many] = std::ranges::minmax(nuls);
    return pairs > 0 && few == 0 && many * 10 >= pairs * 7;
}

}  // namespace

bool is_binary(core::BlobView bytes) {
    const std::string_view text =
        core::as_text(bytes.first(std::min(bytes.size(), kLookedAtBytes)));
    if (text.find('\0') == text.npos) return false;
    return !has_readable_magic(text) && !looks_like_utf16(text);
}

std::unique_lock<std::mutex> LargeBlobTurn::wait(std::uint64_t bytes) {
    if (bytes <= core::kLargeBlobBytes) return {};
    return std::unique_lock(turn_);
}

void for_each_sink(std::size_t sinks, const std::function<void(std::size_t)>& work) {
    std::vector<std::jthread> threads;
    threads.reserve(sinks);
    for (std::size_t sink = 1; sink < sinks; ++sink) threads.emplace_back(work, sink);
    if (sinks > 0) work(0);
}

}  // namespace curfew::sources
