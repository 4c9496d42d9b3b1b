// The matcher against the bare literal set of the same catalogue, over the same text in the same
// run: machines are noisy, ratios are not.
//
//   matcher_bench                       256 MiB of text from this machine's headers and this tree
//   CURFEW_BENCH_CORPUS=FOLDER …        the files of that folder instead
//
// Prints, besides Google Benchmark's table, the speed and the ratio the project promises (1 GB/s on
// a quiet core, and half the speed of the bare literals) and the ten signatures that cost most over
// looking for their literals alone.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <time.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "scanner/match/detector.h"
#include "scanner/match/hit_index.h"
#include "scanner/match/matcher.h"
#include "scanner/match/shipped.h"

namespace {

using namespace curfew;  // NOLINT(google-build-using-namespace): a program, not a header

constexpr std::size_t kCorpusBytes = std::size_t{256} << 20U;
/// Enough to tell signatures apart; each of some 250 is run on it alone.
constexpr std::size_t kDearestBytes = std::size_t{32} << 20U;
constexpr std::size_t kFileBytesMax = std::size_t{2} << 20U;
constexpr int kRounds = 5;

using Texts = std::vector<std::string>;

bool is_text(std::string_view bytes) {
    return bytes.substr(0, 8192).find('\0') == std::string_view::npos;
}

/// The texts under the folders, file by file, in order of their paths, until there is enough.
Texts read_corpus(const std::vector<std::string>& folders) {
    std::vector<std::string> paths;
    for (const std::string& folder : folders) {
        std::error_code error;
        std::filesystem::recursive_directory_iterator entry(folder, error);
        for (; !error && entry != std::filesystem::recursive_directory_iterator();
             entry.increment(error)) {
            std::error_code ignored;
            if (entry->is_regular_file(ignored)) paths.push_back(entry->path().string());
        }
    }
    std::sort(paths.begin(), paths.end());
    Texts texts;
    std::size_t size = 0;
    for (const std::string& path : paths) {
        std::ostringstream text;
        text << std::ifstream(path, std::ios::binary).rdbuf();
        if (text.str().size() > kFileBytesMax || !is_text(text.str())) continue;
        size += text.str().size();
        texts.push_back(text.str());
        if (size >= kCorpusBytes) break;
    }
    return texts;
}

std::size_t size_of(const Texts& texts) {
    std::size_t size = 0;
    for (const std::string& text : texts) size += text.size();
    return size;
}

/// A folder's texts, or what lies about on a development machine, repeated until there is enough.
const Texts& corpus() {
    static const Texts texts = [] {
        const char* folder = std::getenv("CURFEW_BENCH_CORPUS");  // NOLINT(concurrency-mt-unsafe)
        if (folder != nullptr) return read_corpus({folder});
        Texts all = read_corpus({CURFEW_SOURCE_FOLDER "/scanner", CURFEW_SOURCE_FOLDER "/tests",
                                 CURFEW_SOURCE_FOLDER "/signatures", "/usr/include",
                                 "/usr/lib/python3", "/usr/share/perl", "/usr/share/doc"});
        const std::size_t once = all.size();
        for (std::size_t size = size_of(all), next = 0; size < kCorpusBytes && once > 0; ++next) {
            size += all[next % once].size();
            all.push_back(all[next % once]);
        }
        return all;
    }();
    return texts;
}

/// The first texts of the corpus, spread over all of it, of about `bytes` together.
Texts sample(std::size_t bytes) {
    const std::size_t step = std::max<std::size_t>(1, size_of(corpus()) / bytes);
    Texts some;
    for (std::size_t index = 0; index < corpus().size(); index += step) {
        some.push_back(corpus()[index]);
    }
    return some;
}

/// A catalogue with what looks for its literals alone.
struct Bare {
    explicit Bare(const rules::Catalog& catalog)
        : literals(literals_of(catalog)),
          matcher(match::Matcher::compile(literals).value()),
          scratch(matcher.make_scratch().value()) {}

    /// Each text once, wherever the detector looks for it.
    static std::vector<match::Literal> literals_of(const rules::Catalog& catalog) {
        match::HitIndex::Built built = match::HitIndex::build(catalog.signatures()).value();
        std::vector<match::Literal> all = std::move(built.literals);
        for (match::Literal& literal : built.window_literals) {
            const bool is_new = std::none_of(all.begin(), all.end(), [&](const auto& other) {
                return other.text == literal.text && other.is_caseless == literal.is_caseless;
            });
            if (is_new) all.push_back(std::move(literal));
        }
        return all;
    }

    std::size_t scan(const Texts& texts) {
        std::size_t hits = 0;
        for (const std::string& text : texts) {
            matcher.scan(core::as_bytes(text), *scratch, [&hits](match::Hit) { ++hits; }).value();
        }
        return hits;
    }

    std::vector<match::Literal> literals;
    match::Matcher matcher;
    std::unique_ptr<match::Matcher::Scratch> scratch;
};

struct Whole {
    explicit Whole(match::Detector made)
        : detector(std::move(made)), workspace(detector.make_workspace().value()) {}

    std::size_t scan(const Texts& texts) {
        std::size_t count = 0;
        for (const std::string& text : texts) {
            found.clear();
            detector.detect(core::as_bytes(text), {}, *workspace, found).value();
            count += found.size();
        }
        return count;
    }

    match::Detector detector;
    std::unique_ptr<match::Detector::Workspace> workspace;
    std::vector<match::Detection> found;
};

const rules::Catalog& catalogue() {
    static const rules::Catalog catalog = match::shipped_catalog().value();
    return catalog;
}

/// Seconds of this thread's own time, the best of a few rounds: other programs do not count in.
double seconds_of(const std::function<void()>& work) {
    const auto now = [] {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
    };
    double best = 1e9;
    for (int round = 0; round < kRounds; ++round) {
        const double begin = now();
        work();
        best = std::min(best, now() - begin);
    }
    return best;
}

void bare_literals(benchmark::State& state) {
    Bare bare(catalogue());
    for (auto round : state) benchmark::DoNotOptimize(bare.scan(corpus()));
    state.SetBytesProcessed(static_cast<std::int64_t>(size_of(corpus())) *
                            static_cast<std::int64_t>(state.iterations()));
}

void whole_detector(benchmark::State& state) {
    Whole whole(match::shipped_detector(catalogue()).value());
    for (auto round : state) benchmark::DoNotOptimize(whole.scan(corpus()));
    state.SetBytesProcessed(static_cast<std::int64_t>(size_of(corpus())) *
                            static_cast<std::int64_t>(state.iterations()));
}

void load_catalogue(benchmark::State& state) {
    for (auto round : state) benchmark::DoNotOptimize(match::shipped_catalog());
}

void load_detector(benchmark::State& state) {
    for (auto round : state) benchmark::DoNotOptimize(match::shipped_detector(catalogue()));
}

void compile_detector(benchmark::State& state) {
    for (auto round : state) benchmark::DoNotOptimize(match::Detector::compile(catalogue()));
}

BENCHMARK(bare_literals)->Unit(benchmark::kMillisecond)->MinTime(1.0);
BENCHMARK(whole_detector)->Unit(benchmark::kMillisecond)->MinTime(1.0);
BENCHMARK(load_catalogue)->Unit(benchmark::kMicrosecond);
BENCHMARK(load_detector)->Unit(benchmark::kMicrosecond);
BENCHMARK(compile_detector)->Unit(benchmark::kMillisecond);

void print_ratio() {
    Bare bare(catalogue());
    Whole whole(match::shipped_detector(catalogue()).value());
    std::size_t hits = 0;
    std::size_t found = 0;
    const double bare_seconds = seconds_of([&] { hits = bare.scan(corpus()); });
    const double whole_seconds = seconds_of([&] { found = whole.scan(corpus()); });
    const auto megabytes = static_cast<double>(size_of(corpus())) / 1e6;
    fmt::print("\n{:.0f} MB in {} texts, {} signatures, {} literals, {}\n", megabytes,
               corpus().size(), catalogue().signatures().size(), bare.literals.size(),
               match::Matcher::engine_name());
    fmt::print("bare literals  {:7.0f} MB/s  {} hits\n", megabytes / bare_seconds, hits);
    fmt::print("detector       {:7.0f} MB/s  {} detections  (promised on a quiet core: 1000)\n",
               megabytes / whole_seconds, found);
    fmt::print("ratio          {:7.2f}  (promised: 0.50)\n", bare_seconds / whole_seconds);
}

struct Cost {
    double seconds = 0.0;
    std::size_t hits = 0;
    std::string_view id;
};

Cost cost_of(const rules::Signature& signature, const Texts& texts) {
    const rules::Catalog alone =
        catalogue().only([&](const rules::Signature& other) { return other.id == signature.id; });
    Bare bare(alone);
    Whole whole(match::Detector::compile(alone).value());
    std::size_t hits = 0;
    const double bare_seconds = seconds_of([&] { hits = bare.scan(texts); });
    const double whole_seconds = seconds_of([&] { whole.scan(texts); });
    return {.seconds = whole_seconds - bare_seconds, .hits = hits, .id = signature.id.value};
}

void print_dearest() {
    const Texts texts = sample(kDearestBytes);
    const auto megabytes = static_cast<double>(size_of(texts)) / 1e6;
    std::vector<Cost> costs;
    for (const rules::Signature& signature : catalogue().signatures()) {
        costs.push_back(cost_of(signature, texts));
    }
    std::sort(costs.begin(), costs.end(),
              [](const Cost& left, const Cost& right) { return left.seconds > right.seconds; });
    // Half of the signatures have no hit: what they cost is the way through the texts, paid once.
    const double fixed = costs.empty() ? 0.0 : costs[costs.size() / 2].seconds;
    costs.resize(std::min<std::size_t>(costs.size(), 10));
    fmt::print(
        "\nThe dearest signatures, over the search for their literals and what each costs:\n");
    for (const Cost& cost : costs) {
        fmt::print("{:9.1f} µs/MB  {:7.0f} hits/MB  {}\n", (cost.seconds - fixed) * 1e6 / megabytes,
                   static_cast<double>(cost.hits) / megabytes, cost.id);
    }
}

}  // namespace

int main(int count, char** arguments) {
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 2;
    print_ratio();
    print_dearest();
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
