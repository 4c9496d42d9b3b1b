/// Where bytes were seen, precisely enough for a person to open them.
///
/// Units:    lines and columns count from 1, columns in UTF-8 bytes; 0 means unknown, and then a
///           container says why (a line inside a gzip member has no line outside of it).
/// Threads:  plain values.
/// Source:   design.md 2 and 5.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/ids.h"
#include "scanner/core/instant.h"

namespace curfew::core {

enum class PlaceKind {
    commit,
    commit_message,
    tag_message,
    note,
    stash,
    index,
    worktree,
    unreachable,
    file,
    standard_input,
    context,
    vault,
};

/// As written in reports: "commit", "commit_message", …, "stdin".
[[nodiscard]] std::string_view name_of(PlaceKind kind);

/// One step inward: a decoder or an archive member. Outermost first.
struct Container {
    std::string kind;    ///< "base64", "gzip", "json_string", "percent", "utf16", …
    std::string detail;  ///< member name, pointer or offset; may be empty

    friend auto operator<=>(const Container&, const Container&) = default;
};

/// Lines and columns in the outermost bytes a person can open; half-open like every range here.
struct Position {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t end_line = 0;
    std::uint32_t end_column = 0;

    friend auto operator<=>(const Position&, const Position&) = default;
};

/// The columns once more, in letters (Unicode code points), as editors and SARIF count.
struct LetterColumns {
    std::uint32_t column = 0;
    std::uint32_t end_column = 0;

    friend auto operator<=>(const LetterColumns&, const LetterColumns&) = default;
};

/// A commit as reports name it.
struct CommitFacts {
    CommitId id;
    std::string author;  ///< "Name <address>" as the commit has it
    Instant committed_at{};

    friend auto operator<=>(const CommitFacts&, const CommitFacts&) = default;
};

struct Place {
    PlaceKind kind = PlaceKind::file;
    std::string path;                         ///< as stored; may hold any bytes but NUL
    ObjectId object;                          ///< the git object, zero where there is none
    std::optional<CommitFacts> first_commit;  ///< the commit that first brought it
    std::optional<CommitFacts> last_commit;   ///< the last commit that held it
    std::optional<CommitFacts> removed_by;    ///< the last that took it away; none while present
    std::vector<std::string> refs;            ///< references that still reach it, sorted; not all
    std::size_t refs_total = 0;               ///< how many there are at least
    bool is_present = false;                  ///< there now: file, index, work tree or a branch tip
    bool is_git_ignored = false;
    Position position;
    LetterColumns letter_columns;
    std::vector<Container> containers;

    friend auto operator<=>(const Place&, const Place&) = default;
};

}  // namespace curfew::core
