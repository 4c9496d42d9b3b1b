// Reports of ours, given back by whoever had them in between: read as findings, or refused.

#include <string_view>

#include "scanner/core/check.h"
#include "scanner/report/render.h"
#include "scanner/report/report_reader.h"
#include "tests/fuzz/fuzz_seeds.h"
#include "tests/support/acme.h"
#include "tests/support/made_finding.h"

namespace {

const curfew::rules::Catalog& catalog() {
    static const curfew::rules::Catalog made = curfew::support::acme_catalog();
    return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    namespace report = curfew::report;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    if (!report::is_report(text)) return 0;
    const auto read = report::read_report(text, catalog());
    if (!read.has_value()) return 0;
    for (const report::ReadFinding& one : read.value()) {
        const bool is_known = one.finding.signature != nullptr;
        curfew::core::check(!is_known || one.finding.signature->id.value == one.signature_id);
    }
    return 0;
}

namespace curfew::fuzz {

std::vector<std::string> fuzz_seeds() {
    report::ScanReport made;
    made.as_of = support::kToday;
    made.key_id = "pub";
    report::Finding finding =
        support::made_finding(*catalog().find("acme-key"), support::acme_key(1));
    finding.window = support::made_window(core::Known{support::kToday, core::Evidence::embedded},
                                          core::Never{core::Evidence::catalogue});
    finding.parts.push_back({"host", std::nullopt, "db.example"});
    core::Place place = support::made_place("a.env", 1, 2);
    place.first_commit = support::made_commit(1, "2026-01-01");
    finding.places.push_back(std::move(place));
    made.findings.push_back(std::move(finding));
    const report::RenderOptions shown{.shows_secrets = true};
    return {report::render_json(made, shown), report::render_jsonl(made, shown),
            report::render_json(made, {})};
}

}  // namespace curfew::fuzz
