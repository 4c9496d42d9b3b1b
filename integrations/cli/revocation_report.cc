#include "integrations/cli/revocation_report.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "integrations/cli/ending_json.h"
#include "scanner/report/json_finding.h"
#include "scanner/report/json_writer.h"

namespace curfew::cli {
namespace {

using provider::EndingOutcome;
using provider::Width;
using report::JsonWriter;

constexpr int kExitProven = 0;
constexpr int kExitSomeFailed = 1;
constexpr int kExitNotProven = 3;
constexpr int kExitStopped = 130;

constexpr std::array<std::pair<Width, std::string_view>, 3> kWidths{{
    {Width::itself, "itself"},
    {Width::bystanders, "bystanders"},
    {Width::principal, "principal_wide"},
}};

void write_lines(JsonWriter& json, std::string_view name, std::string_view text) {
    if (text.empty()) return;
    json.name(name);
    json.begin_array();
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) json.value(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    json.end_array();
}

void write_places(JsonWriter& json, const report::Finding& finding) {
    json.name("places");
    json.begin_array();
    for (const core::Place& place : finding.places) {
        json.begin_object();
        json.member("kind", core::name_of(place.kind));
        if (!place.path.empty()) json.member_bytes("path", place.path);
        if (place.first_commit) json.member("commit", place.first_commit->id.object.hex());
        if (place.position.line > 0) json.member("line", place.position.line);
        json.member("present", place.is_present);
        json.end_object();
    }
    json.end_array();
}

void write_plan(JsonWriter& json, const EndingPlan& plan) {
    json.name("plan");
    json.begin_object();
    json.member("round", plan.round);
    json.member("revocability", rules::name_of(plan.facts.revocability));
    json.member("width", name_of(plan.width));
    json.member_if("blast_radius", plan.facts.blast_radius);
    json.member("reversible", plan.facts.is_reversible);
    json.member("idempotent", plan.facts.is_idempotent);
    json.member("askable", plan.facts.is_askable);
    json.member("needs_admin", plan.facts.needs_admin);
    json.member("admin_configured", plan.is_admin_configured);
    json.member("settles_seconds",
                std::chrono::ceil<std::chrono::seconds>(plan.facts.settles_in).count());
    json.member_if("page", plan.facts.page);
    json.member_if("note", plan.facts.note);
    json.member_if("asking_note", plan.facts.asking_note);
    write_lines(json, "question", plan.question);
    write_lines(json, "request", plan.request);
    json.member("will_be_ended", !plan.objection.has_value());
    if (plan.objection) json.member("objection", *plan.objection);
    if (!plan.cautions.empty()) {
        json.name("cautions");
        json.begin_array();
        for (const std::string& caution : plan.cautions) json.value(caution);
        json.end_array();
    }
    json.end_object();
}

/// What an earlier run knew: the answer of life may only stand there.
void write_earlier(JsonWriter& json, const provider::JournalEntry& earlier, bool was_sent) {
    json.name("earlier");
    json.begin_object();
    json.member("at", core::to_text(earlier.at));
    json.member("was_sent", was_sent);
    if (earlier.stage == provider::JournalEntry::Stage::told) {
        write_outcome_members(json, earlier.ending);
    }
    write_course_members(json, earlier.ending);
    json.end_object();
}

void write_item(JsonWriter& json, const RevocationItem& item) {
    const report::Finding& finding = item.finding;
    json.member("fingerprint", finding.fingerprint.text());
    json.name("signature");
    json.begin_object();
    json.member("id", finding.signature->id.value);
    json.member("name", finding.signature->name);
    json.member("provider", finding.signature->provider_id);
    json.member("kind", rules::name_of(finding.signature->kind));
    json.end_object();
    json.member("masked", finding.masked);
    json.name("expires_at");
    write_end(json, finding.window.expires_at());
    write_places(json, finding);
    write_plan(json, item.plan);
    if (item.earlier) write_earlier(json, *item.earlier, item.was_sent);
    if (!item.ending) return;
    json.name("result");
    json.begin_object();
    write_outcome_members(json, *item.ending);
    write_course_members(json, *item.ending);
    json.end_object();
}

void write_head(JsonWriter& json, const RevocationReport& report) {
    json.member("schema_version", "1");
    json.member("report", "revocation");
    json.name("tool");
    json.begin_object();
    json.member("name", "curfew");
    json.member("version", report.tool_version);
    json.member("catalogue", report.catalogue);
    json.end_object();
    json.member("as_of", core::to_text(report.as_of));
    json.member("key_id", report.key_id);
    json.member("dry_run", report.is_dry_run);
    json.member("stopped", report.was_stopped);
    json.member_if("journal", report.journal);
    const OutcomeCounts counts = outcomes_of(report);
    json.name("counts");
    json.begin_object();
    json.member("credentials", report.items.size());
    json.member("proven", counts.proven);
    json.member("accepted_not_proven", counts.accepted);
    json.member("failed", counts.failed);
    json.member("needs_person", counts.needs_person);
    json.member("not_begun", counts.not_begun);
    json.end_object();
}

template <typename WriteMembers>
std::string line_of(std::string_view type, const WriteMembers& write_members) {
    JsonWriter json(JsonWriter::Style::one_line);
    json.begin_object();
    json.member("type", type);
    write_members(json);
    json.end_object();
    return std::move(json).take() + "\n";
}

}  // namespace

std::string_view name_of(Width width) {
    return std::ranges::find(kWidths, width, &std::pair<Width, std::string_view>::first)->second;
}

std::optional<Width> width_from(std::string_view name) {
    const auto* const found =
        std::ranges::find(kWidths, name, &std::pair<Width, std::string_view>::second);
    return found == kWidths.end() ? std::nullopt : std::optional(found->first);
}

OutcomeCounts outcomes_of(const RevocationReport& report) {
    OutcomeCounts counts;
    for (const RevocationItem& item : report.items) {
        if (!item.ending) {
            ++counts.not_begun;
            continue;
        }
        const EndingOutcome outcome = item.ending->outcome;
        if (outcome == EndingOutcome::proven) ++counts.proven;
        if (outcome == EndingOutcome::accepted_not_proven) ++counts.accepted;
        if (outcome != EndingOutcome::failed) continue;
        ++counts.failed;
        if (item.ending->needs_person) ++counts.needs_person;
    }
    return counts;
}

int exit_code_of(const RevocationReport& report) {
    if (report.was_stopped) return kExitStopped;
    if (report.is_dry_run) return kExitProven;
    const OutcomeCounts counts = outcomes_of(report);
    const bool has_gaps = std::ranges::any_of(report.skipped, &report::SkippedCount::is_gap);
    if (counts.failed + counts.not_begun > 0 || has_gaps) return kExitSomeFailed;
    return counts.accepted > 0 ? kExitNotProven : kExitProven;
}

std::string revocation_json(const RevocationReport& report) {
    JsonWriter json(JsonWriter::Style::indented);
    json.begin_object();
    write_head(json, report);
    json.name("skipped");
    json.begin_array();
    for (const report::SkippedCount& skipped : report.skipped) {
        json.begin_object();
        report::write_skipped_members(json, skipped);
        json.end_object();
    }
    json.end_array();
    json.name("revocations");
    json.begin_array();
    for (const RevocationItem& item : report.items) {
        json.begin_object();
        write_item(json, item);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).take() + "\n";
}

std::string revocation_jsonl(const RevocationReport& report) {
    std::string lines;
    for (const RevocationItem& item : report.items) {
        lines += line_of("revocation", [&](JsonWriter& json) { write_item(json, item); });
    }
    for (const report::SkippedCount& skipped : report.skipped) {
        lines += line_of("skipped",
                         [&](JsonWriter& json) { report::write_skipped_members(json, skipped); });
    }
    return lines + line_of("summary", [&](JsonWriter& json) { write_head(json, report); });
}

}  // namespace curfew::cli
