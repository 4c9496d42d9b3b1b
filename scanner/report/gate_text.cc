#include "scanner/report/gate_text.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/report/finding.h"
#include "scanner/report/page.h"
#include "scanner/report/render.h"
#include "scanner/report/scan_report.h"
#include "scanner/report/sentences.h"
#include "scanner/report/shown.h"
#include "scanner/report/text_finding.h"

namespace curfew::report {
namespace {

constexpr std::size_t kWarningsShown = 3;
constexpr std::size_t kPlacesShown = 5;
constexpr std::size_t kIgnoreLinesShown = 5;

using Findings = std::vector<const Finding*>;

/// New, not blocked, and still worth a word: what somebody may want to look at.
bool is_warning(const Finding& finding) {
    return !finding.is_blocking && finding.is_new && !finding.suppressed &&
           finding.standing != LifetimeStanding::expired && finding.verdict.state != "dead" &&
           finding.verdict.detail != "canary";
}

template <typename Predicate>
Findings findings_that(const ScanReport& report, const Predicate& predicate) {
    Findings chosen;
    for (const Finding& finding : report.findings)
        if (predicate(finding)) chosen.push_back(&finding);
    return chosen;
}

void print_blocked(Page& page, const Finding& finding, const RenderOptions& options,
                   core::Instant as_of) {
    print_title(page, finding, options);
    const auto places = current_places(finding);
    const std::size_t shown = std::min(places.size(), kPlacesShown);
    for (std::size_t at = 0; at < shown; ++at)
        page.field(at == 0 ? "where" : "", where_text(*places[at]));
    if (shown < places.size())
        page.field("", "and " + counted(places.size() - shown, "more place"));
    std::string why;
    for (const std::string& reason : finding.risk.reasons)
        why += (why.empty() ? "" : "; ") + printable(reason);
    if (!why.empty()) page.field("why", why);
    page.field("accepted", accepted_text(finding.window, as_of));
    if (finding.verdict.checked_at) page.field("asked", verdict_text(finding.verdict));
    for (const std::string& note : finding.notes) page.field("note", printable(note));
    page.field("to do", how_to_end(*finding.signature));
    page.line();
}

void print_ways_out(Page& page, const Findings& blocking) {
    page.line(page.painted(Paint::bold, "What now"));
    page.field("get rid of it",
               "Take it out of the file, read it from the environment or a "
               "secret store, and stage again. If it ever left this machine, "
               "end it as well.");
    page.field("or allow it", "in its own line, in a comment:  curfew:allow <reason>");
    const std::string& key_id = blocking.front()->fingerprint.key_id();
    page.field("", "in .curfewignore (its first line is \"curfew-ignore 1 " + key_id + "\"):");
    for (std::size_t at = 0; at < std::min(blocking.size(), kIgnoreLinesShown); ++at)
        page.field("", "  " + blocking[at]->fingerprint.text() + "  # <reason>");
    page.field("",
               "or, for all that is there already, in a baseline:  curfew scan --baseline "
               "FILE --update-baseline");
}

void print_warnings(Page& page, const Findings& warnings, const RenderOptions& options) {
    const std::size_t shown =
        options.is_verbose ? warnings.size() : std::min(kWarningsShown, warnings.size());
    for (std::size_t at = 0; at < shown; ++at) {
        const Finding& finding = *warnings[at];
        const std::string where =
            finding.places.empty() ? std::string() : where_text(finding.places.front()) + "  ";
        page.field(at == 0 ? "not blocked" : "",
                   where + finding.signature->name + "  " + printable(finding.masked));
    }
    if (shown < warnings.size())
        page.field("", "and " + grouped(warnings.size() - shown) + " more");
}

void print_gaps(Page& page, const Coverage& coverage) {
    std::string_view label = "not readable";
    for (const SkippedCount& skipped : coverage.skipped) {
        if (!skipped.is_gap) continue;
        const std::string name =
            skipped.names.empty() ? std::string() : " (" + printable(skipped.names.front()) + ")";
        page.field(label, counted(skipped.count, printable(skipped.what)) + ": " +
                              printable(skipped.reason) + name);
        label = {};
    }
}

}  // namespace

std::string gate_text(const ScanReport& report, const RenderOptions& options) {
    const Findings blocking =
        findings_that(report, [](const Finding& finding) { return finding.is_blocking; });
    const Findings warnings = findings_that(report, is_warning);
    Page page(options.width, options.uses_color);
    if (!blocking.empty()) {
        page.line(page.painted(Paint::bright_red,
                               "curfew gate: blocked by " + counted(blocking.size(), "secret")));
        page.line();
    }
    for (const Finding* finding : blocking) print_blocked(page, *finding, options, report.as_of);
    if (!blocking.empty()) print_ways_out(page, blocking);
    print_warnings(page, warnings, options);
    print_gaps(page, report.coverage);
    return std::move(page).take();
}

}  // namespace curfew::report
