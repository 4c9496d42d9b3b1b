// SARIF 2.1.0 for code scanning: one result per finding and place that is there now, or its newest
// place where none is. Limits are those code scanning states for an upload: 25,000 results a run,
// texts of 1,024 characters, 10 tags a rule. Results beyond the limit are counted in a
// notification; the worst come first, so what is left out is the least.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/place.h"
#include "scanner/report/finding.h"
#include "scanner/report/json_writer.h"
#include "scanner/report/render.h"
#include "scanner/report/sarif_location.h"
#include "scanner/report/scan_report.h"
#include "scanner/report/sentences.h"
#include "scanner/report/shown.h"
#include "scanner/report/utf8.h"
#include "scanner/rules/lifetime_rule.h"
#include "scanner/rules/signature.h"

namespace curfew::report {
namespace {

constexpr std::size_t kResultsMax = 25'000;
constexpr std::size_t kTextLettersMax = 1'024;
constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What a rule has to say, gathered from its findings.
struct RuleFacts {
    const rules::Signature* signature = nullptr;
    RiskLevel worst = RiskLevel::low;
    std::size_t index = 0;
};

using Rules = std::map<std::string_view, RuleFacts>;

std::string_view sarif_level(RiskLevel level) {
    if (level == RiskLevel::low) return "note";
    return level == RiskLevel::medium ? "warning" : "error";
}

/// CVSS-like, as code scanning sorts by it: over 9.0 critical, 7.0 high, 4.0 medium.
std::string_view severity_of(RiskLevel level) {
    switch (level) {
        case RiskLevel::low:
            return "2.0";
        case RiskLevel::medium:
            return "5.5";
        case RiskLevel::high:
            return "8.0";
        case RiskLevel::critical:
            return "9.5";
    }
    return "0.0";
}

std::string_view precision_of(double confidence) {
    if (confidence >= 0.95) return "very-high";
    if (confidence >= 0.8) return "high";
    return confidence >= 0.5 ? "medium" : "low";
}

/// At most kTextLettersMax letters, cut between letters.
std::string_view shortened(std::string_view text) {
    std::size_t taken = 0;
    for (std::size_t letters = 0; taken < text.size() && letters < kTextLettersMax; ++letters)
        taken += first_letter(text.substr(taken)).length;
    return text.substr(0, taken);
}

void write_text(JsonWriter& json, std::string_view name, std::string_view text) {
    json.name(name);
    json.begin_object();
    json.member("text", shortened(text));
    json.end_object();
}

Rules rules_of(const std::vector<const Finding*>& findings) {
    Rules rules;
    for (const Finding* finding : findings) {
        RuleFacts& facts = rules[finding->signature->id.value];
        facts.signature = finding->signature;
        facts.worst = std::max(facts.worst, finding->risk.level);
    }
    std::size_t index = 0;
    for (auto& [id, facts] : rules) facts.index = index++;
    return rules;
}

std::string lifetime_text(const rules::LifetimeRule& lifetime) {
    std::string text = "Lifetime: " + std::string(name_of(lifetime.type));
    if (lifetime.default_span)
        text += ", by default " + core::to_human_text(*lifetime.default_span);
    if (lifetime.maximum_span) text += ", at most " + core::to_human_text(*lifetime.maximum_span);
    if (lifetime.idle_span) text += ", unused " + core::to_human_text(*lifetime.idle_span);
    text += ".";
    if (!lifetime.note.empty()) text += " " + lifetime.note;
    return text;
}

void write_rule(JsonWriter& json, const RuleFacts& facts) {
    const rules::Signature& signature = *facts.signature;
    const std::string lifetime = lifetime_text(signature.lifetime);
    const std::string ending = how_to_end(signature);
    json.begin_object();
    json.member("id", signature.id.value);
    json.member("name", signature.name);
    write_text(json, "shortDescription", signature.name);
    write_text(
        json, "fullDescription",
        signature.name +
            (signature.provider_name.empty() ? std::string() : " of " + signature.provider_name) +
            ". " + lifetime);
    json.name("help");
    json.begin_object();
    json.member("text", shortened(lifetime + "\n" + ending));
    json.member("markdown",
                shortened("**" + signature.name + "**\n\n" + lifetime + "\n\n" + ending));
    json.end_object();
    if (signature.end.page.starts_with("https://")) json.member("helpUri", signature.end.page);
    json.name("defaultConfiguration");
    json.begin_object();
    json.member("level", sarif_level(facts.worst));
    json.end_object();
    json.name("properties");
    json.begin_object();
    json.member("security-severity", severity_of(facts.worst));
    json.member("precision", precision_of(signature.confidence));
    json.name("tags");
    json.begin_array();
    json.value("security");
    json.value("secret");
    json.value(name_of(signature.kind));
    json.end_array();
    json.end_object();
    json.end_object();
}

std::string message_of(const Finding& finding, const core::Place* place, core::Instant as_of) {
    std::string text = finding.signature->name + " " + printable(finding.masked);
    if (place != nullptr && !place->is_present) text += ", no longer there but in the history";
    text += ". Accepted: " + accepted_text(finding.window, as_of);
    text += ". Readable: " + readable_text(finding);
    text += ". Live exposure: " + live_text(finding);
    if (finding.verdict.checked_at) text += ". Asked: " + verdict_text(finding.verdict);
    return text + ". " + advice_for(finding);
}

void write_suppressions(JsonWriter& json, const Suppression& suppressed) {
    json.name("suppressions");
    json.begin_array();
    json.begin_object();
    json.member("kind", suppressed.by.starts_with("inline") ? "inSource" : "external");
    json.member("status", "accepted");
    json.member_if("justification", suppressed.reason);
    json.end_object();
    json.end_array();
}

void write_result_properties(JsonWriter& json, const Finding& finding, const core::Place* place) {
    json.name("properties");
    json.begin_object();
    json.member("risk", name_of(finding.risk.level));
    json.member("confidence", finding.confidence);
    json.member("lifetime", name_of(finding.standing));
    json.member("liveSeconds",
                std::chrono::floor<std::chrono::seconds>(finding.exposure.live).count());
    json.member("liveOpen", finding.exposure.is_live_open);
    json.member("present", place != nullptr && place->is_present);
    json.member("placeCount", finding.places.size());
    json.member("verdict", finding.verdict.state);
    json.member("verdictDetail", finding.verdict.detail);
    if (finding.verdict.checked_at) {
        json.member("checkedAt", core::to_text(*finding.verdict.checked_at));
        json.member("checkedBy", finding.verdict.checked_by);
    }
    if (const core::CommitFacts* commit = place == nullptr ? nullptr : commit_of(*place)) {
        json.member("commit", commit->id.object.hex());
        json.member("committedAt", core::to_text(commit->committed_at));
    }
    json.end_object();
}

struct ResultContext {
    const ScanReport& report;
    const RenderOptions& options;
    const Rules& rules;
};

void write_result(JsonWriter& json, const Finding& finding, const core::Place* place,
                  const ResultContext& context) {
    json.begin_object();
    json.member("ruleId", finding.signature->id.value);
    json.member("ruleIndex", context.rules.at(finding.signature->id.value).index);
    json.member("level", sarif_level(finding.risk.level));
    write_text(json, "message", message_of(finding, place, context.report.as_of));
    json.name("locations");
    json.begin_array();
    if (place != nullptr) write_location(json, *place, revealed(finding, context.options));
    json.end_array();
    json.name("partialFingerprints");
    json.begin_object();
    json.member("curfew/v1", finding.fingerprint.text());
    json.end_object();
    if (finding.suppressed) write_suppressions(json, *finding.suppressed);
    write_result_properties(json, finding, place);
    json.end_object();
}

/// Writes the results; gives how many did not fit.
std::size_t write_results(JsonWriter& json, const std::vector<const Finding*>& findings,
                          const ResultContext& context) {
    std::size_t count = 0;
    json.name("results");
    json.begin_array();
    for (const Finding* finding : findings) {
        auto places = current_places(*finding);
        if (places.empty()) places.push_back(nullptr);
        for (const core::Place* place : places)
            if (count++ < kResultsMax) write_result(json, *finding, place, context);
    }
    json.end_array();
    return count > kResultsMax ? count - kResultsMax : 0;
}

void write_notification(JsonWriter& json, std::string_view level, std::string_view text) {
    json.begin_object();
    json.member("level", level);
    write_text(json, "message", text);
    json.end_object();
}

void write_invocation(JsonWriter& json, const ScanReport& report, std::size_t left_out) {
    json.name("invocations");
    json.begin_array();
    json.begin_object();
    json.member("executionSuccessful", !report.was_stopped);
    json.name("toolExecutionNotifications");
    json.begin_array();
    if (left_out != 0) {
        write_notification(json, "warning",
                           grouped(left_out) +
                               " further results are left out: code scanning "
                               "takes at most 25,000");
    }
    for (const SkippedCount& skipped : report.coverage.skipped) {
        write_notification(json, skipped.is_gap ? "warning" : "note",
                           counted(skipped.count, skipped.what) + " not read: " + skipped.reason);
    }
    json.end_array();
    json.end_object();
    json.end_array();
}

void write_driver(JsonWriter& json, const ScanReport& report, const Rules& rules) {
    json.name("tool");
    json.begin_object();
    json.name("driver");
    json.begin_object();
    json.member("name", "curfew");
    json.member("version", report.tool_version);
    json.name("rules");
    json.begin_array();
    for (const auto& [id, facts] : rules) write_rule(json, facts);
    json.end_array();
    json.end_object();
    json.end_object();
}

void write_run_properties(JsonWriter& json, const ScanReport& report) {
    json.name("properties");
    json.begin_object();
    json.member("asOf", core::to_text(report.as_of));
    json.member("keyId", report.key_id);
    json.member("catalogue", report.catalogue);
    json.member("policy", report.policy);
    json.end_object();
}

}  // namespace

std::string render_sarif(const ScanReport& report, const RenderOptions& options) {
    const auto findings = shown_findings(report, options);
    const Rules rules = rules_of(findings);
    JsonWriter json(JsonWriter::Style::indented);
    json.begin_object();
    json.member("$schema", kSchema);
    json.member("version", "2.1.0");
    json.name("runs");
    json.begin_array();
    json.begin_object();
    write_driver(json, report, rules);
    json.member("columnKind", "unicodeCodePoints");
    const std::size_t left_out =
        write_results(json, findings, {.report = report, .options = options, .rules = rules});
    write_invocation(json, report, left_out);
    write_run_properties(json, report);
    json.end_object();
    json.end_array();
    json.end_object();
    return std::move(json).take() + "\n";
}

}  // namespace curfew::report
