/// A TOML file as plain values that know where they stand, so that every complaint can say line and
/// column, and so that the library that reads TOML stays in catalog_toml.cc.
///
/// Owns:     its text. Threads: plain values. Units: lines and columns count from 1.
/// Errors:   collected, not returned one by one: a person mends a file in one go.
/// Not here: what the keys mean (signature_reader.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace curfew::rules {

/// Where something stands in its file.
struct Mark {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

enum class NodeKind { table, array, text, integer, decimal, boolean, date, unsupported };

/// As a person calls it: "a table", "a text in quotes", "a whole number".
[[nodiscard]] std::string_view name_of(NodeKind kind);

/// One value with everything below it.
struct Node {
    struct Member;

    NodeKind kind = NodeKind::unsupported;
    Mark mark;
    std::string text;  ///< of a text, or of a date as YYYY-MM-DD
    std::int64_t integer = 0;
    double decimal = 0.0;
    bool is_true = false;
    std::vector<Node> items;      ///< of an array, in order
    std::vector<Member> members;  ///< of a table, in the file's order

    /// The member of that name, or nothing.
    [[nodiscard]] const Node* find(std::string_view key) const;

    /// Where the member of that name stands; where this stands when there is none.
    [[nodiscard]] Mark mark_of(std::string_view key) const;
};

struct Node::Member {
    std::string key;
    Mark mark;
    Node value;
};

/// All that is wrong with all files.
class Complaints {
  public:
    void add(std::string_view path, Mark mark, std::string message);

    [[nodiscard]] bool empty() const { return all_.empty(); }
    [[nodiscard]] std::size_t size() const { return all_.size(); }

    /// "path:line:column: message", a line each, sorted by path and place.
    [[nodiscard]] std::string to_text() const;

  private:
    struct Complaint {
        std::string path;
        Mark mark;
        std::string message;
    };
    std::vector<Complaint> all_;
};

/// The complaints of one file.
struct FileComplaints {
    std::string_view path;
    Complaints& all;

    void add(Mark mark, std::string message) const { all.add(path, mark, std::move(message)); }
};

}  // namespace curfew::rules
