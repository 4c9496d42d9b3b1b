#include "scanner/match/text_flavour.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "scanner/match/characters.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kTestBytes = 240;  // three or four lines

constexpr auto kConfigurationEndings = std::to_array<string_view>(
    {".env", ".ini", ".cfg", ".conf", ".properties", ".yml", ".yaml", ".tfvars", ".cnf", ".sh",
     ".bash", ".netrc", ".npmrc", ".pypirc", ".config", ".json", ".xml", ".plist", ".bat"});
constexpr auto kSourceEndings = std::to_array<string_view>(
    {".c",    ".h",  ".cc",  ".cpp", ".go",  ".js",   ".jsx", ".ts",    ".tsx",
     ".java", ".kt", ".php", ".rb",  ".py",  ".rs",   ".cs",  ".swift", ".scala",
     ".m",    ".mm", ".pl",  ".ex",  ".exs", ".dart", ".vue"});
constexpr auto kProseEndings =
    std::to_array<string_view>({".md", ".rst", ".adoc", ".html", ".htm", ".tex"});

constexpr auto kCodeStarts = std::to_array<string_view>(
    {"import ", "def ",    "func ",     "return ",    "if ",      "for ",     "var ",   "let ",
     "const ",  "public ", "private ",  "protected ", "#include", "package ", "using ", "class ",
     "static ", "struct ", "function ", "else",       "try",      "#define",  "#if",    "while ",
     "switch ", "case ",   "fn ",       "use ",       "self.",    "this.",    "@",      "end",
     "async ",  "await ",  "assert",    "except",     "raise ",   "throw "});

bool has_ending(string_view path, const auto& endings) {
    return std::any_of(endings.begin(), endings.end(),
                       [&](string_view ending) { return ends_with_caseless(path, ending); });
}

string_view trimmed(string_view line) {
    while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
    while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
    return line;
}

// npm's settings of a registry: `//host/path/:_authToken=…`, `//host/:username=…`.
bool is_setting_of_a_registry(string_view line) {
    const std::size_t name = line.find("/:");
    return line.starts_with("//") && name != string_view::npos &&
           line.substr(0, name).find(' ') == string_view::npos &&
           line.find('=', name) != string_view::npos;
}

bool reads_as_code(string_view line) {
    if (string_view(";{}(").find(line.back()) != string_view::npos) return true;
    if (line.ends_with("):") || line.ends_with(")") || line.ends_with("),")) return true;
    if (line.find("();") != string_view::npos || line.starts_with("//") || line.starts_with("/*"))
        return true;
    return std::any_of(kCodeStarts.begin(), kCodeStarts.end(),
                       [&](string_view start) { return line.starts_with(start); });
}

// `name = value`, `name: value`, `[section]`, `- item`, `export NAME=value`.
bool reads_as_setting(string_view line) {
    if (line.front() == '[' && line.back() == ']') return true;
    if (line.starts_with("export ")) line.remove_prefix(7);
    if (line.starts_with("- ") || line.starts_with("# ")) line.remove_prefix(2);
    std::size_t at = 0;
    while (at < line.size() && (is_name_character(line[at]) || line[at] == '.')) ++at;
    if (at == 0) return false;
    while (at < line.size() && is_blank(line[at])) ++at;
    return at < line.size() && (line[at] == '=' || line[at] == ':') && line.back() != ',';
}

bool reads_as_prose(string_view line) {
    constexpr std::ptrdiff_t kWordsMin = 7;
    return std::count(line.begin(), line.end(), ' ') >= kWordsMin &&
           line.find('=') == string_view::npos;
}

struct Votes {
    int code = 0;
    int settings = 0;
    int prose = 0;
};

void vote(string_view line, Votes& votes) {
    line = trimmed(line);
    if (line.size() < 2) return;
    const bool is_code = !is_setting_of_a_registry(line) && reads_as_code(line);
    if (is_code) ++votes.code;
    else if (is_setting_of_a_registry(line) || reads_as_setting(line)) ++votes.settings;
    else if (reads_as_prose(line)) ++votes.prose;
}

Flavour flavour_by_lines(string_view around) {
    Votes votes;
    while (!around.empty()) {
        const std::size_t end = std::min(around.find('\n'), around.size());
        vote(around.substr(0, end), votes);
        around.remove_prefix(std::min(end + 1, around.size()));
    }
    if (votes.code > 0 && votes.code * 2 >= votes.settings) return Flavour::source_code;
    if (votes.settings > votes.prose) return Flavour::configuration;
    return votes.prose > 0 ? Flavour::prose : Flavour::unknown;
}

}  // namespace

Flavour flavour_around(string_view text, std::size_t at, string_view path) {
    if (has_ending(path, kConfigurationEndings)) return Flavour::configuration;
    if (has_ending(path, kSourceEndings)) return Flavour::source_code;
    if (has_ending(path, kProseEndings)) return Flavour::prose;
    const std::size_t begin = at > kFlavourBytes ? at - kFlavourBytes : 0;
    return flavour_by_lines(text.substr(begin, at - begin + kFlavourBytes));
}

bool is_among_tests(string_view text, std::size_t at, string_view path) {
    const std::size_t begin = at > kTestBytes ? at - kTestBytes : 0;
    const string_view around = text.substr(begin, at - begin + kTestBytes);
    for (const string_view word : {"test", "example", "fixture", "mock", "dummy", "fake", "sample"})
        if (contains_caseless(around, word) || contains_caseless(path, word)) return true;
    return false;
}

}  // namespace curfew::match
