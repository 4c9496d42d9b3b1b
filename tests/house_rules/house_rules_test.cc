/// The rules of the house, read off the tree. Each failure names file, line and what to do instead.
#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/house_rules/source_text.h"

namespace curfew::house {
namespace {

constexpr std::size_t kLineMax = 100;
constexpr std::size_t kFunctionMax = 60;
constexpr std::size_t kFileMax = 500;
constexpr std::size_t kHeaderMax = 200;

const std::filesystem::path kRoot = CURFEW_ROOT;

const std::vector<SourceFile>& product() {
    static const auto files =
        read_tree(kRoot, {"scanner", "watchdog", "integrations"}, {".h", ".cc"});
    return files;
}

const std::vector<SourceFile>& everything() {
    static const auto files = read_tree(
        kRoot, {"scanner", "watchdog", "integrations", "tests", "examples"}, {".h", ".cc"});
    return files;
}

std::string at(const SourceFile& file, std::size_t index) {
    return file.path + ":" + std::to_string(index + 1) + ": ";
}

bool starts_with_any(std::string_view text, const std::vector<std::string>& beginnings) {
    return std::ranges::any_of(
        beginnings, [text](const std::string& begin) { return text.starts_with(begin); });
}

/// The room a file or an include lies in: "scanner/match", "integrations/cli"; the scanner's own
/// front files are "scanner".
std::string room_of(std::string_view path) {
    const std::size_t first = path.find('/');
    if (first == std::string_view::npos) return {};
    const std::size_t second = path.find('/', first + 1);
    if (second == std::string_view::npos) return std::string(path.substr(0, first));
    return std::string(path.substr(0, second));
}

/// Letters, not bytes: an arrow in a drawing is one column.
std::size_t columns_of(std::string_view line) {
    return static_cast<std::size_t>(std::ranges::count_if(
        line, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

TEST(HouseRules, LinesStayWithinAHundredColumns) {
    for (const SourceFile& file : everything()) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            EXPECT_LE(columns_of(file.lines[i]), kLineMax) << at(file, i) << "break the line";
        }
    }
}

TEST(HouseRules, FunctionsStayWithinSixtyLines) {
    for (const SourceFile& file : everything()) {
        for (const FunctionLines& function : functions_in(file)) {
            EXPECT_LE(function.count, kFunctionMax)
                << at(file, function.line - 1) << "give its parts names of their own";
        }
    }
}

TEST(HouseRules, FilesStaySmall) {
    for (const SourceFile& file : everything()) {
        const bool is_header = file.path.ends_with(".h");
        EXPECT_LE(file.lines.size(), is_header ? kHeaderMax : kFileMax)
            << file.path << ": cut it along its nouns";
    }
}

/// Who may include whom (scanner/README.md has the drawing).
const std::map<std::string, std::set<std::string>>& allowed_rooms() {
    static const std::map<std::string, std::set<std::string>> rooms = {
        {"scanner/core", {}},
        {"scanner/rules", {"scanner/core"}},
        {"scanner/match", {"scanner/core", "scanner/rules"}},
        {"scanner/decode", {"scanner/core"}},
        {"scanner/sources", {"scanner/core", "scanner/decode"}},
        {"scanner/lifetime", {"scanner/core", "scanner/rules"}},
        {"scanner/report", {"scanner/core", "scanner/rules", "scanner/lifetime"}},
        {"scanner/policy", {"scanner/core", "scanner/rules", "scanner/lifetime", "scanner/report"}},
        {"scanner/store", {"scanner/core", "scanner/rules", "scanner/lifetime", "scanner/report"}},
        {"scanner/provider", {"scanner/core", "scanner/rules"}},
        {"scanner/verification",
         {"scanner/core", "scanner/rules", "scanner/lifetime", "scanner/report", "scanner/policy",
          "scanner/provider"}},
        {"scanner/foreign",
         {"scanner/core", "scanner/rules", "scanner/lifetime", "scanner/report"}},
        {"scanner",
         {"scanner/core", "scanner/rules", "scanner/match", "scanner/decode", "scanner/sources",
          "scanner/lifetime", "scanner/report", "scanner/policy", "scanner/store",
          "scanner/foreign"}},
    };
    return rooms;
}

TEST(HouseRules, RoomsIncludeOnlyWhatLiesBelowThem) {
    for (const SourceFile& file : product()) {
        const std::string room = room_of(file.path);
        const auto allowed = allowed_rooms().find(room);
        if (allowed == allowed_rooms().end()) continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const std::string path = included_path(file.lines[i]);
            if (!path.starts_with("scanner/") && !path.starts_with("watchdog/") &&
                !path.starts_with("integrations/")) {
                continue;
            }
            const std::string other = room_of(path);
            EXPECT_TRUE(other == room || allowed->second.contains(other))
                << at(file, i) << room << " may not see " << other;
        }
    }
}

struct Home {
    std::string_view header;
    std::vector<std::string> homes;
};

/// One library, one home.
const std::vector<Home>& homes() {
    static const std::vector<Home> all = {
        {"hs/", {"scanner/match/hyperscan_matcher", "scanner/match/catalogue_compiler"}},
        {"hs.h", {"scanner/match/hyperscan_matcher", "scanner/match/catalogue_compiler"}},
        {"re2/", {"scanner/match/confirm"}},
        {"git2", {"scanner/sources/git_"}},
        {"libdeflate", {"scanner/sources/pack_reader"}},
        {"archive", {"scanner/decode/"}},
        {"zlib.h", {"scanner/decode/"}},
        {"zstd", {"scanner/decode/"}},
        {"toml++", {"scanner/rules/catalog_toml", "integrations/cli/config"}},
        {"sqlite3.h", {"scanner/core/database"}},
        {"simdjson", {"scanner/sources/agents/"}},
        {"curl/", {"integrations/http/"}},
        {"pugixml", {"integrations/providers/aws_xml"}},
        {"CLI/", {"integrations/cli/"}},
        {"libpq", {"integrations/providers/postgresql"}},
        {"mysql", {"integrations/providers/mysql_connection"}},
        {"errmsg.h", {"integrations/providers/mysql_connection"}},
        {"hiredis/", {"integrations/providers/redis"}},
        {"openssl/",
         {"scanner/core/digest", "scanner/lifetime/carriers/", "integrations/providers/acme_",
          "integrations/providers/openssl_handles", "integrations/providers/tls_stream",
          "integrations/providers/x509"}},
        {"boost/json",
         {"scanner/core/json_", "scanner/foreign/", "scanner/lifetime/", "scanner/provider/",
          "scanner/report/", "integrations/"}},
    };
    return all;
}

TEST(HouseRules, EachLibraryIsIncludedInItsHomeOnly) {
    for (const SourceFile& file : product()) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const std::string path = included_path(file.lines[i]);
            for (const Home& home : homes()) {
                if (!path.starts_with(home.header)) continue;
                EXPECT_TRUE(starts_with_any(file.path, home.homes))
                    << at(file, i) << "<" << path << "> lives in " << home.homes.front();
            }
        }
    }
}

TEST(HouseRules, SecretsAreRevealedOnlyWhereTheListSays) {
    // Each of these needs the bytes themselves; whoever adds one says why in the change.
    const std::vector<std::string> may_reveal = {
        "scanner/core/",                        // the type itself, its identity
        "scanner/match/",                       // finds and judges them
        "scanner/rules/example",                // makes synthetic ones
        "scanner/lifetime/",                    // reads their times
        "scanner/findings.cc",                  // masks them, and shows parts that are no secret
        "scanner/foreign/",                     // joins what a report tells of one
        "scanner/foreign_match.cc",             // compares theirs with ours
        "scanner/import.cc",                    // looks at them with our catalogue
        "scanner/provider/",                    // asks with them
        "scanner/report/",                      // --show-secrets
        "integrations/http/",                   // sends them
        "integrations/process/",                // hands them to a child's standard input
        "integrations/providers/",              // asks and signs with them
        "integrations/cli/signatures_command",  // runs made-up examples
        "integrations/cli/provider_access",     // takes a line's end off a credential of our own
    };
    for (const SourceFile& file : product()) {
        for (std::size_t i = 0; i < file.code.size(); ++i) {
            if (file.code[i].find("reveal()") == std::string::npos) continue;
            EXPECT_TRUE(starts_with_any(file.path, may_reveal))
                << at(file, i) << "work with a fingerprint or with masked text instead";
        }
    }
}

struct Banned {
    std::string_view call;
    std::vector<std::string> except;
    std::string_view instead;
};

const std::vector<Banned>& banned_calls() {
    static const std::vector<Banned> all = {
        {"system_clock::now", {"scanner/core/clock.cc"}, "take `now` as a parameter"},
        {"steady_clock::now", {"scanner/core/clock.cc"}, "take a Clock as a parameter"},
        {" time(", {}, "take `now` as a parameter"},
        {"sleep_for", {}, "wait for a condition"},
        {"sleep(", {}, "wait for a condition"},
        {"std::cout", {}, "render text and let the command write it"},
        {"std::cerr", {}, "use complain()"},
        {" printf(", {}, "render text and let the command write it"},
        {"fprintf(", {}, "use complain()"},
        {"std::regex", {}, "use RE2 in match/confirm"},
        {" rand(", {}, "use random_digest()"},
        {"strcpy(", {}, "use std::string"},
        {"strcat(", {}, "use std::string"},
        {"sprintf(", {"snprintf"}, "use snprintf or std::to_chars"},
        {"atoi(", {}, "use std::from_chars"},
        {"using namespace std;", {}, "name what is used"},
    };
    return all;
}

TEST(HouseRules, BannedCallsStayOut) {
    for (const SourceFile& file : product()) {
        for (std::size_t i = 0; i < file.code.size(); ++i) {
            for (const Banned& banned : banned_calls()) {
                const std::string& line = file.code[i];
                if (line.find(banned.call) == std::string::npos) continue;
                const bool is_excused =
                    starts_with_any(file.path, banned.except) ||
                    std::ranges::any_of(banned.except, [&line](const std::string& excuse) {
                        return line.find(excuse) != std::string::npos;
                    });
                EXPECT_TRUE(is_excused) << at(file, i) << banned.call << " — " << banned.instead;
            }
        }
    }
}

TEST(HouseRules, NothingIsLeftOver) {
    const std::array<std::string, 3> leftovers = {
        std::string("FIX") + "ME", std::string("XX") + "X:", std::string("HA") + "CK:"};
    for (const SourceFile& file : everything()) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            for (const std::string& leftover : leftovers) {
                EXPECT_EQ(file.lines[i].find(leftover), std::string::npos)
                    << at(file, i) << "finish it, or file it with a number";
            }
        }
    }
}

TEST(HouseRules, HeadersOpenWithTheirContract) {
    for (const SourceFile& file : product()) {
        if (!file.path.ends_with(".h")) continue;
        ASSERT_FALSE(file.lines.empty()) << file.path;
        EXPECT_TRUE(file.lines.front().starts_with("/// "))
            << file.path << ":1: say what this is, who owns what, units, errors";
        EXPECT_NE(std::ranges::find(file.lines, "#pragma once"), file.lines.end()) << file.path;
    }
}

/// Files whose behaviour is shown elsewhere; the reason stands beside each.
const std::map<std::string, std::string>& tested_elsewhere() {
    static const std::map<std::string, std::string> reasons = {
        {"scanner/core/check.cc", "core/result_test.cc dies on it"},
        {"scanner/core/clock.cc", "two lines over the standard library"},
        {"scanner/core/fmt_source.cc", "the library's own source"},
        {"scanner/core/json_source.cc", "the library's own source"},
        {"scanner/match/catalogue_compiler.cc",
         "the build runs it; match/shipped_test.cc reads it"},
        {"scanner/core/place.cc", "names, shown by report tests"},
        {"integrations/http/transfer.cc", "curl_client_test sends through it"},
        {"scanner/provider/data_conversation.cc", "data_provider_test talks through it"},
        {"scanner/provider/ending_course.cc", "revoker_test runs it"},
        {"integrations/providers/mysql_connection.cc", "mysql_test logs in through it"},
        {"integrations/providers/postgresql_connection.cc", "postgresql_test logs in through it"},
        {"scanner/foreign/betterleaks.cc", "foreign_report_test and import_test read through it"},
        {"scanner/foreign/detect_secrets.cc",
         "foreign_report_test and import_test read through it"},
        {"scanner/foreign/entry_text.cc", "foreign_report_test and import_test read through it"},
        {"scanner/foreign/gitleaks.cc", "foreign_report_test and import_test read through it"},
        {"scanner/foreign/json_text.cc", "foreign_report_test and import_test read through it"},
        {"scanner/foreign/kingfisher.cc", "foreign_report_test and import_test read through it"},
        {"scanner/foreign/sarif.cc", "foreign_report_test and import_test read through it"},
        {"scanner/foreign/trufflehog.cc", "foreign_report_test and import_test read through it"},
        {"scanner/foreign_match.cc", "end_to_end/import_test runs it"},
        {"scanner/import.cc", "end_to_end/import_test runs it"},
        {"scanner/place_reader.cc", "end_to_end/import_test runs it"},
        {"scanner/sources/commit_graph.cc",
         "git_history_test and git_attribution_test walk random histories through it"},
        {"scanner/sources/file_reader.cc", "working_tree_test reads files through it"},
        {"scanner/sources/git_library.cc", "pack_reader_test compares with it"},
        {"scanner/sources/holdings.cc", "git_attribution_test compares it with the log"},
        {"scanner/sources/index_changes.cc", "git_index_test compares it with git"},
        {"scanner/sources/missing_objects.cc", "git_history_test loses objects"},
        {"scanner/sources/object_inventory.cc", "git_history_test, with every kind of store"},
        {"scanner/sources/object_reader.cc", "git_history_test"},
        {"scanner/sources/object_store.cc", "git_repository_test and pack_reader_test"},
        {"scanner/sources/pack_entry.cc", "pack_reader_test compares it with the library"},
        {"scanner/sources/plain_file.cc", "git_repository_test opens FIFOs"},
        {"scanner/sources/range_selection.cc", "git_history_test asks for ranges"},
        {"scanner/sources/reached_references.cc", "git_attribution_test"},
        {"scanner/sources/reading_order.cc", "pack_reader_test compares its types"},
        {"scanner/sources/repository_layout.cc", "git_repository_test"},
        {"scanner/sources/revision.cc", "git_repository_test compares it with git"},
        {"scanner/sources/starting_points.cc", "git_history_test"},
        {"scanner/sources/tracked_paths.cc", "ignore_rules_test"},
        {"scanner/sources/tree_comparison.cc", "git_history_test and git_attribution_test"},
        {"scanner/sources/tree_walk.cc", "working_tree_test"},
    };
    return reasons;
}

TEST(HouseRules, EachSourceFileHasItsTest) {
    for (const SourceFile& file : product()) {
        if (!file.path.ends_with(".cc") || tested_elsewhere().contains(file.path)) continue;
        const std::string stem = file.path.substr(0, file.path.size() - 3);
        if (stem.starts_with("integrations/cli/")) continue;  // tests/end_to_end runs the program
        EXPECT_TRUE(std::filesystem::exists(kRoot / "tests" / (stem + "_test.cc")))
            << file.path << ": wants tests/" << stem << "_test.cc, or a reason in the list here";
    }
}

TEST(HouseRules, EachRoomHasAReadMe) {
    for (const char* room : {"scanner", "signatures", "integrations", "tests", "examples"}) {
        EXPECT_TRUE(std::filesystem::exists(kRoot / room / "README.md")) << room;
    }
}

/// The words of `line` between `open` and the next backtick.
std::vector<std::string> quoted_words(std::string_view line, std::string_view open) {
    std::vector<std::string> words;
    for (std::size_t from = line.find(open); from != std::string_view::npos;) {
        const std::size_t begin = from + 1;
        const std::size_t end = line.find('`', begin);
        if (end == std::string_view::npos) break;
        words.emplace_back(line.substr(begin, end - begin));
        from = line.find(open, end);
    }
    return words;
}

/// The engines that signatures name.
std::set<std::string> engines_of_signatures() {
    constexpr std::string_view kKey = "engine = \"";
    std::set<std::string> engines;
    for (const SourceFile& file : read_tree(kRoot, {"signatures"}, {".toml"})) {
        for (const std::string& line : file.lines) {
            if (!line.starts_with(kKey)) continue;
            engines.insert(line.substr(kKey.size(), line.rfind('"') - kKey.size()));
        }
    }
    return engines;
}

TEST(HouseRules, TheTableOfProvidersNamesEachEngineAndTestsThatAreThere) {
    std::set<std::string> rows;
    std::size_t tests = 0;
    for (const SourceFile& file : read_tree(kRoot, {"integrations/providers"}, {".md"})) {
        for (const std::string& line : file.lines) {
            if (!line.starts_with("| `")) continue;
            rows.insert(quoted_words(line, "`").front());
            for (const std::string& path : quoted_words(line, "`tests/")) {
                ++tests;
                EXPECT_TRUE(std::filesystem::exists(kRoot / path)) << path;
            }
        }
    }
    EXPECT_EQ(rows, engines_of_signatures());
    EXPECT_GT(tests, 2 * rows.size());
}

// The reader of sources is held to what it promises, so that a rule cannot pass by not seeing.

TEST(SourceText, StringsAndCommentsAreNoCode) {
    const SourceFile file = source_from(
        "x.cc",
        "int a;  // rand(\nauto s = \"rand(\";\n/* rand(\n rand( */ int b;\nR\"(rand()\n\")\";");

    for (const std::string& line : file.code) EXPECT_EQ(line.find("rand("), std::string::npos);
    EXPECT_NE(file.code[3].find("int b;"), std::string::npos);
}

TEST(SourceText, AFunctionIsCountedFromBraceToBrace) {
    const SourceFile file = source_from("x.cc", "void f() {\n    if (a) {\n    }\n}\n\nint g;\n");

    const std::vector<FunctionLines> functions = functions_in(file);

    ASSERT_EQ(functions.size(), 1U);
    EXPECT_EQ(functions.front().line, 1U);
    EXPECT_EQ(functions.front().count, 4U);
}

TEST(SourceText, AHeadOfSeveralLinesBeginsWhereItsParametersDo) {
    const SourceFile file = source_from(
        "a.cc",
        "int add(int left,\n        int right) {\n    return left + right;\n}\n\n        }\n");
    const std::vector<FunctionLines> functions = functions_in(file);
    ASSERT_EQ(functions.size(), 1U);
    EXPECT_EQ(functions.front().count, 3U);
}

TEST(SourceText, IncludesOfBothKindsAreSeen) {
    EXPECT_EQ(included_path("#include \"scanner/core/result.h\""), "scanner/core/result.h");
    EXPECT_EQ(included_path("#include <hs/hs.h>"), "hs/hs.h");
    EXPECT_EQ(included_path("int include;"), "");
}

}  // namespace
}  // namespace curfew::house
