#include "scanner/foreign/readers.h"

namespace curfew::foreign {
namespace {

/// The source's own object: "Git", "Filesystem", "Github", …; all name their place alike.
void take_place(ForeignFinding& finding, Fields& data, const boost::json::value& entry) {
    const boost::json::object* sources = entry.if_object();
    if (sources == nullptr || sources->empty()) return;
    const auto& [name, inside] = *sources->begin();
    Fields place(inside, std::string(name));
    finding.path = place.text("file");
    finding.commit = place.text("commit");
    finding.author = author_from({}, place.text("email"));
    finding.at = instant_from(place.text("timestamp"));
    finding.line = place.number("line");
    data.note(place);
}

}  // namespace

ReadEntry read_trufflehog(const boost::json::value& entry) {
    ReadEntry read;
    ForeignFinding& finding = read.finding;
    Fields fields(entry);
    finding.rule = fields.text("DetectorName");
    Fields metadata = fields.object("SourceMetadata");
    Fields data = metadata.object("Data");
    if (const boost::json::value* sources = metadata.find("Data")) {
        take_place(finding, data, *sources);
    }
    take_secret(finding, fields.text("Raw"));
    // Both halves of a pair, written together.
    const std::string_view both = fields.text("RawV2");
    if (!finding.secret.empty() && !both.empty()) finding.context = core::SecretString(both);
    const std::string_view shown = fields.text("Redacted");
    if (finding.secret.empty() && finding.beginning.empty()) take_secret(finding, shown);
    metadata.note(data);
    fields.note(metadata);
    read.problem = fields.problem();
    if (!fields.is_object()) read.problem = "is no object";
    const bool says_nothing = finding.secret.empty() && finding.path.empty();
    if (read.problem.empty() && says_nothing) read.problem = "names neither a secret nor a file";
    return read;
}

}  // namespace curfew::foreign
