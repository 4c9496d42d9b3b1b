#include "scanner/report/render.h"

#include <gtest/gtest.h>

#include "tests/scanner/report/sample_report.h"

namespace curfew::report {
namespace {

TEST(Format, IsFoundByItsName) {
    EXPECT_EQ(format_from("text"), Format::text);
    EXPECT_EQ(format_from("json"), Format::json);
    EXPECT_EQ(format_from("jsonl"), Format::jsonl);
    EXPECT_EQ(format_from("sarif"), Format::sarif);
    EXPECT_EQ(format_from("csv"), Format::csv);
    EXPECT_EQ(format_from("xml"), std::nullopt);
    EXPECT_EQ(format_from(""), std::nullopt);
}

TEST(Format, IsFoundByAFilesExtension) {
    EXPECT_EQ(format_of_path("out/report.json"), Format::json);
    EXPECT_EQ(format_of_path("report.jsonl"), Format::jsonl);
    EXPECT_EQ(format_of_path("a.b.sarif"), Format::sarif);
    EXPECT_EQ(format_of_path("report.csv"), Format::csv);
    EXPECT_EQ(format_of_path("report.txt"), Format::text);
}

TEST(Format, IsNotGuessedFromAFolderOrAnUnknownExtension) {
    EXPECT_EQ(format_of_path("out.json/report"), std::nullopt);
    EXPECT_EQ(format_of_path("report.text"), std::nullopt);
    EXPECT_EQ(format_of_path("report"), std::nullopt);
    EXPECT_EQ(format_of_path("json"), std::nullopt);
}

TEST(Render, GivesWhatEachFormatGives) {
    const ScanReport report = sample_report();
    const RenderOptions options;

    EXPECT_EQ(render(report, Format::text, options), render_text(report, options));
    EXPECT_EQ(render(report, Format::json, options), render_json(report, options));
    EXPECT_EQ(render(report, Format::jsonl, options), render_jsonl(report, options));
    EXPECT_EQ(render(report, Format::sarif, options), render_sarif(report, options));
    EXPECT_EQ(render(report, Format::csv, options), render_csv(report, options));
}

TEST(Render, NoFormatHoldsASecretOrATerminalEscapeUnlessAskedFor) {
    for (const Format format :
         {Format::text, Format::json, Format::jsonl, Format::sarif, Format::csv}) {
        const std::string text =
            render(hostile_report(), format, {.shows_suppressed = true, .is_verbose = true});

        EXPECT_EQ(text.find("=cmd"), std::string::npos) << static_cast<int>(format);
        EXPECT_EQ(text.find('\x1b'), std::string::npos) << static_cast<int>(format);
    }
}

}  // namespace
}  // namespace curfew::report
