#include "integrations/providers/server_address.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <utility>

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include "scanner/core/lower_case.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t kAddressesMax = 4;
constexpr std::size_t kHostBytesMax = 253;  // RFC 1035, 2.3.4

bool is_name_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
           letter == '.' || letter == '_';
}

bool is_ipv6(const std::string& text) {
    in6_addr address{};
    return ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

Error no_host(std::string_view why) {
    return {ErrorKind::invalid_input, "its host cannot be asked: " + std::string(why)};
}

Result<std::string> host_from(std::string_view text) {
    if (text.empty()) return no_host("there is none");
    std::string host = core::in_lower_case(text);
    if (host.front() == '/') return no_host("it is a socket of the machine it was written for");
    if (host.find(',') != std::string::npos) return no_host("it is a list; name one of them");
    if (host.size() > kHostBytesMax) return no_host("a name has at most 253 characters");
    if (host.find(':') != std::string::npos) {
        if (is_ipv6(host)) return host;
        return no_host("it is no IPv6 address");
    }
    if (std::ranges::any_of(host, [](char letter) { return letter < 0; })) {
        return no_host("names in other scripts are asked by their punycode (xn--...)");
    }
    if (!std::ranges::all_of(host, is_name_letter) || host.front() == '-' || host.front() == '.') {
        return no_host("it holds characters that no host has");
    }
    return host;
}

}  // namespace

Result<std::uint16_t> port_from(std::string_view text) {
    std::uint16_t port = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || port == 0) {
        return Error(ErrorKind::invalid_input, "its port is no number from 1 to 65535");
    }
    return port;
}

Result<ServerName> server_name_from(std::string_view text, std::uint16_t default_port) {
    ServerName name{.host = {}, .port = default_port};
    std::string_view host = text;
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return no_host("its bracket is never closed");
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
        if (!is_ipv6(std::string(host))) return no_host("it is no IPv6 address");
        if (!port.empty() && port.front() != ':') return no_host("a port follows behind a colon");
    } else if (std::ranges::count(text, ':') == 1) {
        host = text.substr(0, text.find(':'));
        port = text.substr(text.find(':'));
    }
    TRY_ASSIGN(name.host, host_from(host));
    if (!port.empty()) {
        TRY_ASSIGN(name.port, port_from(port.substr(1)));
    }
    return name;
}

Result<std::vector<std::string>> look_up(const std::string& host) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (code == EAI_NONAME) return Error(ErrorKind::not_found, "no host is called " + host);
    if (code != 0) return Error(ErrorKind::unreachable, host + " cannot be looked up now");
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(list, ::freeaddrinfo);
    std::vector<std::string> numbers;
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        std::array<char, NI_MAXHOST> number{};
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, number.data(), number.size(), nullptr,
                          0, NI_NUMERICHOST) == 0) {
            numbers.emplace_back(number.data());
        }
    }
    return numbers;
}

Result<std::vector<ServerAddress>> addresses_of(const ServerName& name, bool may_be_private,
                                                const Lookup& lookup) {
    TRY_ASSIGN(const std::vector<std::string> numbers, lookup(name.host));
    if (numbers.empty()) return Error(ErrorKind::not_found, name.host + " has no address");
    std::vector<ServerAddress> allowed;
    for (const std::string& number : numbers) {
        const http::AddressScope scope = http::scope_of(std::string_view(number));
        if (!may_be_private && scope != http::AddressScope::global) continue;
        if (allowed.size() == kAddressesMax) break;
        allowed.push_back({.name = name, .numeric = number, .scope = scope});
    }
    if (allowed.empty()) {
        return Error(ErrorKind::denied, name.host +
                                            " has an address that is not public; to ask it, name "
                                            "the host in your configuration");
    }
    return allowed;
}

}  // namespace curfew::providers
