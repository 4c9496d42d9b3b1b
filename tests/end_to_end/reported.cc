#include "tests/end_to_end/reported.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace curfew::end_to_end {
namespace {

namespace json = boost::json;

/// What stands there; text without its quotes.
std::string at(const json::value& value, const char* pointer) {
    boost::system::error_code problem;
    const json::value* const found = value.find_pointer(pointer, problem);
    if (found == nullptr) return {};
    if (found->is_string()) return std::string(found->get_string());
    return json::serialize(*found);
}

Reported reported(const json::value& finding) {
    Reported one{.fingerprint = at(finding, "/fingerprint"),
                 .signature = at(finding, "/signature/id"),
                 .path = at(finding, "/places/0/path"),
                 .line = at(finding, "/places/0/line"),
                 .state = at(finding, "/verdict/state"),
                 .detail = at(finding, "/verdict/detail"),
                 .reason = at(finding, "/verdict/reason"),
                 .end = at(finding, "/window/expires_at/instant")};
    if (one.end.empty()) one.end = at(finding, "/window/expires_at/state");
    return one;
}

}  // namespace

Report report_from(const std::string& text) {
    boost::system::error_code problem;
    const json::value value = json::parse(text, problem);
    Report report;
    if (problem) return report;
    report.as_of = at(value, "/as_of");
    const json::value* const findings = value.find_pointer("/findings", problem);
    if (findings == nullptr || !findings->is_array()) return report;
    for (const json::value& finding : findings->get_array()) {
        report.findings.push_back(reported(finding));
    }
    return report;
}

std::vector<Ended> endings_in(const std::string& text) {
    boost::system::error_code problem;
    const json::value value = json::parse(text, problem);
    std::vector<Ended> all;
    if (problem) return all;
    const json::value* const items = value.find_pointer("/revocations", problem);
    if (items == nullptr || !items->is_array()) return all;
    for (const json::value& item : items->get_array()) {
        all.push_back({.signature = at(item, "/signature/id"),
                       .path = at(item, "/places/0/path"),
                       .line = at(item, "/places/0/line"),
                       .outcome = at(item, "/result/outcome"),
                       .reason = at(item, "/result/reason") + at(item, "/plan/objection")});
    }
    return all;
}

}  // namespace curfew::end_to_end
