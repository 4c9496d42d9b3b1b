// Runs the detector over many texts in one process and says what it found in each, a JSON object a
// text. For scoring labelled examples only: what is found is printed as it stands.
//
// Standard input: "<number of bytes>\n", the bytes, "\n"; again and again.
// Arguments: signature files; without any, the catalogue that was built in.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "scanner/match/detector.h"
#include "scanner/match/shipped.h"

namespace curfew::accuracy {
namespace {

using core::Result;

std::string json_text(std::string_view text) {
    std::string json = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') json.append("\\").push_back(c);
        else if (byte < 0x20 || byte >= 0x7F) json += fmt::format("\\u{:04x}", byte);
        else json.push_back(c);
    }
    return json + '"';
}

std::string json_of(const match::Detection& found) {
    std::string reasons;
    for (const std::string& reason : found.confidence.reasons)
        reasons += (reasons.empty() ? "" : "; ") + reason;
    return fmt::format(
        R"({{"signature":{},"kind":{},"confidence":{:.3f},"begin":{},"end":{},"secret":{},)"
        R"("confirmed":{},"protected":{},"reasons":{}}})",
        json_text(found.signature->id.value), json_text(rules::name_of(found.signature->kind)),
        found.confidence.value, found.span.begin, found.span.end, json_text(found.secret.reveal()),
        found.is_confirmed, found.is_protected, json_text(reasons));
}

Result<rules::Catalog> read_catalog(const std::vector<std::string>& paths) {
    if (paths.empty()) return match::shipped_catalog();
    std::vector<rules::CatalogFile> files;
    for (const std::string& path : paths) {
        const std::ifstream file(path, std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        files.push_back({.path = path, .text = text.str()});
    }
    return rules::Catalog::from_toml(files);
}

std::optional<std::string> next_text() {
    std::string size;
    if (!std::getline(std::cin, size)) return std::nullopt;
    std::string text(std::stoul(size), '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    std::cin.ignore(1);
    return text;
}

Result<void> run(const std::vector<std::string>& paths) {
    TRY_ASSIGN(const rules::Catalog catalog, read_catalog(paths));
    TRY_ASSIGN(const match::Detector detector, paths.empty() ? match::shipped_detector(catalog)
                                                             : match::Detector::compile(catalog));
    TRY_ASSIGN(const auto workspace, detector.make_workspace());
    while (const auto text = next_text()) {
        std::vector<match::Detection> found;
        TRY(detector.detect(core::as_bytes(*text), {}, *workspace, found));
        std::string list;
        for (const match::Detection& detection : found)
            list += (list.empty() ? "" : ",") + json_of(detection);
        fmt::print("[{}]\n", list);
    }
    return {};
}

}  // namespace
}  // namespace curfew::accuracy

int main(int count, char** arguments) {
    const auto outcome = curfew::accuracy::run({arguments + 1, arguments + count});
    if (outcome.has_value()) return 0;
    fmt::print(stderr, "detect_lines: {}\n", outcome.error().message());
    return 2;
}
