/// Literals that hold another literal are not looked for: they are found together with it.
///
/// Of "secret", "client_secret" and "secret_key" the engine looks for the first, the head of a
/// family, and at each of its hits the bytes around are compared with the other two, its members.
/// The engine gets slower with every literal, and hits are rare: of the shipped catalogue's
/// literals every fourth is a member, and without them the search is a third faster.
///
/// Owns:     the texts of the members; borrows nothing.
/// Threads:  immutable once built; a HitOrder belongs to one scan.
/// Units:    offsets are bytes of the blob.
/// Errors:   `from_bytes`: corrupt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/result.h"
#include "scanner/match/matcher.h"

namespace curfew::match {

/// A literal that holds the head of its family.
struct FamilyMember {
    std::uint32_t id = 0;           ///< of the literal
    std::uint32_t letters = 0;      ///< where its text begins in the families' letters
    std::uint32_t size = 0;         ///< of its text
    std::uint32_t before = 0;       ///< how much of it stands before the head
    std::uint32_t is_caseless = 0;  ///< 1: and its letters are lower case
};

/// A literal that is looked for, with members [first_member, end_member).
struct Family {
    std::uint32_t id = 0;    ///< of the head
    std::uint32_t size = 0;  ///< of the head
    std::uint32_t first_member = 0;
    std::uint32_t end_member = 0;
};

class LiteralFamilies {
  public:
    struct Built;

    /// Every literal becomes the head of a family or a member of one.
    [[nodiscard]] static Built of(std::span<const Literal> literals);

    [[nodiscard]] static core::Result<LiteralFamilies> from_bytes(core::BlobView bytes);
    [[nodiscard]] std::string to_bytes() const;

    [[nodiscard]] const Family& family(std::uint32_t number) const { return families_[number]; }
    [[nodiscard]] std::span<const FamilyMember> members(const Family& family) const {
        return std::span(members_).subspan(family.first_member,
                                           family.end_member - family.first_member);
    }

    /// Whether the member stands around the head at `head`.
    [[nodiscard]] bool stands_at(const FamilyMember& member, std::string_view text,
                                 core::Span head) const;

  private:
    [[nodiscard]] bool is_sound() const;

    std::vector<Family> families_;
    std::vector<FamilyMember> members_;
    std::vector<char> letters_;
};

struct LiteralFamilies::Built {
    LiteralFamilies families;
    std::vector<Literal> heads;  ///< to be looked for; ids are the numbers of families
};

/// Makes hits of all literals from those of the heads, in order of their ends: a member may end
/// after its head, and later than the next head.
class HitOrder {
  public:
    /// `waiting` is memory to use again; `on_hit` does not throw.
    HitOrder(const LiteralFamilies& families, std::string_view text, std::vector<Hit>& waiting,
             const std::function<void(Hit)>& on_hit)
        : families_(families), text_(text), waiting_(waiting), on_hit_(on_hit) {
        waiting_.clear();
    }

    /// The head of this family ends at `end`, which is not before that of the last call.
    void take(std::uint32_t family, std::size_t end);

    /// No head is left: what waits is told.
    void finish();

  private:
    void tell_until(std::size_t end);

    const LiteralFamilies& families_;
    std::string_view text_;
    std::vector<Hit>& waiting_;  ///< in order of their ends
    const std::function<void(Hit)>& on_hit_;
};

}  // namespace curfew::match
