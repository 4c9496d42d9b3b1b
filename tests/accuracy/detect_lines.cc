// Runs decoders and detector over many texts in one process and says what they found in each, a
// JSON list a text. For scoring labelled examples only: what is found is printed as it stands.
//
// Standard input: "<number of bytes>\n", the bytes, "\n"; again and again.
// Arguments: signature files; without any, the catalogue that was built in.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "scanner/core/limits.h"
#include "scanner/decode/decoder.h"
#include "scanner/match/detector.h"
#include "scanner/match/shipped.h"
#include "tests/accuracy/json_text.h"

namespace curfew::accuracy {
namespace {

using core::Result;

/// What stands in the outermost bytes where `span` of a decoded blob came from.
std::string_view outermost_text(const core::Blob& blob, core::Span span) {
    const core::Blob* at = &blob;
    while (at->outer != nullptr) {
        const auto begin = at->offset_in_outer ? at->offset_in_outer(span.begin) : std::nullopt;
        const auto last = at->offset_in_outer ? at->offset_in_outer(span.end - 1) : std::nullopt;
        if (!begin || !last || *last < *begin) return {};
        span = {.begin = *begin, .end = *last + 1};
        at = at->outer;
    }
    return core::as_text(at->bytes).substr(span.begin, span.size());
}

/// What is found in one text and in everything that is hidden in it.
class Collector : public core::BlobSink {
  public:
    Collector(const match::Detector& detector, match::Detector::Workspace& workspace)
        : detector_(detector), workspace_(workspace) {}

    void take(const core::Blob& blob) override {
        const unsigned depth = decode::depth_of(blob);
        if (depth == 0) decoders_.begin();
        std::vector<match::Detection> found;
        const match::BlobContext context{.path = {}, .is_decoded = depth > 0};
        if (!detector_.detect(blob.bytes, context, workspace_, found).has_value()) return;
        for (const match::Detection& detection : found) add(detection, blob, depth);
        if (depth < core::kDecodeDepthMax) decoders_.decode(blob, *this);
    }

    void skip(core::Skipped /*skipped*/) override {}

    [[nodiscard]] std::string take_json() { return "[" + std::exchange(json_, {}) + "]"; }

  private:
    void add(const match::Detection& found, const core::Blob& blob, unsigned depth);

    const match::Detector& detector_;
    match::Detector::Workspace& workspace_;
    decode::DecoderStack decoders_;
    std::string json_;
};

void Collector::add(const match::Detection& found, const core::Blob& blob, unsigned depth) {
    std::string reasons;
    for (const std::string& reason : found.confidence.reasons)
        reasons += (reasons.empty() ? "" : "; ") + reason;
    const std::string_view spelled = outermost_text(blob, found.span);
    if (!json_.empty()) json_ += ',';
    json_ += fmt::format(
        R"({{"signature":{},"kind":{},"confidence":{:.3f},"depth":{},"begin":{},"end":{},)"
        R"("spelled":{},"secret":{},"confirmed":{},"protected":{},"reasons":{}}})",
        json_text(found.signature->id.value), json_text(rules::name_of(found.signature->kind)),
        found.confidence.value, depth, found.span.begin, found.span.end, json_text(spelled),
        json_text(found.secret.reveal()), found.is_confirmed, found.is_protected,
        json_text(reasons));
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
    Collector collector(detector, *workspace);
    const core::BlobOrigin origin;
    while (const auto text = next_text()) {
        collector.take({.bytes = core::as_bytes(*text), .origin = origin});
        fmt::print("{}\n", collector.take_json());
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
