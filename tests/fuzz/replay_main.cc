// Runs a fuzz target without a fuzzer: its seeds, the files of a folder, every beginning of each,
// and changes from a fixed seed of the random generator, so that a failure can be repeated.
// `--write FOLDER` only writes the seeds there, for a fuzzer to start from.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "tests/fuzz/fuzz_seeds.h"

namespace {

constexpr std::size_t kBeginningsMax = 4'096;  // of one input; longer ones are sampled
constexpr int kChanges = 20'000;

void run(const std::string& input) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

void add_files(std::vector<std::string>& inputs, const std::filesystem::path& folder) {
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
        std::string bytes(entry.file_size(problem), '\0');
        std::ifstream file(entry.path(), std::ios::binary);
        file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        inputs.push_back(std::move(bytes));
    }
}

void run_beginnings(const std::string& input) {
    const std::size_t step = input.size() / kBeginningsMax + 1;
    for (std::size_t length = 0; length < input.size(); length += step) {
        run(input.substr(0, length));
    }
    run(input);
}

void write_files(const std::vector<std::string>& inputs, const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        std::ofstream file(folder / ("seed_" + std::to_string(i)), std::ios::binary);
        file << inputs[i];
    }
}

/// One of: a byte set, a piece cut out, a piece doubled, the tail of another input.
std::string changed(std::string input, const std::string& other, std::mt19937& random) {
    if (input.empty()) return other;
    const std::size_t at = random() % input.size();
    const std::size_t length = std::min<std::size_t>(random() % 16 + 1, input.size() - at);
    switch (random() % 4) {
        case 0:
            input[at] = static_cast<char>(random());
            return input;
        case 1:
            return input.erase(at, length);
        case 2:
            return input.insert(at, input.substr(at, length));
        default:
            return input.substr(0, at) + other.substr(std::min(at, other.size()));
    }
}

}  // namespace

int main(int count, char** arguments) {
    std::vector<std::string> inputs = curfew::fuzz::fuzz_seeds();
    if (count == 3 && std::string_view(arguments[1]) == "--write") {
        write_files(inputs, arguments[2]);
        return 0;
    }
    for (int i = 1; i < count; ++i) add_files(inputs, arguments[i]);
    for (const std::string& input : inputs) run_beginnings(input);
    if (inputs.empty()) inputs.emplace_back();
    std::mt19937 random(20'261'122);
    for (int i = 0; i < kChanges; ++i) {
        std::string input = inputs[random() % inputs.size()];
        const std::string& other = inputs[random() % inputs.size()];
        for (unsigned round = 0; round <= random() % 4; ++round) {
            input = changed(std::move(input), other, random);
        }
        run(input);
    }
    return 0;
}
