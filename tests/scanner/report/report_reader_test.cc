/// What was printed is read back as far as asking and ending need it.
#include "scanner/report/report_reader.h"

#include <string>

#include <gtest/gtest.h>

#include "scanner/report/render.h"
#include "tests/support/acme.h"
#include "tests/support/made_finding.h"

namespace curfew::report {
namespace {

using support::instant;

const rules::Catalog& catalog() {
    static const rules::Catalog made = support::acme_catalog();
    return made;
}

ScanReport report_of_one() {
    ScanReport report;
    report.as_of = support::kToday;
    report.key_id = "pub";
    Finding finding = support::made_finding(*catalog().find("acme-key"), support::acme_key(1));
    finding.masked = "acme_…x7";
    finding.is_confirmed = true;
    finding.window =
        support::made_window(core::Known{instant("2026-01-01"), core::Evidence::history},
                             core::Never{core::Evidence::catalogue})
            .contradicted("one says this, one says that");
    finding.exposure = {.first_seen = instant("2026-01-01"),
                        .last_seen = support::kToday,
                        .is_present = true,
                        .live = {},
                        .is_live_open = true,
                        .reason = {}};
    finding.owner = {"acme-org", "jane", {"read"}};
    const core::SecretString part{std::string_view("part of it")};
    finding.parts.push_back(
        {"session", core::Fingerprinter::with_public_key().of(part), {}, part.duplicate()});
    finding.parts.push_back({"host", std::nullopt, "db.example"});
    core::Place place = support::made_place("a/b.env", 3, 7);
    place.first_commit = support::made_commit(1, "2026-01-01");
    finding.places.push_back(std::move(place));
    report.findings.push_back(std::move(finding));
    return report;
}

Finding read_one(const std::string& text) {
    EXPECT_TRUE(is_report(text)) << text;
    auto read = read_report(text, catalog());
    EXPECT_TRUE(read.has_value());
    EXPECT_EQ(read.value().size(), 1U);
    return std::move(read.value().front().finding);
}

TEST(ReportReader, BothFormatsGiveTheFindingBack) {
    const ScanReport report = report_of_one();
    const Finding& written = report.findings.front();
    for (const Format format : {Format::json, Format::jsonl}) {
        const Finding read = read_one(render(report, format, {.shows_secrets = true}));

        EXPECT_EQ(read.fingerprint, written.fingerprint);
        EXPECT_EQ(read.signature, written.signature);
        EXPECT_TRUE(read.secret.equals_in_constant_time(written.secret));
        EXPECT_EQ(read.masked, written.masked);
        EXPECT_EQ(read.window, written.window);
        EXPECT_EQ(read.exposure.first_seen, written.exposure.first_seen);
        EXPECT_TRUE(read.exposure.is_present);
        EXPECT_EQ(read.owner.account, "acme-org");
        EXPECT_TRUE(read.is_confirmed);
        ASSERT_EQ(read.parts.size(), 2U);
        EXPECT_TRUE(read.parts[0].secret.equals_in_constant_time(written.parts[0].secret));
        EXPECT_EQ(read.parts[1].value, "db.example");
        ASSERT_EQ(read.places.size(), 1U);
        EXPECT_EQ(read.places[0].path, "a/b.env");
        EXPECT_EQ(read.places[0].position.line, 3U);
        EXPECT_EQ(read.places[0].first_commit, written.places[0].first_commit);
    }
}

TEST(ReportReader, WithoutShowSecretsThereIsNoSecret) {
    const Finding read = read_one(render(report_of_one(), Format::json, {}));

    EXPECT_TRUE(read.secret.empty());
    EXPECT_TRUE(read.parts.at(0).secret.empty());
}

TEST(ReportReader, AKindThatIsNotKnownAnyMoreIsNamed) {
    std::string text = render(report_of_one(), Format::json, {});
    text.replace(text.find("acme-key"), 8, "acme-old");

    const auto read = read_report(text, catalog());

    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read.value().front().finding.signature, nullptr);
    EXPECT_EQ(read.value().front().signature_id, "acme-old");
}

TEST(ReportReader, OtherTextsAreNoReports) {
    for (const char* text : {"", "TOKEN=x", "{}", "[]", "{\"a\": 1}", "{\"type\":\"x\"}"}) {
        EXPECT_FALSE(is_report(text)) << text;
    }
}

TEST(ReportReader, ACutReportIsCorruptAndALaterSchemaUnsupported) {
    const std::string whole = render(report_of_one(), Format::json, {});
    std::string later = whole;
    later.replace(later.find("\"schema_version\": \"1\""), 21, "\"schema_version\": \"9\"");

    EXPECT_EQ(read_report(whole.substr(0, whole.size() / 2), catalog()).error().kind(),
              core::ErrorKind::corrupt);
    EXPECT_EQ(read_report(later, catalog()).error().kind(), core::ErrorKind::unsupported);
    const std::string deep = "{\"schema_version\":\"1\",\"curfew\":" + std::string(500, '[');
    EXPECT_EQ(read_report(deep, catalog()).error().kind(), core::ErrorKind::corrupt);
}

}  // namespace
}  // namespace curfew::report
