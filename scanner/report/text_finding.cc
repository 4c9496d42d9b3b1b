#include "scanner/report/text_finding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/check.h"
#include "scanner/core/instant.h"
#include "scanner/core/place.h"
#include "scanner/core/validity_window.h"
#include "scanner/report/finding.h"
#include "scanner/report/page.h"
#include "scanner/report/render.h"
#include "scanner/report/sentences.h"
#include "scanner/report/shown.h"
#include "scanner/report/time_line.h"
#include "scanner/report/utf8.h"

namespace curfew::report {
namespace {

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
    std::string all;
    for (const std::string& text : texts) {
        if (!all.empty()) all += between;
        all += printable(text);
    }
    return all;
}

std::string_view shout(RiskLevel level) {
    switch (level) {
        case RiskLevel::low:
            return "LOW";
        case RiskLevel::medium:
            return "MEDIUM";
        case RiskLevel::high:
            return "HIGH";
        case RiskLevel::critical:
            return "CRITICAL";
    }
    core::check(false);
    return {};
}

Paint paint_of(Cell cell) {
    switch (cell) {
        case Cell::nothing:
        case Cell::readable:
            return Paint::dim;
        case Cell::accepted:
            return Paint::cyan;
        case Cell::perhaps_live:
            return Paint::yellow;
        case Cell::live:
            return Paint::red;
    }
    core::check(false);
    return Paint::plain;
}

/// The cells, neighbours of one kind painted together.
std::string picture_of(const Page& page, const TimeLine& line) {
    std::string picture;
    for (std::size_t at = 0; at < line.cells.size();) {
        const Cell kind = line.cells[at];
        std::string run;
        const std::size_t first = at;
        for (; at < line.cells.size() && line.cells[at] == kind; ++at) {
            if (line.now == at && at != first) break;
            run += glyph_of(kind);
        }
        if (line.now == first) picture += "│";
        picture += page.painted(paint_of(kind), run);
    }
    return picture;
}

void print_picture(Page& page, const Finding& finding, core::Instant as_of) {
    const auto line = time_line_of(finding.window, finding.exposure, as_of);
    if (!line) return;
    const bool ends_now = line->end == as_of;
    std::string text =
        "  " + page.painted(Paint::dim, day_of(line->begin)) + " " + picture_of(page, *line) + " ";
    if (line->is_cut) text += "… ";
    const core::Instant end =
        line->is_cut ? core::instant_of(finding.window.expires_at()).value_or(line->end)
                     : line->end;
    page.line(text + page.painted(Paint::dim, ends_now ? "now" : day_of(end)));
}

/// "refs/heads/main, refs/tags/v1 and 40 more"
std::string references_text(const core::Place& place) {
    constexpr std::size_t kNamesShown = 8;
    const std::size_t shown = std::min(kNamesShown, place.refs.size());
    const std::size_t total = std::max(place.refs_total, place.refs.size());
    std::string text =
        joined({place.refs.begin(), place.refs.begin() + static_cast<long>(shown)}, ", ");
    if (total > shown) text += " and " + grouped(total - shown) + " more";
    return text;
}

void print_commits(Page& page, const core::Place& place) {
    if (place.first_commit) page.field("", "since " + commit_text(*place.first_commit));
    if (!place.is_present && place.last_commit && place.last_commit != place.first_commit) {
        page.field("", "last in " + commit_text(*place.last_commit));
    }
    if (place.removed_by) page.field("", "taken out by " + commit_text(*place.removed_by));
}

void print_places(Page& page, const Finding& finding, const RenderOptions& options) {
    if (finding.places.empty()) return;
    const std::size_t listed = options.is_verbose ? finding.places.size() : 1;
    for (std::size_t at = 0; at < listed; ++at) {
        const core::Place& place = finding.places[at];
        std::string where = where_text(place);
        if (place.is_git_ignored) where += "  (ignored by git)";
        page.field(at == 0 ? "where" : "", where);
        print_commits(page, place);
        if (options.is_verbose && !place.refs.empty()) {
            page.field("", "reached by " + references_text(place));
        }
    }
    const std::size_t folded = finding.places.size() - listed;
    if (folded != 0) page.field("", "and " + counted(folded, "more place"));
}

void print_details(Page& page, const Finding& finding) {
    std::string name = finding.signature->id.value;
    if (!finding.also_matched.empty()) name += " (also " + joined(finding.also_matched, ", ") + ")";
    page.field("signature", name);
    const auto percent = std::lround(finding.confidence * 100.0);
    std::string confidence = std::to_string(percent) + " %";
    if (!finding.confidence_reasons.empty())
        confidence += ": " + joined(finding.confidence_reasons, "; ");
    page.field("confidence", confidence);
    if (!finding.exposure.reason.empty())
        page.field("reckoned", printable(finding.exposure.reason));
    for (const FindingPart& part : finding.parts) {
        page.field("part",
                   part.name + " " +
                       (part.fingerprint ? part.fingerprint->text() : printable(part.value)));
    }
}

/// What somebody said, or why it was not asked although providers are asked.
bool is_verdict_told(const Verdict& verdict, const RenderOptions& options) {
    if (verdict.checked_at || verdict.state != "not_checked") return true;
    return options.tells_verdicts && !verdict.reason.empty();
}

void print_owner(Page& page, const Owner& owner) {
    if (owner.is_empty()) return;
    std::string text = printable(owner.account);
    if (!owner.name.empty()) text += (text.empty() ? "" : ", ") + printable(owner.name);
    if (!owner.scopes.empty())
        text += (text.empty() ? "may " : "; may ") + joined(owner.scopes, ", ");
    page.field("belongs to", text);
}

/// Its line breaks stay.
std::string printable_lines(std::string_view text) {
    std::string lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (!lines.empty()) lines += '\n';
        lines += printable(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

void print_imported(Page& page, const Finding& finding) {
    for (const ForeignName& name : finding.imported) {
        page.field("reported by", printable(name.tool) + " as " + printable(name.rule));
    }
}

void print_plan(Page& page, const std::optional<EndingPlan>& plan) {
    if (!plan) return;
    if (!plan->can_end) {
        page.field("plan", "nothing to send: " + printable_lines(plan->requests));
    } else {
        std::string text = "curfew revoke ends it";
        if (plan->needs_admin) text += ", with an administrator's credential";
        if (plan->is_reversible) text += "; it can be brought back";
        page.field("plan", text + ":\n" + printable_lines(plan->requests));
    }
    if (!plan->blast_radius.empty()) page.field("hits", printable(plan->blast_radius));
}

void print_remarks(Page& page, const Finding& finding) {
    for (const std::string& contradiction : finding.window.contradictions())
        page.field("contradiction", printable(contradiction));
    for (const std::string& note : finding.notes) page.field("note", printable(note));
    if (!finding.suppressed) return;
    std::string text = "by " + finding.suppressed->by;
    if (!finding.suppressed->reason.empty()) text += ": " + printable(finding.suppressed->reason);
    if (finding.suppressed->until) text += ", until " + day_of(*finding.suppressed->until);
    page.field("suppressed", text);
}

}  // namespace

Paint paint_of(RiskLevel level) {
    switch (level) {
        case RiskLevel::low:
            return Paint::dim;
        case RiskLevel::medium:
            return Paint::yellow;
        case RiskLevel::high:
            return Paint::red;
        case RiskLevel::critical:
            return Paint::bright_red;
    }
    core::check(false);
    return Paint::plain;
}

void print_title(Page& page, const Finding& finding, const RenderOptions& options) {
    const std::string_view level = shout(finding.risk.level);
    const std::string& name = finding.signature->name;
    const std::string shown = options.shows_secrets ? std::string() : printable(finding.masked);
    const std::string head =
        page.painted(paint_of(finding.risk.level), level) + "  " + page.painted(Paint::bold, name);
    const std::size_t columns = level.size() + 2 + columns_of(name) + 2 + columns_of(shown);
    if (shown.empty() || columns > page.width()) {
        page.line(head);
        if (!shown.empty()) page.field("secret", shown);
    } else {
        page.line(head + "  " + shown);
    }
    if (options.shows_secrets) page.field("secret", printable(revealed(finding, options)));
}

void print_legend(Page& page) {
    constexpr std::array kSigns{
        std::pair{Cell::live, "readable and accepted"},
        std::pair{Cell::perhaps_live, "readable, perhaps accepted"},
        std::pair{Cell::readable, "readable only"},
        std::pair{Cell::accepted, "accepted only"},
    };
    std::string text;
    for (const auto& [cell, meaning] : kSigns) {
        const std::string sign = "  " + std::string(glyph_of(cell)) + " " + meaning;
        if (columns_of(text) + columns_of(sign) > page.width()) {
            page.line(text);
            text.clear();
        }
        text += sign;
    }
    page.line(text);
    page.line();
}

void print_finding(Page& page, const Finding& finding, const RenderOptions& options,
                   core::Instant as_of) {
    print_title(page, finding, options);
    print_picture(page, finding, as_of);
    page.field("accepted", accepted_text(finding.window, as_of));
    page.field("readable", readable_text(finding));
    page.field("live exposure", live_text(finding));
    if (is_verdict_told(finding.verdict, options)) {
        page.field("asked", verdict_text(finding.verdict));
    }
    print_places(page, finding, options);
    print_owner(page, finding.owner);
    print_imported(page, finding);
    if (!finding.risk.reasons.empty()) page.field("why", joined(finding.risk.reasons, "; "));
    if (options.is_verbose) print_details(page, finding);
    print_remarks(page, finding);
    page.field("to do", advice_for(finding));
    print_plan(page, finding.plan);
    page.field("fingerprint", finding.fingerprint.text());
    page.line();
}

}  // namespace curfew::report
