#include "scanner/match/literal_families.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <utility>

#include "scanner/core/lower_case.h"
#include "scanner/match/characters.h"
#include "scanner/match/plain_values.h"

namespace curfew::match {

using core::ErrorKind;

namespace {

/// A head inside another literal.
struct Found {
    std::uint32_t family = 0;
    std::size_t before = 0;
    std::size_t size = 0;
};

/// The heads so far, by their first letter in lower case.
class Heads {
  public:
    void add(const Literal& head, std::uint32_t family) {
        by_first_[first_of(head.text)].push_back({.head = &head, .family = family});
    }

    /// The longest head that every hit of the literal holds.
    [[nodiscard]] std::optional<Found> longest_in(const Literal& literal) const {
        const std::string lower = core::in_lower_case(literal.text);
        std::optional<Found> longest;
        for (std::size_t at = 0; at < lower.size(); ++at) {
            for (const Entry& entry : by_first_[static_cast<unsigned char>(lower[at])]) {
                if (longest && entry.head->text.size() <= longest->size) continue;
                if (!stands_in(*entry.head, literal, lower, at)) continue;
                longest = {.family = entry.family, .before = at, .size = entry.head->text.size()};
            }
        }
        return longest;
    }

  private:
    struct Entry {
        const Literal* head;
        std::uint32_t family;
    };

    static std::size_t first_of(std::string_view text) {
        return static_cast<unsigned char>(to_lower(text.front()));
    }

    static bool stands_in(const Literal& head, const Literal& literal, std::string_view lower,
                          std::size_t at) {
        const std::size_t size = head.text.size();
        if (head.is_caseless) return equals_caseless(lower.substr(at, size), head.text);
        return !literal.is_caseless && literal.text.compare(at, size, head.text) == 0;
    }

    std::array<std::vector<Entry>, 256> by_first_;
};

/// Shorter ones first, and of the same length the ones that stand for both cases.
std::vector<std::size_t> order_of(std::span<const Literal> literals) {
    std::vector<std::size_t> order(literals.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        const auto rank = [&](std::size_t index) {
            return std::pair(literals[index].text.size(), !literals[index].is_caseless);
        };
        return rank(left) < rank(right);
    });
    return order;
}

bool hold_head(std::span<const FamilyMember> members, std::uint32_t head_size) {
    return std::all_of(members.begin(), members.end(), [&](const FamilyMember& member) {
        return head_size <= member.size && member.before <= member.size - head_size;
    });
}

struct Counts {
    std::uint32_t families = 0;
    std::uint32_t members = 0;
    std::uint32_t letters = 0;
};

}  // namespace

LiteralFamilies::Built LiteralFamilies::of(std::span<const Literal> literals) {
    Heads heads;
    Built built;
    std::vector<std::vector<FamilyMember>> members;
    LiteralFamilies& all = built.families;
    for (const std::size_t index : order_of(literals)) {
        const Literal& literal = literals[index];
        const auto size = static_cast<std::uint32_t>(literal.text.size());
        const std::optional<Found> found = heads.longest_in(literal);
        if (!found) {
            const auto number = static_cast<std::uint32_t>(all.families_.size());
            heads.add(literal, number);
            all.families_.push_back({.id = literal.id, .size = size});
            members.emplace_back();
            built.heads.push_back(
                {.text = literal.text, .is_caseless = literal.is_caseless, .id = number});
            continue;
        }
        members[found->family].push_back(
            {.id = literal.id,
             .letters = static_cast<std::uint32_t>(all.letters_.size()),
             .size = size,
             .before = static_cast<std::uint32_t>(found->before),
             .is_caseless = literal.is_caseless ? 1U : 0U});
        const std::string text =
            literal.is_caseless ? core::in_lower_case(literal.text) : literal.text;
        all.letters_.insert(all.letters_.end(), text.begin(), text.end());
    }
    for (std::size_t number = 0; number < members.size(); ++number) {
        Family& family = all.families_[number];
        family.first_member = static_cast<std::uint32_t>(all.members_.size());
        // Longer ones first: of two that end together the longer one is told first.
        all.members_.insert(all.members_.end(), members[number].rbegin(), members[number].rend());
        family.end_member = static_cast<std::uint32_t>(all.members_.size());
    }
    return built;
}

bool LiteralFamilies::stands_at(const FamilyMember& member, std::string_view text,
                                core::Span head) const {
    if (head.begin < member.before) return false;
    const std::size_t begin = head.begin - member.before;
    if (text.size() - begin < member.size) return false;
    const std::string_view letters(letters_.data() + member.letters, member.size);
    const std::string_view here = text.substr(begin, member.size);
    const auto is_same = [&](std::size_t at) {
        return letters[at] == (member.is_caseless != 0 ? to_lower(here[at]) : here[at]);
    };
    // From the head outwards: next to it members differ. The head itself may differ in its case.
    for (std::size_t at = member.before; at > 0; --at) {
        if (!is_same(at - 1)) return false;
    }
    for (std::size_t at = member.before + head.size(); at < member.size; ++at) {
        if (!is_same(at)) return false;
    }
    for (std::size_t at = member.before; at < member.before + head.size(); ++at) {
        if (!is_same(at)) return false;
    }
    return true;
}

std::string LiteralFamilies::to_bytes() const {
    const Counts counts{.families = static_cast<std::uint32_t>(families_.size()),
                        .members = static_cast<std::uint32_t>(members_.size()),
                        .letters = static_cast<std::uint32_t>(letters_.size())};
    std::string bytes;
    put_values(bytes, std::span<const Counts>(&counts, 1));
    put_values(bytes, std::span<const Family>(families_));
    put_values(bytes, std::span<const FamilyMember>(members_));
    put_values(bytes, std::span<const char>(letters_));
    return bytes;
}

core::Result<LiteralFamilies> LiteralFamilies::from_bytes(core::BlobView bytes) {
    core::BlobView rest = bytes;
    std::vector<Counts> counts;
    LiteralFamilies all;
    const bool is_whole = take_values(rest, 1, counts) &&
                          take_values(rest, counts[0].families, all.families_) &&
                          take_values(rest, counts[0].members, all.members_) &&
                          take_values(rest, counts[0].letters, all.letters_) && rest.empty();
    if (!is_whole || !all.is_sound()) {
        return core::Error(ErrorKind::corrupt, "the compiled literals are damaged");
    }
    return all;
}

bool LiteralFamilies::is_sound() const {
    const bool has_sound_families =
        std::all_of(families_.begin(), families_.end(), [&](const Family& family) {
            return family.size > 0 && family.size <= kLiteralBytesMax &&
                   family.first_member <= family.end_member &&
                   family.end_member <= members_.size() && hold_head(members(family), family.size);
        });
    return has_sound_families &&
           std::all_of(members_.begin(), members_.end(), [&](const FamilyMember& member) {
               return member.size <= kLiteralBytesMax && member.letters <= letters_.size() &&
                      member.size <= letters_.size() - member.letters;
           });
}

void HitOrder::take(std::uint32_t number, std::size_t end) {
    tell_until(end);
    const Family& family = families_.family(number);
    const core::Span head{.begin = end - family.size, .end = end};
    for (const FamilyMember& member : families_.members(family)) {
        if (!families_.stands_at(member, text_, head)) continue;
        const Hit hit{.literal = member.id, .end = head.begin - member.before + member.size};
        const auto later =
            std::upper_bound(waiting_.begin(), waiting_.end(), hit.end,
                             [](std::size_t limit, const Hit& other) { return limit < other.end; });
        waiting_.insert(later, hit);
    }
    tell_until(end);
    on_hit_({.literal = family.id, .end = end});
}

void HitOrder::finish() {
    tell_until(text_.size());
}

void HitOrder::tell_until(std::size_t end) {
    std::size_t count = 0;
    while (count < waiting_.size() && waiting_[count].end <= end) on_hit_(waiting_[count++]);
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace curfew::match
