#include "scanner/rules/fields.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/core.h>

namespace curfew::rules {
namespace {

constexpr std::size_t kQuotedBytesMax = 60;

// How many letters to change, add or drop (Levenshtein's distance); a beginning is one change away.
std::size_t changes_between(std::string_view left, std::string_view right) {
    if (left.size() > 2 && right.starts_with(left)) return 1;
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t at = 0; at < row.size(); ++at) row[at] = at;
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < right.size(); ++j) {
            const std::size_t replaced = diagonal + (left[i] == right[j] ? 0U : 1U);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

// The word a person most likely meant.
std::string nearest_of(std::string_view text, const std::vector<std::string_view>& words) {
    std::string_view best;
    std::size_t best_changes = 3;
    for (const std::string_view word : words) {
        const std::size_t changes = changes_between(text.substr(0, kQuotedBytesMax), word);
        if (changes < best_changes) {
            best_changes = changes;
            best = word;
        }
    }
    return best.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", best);
}

std::string shown(const Node& node) {
    switch (node.kind) {
        case NodeKind::text:
            return quoted(node.text);
        case NodeKind::integer:
            return fmt::format("{}", node.integer);
        case NodeKind::decimal:
            return fmt::format("{}", node.decimal);
        case NodeKind::boolean:
            return node.is_true ? "true" : "false";
        case NodeKind::date:
            return node.text;
        case NodeKind::table:
        case NodeKind::array:
        case NodeKind::unsupported:
            return std::string(name_of(node.kind));
    }
    return {};
}

}  // namespace

std::string either_of(const std::vector<std::string_view>& words) {
    std::string text;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (at > 0) text += at + 1 == words.size() ? " or " : ", ";
        text += words[at];
    }
    return text;
}

std::string quoted(std::string_view text) {
    std::string shown_text = "\"";
    for (const char letter : text.substr(0, kQuotedBytesMax))
        shown_text += letter >= ' ' && letter <= '~' ? letter : '?';
    shown_text += text.size() > kQuotedBytesMax ? "…\"" : "\"";
    return shown_text;
}

const Node* Fields::member(std::string_view key, NodeKind kind, std::string_view example) {
    asked_.push_back(key);
    const Node* found = table_.find(key);
    if (found == nullptr || found->kind == kind) return found;
    wrong(*found, key, example);
    return nullptr;
}

void Fields::wrong(const Node& node, std::string_view key, std::string_view want) const {
    complain_.add(node.mark, fmt::format("{} must be {}, not {}", key, want, shown(node)));
}

void Fields::missing(std::string_view key, std::string_view example) const {
    complain_.add(table_.mark, fmt::format("{} needs {}, such as {}", what_, key, example));
}

void Fields::text(std::string_view key, std::string& into) {
    if (const Node* node = member(key, NodeKind::text, "a text in quotes"); node != nullptr)
        into = node->text;
}

void Fields::required_text(std::string_view key, std::string& into, std::string_view example) {
    text(key, into);
    const Node* node = table_.find(key);
    if (node == nullptr || (node->kind == NodeKind::text && into.empty())) missing(key, example);
}

void Fields::texts(std::string_view key, std::vector<std::string>& into) {
    const Node* node = member(key, NodeKind::array, "an array of texts");
    if (node == nullptr) return;
    for (const Node& item : node->items) {
        if (item.kind == NodeKind::text && !item.text.empty()) {
            into.push_back(item.text);
        } else {
            complain_.add(item.mark, fmt::format("{} holds texts that are not empty, not {}", key,
                                                 shown(item)));
        }
    }
}

void Fields::text_pairs(std::string_view key,
                        std::vector<std::pair<std::string, std::string>>& into) {
    const Node* node = member(key, NodeKind::table, "a table of texts");
    if (node == nullptr) return;
    for (const Node::Member& pair : node->members) {
        if (pair.value.kind == NodeKind::text) {
            into.emplace_back(pair.key, pair.value.text);
        } else {
            wrong(pair.value, pair.key, "a text in quotes");
        }
    }
}

void Fields::boolean(std::string_view key, bool& into) {
    if (const Node* node = member(key, NodeKind::boolean, "true or false"); node != nullptr)
        into = node->is_true;
}

void Fields::count(std::string_view key, std::uint32_t& into, Allowed<std::uint32_t> allowed) {
    const std::string want =
        fmt::format("a whole number from {} to {}", allowed.least, allowed.most);
    const Node* node = member(key, NodeKind::integer, want);
    if (node == nullptr) return;
    if (node->integer < std::int64_t{allowed.least} || node->integer > std::int64_t{allowed.most}) {
        wrong(*node, key, want);
        return;
    }
    into = static_cast<std::uint32_t>(node->integer);
}

void Fields::number(std::string_view key, std::optional<double>& into, Allowed<double> allowed) {
    asked_.push_back(key);
    const Node* node = table_.find(key);
    if (node == nullptr) return;
    const double value =
        node->kind == NodeKind::integer ? static_cast<double>(node->integer) : node->decimal;
    const bool is_number = node->kind == NodeKind::integer || node->kind == NodeKind::decimal;
    if (is_number && value >= allowed.least && value <= allowed.most) {
        into = value;
    } else {
        wrong(*node, key, fmt::format("a number from {} to {}", allowed.least, allowed.most));
    }
}

void Fields::number(std::string_view key, double& into, Allowed<double> allowed) {
    std::optional<double> value;
    number(key, value, allowed);
    into = value.value_or(into);
}

void Fields::duration(std::string_view key, std::optional<core::Duration>& into) {
    constexpr std::string_view kWant = "a duration such as \"90d\"";
    const Node* node = member(key, NodeKind::text, kWant);
    if (node == nullptr) return;
    const core::Result<core::Duration> parsed = core::parse_duration(node->text);
    if (parsed.has_value()) {
        into = parsed.value();
    } else {
        wrong(*node, key, kWant);
    }
}

void Fields::date(std::string_view key, std::string& into) {
    const Node* node = member(key, NodeKind::date, "a date without quotes such as 2026-11-22");
    if (node != nullptr) into = node->text;
}

void Fields::statuses(std::string_view key, std::vector<std::uint16_t>& into) {
    const Node* node = member(key, NodeKind::array, "an array of HTTP statuses such as [200]");
    if (node == nullptr) return;
    for (const Node& item : node->items) {
        if (item.kind == NodeKind::integer && item.integer >= 100 && item.integer <= 599) {
            into.push_back(static_cast<std::uint16_t>(item.integer));
        } else {
            wrong(item, key, "an array of HTTP statuses from 100 to 599");
        }
    }
}

std::optional<std::size_t> Fields::word(std::string_view key,
                                        const std::vector<std::string_view>& words) {
    const Node* node = member(key, NodeKind::text, either_of(words));
    if (node == nullptr) return std::nullopt;
    const auto found = std::ranges::find(words, node->text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    wrong(*node, key, either_of(words));
    return std::nullopt;
}

const Node* Fields::table(std::string_view key) {
    return member(key, NodeKind::table, "a table");
}

const std::vector<Node>* Fields::tables(std::string_view key) {
    const Node* node = member(key, NodeKind::array, "an array of tables");
    if (node == nullptr) return nullptr;
    for (const Node& item : node->items) {
        if (item.kind != NodeKind::table) {
            wrong(item, key, "an array of tables");
            return nullptr;
        }
    }
    return &node->items;
}

void Fields::finish() const {
    for (const Node::Member& found : table_.members) {
        if (std::ranges::find(asked_, found.key) == asked_.end()) {
            complain_.add(found.mark, fmt::format("{} has no key {}{}", what_, quoted(found.key),
                                                  nearest_of(found.key, asked_)));
        }
    }
}

}  // namespace curfew::rules
