// One line a finding and place, for spreadsheets. RFC 4180: CRLF, quotes where needed. A field
// that a spreadsheet would run as a formula gets an apostrophe in front.

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/place.h"
#include "scanner/core/validity_window.h"
#include "scanner/report/finding.h"
#include "scanner/report/render.h"
#include "scanner/report/scan_report.h"
#include "scanner/report/shown.h"
#include "scanner/rules/signature.h"

namespace curfew::report {
namespace {

constexpr std::string_view kFormulaStarts = "=+-@\t\r\n";

class Row {
  public:
    void add(std::string_view field) {
        if (!is_first_) text_ += ',';
        is_first_ = false;
        const bool is_formula =
            !field.empty() && kFormulaStarts.find(field.front()) != kFormulaStarts.npos;
        const bool needs_quotes = is_formula || field.find_first_of(",\"\r\n") != field.npos;
        if (!needs_quotes) {
            text_ += field;
            return;
        }
        text_ += is_formula ? "\"'" : "\"";
        for (const char letter : field) {
            if (letter == '"') text_ += '"';
            text_ += letter;
        }
        text_ += '"';
    }

    void add_number(std::uint64_t number) { add(std::to_string(number)); }

    void add_if_told(std::uint32_t number) {
        add(number == 0 ? std::string() : std::to_string(number));
    }

    void add_instant(const std::optional<core::Instant>& at) {
        add(at ? core::to_text(*at) : std::string());
    }

    void add_seconds(const std::optional<core::Duration>& span) {
        add(span ? std::to_string(std::chrono::floor<std::chrono::seconds>(*span).count())
                 : std::string());
    }

    void add_truth(bool truth) { add(truth ? "true" : "false"); }

    /// The instant, or "never" or "unknown": three different things.
    void add_end(const core::End& end) {
        if (const auto at = core::instant_of(end)) return add(core::to_text(*at));
        add(std::holds_alternative<core::Never>(end) ? "never" : "unknown");
    }

    [[nodiscard]] std::string ended() && { return text_ + "\r\n"; }

  private:
    std::string text_;
    bool is_first_ = true;
};

std::string percent_text(double confidence) {
    const auto hundredths = std::lround(confidence * 100.0);
    const std::string digits = std::to_string(hundredths % 100 + 100).substr(1);
    return std::to_string(hundredths / 100) + "." + digits;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : "; ") + text;
    return all;
}

std::string header(const RenderOptions& options) {
    std::string names =
        "fingerprint,signature,name,provider,kind,masked,confidence,risk,risk_reasons,lifetime,"
        "left_seconds,not_before,expires_at,first_seen,last_seen,present,live_seconds,live_open,"
        "verdict,verdict_state,checked_at,checked_by,owner,new,blocking,suppressed_by,suppressed_"
        "reason,place_kind,path,line,column,"
        "place_present,commit,author,committed_at";
    if (options.shows_secrets) names += ",secret";
    return names + "\r\n";
}

void add_identity(Row& row, const Finding& finding) {
    row.add(finding.fingerprint.text());
    row.add(finding.signature->id.value);
    row.add(finding.signature->name);
    row.add(finding.signature->provider_id);
    row.add(name_of(finding.signature->kind));
    row.add(printable(finding.masked));
    row.add(percent_text(finding.confidence));
    row.add(name_of(finding.risk.level));
    row.add(printable(joined(finding.risk.reasons)));
}

void add_times(Row& row, const Finding& finding) {
    row.add(name_of(finding.standing));
    row.add_seconds(finding.left);
    row.add_end(finding.window.not_before());
    row.add_end(finding.window.expires_at());
    row.add_instant(finding.exposure.first_seen);
    row.add_instant(finding.exposure.last_seen);
    row.add_truth(finding.exposure.is_present);
    row.add_seconds(finding.exposure.live);
    row.add_truth(finding.exposure.is_live_open);
}

void add_judgement(Row& row, const Finding& finding) {
    row.add(finding.verdict.detail);
    row.add(finding.verdict.state);
    row.add_instant(finding.verdict.checked_at);
    row.add(printable(finding.verdict.checked_by));
    row.add(printable(finding.owner.account));
    row.add_truth(finding.is_new);
    row.add_truth(finding.is_blocking);
    row.add(finding.suppressed ? finding.suppressed->by : std::string());
    row.add(finding.suppressed ? printable(finding.suppressed->reason) : std::string());
}

void add_place(Row& row, const core::Place& place) {
    row.add(name_of(place.kind));
    row.add(printable(place.path));
    row.add_if_told(place.position.line);
    row.add_if_told(place.position.column);
    row.add_truth(place.is_present);
    const core::CommitFacts* commit = commit_of(place);
    row.add(commit == nullptr ? std::string() : commit->id.object.hex());
    row.add(commit == nullptr ? std::string() : printable(commit->author));
    row.add(commit == nullptr ? std::string() : core::to_text(commit->committed_at));
}

void add_no_place(Row& row) {
    constexpr int kPlaceFields = 8;
    for (int i = 0; i < kPlaceFields; ++i) row.add({});
}

std::string row_of(const Finding& finding, const core::Place* place, const RenderOptions& options) {
    Row row;
    add_identity(row, finding);
    add_times(row, finding);
    add_judgement(row, finding);
    if (place == nullptr) {
        add_no_place(row);
    } else {
        add_place(row, *place);
    }
    if (options.shows_secrets) row.add(printable(revealed(finding, options)));
    return std::move(row).ended();
}

}  // namespace

std::string render_csv(const ScanReport& report, const RenderOptions& options) {
    std::string lines = header(options);
    for (const Finding* finding : shown_findings(report, options)) {
        if (finding->places.empty()) lines += row_of(*finding, nullptr, options);
        for (const core::Place& place : finding->places) lines += row_of(*finding, &place, options);
    }
    return lines;
}

}  // namespace curfew::report
