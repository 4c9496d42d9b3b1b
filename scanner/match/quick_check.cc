#include "scanner/match/quick_check.h"

#include <algorithm>
#include <utility>

#include "scanner/match/borders.h"

namespace curfew::match {

namespace {

ByteTable table_of(const ByteSet& set) {
    ByteTable table{};
    for (std::size_t byte = 0; byte < table.size(); ++byte) table[byte] = set[byte] ? 1 : 0;
    return table;
}

std::uint8_t entry_of(const ByteTable& table, char letter) {
    return table[static_cast<unsigned char>(letter)];
}

}  // namespace

std::uint16_t CheckPool::add_table(const ByteSet& set) {
    const ByteTable table = table_of(set);
    const auto known = std::find(tables_.begin(), tables_.end(), table);
    const auto number = static_cast<std::uint16_t>(known - tables_.begin());
    if (known == tables_.end()) tables_.push_back(table);
    return number;
}

RunRange CheckPool::add_runs(std::span<const ByteSet> sets) {
    RunRange range{.begin = static_cast<std::uint32_t>(runs_.size()), .end = 0};
    std::size_t at = 0;
    while (at < sets.size()) {
        std::size_t end = at;
        while (end < sets.size() && sets[end] == sets[at]) ++end;
        runs_.push_back(
            {.table = add_table(sets[at]), .count = static_cast<std::uint16_t>(end - at)});
        at = end;
    }
    range.end = static_cast<std::uint32_t>(runs_.size());
    return range;
}

bool CheckPool::stand_at(RunRange runs, std::string_view text, std::size_t begin) const {
    for (std::uint32_t number = runs.begin; number < runs.end; ++number) {
        const CheckRun run = runs_[number];
        if (text.size() - begin < run.count) return false;
        const ByteTable& table = tables_[run.table];
        for (const char letter : text.substr(begin, run.count)) {
            if (entry_of(table, letter) == 0) return false;
        }
        begin += run.count;
    }
    return true;
}

bool CheckPool::stand_before(RunRange runs, std::string_view text, std::size_t end) const {
    for (std::uint32_t number = runs.begin; number < runs.end; ++number) {
        const CheckRun run = runs_[number];
        if (end < run.count) return false;
        const ByteTable& table = tables_[run.table];
        for (std::size_t back = 1; back <= run.count; ++back) {
            if (entry_of(table, text[end - back]) == 0) return false;
        }
        end -= run.count;
    }
    return true;
}

bool CheckPool::may_stand_around(const QuickCheck& check, std::string_view text,
                                 core::Span literal) const {
    if (!stand_at(check.after, text, literal.end)) return false;
    if (check.is_bordered != 0) {
        const Borders borders{.base64_before = check.base64_before != 0, .base64_after = false};
        return has_clean_begin(text, literal, borders);
    }
    return stand_before(check.before, text, literal.begin);
}

std::optional<std::size_t> CheckPool::possible_begin(const QuickCheck& check, std::string_view text,
                                                     std::size_t from, std::size_t latest) const {
    const std::size_t length = check.length_min;
    const ByteTable& any = tables_[check.any_table];
    while (from <= latest && from <= text.size() && length <= text.size() - from) {
        // From the last byte backwards: a byte that no position allows rules out every begin up to
        // it, so prose is crossed in steps of nearly the shortest match.
        std::size_t left = length;
        while (left > 0 && entry_of(any, text[from + left - 1]) != 0) --left;
        if (left > 0) {
            from += left;
        } else if (stand_at(check.after, text, from)) {
            return from;
        } else {
            ++from;
        }
    }
    return std::nullopt;
}

bool CheckPool::holds(const QuickCheck& check) const {
    const auto is_inside = [&](RunRange range) {
        return range.begin <= range.end && range.end <= runs_.size();
    };
    if (!is_inside(check.before) || !is_inside(check.after)) return false;
    std::size_t length = 0;
    for (std::uint32_t number = check.after.begin; number < check.after.end; ++number) {
        length += runs_[number].count;
    }
    return check.any_table < tables_.size() && length == check.length_min;
}

bool CheckPool::is_sound() const {
    return std::all_of(runs_.begin(), runs_.end(),
                       [&](const CheckRun& run) { return run.table < tables_.size(); });
}

}  // namespace curfew::match
