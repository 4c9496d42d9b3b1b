// catalogue_check [--examples] FILE…: what is wrong with signature files, a line each; or one
// example of each signature. Exit code 0: nothing is wrong.
#include <fstream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "scanner/rules/catalog.h"
#include "scanner/rules/example.h"

namespace {

using curfew::rules::Catalog;
using curfew::rules::CatalogFile;
using curfew::rules::Signature;

constexpr std::uint64_t kSeed = 7;

std::string text_of(const std::string& path) {
    const std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void print_examples(const Signature& signature) {
    fmt::print("== {} ({})\n", signature.id.value, signature.name);
    for (std::size_t at = 0; at < signature.example.contexts.size(); ++at) {
        const auto made = curfew::rules::make_example(signature, at, kSeed);
        fmt::print("  {}\n", made.has_value() ? made.value().text : made.error().message());
    }
    const auto near_misses = curfew::rules::make_near_misses(signature, kSeed);
    if (!near_misses.has_value()) {
        fmt::print("  not: {}\n", near_misses.error().message());
        return;
    }
    for (const auto& near_miss : near_misses.value())
        fmt::print("  not: {}    ({})\n", near_miss.text, near_miss.why);
}

}  // namespace

int main(int count, char** arguments) {
    bool wants_examples = false;
    std::vector<CatalogFile> files;
    for (const char* argument : std::span(arguments, static_cast<std::size_t>(count)).subspan(1)) {
        if (std::string_view(argument) == "--examples") {
            wants_examples = true;
        } else {
            files.push_back({argument, text_of(argument)});
        }
    }
    const auto catalog = Catalog::from_toml(files);
    if (!catalog.has_value()) {
        fmt::print("{}\n", catalog.error().message());
        return 1;
    }
    if (wants_examples)
        for (const Signature& signature : catalog.value().signatures()) print_examples(signature);
    fmt::print("{} files, {} signatures, nothing wrong\n", files.size(),
               catalog.value().signatures().size());
    return 0;
}
