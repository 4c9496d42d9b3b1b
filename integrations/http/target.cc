#include "integrations/http/target.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <curl/curl.h>

#include "integrations/http/address_rules.h"
#include "integrations/http/wiped_text.h"
#include "scanner/core/lower_case.h"

namespace curfew::http {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

struct UrlDeleter {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart part, unsigned flags) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
}

bool is_sendable(std::string_view url) {
    return std::ranges::all_of(url, [](char letter) {
        return static_cast<unsigned char>(letter) > ' ' && letter != '\x7f';
    });
}

std::string_view without_brackets(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) return host.substr(1, host.size() - 2);
    return host;
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || scope_of(without_brackets(host)) == AddressScope::loopback;
}

bool is_excepted(std::string_view exceptions, std::string_view host) {
    while (!exceptions.empty()) {
        const std::size_t end = std::min(exceptions.find_first_of(", "), exceptions.size());
        std::string_view entry = exceptions.substr(0, end);
        exceptions.remove_prefix(std::min(end + 1, exceptions.size()));
        if (entry == "*") return true;
        if (entry.starts_with('.')) entry.remove_prefix(1);
        if (entry.empty() || !host.ends_with(entry)) continue;
        if (host.size() == entry.size() || host[host.size() - entry.size() - 1] == '.') return true;
    }
    return false;
}

}  // namespace

Result<Target> target_of(std::string_view url, const core::HttpReach& reach) {
    if (!is_sendable(url)) {
        return Error(ErrorKind::invalid_input,
                     "the URL holds a blank or a control character and cannot be sent");
    }
    const std::unique_ptr<CURLU, UrlDeleter> parsed(curl_url());
    if (parsed == nullptr) return Error(ErrorKind::exhausted, "no memory to read a URL");
    const WipedText text(url);
    if (curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
        return Error(ErrorKind::invalid_input,
                     "not a URL that can be asked: https://HOST/… without a user in it is needed");
    }
    Target target;
    const std::string scheme = part_of(parsed.get(), CURLUPART_SCHEME, 0);
    target.is_plain = scheme == "http";
    target.host = core::in_lower_case(part_of(parsed.get(), CURLUPART_HOST, 0));
    if (target.host.empty() || (scheme != "https" && !target.is_plain)) {
        return Error(ErrorKind::invalid_input, "only https:// and http:// addresses can be asked");
    }
    if (target.is_plain && !reach.plain && !(reach.private_addresses && is_loopback(target.host))) {
        return Error(ErrorKind::denied,
                     "plain http to " + target.host +
                         " would show the secret to the network; use https, or name the host in "
                         "the configuration");
    }
    target.origin = scheme + "://" + target.host + ":" +
                    part_of(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    return target;
}

std::string proxy_for(const Target& target, std::string (*variable)(const char* name)) {
    const auto first_of = [variable](const char* lower, const char* upper) {
        const std::string text = variable(lower);
        return text.empty() && upper != nullptr ? variable(upper) : text;
    };
    if (is_loopback(target.host)) return {};
    if (is_excepted(core::in_lower_case(first_of("no_proxy", "NO_PROXY")), target.host)) return {};
    const std::string proxy =
        target.is_plain ? first_of("http_proxy", nullptr) : first_of("https_proxy", "HTTPS_PROXY");
    return proxy.empty() ? first_of("all_proxy", "ALL_PROXY") : proxy;
}

}  // namespace curfew::http
