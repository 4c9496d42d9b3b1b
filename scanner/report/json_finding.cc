#include "scanner/report/json_finding.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scanner/core/check.h"
#include "scanner/core/coverage.h"
#include "scanner/core/instant.h"
#include "scanner/core/place.h"
#include "scanner/core/validity_window.h"
#include "scanner/lifetime/exposure.h"
#include "scanner/report/finding.h"
#include "scanner/report/json_writer.h"
#include "scanner/report/render.h"
#include "scanner/report/scan_report.h"
#include "scanner/report/shown.h"
#include "scanner/rules/provider_rules.h"
#include "scanner/rules/signature.h"

namespace curfew::report {
namespace {

constexpr std::string_view kSchemaVersion = "1";

std::int64_t seconds_of(core::Duration span) {
    return std::chrono::floor<std::chrono::seconds>(span).count();
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    json.name(name);
    json.begin_array();
    for (const std::string& text : texts) json.value(text);
    json.end_array();
}

void write_instant(JsonWriter& json, std::string_view name,
                   const std::optional<core::Instant>& at) {
    if (at) json.member(name, core::to_text(*at));
}

void write_signature(JsonWriter& json, const rules::Signature& signature) {
    json.name("signature");
    json.begin_object();
    json.member("id", signature.id.value);
    json.member("name", signature.name);
    json.member("provider", signature.provider_id);
    json.member("kind", name_of(signature.kind));
    json.end_object();
}

void write_end(JsonWriter& json, std::string_view name, const core::End& end) {
    json.name(name);
    json.begin_object();
    if (const auto* known = std::get_if<core::Known>(&end)) {
        json.member("state", "known");
        json.member("instant", core::to_text(known->at));
        json.member("evidence", name_of(known->evidence));
    } else if (const auto* never = std::get_if<core::Never>(&end)) {
        json.member("state", "never");
        json.member("evidence", name_of(never->evidence));
    } else {
        json.member("state", "unknown");
        json.member_if("reason", std::get<core::Unknown>(end).reason);
    }
    json.end_object();
}

void write_window(JsonWriter& json, const core::ValidityWindow& window) {
    json.name("window");
    json.begin_object();
    write_end(json, "not_before", window.not_before());
    write_end(json, "expires_at", window.expires_at());
    write_end(json, "issued_at", window.issued_at());
    write_texts(json, "contradictions", window.contradictions());
    json.end_object();
}

void write_lifetime(JsonWriter& json, const Finding& finding) {
    json.name("lifetime");
    json.begin_object();
    json.member("class", name_of(finding.standing));
    if (finding.left) json.member("left_seconds", seconds_of(*finding.left));
    if (finding.limit) json.member("limit_seconds", seconds_of(*finding.limit));
    json.end_object();
}

void write_exposure(JsonWriter& json, const lifetime::Exposure& exposure) {
    json.name("exposure");
    json.begin_object();
    write_instant(json, "first_seen", exposure.first_seen);
    write_instant(json, "last_seen", exposure.last_seen);
    json.member("present", exposure.is_present);
    json.member("live_seconds", seconds_of(exposure.live));
    json.member("live_open", exposure.is_live_open);
    json.member_if("reason", exposure.reason);
    json.end_object();
}

void write_answer(JsonWriter& json, const Verdict& verdict) {
    json.name("evidence");
    json.begin_object();
    if (verdict.status != 0) json.member("status", verdict.status);
    json.member_if("mark", verdict.mark);
    json.member_if("request_id", verdict.request_id);
    if (verdict.skew) json.member("skew_seconds", seconds_of(*verdict.skew));
    json.end_object();
}

void write_verdict(JsonWriter& json, const Verdict& verdict) {
    json.name("verdict");
    json.begin_object();
    json.member("state", verdict.state);
    json.member("detail", verdict.detail);
    json.member_if("reason", verdict.reason);
    if (verdict.is_reversible) json.member("reversible", true);
    write_instant(json, "checked_at", verdict.checked_at);
    json.member_if("checked_by", verdict.checked_by);
    if (verdict.checked_at) write_answer(json, verdict);
    json.end_object();
}

void write_owner(JsonWriter& json, const Owner& owner) {
    if (owner.is_empty()) return;
    json.name("owner");
    json.begin_object();
    json.member_if("account", owner.account);
    json.member_if("name", owner.name);
    write_texts(json, "scopes", owner.scopes);
    json.end_object();
}

void write_parts(JsonWriter& json, const std::vector<FindingPart>& parts,
                 const RenderOptions& options) {
    if (parts.empty()) return;
    json.name("parts");
    json.begin_array();
    for (const FindingPart& part : parts) {
        json.begin_object();
        json.member("name", part.name);
        if (part.fingerprint) json.member("fingerprint", part.fingerprint->text());
        if (!part.fingerprint && !part.value.empty()) json.member_bytes("value", part.value);
        if (part.fingerprint && options.shows_secrets) {
            json.member_bytes("secret", revealed(part, options));
        }
        json.end_object();
    }
    json.end_array();
}

void write_position(JsonWriter& json, const core::Position& position) {
    if (position.line != 0) json.member("line", position.line);
    if (position.column != 0) json.member("column", position.column);
    if (position.end_line != 0) json.member("end_line", position.end_line);
    if (position.end_column != 0) json.member("end_column", position.end_column);
}

void write_containers(JsonWriter& json, const std::vector<core::Container>& containers) {
    if (containers.empty()) return;
    json.name("container");
    json.begin_array();
    for (const core::Container& container : containers) {
        json.begin_object();
        json.member("kind", container.kind);
        if (!container.detail.empty()) json.member_bytes("detail", container.detail);
        json.end_object();
    }
    json.end_array();
}

void write_commits(JsonWriter& json, const core::Place& place) {
    if (const core::CommitFacts* commit = commit_of(place)) {
        json.member("commit", commit->id.object.hex());
        if (!commit->author.empty()) json.member_bytes("author", commit->author);
        json.member("committed_at", core::to_text(commit->committed_at));
    }
    if (place.first_commit && place.last_commit) {
        json.member("last_commit", place.last_commit->id.object.hex());
        json.member("last_committed_at", core::to_text(place.last_commit->committed_at));
    }
    if (place.removed_by) {
        json.member("removed_by", place.removed_by->id.object.hex());
        json.member("removed_at", core::to_text(place.removed_by->committed_at));
    }
}

void write_place(JsonWriter& json, const core::Place& place) {
    json.begin_object();
    json.member("kind", name_of(place.kind));
    if (!place.path.empty()) json.member_bytes("path", place.path);
    write_position(json, place.position);
    write_containers(json, place.containers);
    json.member("present", place.is_present);
    if (place.is_git_ignored) json.member("git_ignored", true);
    if (!place.object.is_zero()) json.member("object", place.object.hex());
    write_commits(json, place);
    write_texts(json, "refs", place.refs);
    if (place.refs_total > place.refs.size()) json.member("refs_total", place.refs_total);
    json.end_object();
}

void write_risk(JsonWriter& json, const Risk& risk) {
    json.name("risk");
    json.begin_object();
    json.member("level", name_of(risk.level));
    write_texts(json, "reasons", risk.reasons);
    json.end_object();
}

void write_suppression(JsonWriter& json, const std::optional<Suppression>& suppressed) {
    if (!suppressed) return;
    json.name("suppressed");
    json.begin_object();
    json.member("by", suppressed->by);
    json.member_if("reason", suppressed->reason);
    write_instant(json, "until", suppressed->until);
    json.end_object();
}

void write_imported(JsonWriter& json, const std::vector<ForeignName>& imported) {
    if (imported.empty()) return;
    json.name("imported");
    json.begin_array();
    for (const ForeignName& name : imported) {
        json.begin_object();
        json.member("tool", name.tool);
        json.member_bytes("rule", name.rule);
        json.end_object();
    }
    json.end_array();
}

void write_plan(JsonWriter& json, const std::optional<EndingPlan>& plan) {
    if (!plan) return;
    json.name("plan");
    json.begin_object();
    json.member("can_end", plan->can_end);
    json.member("needs_admin", plan->needs_admin);
    json.member("reversible", plan->is_reversible);
    json.member_if("blast_radius", plan->blast_radius);
    json.member_if("requests", plan->requests);
    json.end_object();
}

}  // namespace

void write_finding_members(JsonWriter& json, const Finding& finding, const RenderOptions& options) {
    core::check(finding.signature != nullptr);
    json.member("fingerprint", finding.fingerprint.text());
    write_signature(json, *finding.signature);
    write_texts(json, "also_matched", finding.also_matched);
    json.member("masked", finding.masked);
    if (options.shows_secrets) json.member_bytes("secret", revealed(finding, options));
    json.member("confidence", finding.confidence);
    write_texts(json, "confidence_reasons", finding.confidence_reasons);
    json.member("confirmed", finding.is_confirmed);
    if (finding.is_protected) json.member("protected", true);
    write_window(json, finding.window);
    write_lifetime(json, finding);
    write_exposure(json, finding.exposure);
    write_verdict(json, finding.verdict);
    write_owner(json, finding.owner);
    if (finding.signature->revocability != rules::Revocability::unknown)
        json.member("revocability", name_of(finding.signature->revocability));
    write_parts(json, finding.parts, options);
    json.name("places");
    json.begin_array();
    for (const core::Place& place : finding.places) write_place(json, place);
    json.end_array();
    write_risk(json, finding.risk);
    write_suppression(json, finding.suppressed);
    write_texts(json, "notes", finding.notes);
    write_imported(json, finding.imported);
    write_plan(json, finding.plan);
    json.member("new", finding.is_new);
    json.member("blocking", finding.is_blocking);
}

void write_skipped_members(JsonWriter& json, const SkippedCount& skipped) {
    json.member("what", skipped.what);
    json.member("reason", skipped.reason);
    json.member("count", skipped.count);
    json.member("gap", skipped.is_gap);
    write_texts(json, "names", skipped.names);
}

void write_covered_members(JsonWriter& json, const core::Covered& covered) {
    json.member("commits", covered.commits);
    json.member("blobs", covered.blobs);
    json.member("bytes", covered.bytes);
    json.member("files", covered.files);
    json.member("records", covered.records);
    json.member("unreachable", covered.unreachable);
}

void write_head_members(JsonWriter& json, const ScanReport& report) {
    json.member("schema_version", kSchemaVersion);
    json.name("tool");
    json.begin_object();
    json.member("name", "curfew");
    json.member("version", report.tool_version);
    json.member("catalogue", report.catalogue);
    json.end_object();
    json.member("as_of", core::to_text(report.as_of));
    json.member("key_id", report.key_id);
    json.member("policy", report.policy);
    json.member("stopped", report.was_stopped);
    if (report.was_verified) json.member("verified", true);
    json.member("suppressed_count", report.suppressed_count);
    json.member("below_confidence", report.below_confidence);
}

}  // namespace curfew::report
