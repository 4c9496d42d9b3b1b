/// Reads the members of one table into fields, and complains about what is wrong, missing or
/// unknown.
///
/// Ask for every key the table may have, then call `finish`, which names the keys nobody asked for.
///
/// Threads:  one thread at a time.
/// Not here: rules between fields (signature_check.h).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/rules/document.h"

namespace curfew::rules {

/// A range of allowed numbers, both ends inside.
template <typename Number>
struct Allowed {
    Number least;
    Number most;
};

class Fields {
  public:
    /// `what` names the table in messages, for example "signature".
    Fields(const Node& table, std::string_view what, const FileComplaints& complain)
        : table_(table), what_(what), complain_(complain) {}

    void text(std::string_view key, std::string& into);
    /// Complains when it is missing or empty; `example` says what would be right.
    void required_text(std::string_view key, std::string& into, std::string_view example);
    void texts(std::string_view key, std::vector<std::string>& into);
    void text_pairs(std::string_view key, std::vector<std::pair<std::string, std::string>>& into);
    void boolean(std::string_view key, bool& into);
    void count(std::string_view key, std::uint32_t& into, Allowed<std::uint32_t> allowed);
    void number(std::string_view key, double& into, Allowed<double> allowed);
    void number(std::string_view key, std::optional<double>& into, Allowed<double> allowed);
    void duration(std::string_view key, std::optional<core::Duration>& into);
    void date(std::string_view key, std::string& into);
    void statuses(std::string_view key, std::vector<std::uint16_t>& into);

    /// The text's place in `words`; nothing when it is missing or not one of them.
    [[nodiscard]] std::optional<std::size_t> word(std::string_view key,
                                                  const std::vector<std::string_view>& words);

    /// The member when it is a table.
    [[nodiscard]] const Node* table(std::string_view key);
    /// The items when the member is an array of tables, nothing otherwise.
    [[nodiscard]] const std::vector<Node>* tables(std::string_view key);

    /// Complains that a key is missing.
    void missing(std::string_view key, std::string_view example) const;

    void finish() const;

  private:
    const Node* member(std::string_view key, NodeKind kind, std::string_view example);
    void wrong(const Node& node, std::string_view key, std::string_view want) const;

    const Node& table_;
    std::string_view what_;
    FileComplaints complain_;
    std::vector<std::string_view> asked_;
};

/// "token, key_pair or password".
[[nodiscard]] std::string either_of(const std::vector<std::string_view>& words);

/// As it is shown in a complaint: quoted, cut at 60 bytes, unprintable bytes as '?'.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace curfew::rules
