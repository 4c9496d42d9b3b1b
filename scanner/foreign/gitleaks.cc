#include "scanner/foreign/readers.h"

namespace curfew::foreign {

ReadEntry read_gitleaks(const boost::json::value& entry) {
    ReadEntry read;
    ForeignFinding& finding = read.finding;
    Fields fields(entry);
    finding.rule = fields.text("RuleID");
    finding.path = fields.text("File");
    finding.commit = fields.text("Commit");
    finding.author = author_from(fields.text("Author"), fields.text("Email"));
    finding.at = instant_from(fields.text("Date"));
    finding.line = fields.number("StartLine");
    finding.end_line = fields.number("EndLine");
    finding.column = fields.number("StartColumn");
    finding.end_column = fields.number("EndColumn");
    take_secret(finding, fields.text("Secret"));
    if (!finding.secret.empty()) finding.context = core::SecretString(fields.text("Match"));
    read.problem = fields.problem();
    if (!fields.is_object()) read.problem = "is no object";
    const bool says_nothing = finding.secret.empty() && finding.path.empty();
    if (read.problem.empty() && says_nothing) read.problem = "names neither a secret nor a file";
    return read;
}

}  // namespace curfew::foreign
