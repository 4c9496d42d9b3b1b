// The report a person reads: the worst first, each finding with a picture of its life, then what
// was covered, and one line that says it all.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/coverage.h"
#include "scanner/report/finding.h"
#include "scanner/report/gate_text.h"
#include "scanner/report/page.h"
#include "scanner/report/render.h"
#include "scanner/report/scan_report.h"
#include "scanner/report/sentences.h"
#include "scanner/report/shown.h"
#include "scanner/report/text_finding.h"
#include "scanner/report/time_line.h"

namespace curfew::report {
namespace {

constexpr std::size_t kNamesShown = 3;

std::string covered_text(const core::Covered& covered) {
    std::string text;
    const auto add = [&text](std::uint64_t number, std::string_view noun) {
        if (number == 0) return;
        if (!text.empty()) text += ", ";
        text += counted(number, noun);
    };
    add(covered.commits, "commit");
    add(covered.blobs, "blob");
    add(covered.files, "file");
    add(covered.records, "record");
    if (text.empty()) return "nothing";
    text += ", " + byte_text(covered.bytes);
    if (covered.unreachable != 0)
        text += "; of the objects " + grouped(covered.unreachable) + " unreachable";
    return text;
}

std::string skipped_text(const SkippedCount& skipped, bool is_verbose) {
    std::string text =
        counted(skipped.count, printable(skipped.what)) + ": " + printable(skipped.reason);
    const std::size_t shown =
        is_verbose ? skipped.names.size() : std::min(kNamesShown, skipped.names.size());
    if (shown == 0) return text;
    text += " (";
    for (std::size_t at = 0; at < shown; ++at)
        text += (at == 0 ? "" : ", ") + printable(skipped.names[at]);
    return text + (shown < skipped.count ? ", …)" : ")");
}

void print_skipped(Page& page, const Coverage& coverage, bool is_gap, bool is_verbose) {
    std::string_view label = is_gap ? "not readable" : "left out";
    for (const SkippedCount& skipped : coverage.skipped) {
        if (skipped.is_gap != is_gap) continue;
        page.field(label, skipped_text(skipped, is_verbose));
        label = {};
    }
}

void print_suppressed(Page& page, const ScanReport& report, const RenderOptions& options) {
    if (report.suppressed_count == 0) return;
    std::map<std::string_view, std::uint64_t> count_of;
    for (const Finding& finding : report.findings)
        if (finding.suppressed) ++count_of[finding.suppressed->by];
    std::string text = counted(report.suppressed_count, "finding");
    std::string_view between = " (";
    for (const auto& [by, count] : count_of) {
        text += std::string(between) + std::string(by) + " " + grouped(count);
        between = ", ";
    }
    if (!count_of.empty()) text += ")";
    if (!options.shows_suppressed) text += "; --show-suppressed lists them";
    page.field("suppressed", text);
}

void print_coverage(Page& page, const ScanReport& report, const RenderOptions& options) {
    page.field("covered", covered_text(report.coverage.covered));
    print_skipped(page, report.coverage, false, options.is_verbose);
    print_skipped(page, report.coverage, true, options.is_verbose);
    print_suppressed(page, report, options);
    if (report.below_confidence != 0) {
        page.field("not shown", counted(report.below_confidence, "candidate") +
                                    " below the confidence the policy asks for");
    }
}

std::string levels_text(const std::vector<const Finding*>& findings) {
    constexpr std::array kLevels{RiskLevel::critical, RiskLevel::high, RiskLevel::medium,
                                 RiskLevel::low};
    std::string text;
    for (const RiskLevel level : kLevels) {
        const auto count = std::ranges::count_if(
            findings, [level](const Finding* finding) { return finding->risk.level == level; });
        if (count == 0) continue;
        if (!text.empty()) text += ", ";
        text += grouped(static_cast<std::uint64_t>(count)) + " " + std::string(name_of(level));
    }
    return text;
}

std::uint64_t count_open(const std::vector<const Finding*>& findings) {
    return static_cast<std::uint64_t>(std::ranges::count_if(
        findings, [](const Finding* finding) { return finding->exposure.is_live_open; }));
}

std::uint64_t count_blocking(const std::vector<const Finding*>& findings) {
    return static_cast<std::uint64_t>(std::ranges::count_if(
        findings, [](const Finding* finding) { return finding->is_blocking; }));
}

/// "Asked: 1 live, 2 dead, 1 unknown, 3 not checked."
std::string asked_text(const std::vector<const Finding*>& findings) {
    constexpr std::array<std::string_view, 4> kStates{"live", "dead", "unknown", "not_checked"};
    constexpr std::array<std::string_view, 4> kWords{"live", "dead", "unknown", "not checked"};
    std::string text;
    for (std::size_t at = 0; at < kStates.size(); ++at) {
        const auto count = std::ranges::count_if(findings, [&](const Finding* finding) {
            return finding->verdict.state == kStates[at];
        });
        if (count == 0) continue;
        text += (text.empty() ? "Asked: " : ", ") + grouped(static_cast<std::uint64_t>(count)) +
                " " + std::string(kWords[at]);
    }
    return text.empty() ? text : text + ".";
}

void print_verdict(Page& page, const ScanReport& report,
                   const std::vector<const Finding*>& findings) {
    std::string text =
        findings.empty() ? "No secrets found"
                         : counted(findings.size(), "secret") + " found: " + levels_text(findings);
    if (const std::uint64_t open = count_open(findings); open != 0)
        text += "; " + grouped(open) + " live now as far as known";
    if (const std::uint64_t blocking = count_blocking(findings); blocking != 0)
        text += "; " + grouped(blocking) + " blocked by policy " + printable(report.policy);
    text += ".";
    if (report.coverage.has_gaps()) text += " Something that was asked for could not be read.";
    if (report.was_stopped) text += " Stopped early: this is what was covered until then.";
    page.paragraph(text, 0);
    if (const std::string asked = asked_text(findings); report.was_verified && !asked.empty()) {
        page.paragraph(asked, 0);
    }
}

}  // namespace

std::string render_text(const ScanReport& report, const RenderOptions& options) {
    if (options.is_gate) return gate_text(report, options);
    const auto findings = shown_findings(report, options);
    Page page(options.width, options.uses_color);
    const bool has_picture = std::ranges::any_of(findings, [&](const Finding* finding) {
        return time_line_of(finding->window, finding->exposure, report.as_of).has_value();
    });
    if (has_picture) print_legend(page);
    RenderOptions telling = options;
    telling.tells_verdicts = report.was_verified;
    for (const Finding* finding : findings) print_finding(page, *finding, telling, report.as_of);
    print_coverage(page, report, options);
    page.line();
    print_verdict(page, report, findings);
    return std::move(page).take();
}

}  // namespace curfew::report
