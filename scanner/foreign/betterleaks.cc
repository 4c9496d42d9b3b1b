#include <string>

#include "scanner/foreign/readers.h"

namespace curfew::foreign {
namespace {

/// Its fingerprint is the bare SHA-256 of the value, unless a key was given; then it fits nothing.
void take_match(ForeignFinding& finding, Fields& match) {
    take_secret(finding, match.text("value"));
    if (!finding.secret.empty()) finding.context = core::SecretString(match.text("full"));
    constexpr std::size_t kSha256Digits = 64;
    const std::string_view digest = match.text("fingerprint");
    if (digest.size() == kSha256Digits) {
        finding.digest = {SecretDigest::Algorithm::sha256, std::string(digest)};
    }
}

void take_components(ForeignFinding& finding, Fields& entry) {
    const boost::json::array* sets = entry.list("component_sets");
    if (sets == nullptr) return;
    for (const boost::json::value& set : *sets) {
        Fields of_set(set, "component_sets");
        const boost::json::array* components = of_set.list("components");
        if (components != nullptr) {
            for (const boost::json::value& component : *components) {
                Fields fields(component, "components");
                Fields match = fields.object("match");
                add_companion(finding, fields.text("rule_id"), match.text("value"));
                fields.note(match);
                of_set.note(fields);
            }
        }
        entry.note(of_set);
    }
}

}  // namespace

ReadEntry read_betterleaks(const boost::json::value& entry) {
    ReadEntry read;
    ForeignFinding& finding = read.finding;
    Fields fields(entry);
    finding.rule = fields.text("rule_id");
    Fields match = fields.object("match");
    take_match(finding, match);
    Fields attributes = fields.object("attributes");
    finding.commit = attributes.text("git.sha");
    finding.author =
        author_from(attributes.text("git.author_name"), attributes.text("git.author_email"));
    finding.at = instant_from(attributes.text("git.date"));
    Fields location = fields.object("location");
    finding.path = location.text("path");
    finding.line = location.number("start_line");
    finding.end_line = location.number("end_line");
    finding.column = location.number("start_column");
    finding.end_column = location.number("end_column");
    take_components(finding, fields);
    for (const Fields* inner : {&match, &attributes, &location}) fields.note(*inner);
    read.problem = fields.problem();
    if (!fields.is_object()) read.problem = "is no object";
    const bool says_nothing = finding.secret.empty() && finding.path.empty();
    if (read.problem.empty() && says_nothing) read.problem = "names neither a secret nor a file";
    return read;
}

}  // namespace curfew::foreign
