#include "scanner/provider/listing.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/provider/answer_json.h"
#include "scanner/provider/answer_rules.h"
#include "scanner/provider/hint.h"

namespace curfew::provider {
namespace {

namespace json = boost::json;
using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::string_view kHeaderMark = "header:";
constexpr int kOk = 200;
constexpr int kPartialContent = 206;

// Providers round to seconds, some from a time a moment later than the question's.
constexpr core::Duration kCreatedTolerance = std::chrono::seconds(2);

// The target of rel="next" in a Link header (RFC 8288).
std::optional<std::string> next_link(std::string_view header) {
    while (!header.empty()) {
        const std::size_t begin = header.find('<');
        const std::size_t end = header.find('>', begin);
        if (begin == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
        const std::string_view link = header.substr(begin + 1, end - begin - 1);
        const std::size_t comma = std::min(header.find(',', end), header.size());
        const std::string_view rest = header.substr(end, comma - end);
        const bool is_next = rest.find("rel=\"next\"") != std::string_view::npos ||
                             rest.find("rel=next") != std::string_view::npos;
        if (is_next) return std::string(link);
        header.remove_prefix(std::min(comma + 1, header.size()));
    }
    return std::nullopt;
}

std::optional<std::string> next_of(const rules::FindRule& rule, const core::HttpResponse& page,
                                   const json::value& document) {
    if (rule.next.empty()) return std::nullopt;
    const std::string_view where = rule.next;
    if (where.starts_with(kHeaderMark)) {
        const std::string_view name = where.substr(kHeaderMark.size());
        const auto header = page.header(name);
        if (!header) return std::nullopt;
        return name == "link" ? next_link(*header) : std::optional(std::string(*header));
    }
    const json::value* const found = value_at(document, where);
    if (found == nullptr || found->is_null() || found->is_structured()) return std::nullopt;
    std::string text = text_of(*found);
    if (text.empty()) return std::nullopt;
    return text;
}

bool is_set(const json::value* value) {
    if (value == nullptr || value->is_null()) return false;
    if (const auto* const text = value->if_string()) return !text->empty();
    if (const auto* const flag = value->if_bool()) return *flag;
    if (const auto* const object = value->if_object()) return !object->empty();
    return true;
}

// The marks by which listings say that they go on, for those whose rule knows no next page.
bool says_more(const core::HttpResponse& page, const json::value& document) {
    const auto link = page.header("link");
    if (page.status == kPartialContent || (link && next_link(*link))) return true;
    constexpr std::array<std::string_view, 10> kMarks{
        "/has_more",        "/hasMore",       "/next",       "/next_page",   "/nextPage",
        "/next_page_token", "/nextPageToken", "/links/next", "/paging/next", "/@odata.nextLink"};
    return std::ranges::any_of(
        kMarks, [&](std::string_view mark) { return is_set(value_at(document, mark)); });
}

bool value_fits(const json::value& entry, const rules::FindRule& rule, std::string_view secret) {
    const json::value* const found = value_at(entry, rule.value_pointer);
    const auto* const text = found == nullptr ? nullptr : found->if_string();
    if (text == nullptr) return false;
    const std::string_view value(text->data(), text->size());
    return core::equal_in_constant_time(core::as_bytes(value), core::as_bytes(secret));
}

bool entry_fits(const json::value& entry, const rules::FindRule& rule, const Sought& sought) {
    if (!rule.value_pointer.empty()) return value_fits(entry, rule, sought.secret);
    const auto way = rules::hint_rule_from(rule.hint_of);
    const json::value* const hint = value_at(entry, rule.hint_pointer);
    if (!way || hint == nullptr || !hint->is_string()) return false;
    return hint_fits(*way, text_of(*hint), sought.secret, sought.public_prefix);
}

Binding in_doubt(std::string reason) {
    Binding binding;
    binding.state = Binding::State::ambiguous;
    binding.reason = std::move(reason) + "; needs a person";
    return binding;
}

// Whether both are known and name the same moment.
bool is_same_moment(const core::End& left, const core::End& right) {
    const auto one = core::instant_of(left);
    const auto other = core::instant_of(right);
    if (!one || !other) return false;
    return std::chrono::abs(*one - *other) <= kCreatedTolerance;
}

std::string owner_in(const json::value& entry, const rules::FindRule& rule) {
    if (rule.owner_pointer.empty()) return {};
    return name_in(entry, rule.owner_pointer).value_or("");
}

core::End created_in(const json::value& entry, const rules::FindRule& rule) {
    const json::value* const created =
        rule.created_pointer.empty() ? nullptr : value_at(entry, rule.created_pointer);
    if (created == nullptr) return core::Unknown{"the listing does not say"};
    return end_from(text_of(*created), {});
}

// Shows `look_at` what the list holds, or what the object holds with its name.
template <typename LookAt>
void for_each_entry(const json::value& items, const LookAt& look_at) {
    if (const auto* const list = items.if_array()) {
        for (const json::value& entry : *list) look_at(entry, std::nullopt);
        return;
    }
    for (const auto& member : items.get_object()) {
        look_at(member.value(), std::string(member.key()));
    }
}

}  // namespace

Result<void> Listing::read(const core::HttpResponse& page, const Sought& sought) {
    const Error no_listing(ErrorKind::corrupt, "the answer is no listing of the expected shape");
    const auto document = parsed_answer(page.body.reveal());
    if (!document || (page.status != kOk && page.status != kPartialContent)) return no_listing;
    const json::value* const items = value_at(*document, rule_.items_pointer);
    if (items == nullptr || !items->is_structured()) return no_listing;
    const auto look_at = [&](const json::value& entry, std::optional<std::string> name) {
        if (!entry_fits(entry, rule_, sought)) return;
        Entry found;
        found.id = rule_.id_pointer.empty() ? std::move(name) : name_in(entry, rule_.id_pointer);
        found.owner = owner_in(entry, rule_);
        found.created = created_in(entry, rule_);
        fitting_.push_back(std::move(found));
    };
    for_each_entry(*items, look_at);
    ++pages_;
    next_ = next_of(rule_, page, *document);
    is_cut_ = next_ ? pages_ >= kListingPagesMax : rule_.next.empty() && says_more(page, *document);
    const bool is_found = !rule_.value_pointer.empty() && !fitting_.empty();
    if (is_cut_ || is_found) next_.reset();
    return {};
}

Binding Listing::judged(const Sought& sought) const {
    if (rule_.value_pointer.empty()) return judged_by_hint(sought);
    if (fitting_.empty() && is_cut_)
        return in_doubt("its listing is longer than was read, and it was not found so far");
    if (fitting_.empty()) {
        Binding binding;
        binding.state = Binding::State::not_found;
        binding.reason = "the provider's listing lacks it";
        return binding;
    }
    if (fitting_.size() > 1) return in_doubt("the listing shows the same secret more than once");
    const Entry& entry = fitting_.front();
    if (!entry.id) return in_doubt("its entry in the listing has no id");
    Binding binding;
    binding.state = Binding::State::bound;
    binding.id = *entry.id;
    binding.owner = entry.owner;
    binding.how = "listing by full value";
    return binding;
}

Binding Listing::judged_by_hint(const Sought& sought) const {
    if (is_cut_) return in_doubt("its listing is longer than was read; another may fit as well");
    if (fitting_.empty()) {
        Binding binding;
        binding.state = Binding::State::not_found;
        binding.reason = "no entry of the provider's listing fits it";
        return binding;
    }
    if (fitting_.size() > 1) return in_doubt("several entries of the listing fit its hint");
    const Entry& entry = fitting_.front();
    if (!entry.id) return in_doubt("its entry in the listing has no id");
    if (sought.told == nullptr) return in_doubt("nothing is known of it but the hint");
    const bool compares_owner = !rule_.owner_pointer.empty();
    const bool compares_created = !rule_.created_pointer.empty();
    const bool owner_agrees =
        !compares_owner || (!entry.owner.empty() && entry.owner == sought.told->owner);
    const bool created_agrees =
        !compares_created || is_same_moment(entry.created, sought.told->issued_at);
    if (!owner_agrees) return in_doubt("an entry fits its hint and belongs to somebody else");
    if (!created_agrees) return in_doubt("an entry fits its hint and was made at another time");
    Binding binding;
    binding.state = Binding::State::bound;
    binding.id = *entry.id;
    binding.owner = entry.owner.empty() ? sought.told->owner : entry.owner;
    binding.how = compares_created ? "hint and creation time" : "hint and owner";
    return binding;
}

}  // namespace curfew::provider
