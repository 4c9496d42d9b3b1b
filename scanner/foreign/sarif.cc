#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "scanner/foreign/readers.h"

namespace curfew::foreign {
namespace {

/// Their snippet is the secret itself and nothing around it.
bool quotes_the_secret(std::string_view tool) {
    constexpr std::array<std::string_view, 4> kTools{"gitleaks", "betterleaks", "kingfisher",
                                                     "trufflehog"};
    return std::ranges::find(kTools, tool) != kTools.end();
}

std::string without_percent(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned value = 0;
        const char* const digits = text.data() + at + 1;
        const bool has_room = text[at] == '%' && at + 2 < text.size();
        const bool is_escape =
            has_room && std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2;
        plain += is_escape ? static_cast<char>(value) : text[at];
        if (is_escape) at += 2;
    }
    return plain;
}

std::string path_from(std::string_view uri) {
    constexpr std::string_view kFile = "file://";
    if (uri.starts_with(kFile)) {
        uri.remove_prefix(kFile.size());
        // A host's name may stand in between; what is there is a path from the root.
        uri.remove_prefix(std::min(uri.find('/'), uri.size()));
    }
    return without_percent(uri);
}

void take_region(ForeignFinding& finding, Fields& physical, std::string_view tool) {
    Fields region = physical.object("region");
    finding.line = region.number("startLine");
    finding.end_line = region.number("endLine");
    finding.column = region.number("startColumn");
    finding.end_column = region.number("endColumn");
    Fields snippet = region.object("snippet");
    const std::string_view text = snippet.text("text");
    const std::uint32_t width =
        finding.end_column > finding.column ? finding.end_column - finding.column : 0;
    const bool is_one_line = finding.end_line == 0 || finding.end_line == finding.line;
    const bool fills_region = is_one_line && width > 0 && text.size() == width;
    if (quotes_the_secret(tool) || fills_region) take_secret(finding, text);
    else finding.context = core::SecretString(text);
    region.note(snippet);
    physical.note(region);
}

void take_location(ForeignFinding& finding, Fields& result, std::string_view tool) {
    const boost::json::array* locations = result.list("locations");
    if (locations == nullptr || locations->empty()) return;
    Fields location(locations->front(), "locations[0]");
    Fields physical = location.object("physicalLocation");
    Fields artifact = physical.object("artifactLocation");
    finding.path = path_from(artifact.text("uri"));
    take_region(finding, physical, tool);
    physical.note(artifact);
    location.note(physical);
    result.note(location);
}

/// What gitleaks and others put there; a tool may put anything else.
void take_commit(ForeignFinding& finding, Fields& result) {
    Fields prints = result.object("partialFingerprints");
    finding.commit = prints.text("commitSha");
    finding.author = author_from(prints.text("author"), prints.text("email"));
    finding.at = instant_from(prints.text("date"));
    result.note(prints);
}

bool is_suppressed(Fields& result) {
    const boost::json::array* suppressions = result.list("suppressions");
    if (suppressions == nullptr || suppressions->empty()) return false;
    return std::ranges::all_of(*suppressions, [](const boost::json::value& one) {
        Fields fields(one);
        const std::string_view status = fields.text("status");
        return status.empty() || status == "accepted";
    });
}

}  // namespace

ReadEntry read_sarif(const boost::json::value& entry, std::string_view tool) {
    ReadEntry read;
    ForeignFinding& finding = read.finding;
    Fields fields(entry);
    finding.rule = fields.text("ruleId");
    Fields rule = fields.object("rule");
    if (finding.rule.empty()) finding.rule = rule.text("id");
    take_location(finding, fields, tool);
    take_commit(finding, fields);
    const std::string_view kind = fields.text("kind");
    read.is_dismissed = is_suppressed(fields) || kind == "pass" || kind == "notApplicable";
    fields.note(rule);
    read.problem = fields.problem();
    if (!fields.is_object()) read.problem = "is no object";
    const bool says_nothing = finding.secret.empty() && finding.path.empty();
    if (read.problem.empty() && says_nothing) read.problem = "names no file";
    return read;
}

}  // namespace curfew::foreign
