#include <algorithm>
#include <array>
#include <string>

#include "scanner/core/bytes.h"
#include "scanner/foreign/readers.h"

namespace curfew::foreign {
namespace {

/// What tools write where a secret was.
bool is_only_redaction(std::string_view shown) {
    constexpr std::array<std::string_view, 3> kWords{"REDACTED", "[REDACTED", "<REDACTED"};
    const bool is_word = std::ranges::any_of(
        kWords, [shown](std::string_view word) { return shown.starts_with(word); });
    return is_word || shown.find_first_not_of("*.") == shown.npos;
}

/// Where the visible beginning of a half redacted secret ends; npos where all of it is visible.
std::size_t end_of_beginning(std::string_view shown) {
    constexpr std::array<std::string_view, 2> kTails{"...", "\u2026"};
    for (const std::string_view tail : kTails) {
        if (shown.ends_with(tail)) return shown.size() - tail.size();
    }
    return shown.find("****");
}

}  // namespace

void take_secret(ForeignFinding& finding, std::string_view shown) {
    if (shown.empty() || is_only_redaction(shown)) return;
    const std::size_t end = end_of_beginning(shown);
    if (end == shown.npos) finding.secret = core::SecretString(shown);
    else finding.beginning = std::string(shown.substr(0, end));
}

void add_companion(ForeignFinding& finding, std::string_view name, std::string_view value) {
    if (value.empty() || is_only_redaction(value) || end_of_beginning(value) != value.npos) return;
    std::string lines(finding.companions.reveal());
    lines.append(name).append("=").append(value).append("\n");
    finding.companions = core::SecretString(std::string_view(lines));
    core::wipe_memory(lines.data(), lines.size());
}

std::optional<core::Instant> instant_from(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::string shape(text);
    constexpr std::size_t kDay = 10;
    if (shape.size() == kDay) shape += "T00:00:00Z";
    if (const auto at = core::parse_instant(shape); at.has_value()) return at.value();
    // "2024-05-01 12:00:00 +0200 CEST": the zone's name says nothing new.
    constexpr std::size_t kSeconds = 19;
    if (shape.size() < kSeconds || shape[kDay] != ' ') return std::nullopt;
    shape[kDay] = 'T';
    const std::string zone = shape.substr(kSeconds);
    shape.resize(kSeconds);
    const bool has_offset =
        zone.size() >= 6 && zone[0] == ' ' && (zone[1] == '+' || zone[1] == '-');
    shape += has_offset ? zone.substr(1, 3) + ":" + zone.substr(4, 2) : "Z";
    const auto at = core::parse_instant(shape);
    return at.has_value() ? std::optional(at.value()) : std::nullopt;
}

std::string author_from(std::string_view name, std::string_view address) {
    std::string author(name);
    if (address.empty()) return author;
    if (address.find('<') != address.npos) return std::string(address);
    if (!author.empty()) author += ' ';
    return author + "<" + std::string(address) + ">";
}

}  // namespace curfew::foreign
