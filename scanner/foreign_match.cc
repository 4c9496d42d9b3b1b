#include "scanner/foreign_match.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "scanner/core/digest.h"
#include "scanner/core/secret_string.h"

namespace curfew {
namespace {

using foreign::ForeignFinding;

/// Shorter pieces stand inside of anything.
constexpr std::size_t kPieceBytesMin = 8;

/// Borders of words looked at in the lines of one finding; with every pair of them.
constexpr std::size_t kBordersMax = 400;

/// Without line breaks and blanks: a key's lines are told with and without them.
core::SecretString folded(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool is_escape = text.substr(at).starts_with("\\n");
        if (is_escape) ++at;
        else if (std::string_view(" \t\r\n").find(text[at]) == std::string_view::npos) {
            plain += text[at];
        }
    }
    core::SecretString made{std::string_view(plain)};
    core::wipe_memory(plain.data(), plain.size());
    return made;
}

enum class Likeness { none, part, same };

Likeness likeness(std::string_view ours, std::string_view theirs) {
    if (ours == theirs) return Likeness::same;
    const std::string_view& shorter = ours.size() < theirs.size() ? ours : theirs;
    const std::string_view& longer = ours.size() < theirs.size() ? theirs : ours;
    const bool holds = shorter.size() >= kPieceBytesMin && longer.find(shorter) != longer.npos;
    return holds ? Likeness::part : Likeness::none;
}

Likeness likeness(const SecretEntry& entry, std::string_view theirs) {
    const core::SecretString ours = folded(entry.best.secret.reveal());
    Likeness best = likeness(ours.reveal(), theirs);
    for (const match::FoundPart& part : entry.best.parts) {
        const bool is_named = part.value.reveal() == theirs && theirs.size() >= kPieceBytesMin;
        if (is_named) best = std::max(best, Likeness::part);
    }
    return best;
}

bool stands_on_lines(const RawSighting& sighting, const ForeignFinding& finding) {
    const core::Position& ours = sighting.place.position;
    const std::uint32_t last = std::max(finding.line, finding.end_line);
    return ours.line != 0 && ours.line <= last &&
           std::max(ours.line, ours.end_line) >= finding.line;
}

/// Tools count columns from 0, from 1 or from the line's break: one off is the same place.
bool stands_in_columns(const RawSighting& sighting, const ForeignFinding& finding) {
    const core::Position& ours = sighting.place.position;
    if (ours.line != finding.line || ours.end_line != ours.line) return false;
    return ours.column <= finding.end_column + 1 && finding.column <= ours.end_column + 1;
}

bool is_there(const SecretEntry& entry, const ForeignFinding& finding,
              bool (*stands)(const RawSighting&, const ForeignFinding&)) {
    return std::ranges::any_of(
        entry.sightings, [&](const RawSighting& sighting) { return stands(sighting, finding); });
}

/// The bytes of the lines `finding` names.
core::Span lines_of(std::string_view bytes, const ForeignFinding& finding) {
    std::size_t begin = 0;
    for (std::uint32_t line = 1; line < finding.line; ++line) {
        begin = bytes.find('\n', begin);
        if (begin == bytes.npos) return {bytes.size(), bytes.size()};
        ++begin;
    }
    std::size_t end = begin;
    for (std::uint32_t line = finding.line; line <= std::max(finding.line, finding.end_line);
         ++line) {
        end = std::min(bytes.find('\n', end), bytes.size());
        if (end < bytes.size()) ++end;
    }
    return {begin, end};
}

bool is_word_letter(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= 'a' && letter <= 'z');
}

/// Where a word ends or begins, and every sign by itself.
std::vector<std::size_t> borders_of(std::string_view text, std::size_t offset) {
    std::vector<std::size_t> borders{offset};
    for (std::size_t at = 1; at < text.size() && borders.size() < kBordersMax; ++at) {
        if (is_word_letter(text[at - 1]) && is_word_letter(text[at])) continue;
        borders.push_back(offset + at);
    }
    borders.push_back(offset + text.size());
    return borders;
}

/// Half-open, as positions are.
bool overlap(const core::Position& left, const core::Position& right) {
    const auto begin = [](const core::Position& at) { return std::pair(at.line, at.column); };
    const auto end = [](const core::Position& at) { return std::pair(at.end_line, at.end_column); };
    return left.line != 0 && begin(left) < end(right) && begin(right) < end(left);
}

bool has_id(const SecretEntry& entry, std::string_view id) {
    return std::ranges::any_of(entry.best.parts, [id](const match::FoundPart& part) {
        return !part.is_secret && part.value.reveal() == id;
    });
}

/// In the place of an id, the keys of the same provider that it belongs to.
std::vector<core::RunFingerprint> keys_of(const SecretTable& seen,
                                          std::vector<core::RunFingerprint> found,
                                          std::string_view secret) {
    std::vector<core::RunFingerprint> keys;
    for (const core::RunFingerprint& who : found) {
        const SecretEntry& id = seen.entries().at(who);
        for (const auto& [other, entry] : seen.entries()) {
            const bool is_provider_same =
                entry.best.signature->provider_id == id.best.signature->provider_id;
            if (other != who && is_provider_same && has_id(entry, secret)) keys.push_back(other);
        }
    }
    return keys.empty() ? found : keys;
}

}  // namespace

std::vector<core::RunFingerprint> entries_holding(const SecretTable& seen,
                                                  std::string_view secret) {
    const core::SecretString theirs = folded(secret);
    Likeness best = Likeness::part;
    std::vector<core::RunFingerprint> found;
    for (const auto& [who, entry] : seen.entries()) {
        const Likeness like = likeness(entry, theirs.reveal());
        if (like < best) continue;
        if (like > best) found.clear();
        best = like;
        found.push_back(who);
    }
    return keys_of(seen, std::move(found), secret);
}

std::vector<core::RunFingerprint> entries_covering(const SecretTable& seen,
                                                   const core::Position& position) {
    std::vector<core::RunFingerprint> found;
    for (const auto& [who, entry] : seen.entries()) {
        const bool covers =
            std::ranges::any_of(entry.sightings, [&position](const RawSighting& sighting) {
                return overlap(sighting.place.position, position);
            });
        if (covers) found.push_back(who);
    }
    return found;
}

std::vector<core::RunFingerprint> entries_at(const SecretTable& seen,
                                             const ForeignFinding& finding) {
    std::vector<core::RunFingerprint> on_lines;
    std::vector<core::RunFingerprint> in_columns;
    if (finding.line == 0) return on_lines;
    for (const auto& [who, entry] : seen.entries()) {
        if (!is_there(entry, finding, &stands_on_lines)) continue;
        on_lines.push_back(who);
        if (finding.end_column != 0 && is_there(entry, finding, &stands_in_columns)) {
            in_columns.push_back(who);
        }
    }
    return in_columns.empty() ? on_lines : in_columns;
}

bool fits_digest(std::string_view bytes, const foreign::SecretDigest& digest) {
    using Algorithm = foreign::SecretDigest::Algorithm;
    if (digest.algorithm == Algorithm::sha256) {
        const core::Digest made = core::sha256(core::as_bytes(bytes));
        return core::hex_of(std::as_bytes(std::span(made))) == digest.hex;
    }
    const core::Sha1 made = core::sha1(core::as_bytes(bytes), {});
    return core::hex_of(std::as_bytes(std::span(made))) == digest.hex;
}

std::optional<core::Span> span_of_digest(std::string_view bytes, const ForeignFinding& finding) {
    if (!finding.digest || finding.line == 0) return std::nullopt;
    const core::Span lines = lines_of(bytes, finding);
    const auto borders = borders_of(bytes.substr(lines.begin, lines.size()), lines.begin);
    for (std::size_t first = 0; first < borders.size(); ++first) {
        for (std::size_t last = borders.size() - 1; last > first; --last) {
            const core::Span span{borders[first], borders[last]};
            if (fits_digest(bytes.substr(span.begin, span.size()), *finding.digest)) return span;
        }
    }
    return std::nullopt;
}

std::optional<core::Span> span_of_beginning(std::string_view bytes, const ForeignFinding& finding) {
    const core::Span lines = lines_of(bytes, finding);
    // A key's beginning may run over its line's end.
    const std::size_t at = bytes.find(finding.beginning, lines.begin);
    if (at == bytes.npos || at >= lines.end) return std::nullopt;
    return core::Span{at, at + finding.beginning.size()};
}

}  // namespace curfew
