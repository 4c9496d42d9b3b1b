#include "tests/support/temp_dir.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>

#include "scanner/core/check.h"

namespace curfew::support {
namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { core::check(std::fclose(file) == 0); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

}  // namespace

TempDir::TempDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "curfew-test-XXXXXX").string();
    core::check(::mkdtemp(pattern.data()) != nullptr);
    path_ = std::filesystem::canonical(pattern).string();
}

TempDir::~TempDir() {
    std::error_code ignored;  // what a test made unreadable may stay
    std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::at(std::string_view name) const {
    return path_ + "/" + std::string(name);
}

std::string TempDir::write(std::string_view name, std::string_view text) const {
    std::string path = at(name);
    write_file(path, text);
    return path;
}

void write_file(const std::string& path, std::string_view text) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    const File file(std::fopen(path.c_str(), "wb"));
    core::check(file != nullptr);
    if (text.empty()) return;  // its data may be a null pointer, which fwrite does not take
    core::check(std::fwrite(text.data(), 1, text.size(), file.get()) == text.size());
}

std::string read_file(const std::string& path) {
    const File file(std::fopen(path.c_str(), "rb"));
    std::string text;
    if (!file) return text;
    char piece[4096];
    while (const std::size_t got = std::fread(piece, 1, sizeof piece, file.get())) {
        text.append(piece, got);
    }
    return text;
}

}  // namespace curfew::support
