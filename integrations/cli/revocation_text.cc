// The report of a revocation for a person at a terminal.

#include <algorithm>
#include <string>
#include <string_view>

#include "integrations/cli/revocation_report.h"
#include "scanner/core/instant.h"
#include "scanner/core/validity_window.h"

namespace curfew::cli {
namespace {

using provider::Ending;
using provider::EndingOutcome;
using provider::Evidence;
using report::printable;

constexpr std::size_t kLabelWidth = 11;
constexpr std::size_t kPlacesShown = 3;
constexpr std::size_t kNamesShown = 5;

std::string line(std::string_view label, std::string_view text) {
    std::string out = "    " + std::string(label);
    if (label.size() < kLabelWidth) out.append(kLabelWidth - label.size(), ' ');
    return out + printable(text) + "\n";
}

/// Each line of a request, further in.
std::string request_lines(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) out += line("", "  " + std::string(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string place_text(const core::Place& place) {
    std::string text = place.path.empty() ? std::string(core::name_of(place.kind)) : place.path;
    if (place.position.line > 0) text += ":" + std::to_string(place.position.line);
    if (!place.is_present && place.first_commit) {
        constexpr std::size_t kShortId = 12;
        text += " (commit " + place.first_commit->id.object.hex().substr(0, kShortId) + ")";
    }
    return text;
}

std::string places_text(const report::Finding& finding) {
    std::string text;
    const std::size_t count = std::min(finding.places.size(), kPlacesShown);
    for (std::size_t at = 0; at < count; ++at) {
        text += (at == 0 ? "" : ", ") + place_text(finding.places[at]);
    }
    if (finding.places.size() > count) {
        text += ", and " + std::to_string(finding.places.size() - count) + " more";
    }
    return text;
}

std::string hit_text(const EndingPlan& plan) {
    const std::string& radius = plan.facts.blast_radius;
    switch (plan.width) {
        case provider::Width::itself:
            return radius.empty() ? "itself alone, as far as is known" : radius + ", nothing else";
        case provider::Width::bystanders:
            return "others as well: " + radius;
        case provider::Width::principal:
            return "everything of its owner: " + (radius.empty() ? "not said what" : radius);
    }
    return radius;
}

std::string plan_text(const RevocationItem& item, bool is_verbose) {
    const EndingPlan& plan = item.plan;
    std::string text = line("ends", hit_text(plan));
    text += line("undo", plan.facts.is_reversible ? "can be taken back" : "cannot be taken back");
    if (plan.objection) return text + line("not ended", *plan.objection);
    if (plan.facts.is_askable) text += line("plan", "ask whether it is live, and whose it is");
    else text += line("plan", "nobody can be asked whether it is live; look it up if its kind can");
    if (is_verbose) text += request_lines(plan.question);
    text += line("", "prove which id is its own, and again right before the act");
    text += line("", "write down what is sent, then send:");
    text += request_lines(plan.request);
    std::string proof = "ask again until it is dead";
    if (plan.facts.settles_in > core::Duration::zero()) {
        proof += "; it may take " + core::to_human_text(plan.facts.settles_in);
    }
    text += line("", proof);
    if (!plan.facts.note.empty()) text += line("note", plan.facts.note);
    for (const std::string& caution : plan.cautions) text += line("beware", caution);
    return text;
}

std::string evidence_text(const Evidence& evidence) {
    std::string text = evidence.host;
    const std::string status = evidence.status == 0 ? "" : std::to_string(evidence.status);
    if (!evidence.mark.starts_with(status)) text += " " + status;
    text += evidence.mark.empty() ? " " + status : " " + evidence.mark;
    if (!evidence.request_id.empty()) text += ", request " + evidence.request_id;
    if (evidence.asked_at != core::Instant()) text += ", " + core::to_text(evidence.asked_at);
    return text;
}

std::string_view result_word(const Ending& ending) {
    switch (ending.outcome) {
        case EndingOutcome::proven:
            return "PROVEN";
        case EndingOutcome::accepted_not_proven:
            return "ACCEPTED, NOT PROVEN";
        case EndingOutcome::failed:
            return ending.needs_person ? "NEEDS A PERSON" : "FAILED";
    }
    return "FAILED";
}

std::string ending_text(const Ending& ending, const provider::Facts& facts) {
    std::string text = line("result", std::string(result_word(ending)) + ": " + ending.reason);
    if (ending.ask_again_at) {
        text += line("again", "run the same once more after " +
                                  core::to_text(*ending.ask_again_at) + "; it is asked first");
    }
    if (ending.needs_person && !facts.page.empty()) {
        text += line("where", facts.page);
    }
    if (ending.needs_person && !facts.note.empty()) {
        text += line("note", facts.note);
    }
    if (ending.before.evidence.asked_at != core::Instant()) {
        text += line("before", std::string(name_of(ending.before.detail)) + " (" +
                                   evidence_text(ending.before.evidence) + ")");
    }
    if (!ending.binding.id.empty()) {
        text += line("id", ending.binding.id + " (" + ending.binding.how + ")");
    }
    if (ending.step) text += line("sent", evidence_text(ending.step->evidence));
    for (const Evidence& evidence : ending.proof) text += line("after", evidence_text(evidence));
    return text;
}

std::string earlier_text(const provider::JournalEntry& earlier, bool was_sent) {
    const std::string begin = "an earlier run (" + core::to_text(earlier.at) + ") ";
    if (!was_sent) return begin + "was about to end it, and sent nothing";
    if (earlier.stage != provider::JournalEntry::Stage::told) {
        return begin + "sent its ending, and did not hear what came of it";
    }
    return begin + "sent its ending: " + std::string(name_of(earlier.ending.outcome));
}

std::string item_text(const RevocationItem& item, const RevocationReport& report, bool is_verbose) {
    const report::Finding& finding = item.finding;
    std::string text = printable(finding.signature->name) + "  " + printable(finding.masked) +
                       "  " + finding.fingerprint.text() + "\n";
    text += line("lies in", places_text(finding));
    if (item.earlier) text += line("earlier", earlier_text(*item.earlier, item.was_sent));
    if (report.is_dry_run) return text + plan_text(item, is_verbose) + "\n";
    if (!item.ending) return text + line("result", "NOT BEGUN: stopped before") + "\n";
    if (is_verbose) text += plan_text(item, is_verbose);
    return text + ending_text(*item.ending, item.plan.facts) + "\n";
}

std::string skipped_text(const report::SkippedCount& skipped) {
    std::string text = "Left out: " + std::to_string(skipped.count) + " " +
                       printable(skipped.what) + " (" + printable(skipped.reason) + ")\n";
    const std::size_t count = std::min(skipped.names.size(), kNamesShown);
    for (std::size_t at = 0; at < count; ++at) {
        text += "    " + printable(skipped.names[at]) + "\n";
    }
    return text;
}

std::string dry_run_text(const RevocationReport& report) {
    const auto ended = static_cast<std::size_t>(std::ranges::count_if(
        report.items, [](const RevocationItem& item) { return !item.plan.objection; }));
    const std::size_t others = report.items.size() - ended;
    std::string text = "Dry run: nothing was sent. " + std::to_string(ended) + " would be ended";
    if (others > 0) text += ", " + std::to_string(others) + " would not";
    return text + (ended > 0 ? ". With --yes they are.\n" : ".\n");
}

std::string outcome_text(const RevocationReport& report) {
    const OutcomeCounts counts = outcomes_of(report);
    std::string text = std::to_string(counts.proven) + " proven dead";
    const auto add = [&text](std::size_t count, std::string_view what) {
        if (count > 0) text += ", " + std::to_string(count) + " " + std::string(what);
    };
    add(counts.accepted, "accepted and not proven");
    add(counts.failed - counts.needs_person, "failed");
    add(counts.needs_person, "for a person");
    add(counts.not_begun, "not begun");
    if (report.was_stopped) text += "; stopped";
    text += ".\n";
    if (!report.journal.empty()) text += "Record: " + printable(report.journal) + "\n";
    return text;
}

}  // namespace

std::string revocation_text(const RevocationReport& report, bool is_verbose) {
    std::string text;
    for (const RevocationItem& item : report.items) text += item_text(item, report, is_verbose);
    for (const report::SkippedCount& skipped : report.skipped) {
        if (skipped.what == "finding" || skipped.is_gap || is_verbose)
            text += skipped_text(skipped);
    }
    if (report.items.empty()) return text + "No credential that could be ended was found.\n";
    return text + (report.is_dry_run ? dry_run_text(report) : outcome_text(report));
}

}  // namespace curfew::cli
