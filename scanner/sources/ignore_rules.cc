#include "scanner/sources/ignore_rules.h"

#include <algorithm>
#include <ranges>

#include "scanner/sources/glob.h"

namespace curfew::sources {
namespace {

/// Rules of one walk; more are no hand-written ignore files.
constexpr std::size_t kRulesMax = 100'000;

/// Without the blanks at the end that no backslash protects.
std::string_view without_trailing_blanks(std::string_view line) {
    while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
    return line;
}

}  // namespace

void IgnoreRules::add_common(std::string_view text) {
    add(text, 0);
}

void IgnoreRules::enter(std::string_view path, std::string_view text) {
    const bool is_ignored =
        !folders_.empty() && (folders_.back().is_ignored || ignores(path, true));
    folders_.push_back({rules_.size(), is_ignored});
    if (!is_ignored) add(text, path.empty() ? 0 : path.size() + 1);
}

void IgnoreRules::leave() {
    rules_.resize(folders_.back().rules_before);
    folders_.pop_back();
}

bool IgnoreRules::ignores(std::string_view path, bool is_folder) const {
    if (!folders_.empty() && folders_.back().is_ignored) return true;
    for (const Rule& rule : rules_ | std::views::reverse) {
        if (rule.is_for_folders && !is_folder) continue;
        if (fits(rule, path.substr(std::min(rule.folder_length, path.size())))) {
            return !rule.is_negated;
        }
    }
    return false;
}

void IgnoreRules::add(std::string_view text, std::size_t folder_length) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // git skips this mark, too
    while (!text.empty() && rules_.size() < kRulesMax) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        add_line(without_trailing_blanks(line), folder_length);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

void IgnoreRules::add_line(std::string_view line, std::size_t folder_length) {
    if (line.empty() || line.front() == '#') return;
    Rule rule;
    rule.folder_length = folder_length;
    rule.is_negated = line.front() == '!';
    if (rule.is_negated) line.remove_prefix(1);
    rule.is_for_folders = line.ends_with('/');
    if (rule.is_for_folders) line.remove_suffix(1);
    rule.is_for_names = line.find('/') == line.npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) return;
    rule.is_plain = line.find_first_of("*?[\\") == line.npos;
    rule.glob = line;
    rules_.push_back(std::move(rule));
}

bool IgnoreRules::fits(const Rule& rule, std::string_view path) {
    if (rule.is_for_names) path = path.substr(path.rfind('/') + 1);
    return rule.is_plain ? path == rule.glob : matches_whole(path, rule.glob);
}

}  // namespace curfew::sources
