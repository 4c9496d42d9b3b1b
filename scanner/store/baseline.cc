#include "scanner/store/baseline.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/check.h"
#include "scanner/core/fingerprint.h"
#include "scanner/core/instant.h"
#include "scanner/core/result.h"

namespace curfew::store {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::string_view kVersion = "1";
constexpr std::string_view kUntil = "until=";

std::string_view word_of(Baseline::Kind kind) {
    switch (kind) {
        case Baseline::Kind::baseline:
            return "curfew-baseline";
        case Baseline::Kind::ignore_file:
            return "curfew-ignore";
    }
    core::check(false);
    return {};
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r";
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Cuts the first word off `text`.
std::string_view take_word(std::string_view& text) {
    text = trimmed(text);
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view word = text.substr(0, end);
    text = trimmed(text.substr(end));
    return word;
}

std::string one_line(std::string_view reason) {
    std::string line(reason);
    std::ranges::replace_if(
        line,
        [](char letter) { return static_cast<unsigned char>(letter) < ' ' || letter == '\x7f'; },
        ' ');
    return std::string(trimmed(line));
}

core::Instant end_of_day(core::Instant until) {
    return std::chrono::ceil<std::chrono::days>(until);
}

/// Says where in the file something is wrong.
class Complaints {
  public:
    explicit Complaints(std::string_view name) : name_(name) {}

    [[nodiscard]] Error at(std::size_t line, std::string message) const {
        return {ErrorKind::invalid_input,
                std::string(name_) + ":" + std::to_string(line) + ": " + std::move(message)};
    }

    [[nodiscard]] Error other_key(std::size_t line, std::string_view theirs,
                                  std::string_view ours) const {
        return at(line, "made with key \"" + std::string(theirs) +
                            "\", but fingerprints are made with key \"" + std::string(ours) +
                            "\" now; they cannot be compared: write it again with --baseline "
                            "and --update-baseline, or use that key");
    }

  private:
    std::string_view name_;
};

struct Header {
    Baseline::Kind kind;
    std::string key_id;
};

Result<Header> parse_header(std::string_view line, const Complaints& complaints,
                            std::string_view key_id) {
    const std::string_view word = take_word(line);
    const bool is_baseline = word == word_of(Baseline::Kind::baseline);
    if (!is_baseline && word != word_of(Baseline::Kind::ignore_file)) {
        return complaints.at(1, "the first line must be \"curfew-baseline 1 " +
                                    std::string(key_id) + "\" or \"curfew-ignore 1 " +
                                    std::string(key_id) + "\"");
    }
    const std::string_view version = take_word(line);
    if (version != kVersion) {
        return complaints.at(1, "this Curfew reads version 1 of the format, not \"" +
                                    std::string(version.substr(0, 16)) + "\"");
    }
    const std::string_view theirs = take_word(line);
    if (theirs.empty()) return complaints.at(1, "the key id is missing after the version");
    if (!line.empty()) return complaints.at(1, "nothing may follow the key id");
    if (theirs != key_id) return complaints.other_key(1, theirs.substr(0, 16), key_id);
    return Header{is_baseline ? Baseline::Kind::baseline : Baseline::Kind::ignore_file,
                  std::string(theirs)};
}

struct Line {
    core::Fingerprint fingerprint;
    BaselineEntry entry;
};

Result<core::Instant> parse_until(std::string_view date) {
    const auto midnight = core::parse_instant(std::string(date) + "T00:00:00Z");
    if (date.size() != 10 || !midnight.has_value()) {
        return Error(ErrorKind::invalid_input, "until must be a day such as until=2027-01-31");
    }
    return midnight.value() + std::chrono::days{1};
}

/// One line behind the header. Errors without file and line: the caller knows them.
Result<Line> parse_line(std::string_view text) {
    TRY_ASSIGN(core::Fingerprint fingerprint, core::Fingerprint::parse(take_word(text)));
    Line line{.fingerprint = std::move(fingerprint), .entry = {}};
    if (text.starts_with(kUntil)) {
        TRY_ASSIGN(line.entry.until, parse_until(take_word(text).substr(kUntil.size())));
    }
    if (text.empty()) return line;
    if (text.front() != '#') {
        return Error(ErrorKind::invalid_input,
                     "after the fingerprint only until=YYYY-MM-DD and then \"# reason\" may stand");
    }
    line.entry.reason = one_line(text.substr(1));
    return line;
}

/// Cuts the first line off `text`.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(line);
}

}  // namespace

Result<Baseline> Baseline::parse(std::string_view text, std::string_view name,
                                 std::string_view key_id) {
    const Complaints complaints(name);
    TRY_ASSIGN(Header header, parse_header(take_line(text), complaints, key_id));
    Baseline baseline(header.kind, std::move(header.key_id));
    for (std::size_t number = 2; !text.empty(); ++number) {
        const std::string_view written = take_line(text);
        if (written.empty() || written.front() == '#') continue;
        auto line = parse_line(written);
        if (!line.has_value()) return complaints.at(number, line.error().message());
        const core::Fingerprint& fingerprint = line.value().fingerprint;
        if (fingerprint.key_id() != key_id)
            return complaints.other_key(number, fingerprint.key_id(), key_id);
        if (baseline.find(fingerprint) != nullptr)
            return complaints.at(number, "this fingerprint stands here a second time");
        baseline.add(fingerprint, std::move(line.value().entry));
    }
    return baseline;
}

void Baseline::add(const core::Fingerprint& fingerprint, BaselineEntry entry) {
    core::check(fingerprint.key_id() == key_id_);
    entry.reason = one_line(entry.reason);
    if (entry.until) entry.until = end_of_day(*entry.until);
    entries_.insert_or_assign(fingerprint, std::move(entry));
}

const BaselineEntry* Baseline::find(const core::Fingerprint& fingerprint) const {
    const auto at = entries_.find(fingerprint);
    return at == entries_.end() ? nullptr : &at->second;
}

std::string Baseline::text() const {
    std::string text(word_of(kind_));
    text += " " + std::string(kVersion) + " " + key_id_ + "\n";
    for (const auto& [fingerprint, entry] : entries_) {
        text += fingerprint.text();
        if (entry.until) {
            const core::Instant last_moment = *entry.until - core::Duration{1};
            text += " " + std::string(kUntil) + core::to_text(last_moment).substr(0, 10);
        }
        if (!entry.reason.empty()) text += " # " + entry.reason;
        text += "\n";
    }
    return text;
}

}  // namespace curfew::store
