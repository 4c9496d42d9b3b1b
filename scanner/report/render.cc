#include "scanner/report/render.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/check.h"
#include "scanner/report/scan_report.h"

namespace curfew::report {

std::optional<Format> format_from(std::string_view name) {
    if (name == "text") return Format::text;
    if (name == "json") return Format::json;
    if (name == "jsonl") return Format::jsonl;
    if (name == "sarif") return Format::sarif;
    if (name == "csv") return Format::csv;
    return std::nullopt;
}

std::optional<Format> format_of_path(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    const std::string_view name = slash == path.npos ? path : path.substr(slash + 1);
    const std::size_t dot = name.rfind('.');
    if (dot == name.npos) return std::nullopt;
    const std::string_view extension = name.substr(dot + 1);
    if (extension == "txt") return Format::text;
    return extension == "text" ? std::nullopt : format_from(extension);
}

std::string render(const ScanReport& report, Format format, const RenderOptions& options) {
    switch (format) {
        case Format::text:
            return render_text(report, options);
        case Format::json:
            return render_json(report, options);
        case Format::jsonl:
            return render_jsonl(report, options);
        case Format::sarif:
            return render_sarif(report, options);
        case Format::csv:
            return render_csv(report, options);
    }
    core::check(false);
    return {};
}

}  // namespace curfew::report
