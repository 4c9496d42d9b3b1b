#include "scanner/rules/request_check.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "scanner/rules/fields.h"

namespace curfew::rules {
namespace {

/// Filled in for every signature: the secret, the address the user configured, the administrator's
/// credential the user configured, and the id by which the provider knows the secret.
constexpr std::array<std::string_view, 4> kAlwaysThere{"secret", "base", "admin", "id"};

bool is_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

bool is_of_name(char letter) {
    return is_letter(letter) || (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
}

/// The next name between braces from `at` on, which moves behind it. A brace that no letter follows
/// is itself, and so is a doubled one.
std::optional<std::string_view> next_name(std::string_view text, std::size_t& at) {
    for (at = text.find('{', at); at != text.npos; at = text.find('{', at)) {
        if (text.substr(at).starts_with("{{")) {
            at += 2;
            continue;
        }
        const std::string_view rest = text.substr(++at);
        if (rest.empty() || !is_letter(rest.front())) continue;
        const auto* const end = std::ranges::find_if_not(rest, is_of_name);
        const auto length = static_cast<std::size_t>(end - rest.begin());
        at += length;
        return rest.substr(0, length);
    }
    return std::nullopt;
}

class RequestCheck {
  public:
    RequestCheck(const Signature& signature, const FileComplaints& complain)
        : signature_(signature), complain_(complain) {}

    void look_at(std::string_view text, Mark mark) const {
        std::size_t at = 0;
        while (const auto name = next_name(text, at)) {
            const bool is_closed = at < text.size() && text[at] == '}';
            if (!is_closed) {
                complain(mark, fmt::format("{{{} is not closed; {{{{ is a brace", *name));
            } else if (!is_known(*name)) {
                complain(mark, fmt::format("nothing fills in {{{}}}; there are: {}", *name,
                                           known_names()));
            }
        }
    }

    void look_at_request(const Node& table, const RequestRule& request) const {
        look_at(request.url, table.mark_of("url"));
        look_at(request.body, table.mark_of("body"));
        const Node* headers = table.find("headers");
        for (const auto& [name, value] : request.headers) {
            look_at(value, headers == nullptr ? table.mark : headers->mark_of(name));
        }
    }

  private:
    void complain(Mark mark, std::string message) const {
        complain_.add(mark, fmt::format("{}: {}", signature_.id.value, std::move(message)));
    }

    [[nodiscard]] bool is_known(std::string_view name) const {
        return std::ranges::find(kAlwaysThere, name) != kAlwaysThere.end() ||
               std::ranges::find(signature_.parts, name, &PartRule::name) != signature_.parts.end();
    }

    [[nodiscard]] std::string known_names() const {
        std::string names;
        for (const std::string_view name : kAlwaysThere) names += fmt::format("{{{}}} ", name);
        for (const PartRule& part : signature_.parts) names += fmt::format("{{{}}} ", part.name);
        names.pop_back();
        return names;
    }

    const Signature& signature_;
    const FileComplaints& complain_;
};

}  // namespace

void check_requests(const Signature& signature, const Node& table, const FileComplaints& complain) {
    const RequestCheck check(signature, complain);
    const Node* ask = table.find("ask");
    if (ask != nullptr && signature.ask.request) {
        check.look_at_request(*ask, *signature.ask.request);
    }
    const Node* end = table.find("end");
    if (end != nullptr && signature.end.request) {
        check.look_at_request(*end, *signature.end.request);
    }
}

}  // namespace curfew::rules
