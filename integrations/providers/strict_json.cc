#include "integrations/providers/strict_json.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

#include "scanner/core/limits.h"

namespace curfew::providers {
namespace {

namespace json = boost::json;
using core::Error;
using core::ErrorKind;
using core::Result;

// Hears every member's name and keeps those of the objects that are open.
class NameWatcher {
  public:
    // NOLINTBEGIN(readability-identifier-naming): Boost.JSON asks for them by these names.
    static constexpr std::size_t max_object_size = SIZE_MAX;
    static constexpr std::size_t max_array_size = SIZE_MAX;
    static constexpr std::size_t max_key_size = SIZE_MAX;
    static constexpr std::size_t max_string_size = SIZE_MAX;
    // NOLINTEND(readability-identifier-naming)

    [[nodiscard]] bool has_seen_one_twice() const { return is_twice_; }

    static bool on_document_begin(json::error_code&) { return true; }
    static bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) {
        open_.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, json::error_code&) {
        open_.pop_back();
        return true;
    }
    static bool on_array_begin(json::error_code&) { return true; }
    static bool on_array_end(std::size_t, json::error_code&) { return true; }
    bool on_key_part(json::string_view piece, std::size_t, json::error_code&) {
        name_.append(piece.data(), piece.size());
        return true;
    }
    bool on_key(json::string_view piece, std::size_t, json::error_code&) {
        name_.append(piece.data(), piece.size());
        if (!open_.back().insert(std::exchange(name_, {})).second) is_twice_ = true;
        return true;
    }
    static bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
    static bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
    static bool on_number_part(json::string_view, json::error_code&) { return true; }
    static bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
    static bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
    static bool on_double(double, json::string_view, json::error_code&) { return true; }
    static bool on_bool(bool, json::error_code&) { return true; }
    static bool on_null(json::error_code&) { return true; }
    static bool on_comment_part(json::string_view, json::error_code&) { return true; }
    static bool on_comment(json::string_view, json::error_code&) { return true; }

  private:
    std::vector<std::set<std::string>> open_;
    std::string name_;
    bool is_twice_ = false;
};

json::parse_options bounded() {
    json::parse_options options;
    options.max_depth = core::kStructureDepthMax;
    return options;
}

}  // namespace

Result<json::object> object_from(std::string_view text) {
    const Error no_json(ErrorKind::invalid_input, "the answer is no JSON, or nested too deep");
    json::basic_parser<NameWatcher> watcher(bounded());
    json::error_code problem;
    const std::size_t read = watcher.write_some(false, text.data(), text.size(), problem);
    if (problem || read != text.size()) return no_json;
    if (watcher.handler().has_seen_one_twice()) {
        return Error(ErrorKind::invalid_input, "the answer names a member twice");
    }
    json::value value =
        json::parse(json::string_view(text.data(), text.size()), problem, {}, bounded());
    if (problem) return no_json;
    if (!value.is_object()) return Error(ErrorKind::invalid_input, "the answer is no JSON object");
    return std::move(value.as_object());
}

std::optional<std::string> text_at(const json::object& object, std::string_view name) {
    const json::value* const found =
        object.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr || !found->is_string()) return std::nullopt;
    const json::string& text = found->get_string();
    return std::string(text.data(), text.size());
}

}  // namespace curfew::providers
