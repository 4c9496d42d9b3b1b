// The JSON report (one object) and the JSONL report (one object a line, for streams).

#include <string>
#include <utility>

#include "scanner/report/finding.h"
#include "scanner/report/json_finding.h"
#include "scanner/report/json_writer.h"
#include "scanner/report/render.h"
#include "scanner/report/scan_report.h"
#include "scanner/report/shown.h"

namespace curfew::report {

std::string render_json(const ScanReport& report, const RenderOptions& options) {
    JsonWriter json(JsonWriter::Style::indented);
    json.begin_object();
    write_head_members(json, report);
    json.name("coverage");
    json.begin_object();
    write_covered_members(json, report.coverage.covered);
    json.name("skipped");
    json.begin_array();
    for (const SkippedCount& skipped : report.coverage.skipped) {
        json.begin_object();
        write_skipped_members(json, skipped);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    json.name("findings");
    json.begin_array();
    for (const Finding* finding : shown_findings(report, options)) {
        json.begin_object();
        write_finding_members(json, *finding, options);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).take() + "\n";
}

namespace {

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

std::string render_jsonl(const ScanReport& report, const RenderOptions& options) {
    std::string lines;
    const auto shown = shown_findings(report, options);
    for (const Finding* finding : shown) {
        lines += line_of("finding",
                         [&](JsonWriter& json) { write_finding_members(json, *finding, options); });
    }
    for (const SkippedCount& skipped : report.coverage.skipped) {
        lines +=
            line_of("skipped", [&](JsonWriter& json) { write_skipped_members(json, skipped); });
    }
    lines += line_of("summary", [&](JsonWriter& json) {
        write_head_members(json, report);
        json.member("finding_count", shown.size());
        json.name("coverage");
        json.begin_object();
        write_covered_members(json, report.coverage.covered);
        json.end_object();
    });
    return lines;
}

}  // namespace curfew::report
