#include <optional>
#include <string>
#include <utility>

// toml++ 3.3.0 asserts on outside input (a table header that begins with no key) just before it
// would report it, and with NDEBUG lets the compiler assume it. Without either it reports it.
#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <fmt/core.h>
#include <toml++/toml.h>

#include "scanner/core/limits.h"
#include "scanner/rules/document_toml.h"

namespace curfew::rules {
namespace {

Mark mark_of(const toml::source_region& region) {
    return {static_cast<std::uint32_t>(region.begin.line),
            static_cast<std::uint32_t>(region.begin.column)};
}

Node node_from(const toml::node& from, unsigned depth);

void fill_table(const toml::table& table, unsigned depth, Node& node) {
    for (const auto& [key, value] : table) {
        node.members.push_back(
            {std::string(key.str()), mark_of(key.source()), node_from(value, depth)});
    }
}

void fill_scalar(const toml::node& from, Node& node) {
    if (const auto* text = from.as_string(); text != nullptr) {
        node.kind = NodeKind::text;
        node.text = text->get();
    } else if (const auto* integer = from.as_integer(); integer != nullptr) {
        node.kind = NodeKind::integer;
        node.integer = integer->get();
    } else if (const auto* decimal = from.as_floating_point(); decimal != nullptr) {
        node.kind = NodeKind::decimal;
        node.decimal = decimal->get();
    } else if (const auto* boolean = from.as_boolean(); boolean != nullptr) {
        node.kind = NodeKind::boolean;
        node.is_true = boolean->get();
    } else if (const auto* date = from.as_date(); date != nullptr) {
        node.kind = NodeKind::date;
        node.text =
            fmt::format("{:04}-{:02}-{:02}", date->get().year, date->get().month, date->get().day);
    }
}

// The library itself refuses nesting over 256, far below what a stack holds; ours is tighter.
Node node_from(const toml::node& from, unsigned depth) {
    Node node;
    node.mark = mark_of(from.source());
    if (depth > core::kStructureDepthMax) return node;
    if (const toml::table* table = from.as_table(); table != nullptr) {
        node.kind = NodeKind::table;
        fill_table(*table, depth + 1, node);
    } else if (const toml::array* array = from.as_array(); array != nullptr) {
        node.kind = NodeKind::array;
        for (const toml::node& item : *array) node.items.push_back(node_from(item, depth + 1));
    } else {
        fill_scalar(from, node);
    }
    return node;
}

}  // namespace

std::optional<Node> parse_toml(std::string_view text, const FileComplaints& complain) {
    if (text.size() > core::kCatalogBytesMax) {
        complain.add({1, 1}, fmt::format("the file has {} bytes; at most {} are read", text.size(),
                                         core::kCatalogBytesMax));
        return std::nullopt;
    }
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
        complain.add(mark_of(parsed.error().source()),
                     fmt::format("not TOML: {}", parsed.error().description()));
        return std::nullopt;
    }
    return node_from(parsed.table(), 0);
}

}  // namespace curfew::rules
