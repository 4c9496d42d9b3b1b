#include "scanner/lifetime/carriers/json_document.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "scanner/core/check.h"
#include "scanner/core/limits.h"
#include "scanner/core/result.h"

namespace curfew::lifetime {
namespace {

const boost::json::value& value_of(const void* node) {
    return *static_cast<const boost::json::value*>(node);
}

}  // namespace

bool JsonView::is_object() const {
    return value_of(node_).is_object();
}

bool JsonView::is_array() const {
    return value_of(node_).is_array();
}

bool JsonView::is_null() const {
    return value_of(node_).is_null();
}

std::optional<JsonView> JsonView::find(std::string_view name) const {
    const auto* object = value_of(node_).if_object();
    if (object == nullptr) return std::nullopt;
    const auto* member = object->if_contains(name);
    if (member == nullptr) return std::nullopt;
    return JsonView(member);
}

std::optional<std::string_view> JsonView::text() const {
    const auto* text = value_of(node_).if_string();
    if (text == nullptr) return std::nullopt;
    return std::string_view(text->data(), text->size());
}

std::optional<double> JsonView::number() const {
    const boost::json::value& value = value_of(node_);
    if (const auto* integer = value.if_int64()) return static_cast<double>(*integer);
    if (const auto* positive = value.if_uint64()) return static_cast<double>(*positive);
    if (const auto* fraction = value.if_double()) return *fraction;
    return std::nullopt;
}

std::size_t JsonView::size() const {
    const auto* array = value_of(node_).if_array();
    return array == nullptr ? 0 : array->size();
}

JsonView JsonView::at(std::size_t index) const {
    core::check(index < size());
    return JsonView(value_of(node_).get_array().data() + index);
}

void JsonView::for_each(
    const std::function<void(std::string_view name, JsonView value)>& on_member) const {
    const auto* object = value_of(node_).if_object();
    if (object == nullptr) return;
    for (const auto& member : *object) {
        const boost::json::string_view name = member.key();
        on_member({name.data(), name.size()}, JsonView(&member.value()));
    }
}

std::string JsonView::text_at(std::string_view name) const {
    const auto member = find(name);
    if (!member) return {};
    return std::string(member->text().value_or(std::string_view()));
}

core::Result<JsonDocument> JsonDocument::parse(std::string_view text) {
    if (text.size() > core::kCarrierBytesMax) {
        return core::Error(core::ErrorKind::exhausted, "the JSON is too large");
    }
    boost::json::parse_options options;
    options.max_depth = core::kStructureDepthMax;
    boost::json::error_code problem;
    auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), problem,
                                    boost::json::storage_ptr(), options);
    if (problem == boost::json::error::too_deep) {
        return core::Error(core::ErrorKind::exhausted, "the JSON is nested too deeply");
    }
    if (problem) return core::Error(core::ErrorKind::invalid_input, "it is not JSON");
    return JsonDocument(std::make_shared<const boost::json::value>(std::move(value)));
}

}  // namespace curfew::lifetime
