#include "scanner/provider/answer_json.h"

#include <algorithm>
#include <cstddef>
#include <new>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "scanner/core/json_memory.h"
#include "scanner/core/limits.h"
#include "scanner/core/secret_string.h"

namespace curfew::provider {
namespace {

namespace json = boost::json;

constexpr std::size_t kNameLengthMax = 256;

// Counts the names of all objects in a text, those said twice included.
struct NameCounter {
    // NOLINTBEGIN(readability-identifier-naming): Boost.JSON asks for them by these names.
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    // NOLINTEND(readability-identifier-naming)
    using Error = json::error_code;

    std::size_t names = 0;

    static bool on_document_begin(Error& /*error*/) { return true; }
    static bool on_document_end(Error& /*error*/) { return true; }
    static bool on_object_begin(Error& /*error*/) { return true; }
    static bool on_object_end(std::size_t /*size*/, Error& /*error*/) { return true; }
    static bool on_array_begin(Error& /*error*/) { return true; }
    static bool on_array_end(std::size_t /*size*/, Error& /*error*/) { return true; }
    static bool on_key_part(json::string_view /*part*/, std::size_t /*size*/, Error& /*error*/) {
        return true;
    }
    bool on_key(json::string_view /*key*/, std::size_t /*size*/, Error& /*error*/) {
        ++names;
        return true;
    }
    static bool on_string_part(json::string_view /*part*/, std::size_t /*size*/, Error& /*error*/) {
        return true;
    }
    static bool on_string(json::string_view /*text*/, std::size_t /*size*/, Error& /*error*/) {
        return true;
    }
    static bool on_number_part(json::string_view /*part*/, Error& /*error*/) { return true; }
    static bool on_int64(std::int64_t /*number*/, json::string_view /*text*/, Error& /*error*/) {
        return true;
    }
    static bool on_uint64(std::uint64_t /*number*/, json::string_view /*text*/, Error& /*error*/) {
        return true;
    }
    static bool on_double(double /*number*/, json::string_view /*text*/, Error& /*error*/) {
        return true;
    }
    static bool on_bool(bool /*value*/, Error& /*error*/) { return true; }
    static bool on_null(Error& /*error*/) { return true; }
    static bool on_comment_part(json::string_view /*part*/, Error& /*error*/) { return true; }
    static bool on_comment(json::string_view /*text*/, Error& /*error*/) { return true; }
};

json::parse_options options() {
    json::parse_options chosen;
    chosen.max_depth = core::kStructureDepthMax;
    return chosen;
}

std::size_t names_said(std::string_view body) {
    json::basic_parser<NameCounter> parser(options());
    json::error_code error;
    parser.write_some(false, body.data(), body.size(), error);
    return parser.handler().names;
}

// Each document was parsed under a limit of depth, so this ends.
std::size_t names_kept(const json::value& document) {
    std::vector<const json::value*> open{&document};
    std::size_t names = 0;
    while (!open.empty()) {
        const json::value& value = *open.back();
        open.pop_back();
        if (const auto* const list = value.if_array()) {
            for (const json::value& entry : *list) open.push_back(&entry);
        }
        if (const auto* const object = value.if_object()) {
            names += object->size();
            for (const auto& member : *object) open.push_back(&member.value());
        }
    }
    return names;
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) { return letter >= ' ' && letter != '\x7F'; });
}

}  // namespace

std::optional<json::value> parsed_answer(std::string_view body) {
    json::error_code error;
    json::value value = json::parse(json::string_view(body.data(), body.size()), error,
                                    json::make_shared_resource<core::WipedJsonMemory>(), options());
    if (error || names_said(body) != names_kept(value)) return std::nullopt;
    return value;
}

const json::value* value_at(const json::value& document, std::string_view pointer) {
    json::error_code error;
    return document.find_pointer(json::string_view(pointer.data(), pointer.size()), error);
}

std::string text_of(const json::value& value) {
    if (const auto* const text = value.if_string()) return {text->data(), text->size()};
    return json::serialize(value);
}

std::optional<std::string> name_in(const json::value& document, std::string_view pointer) {
    const json::value* const found = value_at(document, pointer);
    if (found == nullptr) return std::nullopt;
    if (!found->is_string() && !found->is_int64() && !found->is_uint64()) return std::nullopt;
    std::string name = text_of(*found);
    if (name.empty() || name.size() > kNameLengthMax || !is_printable(name)) return std::nullopt;
    return name;
}

}  // namespace curfew::provider
