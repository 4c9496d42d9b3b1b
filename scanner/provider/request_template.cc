#include "scanner/provider/request_template.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "scanner/core/lower_case.h"
#include "scanner/rules/maker.h"
#include "scanner/rules/template_text.h"

namespace curfew::provider {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::SecretString;

// Text that grows and may hold a secret; wiped when it goes and when it moves to a larger place.
class Draft {
  public:
    Draft() = default;
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;
    Draft(Draft&&) = delete;
    Draft& operator=(Draft&&) = delete;
    ~Draft() { core::wipe_memory(text_.data(), text_.size()); }

    void append(std::string_view more) {
        for (const char letter : more) append(letter);
    }

    void append(char letter) {
        if (text_.size() == text_.capacity()) grow();
        text_.push_back(letter);
    }

    [[nodiscard]] std::string_view text() const { return text_; }

  private:
    void grow() {
        std::string larger;
        larger.reserve(2 * text_.capacity() + 64);
        larger.append(text_);
        core::wipe_memory(text_.data(), text_.size());
        text_.swap(larger);
    }

    std::string text_;
};

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

using Escape = Result<void> (*)(std::string_view value, Draft& into);

bool is_unreserved(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' ||
           letter == '.' || letter == '_' || letter == '~';
}

Result<void> escape_percent(std::string_view value, Draft& into) {
    // A path that ends early names all of them.
    if (value.empty()) return Error(ErrorKind::invalid_input, "it is empty");
    // As a whole path segment these would climb.
    if (value == "." || value == "..") {
        return Error(ErrorKind::invalid_input, "it is a dot segment and cannot stand in a URL");
    }
    for (const char letter : value) {
        const auto byte = static_cast<unsigned char>(letter);
        if (is_unreserved(letter)) {
            into.append(letter);
            continue;
        }
        into.append('%');
        into.append(kHexDigits[byte >> 4U]);
        into.append(kHexDigits[byte & 0x0FU]);
    }
    return {};
}

Result<void> escape_host(std::string_view value, Draft& into) {
    const bool is_host = !value.empty() && value.front() != '.' && value.front() != '-' &&
                         value.find("..") == std::string_view::npos &&
                         std::ranges::all_of(value, [](char letter) {
                             return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
                                    letter == '-' || letter == '.';
                         });
    if (!is_host) return Error(ErrorKind::invalid_input, "it is no host name");
    into.append(value);
    return {};
}

Result<void> escape_header(std::string_view value, Draft& into) {
    const bool is_clean = std::ranges::all_of(value, [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte >= ' ' && byte != 0x7F;
    });
    if (!is_clean) {
        return Error(ErrorKind::invalid_input,
                     "it holds a control character and cannot stand in a header");
    }
    into.append(value);
    return {};
}

Result<void> escape_json(std::string_view value, Draft& into) {
    for (const char letter : value) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            into.append('\\');
            into.append(letter);
        } else if (byte < ' ') {
            into.append("\\u00");
            into.append(kHexDigits[byte >> 4U]);
            into.append(kHexDigits[byte & 0x0FU]);
        } else {
            into.append(letter);
        }
    }
    return {};
}

Result<void> escape_nothing(std::string_view /*value*/, Draft& /*into*/) {
    return Error(ErrorKind::unsupported,
                 "a body can be filled in where its Content-Type is application/json or "
                 "application/x-www-form-urlencoded");
}

Result<std::string_view> told(std::string_view value, ErrorKind kind, std::string_view otherwise) {
    if (value.empty()) return Error(kind, std::string(otherwise));
    return value;
}

Result<std::string_view> value_of(std::string_view name, const TemplateValues& values) {
    if (name == "secret") return values.secret;
    if (name == "admin") {
        return told(values.admin, ErrorKind::unsupported,
                    "it takes an administrator's credential: name one in the configuration");
    }
    if (name == "id") {
        return told(values.id, ErrorKind::invalid_input,
                    "the provider's id of this credential is not known");
    }
    if (name == "owner") {
        return told(values.owner, ErrorKind::invalid_input,
                    "the provider did not say whose credential this is");
    }
    if (values.parts != nullptr) {
        const auto found = std::ranges::find(*values.parts, name, &CredentialPart::name);
        if (found != values.parts->end()) return found->value.reveal();
    }
    if (values.settings != nullptr) {
        const auto found = values.settings->find(std::string(name));
        if (found != values.settings->end()) return std::string_view(found->second);
    }
    return Error(ErrorKind::invalid_input,
                 "the request needs the credential's " + std::string(name) +
                     ", which was found neither beside it nor in the configuration");
}

Result<void> append_filled(std::string_view text, const TemplateValues& values, Escape escape,
                           Draft& into) {
    TRY_ASSIGN(const std::vector<rules::Piece> pieces, rules::parse_template(text));
    for (const rules::Piece& piece : pieces) {
        if (!piece.is_maker()) {
            into.append(piece.text);
            continue;
        }
        TRY_ASSIGN(const std::string_view value, value_of(piece.name, values));
        auto escaped = escape(value, into);
        if (!escaped.has_value()) {
            return std::move(escaped).error().at("the credential's " + piece.name);
        }
    }
    return {};
}

// "https://" and the host of a URL or URL template; the rest begins at its first slash.
struct SplitUrl {
    std::string_view scheme;
    std::string_view host;
    std::string_view rest;
};

std::optional<SplitUrl> split_url(std::string_view url) {
    const std::size_t mark = url.find("://");
    if (mark == std::string_view::npos) return std::nullopt;
    const std::size_t begin = mark + 3;
    const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
    return SplitUrl{url.substr(0, begin), url.substr(begin, end - begin), url.substr(end)};
}

std::string host_name(std::string_view host) {
    const std::size_t colon = host.starts_with('[') ? host.find("]:") + 1 : host.rfind(':');
    return core::in_lower_case(host.substr(0, std::min(colon, host.size())));
}

// A host whose last two labels are the catalogue's own cannot lead elsewhere.
HostSource source_of(std::string_view host_template) {
    const std::size_t last_name = host_template.rfind('}');
    if (last_name == std::string_view::npos) return HostSource::catalogue;
    const std::string_view own = host_template.substr(last_name + 1);
    const bool has_two_labels = own.starts_with('.') && std::ranges::count(own, '.') >= 2;
    return has_two_labels ? HostSource::catalogue : HostSource::beside;
}

constexpr std::string_view kBase = "{base}";
// A webhook: the secret is the whole URL.
constexpr std::string_view kWholeSecret = "{secret}";

// The scheme and host of a URL template, filled in, and what follows them, not filled in.
struct Front {
    Draft text;
    std::string host;
    HostSource source = HostSource::catalogue;
    std::string_view rest;
};

Result<void> fill_front_of_base(const TemplateValues& values, Front& front) {
    TRY_ASSIGN(const std::string_view base,
               told(values.base, ErrorKind::unsupported,
                    "the address to ask is not known: name it in the configuration"));
    const auto split = split_url(base);
    if (!split) return Error(ErrorKind::invalid_input, "the configured address is no URL");
    front.text.append(base.substr(0, base.find_last_not_of('/') + 1));
    front.source = HostSource::configuration;
    front.host = host_name(split->host);
    return {};
}

Result<void> fill_front_of_secret(const rules::RequestRule& rule, const TemplateValues& values,
                                  Front& front) {
    const auto split = split_url(values.secret);
    if (!split) return Error(ErrorKind::invalid_input, "the secret is no URL");
    Draft clean;
    TRY(escape_header(values.secret, clean));
    // Whoever stands before an '@' makes the rest look like the host.
    if (split->host.find('@') != std::string_view::npos || split->scheme != "https://") {
        return Error(ErrorKind::invalid_input, "the secret is no URL a provider gives out");
    }
    front.host = host_name(split->host);
    const bool is_known = split->host.find(':') == std::string_view::npos &&
                          std::ranges::find(rule.hosts, front.host) != rule.hosts.end();
    front.source = is_known ? HostSource::catalogue : HostSource::beside;
    front.text.append(values.secret);
    return {};
}

Result<void> fill_front(const rules::RequestRule& rule, const TemplateValues& values,
                        Front& front) {
    const std::string_view url = rule.url;
    if (url == kWholeSecret) return fill_front_of_secret(rule, values, front);
    if (url.starts_with(kBase)) {
        front.rest = url.substr(kBase.size());
        return fill_front_of_base(values, front);
    }
    const auto split = split_url(url);
    if (!split) return Error(ErrorKind::invalid_input, "the request's URL has no scheme");
    Draft host;
    TRY(append_filled(split->host, values, escape_host, host));
    front.source = source_of(split->host);
    front.host = host_name(host.text());
    front.text.append(split->scheme);
    front.text.append(host.text());
    front.rest = split->rest;
    return {};
}

Result<void> check_names(std::string_view text, const TemplateValues& values) {
    TRY_ASSIGN(const std::vector<rules::Piece> pieces, rules::parse_template(text));
    for (const rules::Piece& piece : pieces) {
        if (!piece.is_maker()) continue;
        TRY_ASSIGN([[maybe_unused]] const std::string_view value, value_of(piece.name, values));
    }
    return {};
}

Result<SecretString> fill_header(std::string_view text, const TemplateValues& values) {
    constexpr std::string_view kBasic = "Basic ";
    Draft filled;
    if (!text.starts_with(kBasic)) {
        TRY(append_filled(text, values, escape_header, filled));
        return SecretString(filled.text());
    }
    Draft pair;
    TRY(append_filled(text.substr(kBasic.size()), values, escape_header, pair));
    std::string encoded = rules::base64_of(pair.text(), false);
    filled.append(kBasic);
    filled.append(encoded);
    core::wipe_memory(encoded.data(), encoded.size());
    return SecretString(filled.text());
}

Escape escape_of_body(const rules::RequestRule& rule) {
    for (const auto& [name, value] : rule.headers) {
        if (core::in_lower_case(name) != "content-type") continue;
        if (value.find("json") != std::string::npos) return escape_json;
        if (value == "application/x-www-form-urlencoded") return escape_percent;
    }
    return escape_nothing;
}

}  // namespace

Result<FilledRequest> fill(const rules::RequestRule& rule, const TemplateValues& values) {
    FilledRequest filled;
    filled.request.method = rule.method;
    Front url;
    TRY(fill_front(rule, values, url));
    TRY(append_filled(url.rest, values, escape_percent, url.text));
    filled.request.url = SecretString(url.text.text());
    filled.host_source = url.source;
    filled.host = std::move(url.host);
    for (const auto& [name, text] : rule.headers) {
        TRY_ASSIGN(SecretString value, fill_header(text, values));
        filled.request.headers.push_back({name, std::move(value)});
    }
    Draft body;
    TRY(append_filled(rule.body, values, escape_of_body(rule), body));
    filled.request.body = SecretString(body.text());
    return filled;
}

Result<Target> target_of(const rules::RequestRule& rule, const TemplateValues& values) {
    Front front;
    TRY(fill_front(rule, values, front));
    TRY(check_names(front.rest, values));
    TRY(check_names(rule.body, values));
    for (const auto& [name, text] : rule.headers) TRY(check_names(text, values));
    return Target{std::move(front.host), front.source};
}

bool mentions(const rules::RequestRule& rule, std::string_view name) {
    const std::string mark = "{" + std::string(name) + "}";
    const auto has_mark = [&mark](const std::string& text) {
        return text.find(mark) != std::string::npos;
    };
    return has_mark(rule.url) || has_mark(rule.body) ||
           std::ranges::any_of(rule.headers,
                               [&](const auto& header) { return has_mark(header.second); });
}

}  // namespace curfew::provider
