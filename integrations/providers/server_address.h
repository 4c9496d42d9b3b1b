/// Where a database answers: a name is looked up once, its addresses are judged, and what a client
/// library gets is the number that passed. A name that changes its address between the two looks
/// (DNS rebinding) gains nothing, because there is no second look.
///
/// Threads:  pure but for the lookup.
/// Errors:   invalid_input (no host, no port), not_found (no such name), denied (an address that is
///           not public, for a host that the configuration does not name), unreachable (the
///           resolver does not answer).
/// Source:   design.md 8.3.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/http/address_rules.h"
#include "scanner/core/result.h"

namespace curfew::providers {

struct ServerName {
    std::string host;  ///< in lower case; an IPv6 address without brackets
    std::uint16_t port = 0;

    friend bool operator==(const ServerName&, const ServerName&) = default;
};

/// "db7.acme.io", "db7.acme.io:5432", "[2001:db8::7]:5432", "2001:db8::7". Refused: lists of hosts,
/// paths of sockets, anything but letters, digits, dots, hyphens and underscores in a name; names
/// in other scripts have to be written in punycode ("xn--…").
[[nodiscard]] core::Result<ServerName> server_name_from(std::string_view text,
                                                        std::uint16_t default_port);

/// 1 to 65535.
[[nodiscard]] core::Result<std::uint16_t> port_from(std::string_view text);

struct ServerAddress {
    ServerName name;
    std::string numeric;
    http::AddressScope scope = http::AddressScope::special;
};

/// The addresses of a host as numbers, in the order they should be tried.
using Lookup = std::function<core::Result<std::vector<std::string>>(const std::string& host)>;

[[nodiscard]] core::Result<std::vector<std::string>> look_up(const std::string& host);

/// At most four addresses, each allowed. `may_be_private`: the user's configuration names the host.
[[nodiscard]] core::Result<std::vector<ServerAddress>> addresses_of(const ServerName& name,
                                                                    bool may_be_private,
                                                                    const Lookup& lookup);

}  // namespace curfew::providers
