#include "scanner/foreign/readers.h"

namespace curfew::foreign {
namespace {

void take_commit(ForeignFinding& finding, Fields& told) {
    Fields git = told.object("git_metadata");
    Fields commit = git.object("commit");
    finding.commit = commit.text("id");
    finding.at = instant_from(commit.text("date"));
    Fields author = commit.object("author");
    finding.author = author_from(author.text("name"), author.text("email"));
    // The path inside the repository; the other one may begin with the repository's own.
    Fields file = git.object("file");
    if (const std::string_view path = file.text("path"); !path.empty()) finding.path = path;
    commit.note(author);
    for (const Fields* inner : {&commit, &file}) git.note(*inner);
    told.note(git);
}

void take_companions(ForeignFinding& finding, Fields& told) {
    Fields captures = told.object("dependent_captures");
    const boost::json::value* all = told.find("dependent_captures");
    if (all == nullptr || !all->is_object()) return;
    for (const auto& [name, value] : all->get_object()) {
        add_companion(finding, name, captures.text(name));
    }
    told.note(captures);
}

}  // namespace

ReadEntry read_kingfisher(const boost::json::value& entry) {
    ReadEntry read;
    ForeignFinding& finding = read.finding;
    Fields fields(entry);
    Fields rule = fields.object("rule");
    finding.rule = rule.text("id");
    Fields told = fields.object("finding");
    finding.path = told.text("path");
    finding.line = told.number("line");
    finding.column = told.number("column_start");
    finding.end_column = told.number("column_end");
    take_secret(finding, told.text("snippet"));
    take_commit(finding, told);
    take_companions(finding, told);
    for (const Fields* inner : {&rule, &told}) fields.note(*inner);
    read.problem = fields.problem();
    if (!fields.is_object()) read.problem = "is no object";
    const bool says_nothing = finding.secret.empty() && finding.path.empty();
    if (read.problem.empty() && says_nothing) read.problem = "names neither a secret nor a file";
    return read;
}

}  // namespace curfew::foreign
