#include "tests/signatures/catalogue.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace curfew::signatures {
namespace {

std::vector<rules::CatalogFile> read_files() {
    std::vector<rules::CatalogFile> files;
    const std::filesystem::path root(CURFEW_SOURCE_FOLDER);
    for (const auto& entry : std::filesystem::directory_iterator(root / "signatures/providers")) {
        if (entry.path().extension() != ".toml") continue;
        const std::ifstream file(entry.path(), std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        files.push_back({std::filesystem::relative(entry.path(), root).string(), text.str()});
    }
    std::ranges::sort(files, {}, &rules::CatalogFile::path);
    return files;
}

}  // namespace

const std::vector<rules::CatalogFile>& signature_files() {
    static const std::vector<rules::CatalogFile> files = read_files();
    return files;
}

const rules::Catalog& catalogue() {
    static const rules::Catalog loaded = [] {
        auto catalog = rules::Catalog::from_toml(signature_files());
        return catalog.has_value() ? std::move(catalog).value() : rules::Catalog();
    }();
    return loaded;
}

std::string test_name_of(std::string_view id) {
    std::string name(id);
    std::ranges::replace(name, '-', '_');
    return name;
}

}  // namespace curfew::signatures
