#include "scanner/lifetime/carriers/query_fields.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/lower_case.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::size_t kFieldsMax = 256;  // signed URLs have about a dozen
constexpr std::string_view kSeparators = "?&;# \t\r\n\"'`<>,";
// Azure puts its fields behind this word, after a blank or as a value of its own.
constexpr std::string_view kWrapper = "SharedAccessSignature=";

std::string_view unwrapped(std::string_view field) {
    if (field.size() > kWrapper.size() &&
        core::equals_caseless(field.substr(0, kWrapper.size()), kWrapper)) {
        field.remove_prefix(kWrapper.size());
    }
    return field;
}

}  // namespace

QueryFields::QueryFields(std::string_view text) {
    while (!text.empty() && fields_.size() < kFieldsMax) {
        const std::size_t end = std::min(text.find_first_of(kSeparators), text.size());
        const std::string_view field = unwrapped(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t equals = field.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        fields_.emplace_back(field.substr(0, equals), percent_decoded(field.substr(equals + 1)));
    }
}

std::optional<std::string> QueryFields::find(std::string_view name) const {
    const auto at = std::ranges::find_if(
        fields_, [&](const auto& field) { return core::equals_caseless(field.first, name); });
    if (at == fields_.end()) return std::nullopt;
    return at->second;
}

bool QueryFields::has(std::string_view name) const {
    return find(name).has_value();
}

std::string_view QueryFields::ambiguous(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
        const auto first = find(name);
        const bool differs = std::ranges::any_of(fields_, [&](const auto& field) {
            return core::equals_caseless(field.first, name) && field.second != *first;
        });
        if (differs) return name;
    }
    return {};
}

}  // namespace curfew::lifetime
