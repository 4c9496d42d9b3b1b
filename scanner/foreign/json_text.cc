#include "scanner/foreign/json_text.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <boost/json/parser.hpp>

#include "scanner/core/limits.h"

namespace curfew::foreign {
namespace {

namespace json = boost::json;

using core::Error;
using core::ErrorKind;
using core::Result;

std::string place_of(std::string_view text, std::size_t offset, std::uint64_t first_line) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto breaks = static_cast<std::uint64_t>(std::ranges::count(before, '\n'));
    const std::size_t last = before.rfind('\n');
    const std::size_t column = before.size() - (last == before.npos ? 0 : last + 1) + 1;
    return "line " + std::to_string(first_line + breaks) + ", column " + std::to_string(column);
}

Error error_of(const json::error_code& problem, const std::string& place) {
    if (problem == json::error::too_deep) {
        return {ErrorKind::exhausted, place + ": nested deeper than " +
                                          std::to_string(core::kStructureDepthMax) + " levels"};
    }
    if (problem == json::error::incomplete) {
        return {ErrorKind::corrupt,
                place + ": the JSON breaks off here; the report is not whole, write it again"};
    }
    return {ErrorKind::corrupt, place + ": no JSON from here on (" + problem.message() + ")"};
}

}  // namespace

Result<ParsedText> parse_json(std::string_view text, core::WipedJsonMemory& memory,
                              std::uint64_t first_line) {
    json::parse_options options;
    options.max_depth = core::kStructureDepthMax;
    json::parser parser(json::storage_ptr(&memory), options);
    parser.reset(&memory);
    json::error_code problem;
    const std::size_t used = parser.write_some(text.data(), text.size(), problem);
    if (problem) return error_of(problem, place_of(text, used, first_line));
    return ParsedText{parser.release(), used};
}

Fields::Fields(const json::value& value, std::string name)
    : object_(value.if_object()), name_(std::move(name)) {}

const json::value* Fields::find(std::string_view name) const {
    if (object_ == nullptr) return nullptr;
    const json::value* found = object_->if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

void Fields::complain(std::string_view name, std::string_view wanted) {
    if (!problem_.empty()) return;
    problem_ =
        (name_.empty() ? "" : name_ + ".") + std::string(name) + " is no " + std::string(wanted);
}

void Fields::note(const Fields& inner) {
    if (problem_.empty()) problem_ = inner.problem_;
}

Fields Fields::object(std::string_view name) {
    static const json::value nothing;
    const json::value* found = find(name);
    if (found != nullptr && !found->is_object()) complain(name, "object");
    std::string path = (name_.empty() ? "" : name_ + ".") + std::string(name);
    return Fields(found == nullptr ? nothing : *found, std::move(path));
}

std::string_view Fields::text(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr) return {};
    const json::string* text = found->if_string();
    if (text == nullptr) {
        complain(name, "text");
        return {};
    }
    return {text->data(), text->size()};
}

std::uint32_t Fields::number(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr) return 0;
    constexpr std::int64_t kMax = std::numeric_limits<std::uint32_t>::max();
    const std::int64_t* number = found->if_int64();
    if (number == nullptr || *number < 0 || *number > kMax) {
        complain(name, "line or column");
        return 0;
    }
    return static_cast<std::uint32_t>(*number);
}

bool Fields::truth(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr) return false;
    const bool* truth = found->if_bool();
    if (truth == nullptr) complain(name, "true or false");
    return truth != nullptr && *truth;
}

const json::array* Fields::list(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr) return nullptr;
    const json::array* list = found->if_array();
    if (list == nullptr) complain(name, "list");
    return list;
}

}  // namespace curfew::foreign
