// catalogue_compiler FOLDER FILE…: the build step that makes the shipped catalogue.
//
// Reads signature files and writes into FOLDER what shipped_bytes.S includes: the catalogue in
// binary form, and the first engine's database for each sort of processor. A variant the engine
// does not know (Vectorscan on another architecture) becomes an empty file.
#include <fstream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "scanner/core/result.h"
#include "scanner/match/detector.h"
#include "scanner/rules/catalog.h"

namespace {

using namespace curfew;  // NOLINT(google-build-using-namespace): a program, not a header
using core::Error;
using core::ErrorKind;
using core::Result;

struct Variant {
    std::string_view file;
    match::Processor processor;
};

constexpr Variant kVariants[] = {
    {.file = "database_baseline.bin", .processor = match::Processor::baseline},
    {.file = "database_avx2.bin", .processor = match::Processor::avx2},
    {.file = "database_avx512.bin", .processor = match::Processor::avx512},
};

Result<std::string> read_file(const std::string& path) {
    const std::ifstream file(path, std::ios::binary);
    if (!file) return Error(ErrorKind::not_found, path + ": cannot be read");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) return Error(ErrorKind::denied, path + ": cannot be written");
    return {};
}

Result<rules::Catalog> read_catalog(std::span<const char* const> paths) {
    std::vector<rules::CatalogFile> files;
    for (const char* path : paths) {
        TRY_ASSIGN(std::string text, read_file(path));
        files.push_back({.path = path, .text = std::move(text)});
    }
    return rules::Catalog::from_toml(files);
}

Result<std::string> database_for(const rules::Catalog& catalog, match::Processor processor) {
    const auto detector = match::Detector::compile(catalog, processor);
    if (detector.has_value()) return detector.value().serialized_database();
    if (processor == match::Processor::baseline) return detector.error();
    return std::string();
}

Result<void> compile(const std::string& folder, std::span<const char* const> paths) {
    TRY_ASSIGN(const rules::Catalog catalog, read_catalog(paths));
    TRY(write_file(folder + "/catalogue.bin", catalog.to_binary()));
    // What is loaded has to be what was compiled for: the program reads the binary form.
    TRY_ASSIGN(const rules::Catalog loaded,
               rules::Catalog::from_binary(core::as_bytes(catalog.to_binary())));
    for (const Variant& variant : kVariants) {
        TRY_ASSIGN(const std::string bytes, database_for(loaded, variant.processor));
        TRY(write_file(folder + "/" + std::string(variant.file), bytes));
    }
    return {};
}

}  // namespace

int main(int count, char** arguments) {
    const std::span<const char* const> all(arguments, static_cast<std::size_t>(count));
    if (all.size() < 3) {
        fmt::print(stderr, "usage: catalogue_compiler FOLDER FILE…\n");
        return 2;
    }
    const auto done = compile(all[1], all.subspan(2));
    if (done.has_value()) return 0;
    fmt::print(stderr, "{}\n", done.error().message());
    return 1;
}
