// Comments that allow a secret where it stands.
//
// Those of other scanners are taken from their users' documentation: whoever comes to Curfew from
// one of them keeps what was decided. Markers that silence any rule of a general linter (a bare
// "noqa" or "nosec") do not count; with the number of its check for hard-coded passwords they do.

#include "scanner/policy/inline_allow.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/bytes.h"
#include "scanner/report/finding.h"

namespace curfew::policy {
namespace {

/// A minified file is one line; a comment this far off speaks of something else.
constexpr std::size_t kMarkerReach = 4096;
constexpr std::size_t kReasonBytesMax = 200;
/// How far behind "nosec" or "noqa:" the number of a check may stand, in a list of them.
constexpr std::size_t kCheckListReach = 48;

constexpr std::string_view kAllow = "curfew:allow";
constexpr std::string_view kAllowNextLine = "curfew:allow-next-line";

constexpr std::array<std::string_view, 19> kForeignMarkers{
    "betterleaks:allow",
    "checkov:skip=CKV_SECRET_",
    "ggignore",
    "gitleaks:allow",
    "kingfisher:allow",
    "kingfisher:ignore",
    "noqa: S105",
    "noqa: S106",
    "noqa: S107",
    "nosec B105",
    "nosec B106",
    "nosec B107",
    "nosec G101",
    "pragma: allowlist nextline secret",
    "pragma: allowlist secret",
    "pragma: whitelist secret",
    "secretlint-disable-line",
    "secretlint-disable-next-line",
    "trufflehog:ignore",
};

bool is_word_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_';
}

/// What follows `marker` in `line`, where it stands as a word of its own; nothing otherwise.
std::optional<std::string_view> after(std::string_view line, std::string_view marker) {
    for (std::size_t at = line.find(marker); at != line.npos; at = line.find(marker, at + 1)) {
        const std::string_view rest = line.substr(at + marker.size());
        const bool begins = at == 0 || !is_word_letter(line[at - 1]);
        const bool is_open = marker.back() == '_' || marker.back() == ':';
        const bool ends =
            is_open || rest.empty() || (!is_word_letter(rest.front()) && rest.front() != '-');
        if (begins && ends) return rest;
    }
    return std::nullopt;
}

/// "nosec B101, B105" and "noqa: E501,S106": the marker's word, then its number in a list.
bool names_check(std::string_view line, std::string_view marker) {
    const std::size_t blank = marker.find(' ');
    const std::string_view word = marker.substr(0, blank);
    const std::string_view check = marker.substr(blank + 1);
    const auto rest = after(line, word);
    return rest && after(rest->substr(0, kCheckListReach), check).has_value();
}

bool is_check_marker(std::string_view marker) {
    return marker.starts_with("no");
}

bool speaks_of_next_line(std::string_view marker) {
    return marker.find("next-line") != marker.npos || marker.find("nextline") != marker.npos;
}

/// The check's comment may stand on its own line above, too.
bool speaks_of_either_line(std::string_view marker) {
    return marker.starts_with("checkov:");
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// The text behind a marker without what closes its comment, and without punctuation before it.
std::string reason_from(std::string_view rest) {
    for (const std::string_view closer : {"*/", "-->", "#}", "--}}", "*)", "%>"})
        rest = rest.substr(0, std::min(rest.find(closer), rest.size()));
    rest = trimmed(rest);
    while (!rest.empty() && std::string_view(":=,;-(").find(rest.front()) != rest.npos)
        rest = trimmed(rest.substr(1));
    // A closing quote is what ends the string the comment stands in.
    while (!rest.empty() && std::string_view("\"'`)").find(rest.back()) != rest.npos)
        rest = trimmed(rest.substr(0, rest.size() - 1));
    return std::string(rest.substr(0, kReasonBytesMax));
}

/// The lines that may speak of a secret: its own (without itself) and the one above.
struct Lines {
    std::string_view before;
    std::string_view behind;
    std::string_view above;
};

Lines lines_around(core::BlobView bytes, core::Span secret) {
    const std::string_view text = core::as_text(bytes);
    const std::size_t begin = std::min(secret.begin, text.size());
    const std::size_t end = std::clamp(secret.end, begin, text.size());
    const std::size_t reach_begin = begin - std::min(begin, kMarkerReach);
    const std::string_view head = text.substr(reach_begin, begin - reach_begin);
    const std::string_view tail = text.substr(end, kMarkerReach);
    Lines lines;
    lines.behind = tail.substr(0, tail.find('\n'));
    const std::size_t line_break = head.rfind('\n');
    if (line_break == head.npos) {
        lines.before = head;
        return lines;
    }
    lines.before = head.substr(line_break + 1);
    const std::string_view over = head.substr(0, line_break);
    const std::size_t above_break = over.rfind('\n');
    lines.above = above_break == over.npos ? over : over.substr(above_break + 1);
    return lines;
}

/// The reason of our own marker, empty where it gives none; nothing where there is no marker.
std::optional<std::string> own_reason(const Lines& lines) {
    std::optional<std::string> found;
    for (const auto& rest : {after(lines.behind, kAllow), after(lines.before, kAllow),
                             after(lines.above, kAllowNextLine)}) {
        if (!rest) continue;
        found = reason_from(*rest);
        if (!found->empty()) break;
    }
    return found;
}

bool stands_in(std::string_view line, std::string_view marker) {
    return is_check_marker(marker) ? names_check(line, marker) : after(line, marker).has_value();
}

bool is_allowed_by(const Lines& lines, std::string_view marker) {
    if (speaks_of_next_line(marker)) return stands_in(lines.above, marker);
    if (stands_in(lines.behind, marker) || stands_in(lines.before, marker)) return true;
    return speaks_of_either_line(marker) && stands_in(lines.above, marker);
}

}  // namespace

std::span<const std::string_view> foreign_markers() {
    return kForeignMarkers;
}

std::optional<report::Suppression> inline_allow(core::BlobView bytes, core::Span secret) {
    const Lines lines = lines_around(bytes, secret);
    if (auto reason = own_reason(lines); reason && !reason->empty())
        return report::Suppression{.by = "inline", .reason = std::move(*reason), .until = {}};
    for (const std::string_view marker : kForeignMarkers) {
        if (is_allowed_by(lines, marker)) {
            return report::Suppression{
                .by = "inline_foreign", .reason = std::string(marker), .until = {}};
        }
    }
    return std::nullopt;
}

bool lacks_reason(core::BlobView bytes, core::Span secret) {
    const auto reason = own_reason(lines_around(bytes, secret));
    return reason && reason->empty();
}

}  // namespace curfew::policy
