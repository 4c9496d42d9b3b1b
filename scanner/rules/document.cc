#include "scanner/rules/document.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/core.h>

namespace curfew::rules {

std::string_view name_of(NodeKind kind) {
    switch (kind) {
        case NodeKind::table:
            return "a table";
        case NodeKind::array:
            return "an array";
        case NodeKind::text:
            return "a text in quotes";
        case NodeKind::integer:
            return "a whole number";
        case NodeKind::decimal:
            return "a number with a fraction";
        case NodeKind::boolean:
            return "true or false";
        case NodeKind::date:
            return "a date";
        case NodeKind::unsupported:
            return "a time";
    }
    return "";
}

const Node* Node::find(std::string_view key) const {
    const auto found =
        std::ranges::find_if(members, [key](const Member& member) { return member.key == key; });
    return found == members.end() ? nullptr : &found->value;
}

Mark Node::mark_of(std::string_view key) const {
    const Node* member = find(key);
    return member == nullptr ? mark : member->mark;
}

void Complaints::add(std::string_view path, Mark mark, std::string message) {
    all_.push_back({std::string(path), mark, std::move(message)});
}

std::string Complaints::to_text() const {
    std::vector<const Complaint*> sorted;
    sorted.reserve(all_.size());
    for (const Complaint& complaint : all_) sorted.push_back(&complaint);
    std::ranges::stable_sort(sorted, {}, [](const Complaint* complaint) {
        return std::tuple(std::string_view(complaint->path), complaint->mark.line,
                          complaint->mark.column);
    });
    std::string text;
    for (const Complaint* complaint : sorted) {
        if (!text.empty()) text += '\n';
        text += fmt::format("{}:{}:{}: {}", complaint->path, complaint->mark.line,
                            complaint->mark.column, complaint->message);
    }
    return text;
}

}  // namespace curfew::rules
