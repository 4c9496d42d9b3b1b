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

/// Filled in for every signature: the secret, the address the user configured and the
/// administrator's credential the user configured.
constexpr std::array<std::string_view, 3> kAlwaysThere{"secret", "base", "admin"};

/// Filled in where an ending is bound: the id by which the provider knows the secret, and its
/// owner.
constexpr std::array<std::string_view, 2> kBound{"id", "owner"};

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

    /// From here on the names of a binding are filled in as well.
    void bind_names() { is_bound_ = true; }

    void look_at_request(const Node& table, const RequestRule& request) const {
        look_at(request.url, table.mark_of("url"));
        look_at_host(request, table.mark_of("url"));
        look_at(request.body, table.mark_of("body"));
        const Node* headers = table.find("headers");
        for (const auto& [name, value] : request.headers) {
            look_at(value, headers == nullptr ? table.mark : headers->mark_of(name));
        }
    }

  private:
    // Where a request goes is the catalogue's, the user's or, by a rule of its own, a part's to
    // say.
    void look_at_host(const RequestRule& request, Mark mark) const {
        const std::string_view url = request.url;
        if (url == "{secret}") {
            if (!request.hosts.empty()) return;
            complain(mark,
                     "the secret says where it goes; hosts = [\"hooks.acme.example\"] says "
                     "where it may");
            return;
        }
        if (!request.hosts.empty()) complain(mark, "hosts belong to a url that is {secret} alone");
        if (url.starts_with("{base}")) return;
        if (!url.starts_with("https://")) {
            complain(mark, "a url begins with https:// or {base}, or is {secret} alone");
            return;
        }
        const std::string_view rest = url.substr(std::string_view("https://").size());
        const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
        for (const std::string_view name : {"{secret}", "{admin}", "{id}", "{owner}", "{base}"}) {
            if (host.find(name) == std::string_view::npos) continue;
            complain(mark, fmt::format("{} may not stand in the host of a url", name));
        }
    }

    void complain(Mark mark, std::string message) const {
        complain_.add(mark, fmt::format("{}: {}", signature_.id.value, std::move(message)));
    }

    [[nodiscard]] bool is_known(std::string_view name) const {
        const auto& settings = signature_.end.settings;
        return std::ranges::find(kAlwaysThere, name) != kAlwaysThere.end() ||
               (is_bound_ && std::ranges::find(kBound, name) != kBound.end()) ||
               std::ranges::find(settings, name) != settings.end() ||
               std::ranges::find(signature_.parts, name, &PartRule::name) != signature_.parts.end();
    }

    [[nodiscard]] std::string known_names() const {
        std::string names;
        for (const std::string_view name : kAlwaysThere) names += fmt::format("{{{}}} ", name);
        if (is_bound_)
            for (const std::string_view name : kBound) names += fmt::format("{{{}}} ", name);
        for (const std::string& name : signature_.end.settings)
            names += fmt::format("{{{}}} ", name);
        for (const PartRule& part : signature_.parts) names += fmt::format("{{{}}} ", part.name);
        names.pop_back();
        return names;
    }

    const Signature& signature_;
    const FileComplaints& complain_;
    bool is_bound_ = false;
};

}  // namespace

void check_requests(const Signature& signature, const Node& table, const FileComplaints& complain) {
    RequestCheck check(signature, complain);
    const Node* ask = table.find("ask");
    if (ask != nullptr && signature.ask.request) {
        check.look_at_request(*ask, *signature.ask.request);
    }
    if (ask != nullptr && signature.ask.admin) {
        check.look_at_request(*ask->find("admin"), signature.ask.admin->request);
    }
    check.bind_names();
    const Node* end = table.find("end");
    if (end == nullptr) return;
    if (signature.end.request) check.look_at_request(*end, *signature.end.request);
    if (signature.end.find) check.look_at_request(*end->find("find"), signature.end.find->request);
    if (signature.end.proof) {
        check.look_at_request(*end->find("proof"), signature.end.proof->request);
    }
}

}  // namespace curfew::rules
