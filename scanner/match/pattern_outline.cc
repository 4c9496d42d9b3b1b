#include "scanner/match/pattern_outline.h"

#include <algorithm>
#include <utility>

namespace curfew::match {

namespace {

using Links = std::vector<std::vector<std::uint32_t>>;
using Positions = std::vector<std::uint32_t>;

void sort_unique(Positions& positions) {
    std::sort(positions.begin(), positions.end());
    positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
}

Positions step(const Links& links, const Positions& from) {
    Positions next;
    for (const std::uint32_t position : from) {
        next.insert(next.end(), links[position].begin(), links[position].end());
    }
    sort_unique(next);
    return next;
}

Links reversed(const Links& links) {
    Links back(links.size());
    for (std::uint32_t from = 0; from < links.size(); ++from) {
        for (const std::uint32_t to : links[from]) back[to].push_back(from);
    }
    return back;
}

Positions that_take(const Automaton& automaton, Positions positions, char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    std::erase_if(positions,
                  [&](std::uint32_t position) { return !automaton.sets[position][byte]; });
    return positions;
}

bool meet(const Positions& sorted, const std::vector<bool>& goal) {
    return std::any_of(sorted.begin(), sorted.end(),
                       [&](std::uint32_t position) { return goal[position]; });
}

std::vector<bool> marks_of(std::size_t size, const Positions& positions) {
    std::vector<bool> marks(size, false);
    for (const std::uint32_t position : positions) marks[position] = true;
    return marks;
}

ByteSet bytes_of(const Automaton& automaton, const Positions& positions) {
    ByteSet all;
    for (const std::uint32_t position : positions) all |= automaton.sets[position];
    return all;
}

/// The sets met on every way from `from` along `links` until a position of `goal` may have been
/// reached: what comes then is not certain to be there.
std::vector<ByteSet> walk(const Automaton& automaton, const Links& links, Positions from,
                          const std::vector<bool>& goal) {
    std::vector<ByteSet> sets;
    while (sets.size() < kOutlineBytesMax && !meet(from, goal)) {
        from = step(links, from);
        if (from.empty()) break;
        sets.push_back(bytes_of(automaton, from));
    }
    return sets;
}

Positions all_positions(const Automaton& automaton) {
    Positions all(automaton.sets.size());
    for (std::uint32_t position = 0; position < all.size(); ++position) all[position] = position;
    return all;
}

}  // namespace

LiteralOutline outline_around(const Automaton& automaton, std::string_view literal,
                              std::uint32_t before_literal) {
    LiteralOutline outline;
    Positions first = automaton.first;
    sort_unique(first);
    Positions at = before_literal == 0 ? std::move(first) : all_positions(automaton);
    const Links back = reversed(automaton.follow);
    std::vector<Positions> ways;
    for (const char letter : literal) {
        if (!ways.empty()) at = step(automaton.follow, at);
        at = that_take(automaton, std::move(at), letter);
        ways.push_back(at);
    }
    if (at.empty()) {
        outline.is_possible = false;
        return outline;
    }
    const std::size_t size = automaton.sets.size();
    outline.after = walk(automaton, automaton.follow, at, marks_of(size, automaton.last));
    if (before_literal == 0) return outline;
    // Only the begins from which the literal can be read to its end.
    for (std::size_t index = ways.size() - 1; index > 0; --index) {
        const std::vector<bool> reachable = marks_of(size, step(back, at));
        at = ways[index - 1];
        std::erase_if(at, [&](std::uint32_t position) { return !reachable[position]; });
    }
    outline.before = walk(automaton, back, at, marks_of(size, automaton.first));
    return outline;
}

std::vector<ByteSet> outline_from_begin(const Automaton& automaton) {
    if (automaton.accepts_empty) return {};
    Positions first = automaton.first;
    sort_unique(first);
    const std::vector<bool> goal = marks_of(automaton.sets.size(), automaton.last);
    std::vector<ByteSet> sets = {bytes_of(automaton, first)};
    std::vector<ByteSet> more = walk(automaton, automaton.follow, std::move(first), goal);
    more.resize(std::min(more.size(), kOutlineBytesMax - 1));
    sets.insert(sets.end(), more.begin(), more.end());
    return sets;
}

ByteSet first_bytes(const Automaton& automaton) {
    return bytes_of(automaton, automaton.first);
}

ByteSet last_bytes(const Automaton& automaton) {
    return bytes_of(automaton, automaton.last);
}

}  // namespace curfew::match
