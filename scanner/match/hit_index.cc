#include "scanner/match/hit_index.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "scanner/core/lower_case.h"
#include "scanner/match/borders.h"
#include "scanner/match/pattern_outline.h"
#include "scanner/match/plain_values.h"
#include "scanner/match/value_runs.h"

namespace curfew::match {

using core::ErrorKind;

namespace {

/// Keywords farther away than this from their value's run are looked for in every byte: one of them
/// would widen the windows of all.
constexpr std::size_t kWindowReachMax = 160;

/// How and where a text is looked for.
struct Sought {
    std::string text;
    bool is_caseless = false;
    bool is_windowed = false;

    friend auto operator<=>(const Sought&, const Sought&) = default;
};

/// The map's order makes the ids the same on every machine.
using EntriesByLiteral = std::map<Sought, std::vector<HitEntry>>;

/// Two literals of a signature where one begins the other: the longer says nothing new.
bool begins_with_another(std::string_view text, std::span<const std::string> all) {
    return std::any_of(all.begin(), all.end(), [&](const std::string& other) {
        return other.size() < text.size() && text.starts_with(other);
    });
}

class Builder {
  public:
    core::Result<void> add(const rules::Signature& signature, std::uint32_t number) {
        if (signature.literals.empty() && signature.keywords.empty()) {
            return core::Error(ErrorKind::invalid_input,
                               signature.id.value + " has neither literals nor keywords");
        }
        if (signature.shape != rules::Shape::pattern) {
            add_anchors(signature, number);
            return {};
        }
        const std::optional<Automaton> automaton = automaton_of(signature.pattern);
        if (signature.literals.empty()) {
            add_keywords(signature, number, automaton);
            return {};
        }
        return add_literals(signature, number, automaton);
    }

    EntriesByLiteral entries;
    CheckPool pool;
    std::uint32_t reach_before = 0;
    std::uint32_t reach_after = 0;

  private:
    /// A signature may name a text twice, in two cases of letters.
    void add_entry(Sought sought, const HitEntry& entry) {
        std::vector<HitEntry>& all = entries[std::move(sought)];
        const bool is_new = all.empty() || all.back().signature != entry.signature;
        if (is_new) all.push_back(entry);
    }

    void add_anchors(const rules::Signature& signature, std::uint32_t number) {
        const HitEntry entry{.signature = number, .role = HitRole::anchor, .check = {}};
        for (const std::string& text : signature.literals) {
            add_entry({.text = text}, entry);
        }
        for (const std::string& text : signature.keywords) {
            add_entry({.text = core::in_lower_case(text), .is_caseless = true}, entry);
        }
    }

    void add_keywords(const rules::Signature& signature, std::uint32_t number,
                      const std::optional<Automaton>& automaton) {
        HitEntry entry{.signature = number, .role = HitRole::keyword, .check = {}};
        std::vector<ByteSet> sets;
        if (automaton) sets = outline_from_begin(*automaton);
        ByteSet any;
        for (const ByteSet& set : sets) any |= set;
        entry.check.after = pool.add_runs(sets);
        entry.check.length_min = static_cast<std::uint32_t>(sets.size());
        entry.check.any_table = pool.add_table(any);
        const bool is_windowed = widen_windows(signature, sets);
        for (const std::string& text : signature.keywords) {
            add_entry({.text = core::in_lower_case(text),
                       .is_caseless = true,
                       .is_windowed = is_windowed},
                      entry);
        }
    }

    /// Whether all keywords of the signature stand in the windows around its runs, which are made
    /// wide enough for them.
    bool widen_windows(const rules::Signature& signature, std::span<const ByteSet> outline) {
        const std::size_t offset = run_offset(outline);
        if (offset == std::string_view::npos || signature.before_literal != 0) return false;
        std::size_t longest = 0;
        for (const std::string& text : signature.keywords) longest = std::max(longest, text.size());
        return widen_windows(signature.keyword_distance + offset + longest, longest);
    }

    /// The same for a literal: the run stands in it or after it.
    bool widen_windows(std::string_view literal, std::span<const ByteSet> after) {
        std::vector<ByteSet> outline(literal.size());
        for (std::size_t at = 0; at < literal.size(); ++at) {
            outline[at].set(static_cast<unsigned char>(literal[at]));
        }
        outline.insert(outline.end(), after.begin(), after.end());
        const std::size_t offset = run_offset(outline);
        return offset != std::string_view::npos && widen_windows(offset, literal.size());
    }

    bool widen_windows(std::size_t before, std::size_t after) {
        if (before > kWindowReachMax) return false;
        reach_before = std::max(reach_before, static_cast<std::uint32_t>(before));
        reach_after = std::max(reach_after, static_cast<std::uint32_t>(after));
        return true;
    }

    static core::Error no_match_holds(const std::string& text, const rules::Signature& signature) {
        return {ErrorKind::invalid_input,
                signature.id.value + ": no match of the pattern holds \"" + text + "\" at most " +
                    std::to_string(signature.before_literal) + " bytes after its begin"};
    }

    core::Result<void> add_literals(const rules::Signature& signature, std::uint32_t number,
                                    const std::optional<Automaton>& automaton) {
        for (const std::string& text : signature.literals) {
            const bool is_at_begin = signature.before_literal == 0;
            if (is_at_begin && begins_with_another(text, signature.literals)) continue;
            HitEntry entry{.signature = number, .role = HitRole::literal, .check = {}};
            entry.check.any_table = pool.add_table(ByteSet{});
            bool is_windowed = false;
            if (automaton) {
                const LiteralOutline outline =
                    outline_around(*automaton, text, signature.before_literal);
                if (!outline.is_possible) return no_match_holds(text, signature);
                fill(entry.check, outline);
                is_windowed = widen_windows(text, outline.after);
            }
            if (automaton && is_at_begin && !signature.has_open_borders) {
                const Borders borders = borders_of(first_bytes(*automaton), last_bytes(*automaton));
                entry.check.is_bordered = 1;
                entry.check.base64_before = borders.base64_before ? 1 : 0;
            }
            add_entry({.text = text, .is_windowed = is_windowed}, entry);
        }
        return {};
    }

    void fill(QuickCheck& check, const LiteralOutline& outline) {
        check.after = pool.add_runs(outline.after);
        check.before = pool.add_runs(outline.before);
        check.length_min = static_cast<std::uint32_t>(outline.after.size());
    }
};

/// How many of what; the front of the serialised form.
struct Counts {
    std::uint32_t slots = 0;
    std::uint32_t entries = 0;
    std::uint32_t tables = 0;
    std::uint32_t runs = 0;
    std::uint32_t reach_before = 0;
    std::uint32_t reach_after = 0;
};

}  // namespace

core::Result<HitIndex::Built> HitIndex::build(rules::SignatureList signatures) {
    Builder builder;
    std::string complaints;
    for (std::uint32_t number = 0; number < signatures.size(); ++number) {
        const auto added = builder.add(signatures[number], number);
        if (!added.has_value())
            complaints += (complaints.empty() ? "" : "\n") + added.error().message();
    }
    if (!complaints.empty()) return core::Error(ErrorKind::invalid_input, complaints);
    Built built;
    for (const auto& [sought, entries] : builder.entries) {
        const auto id = static_cast<std::uint32_t>(built.index.slots_.size());
        const auto first = static_cast<std::uint32_t>(built.index.entries_.size());
        built.index.entries_.insert(built.index.entries_.end(), entries.begin(), entries.end());
        built.index.slots_.push_back(
            {.first_entry = first,
             .end_entry = static_cast<std::uint32_t>(built.index.entries_.size()),
             .length = static_cast<std::uint32_t>(sought.text.size())});
        auto& literals = sought.is_windowed ? built.window_literals : built.literals;
        literals.push_back({.text = sought.text, .is_caseless = sought.is_caseless, .id = id});
    }
    built.index.reach_ = {.before = builder.reach_before, .after = builder.reach_after};
    built.index.pool_ = std::move(builder.pool);
    return built;
}

std::string HitIndex::to_bytes() const {
    const Counts counts{.slots = static_cast<std::uint32_t>(slots_.size()),
                        .entries = static_cast<std::uint32_t>(entries_.size()),
                        .tables = static_cast<std::uint32_t>(pool_.tables().size()),
                        .runs = static_cast<std::uint32_t>(pool_.runs().size()),
                        .reach_before = reach_.before,
                        .reach_after = reach_.after};
    std::string bytes;
    put_values(bytes, std::span<const Counts>(&counts, 1));
    put_values(bytes, std::span<const HitSlot>(slots_));
    put_values(bytes, std::span<const HitEntry>(entries_));
    put_values(bytes, pool_.tables());
    put_values(bytes, pool_.runs());
    return bytes;
}

core::Result<HitIndex> HitIndex::from_bytes(core::BlobView bytes, std::size_t signature_count) {
    const core::Error corrupt(ErrorKind::corrupt, "the compiled catalogue is damaged");
    core::BlobView rest = bytes;
    std::vector<Counts> counts;
    std::vector<ByteTable> tables;
    std::vector<CheckRun> runs;
    HitIndex index;
    if (!take_values(rest, 1, counts) || !take_values(rest, counts[0].slots, index.slots_) ||
        !take_values(rest, counts[0].entries, index.entries_) ||
        !take_values(rest, counts[0].tables, tables) || !take_values(rest, counts[0].runs, runs) ||
        !rest.empty()) {
        return corrupt;
    }
    index.pool_ = CheckPool(std::move(tables), std::move(runs));
    index.reach_ = {.before = counts[0].reach_before, .after = counts[0].reach_after};
    const bool has_sound_slots =
        std::all_of(index.slots_.begin(), index.slots_.end(), [&](const HitSlot& slot) {
            return slot.first_entry <= slot.end_entry && slot.end_entry <= index.entries_.size() &&
                   slot.length > 0 && slot.length <= kLiteralBytesMax;
        });
    const bool has_sound_entries =
        std::all_of(index.entries_.begin(), index.entries_.end(), [&](const HitEntry& entry) {
            const bool needs_check = entry.role != HitRole::anchor;
            return entry.signature < signature_count && entry.role <= HitRole::anchor &&
                   (!needs_check || index.pool_.holds(entry.check));
        });
    if (!has_sound_slots || !has_sound_entries || !index.pool_.is_sound()) return corrupt;
    return index;
}

}  // namespace curfew::match
