/// Which network addresses are public. A secret found somewhere must not make Curfew knock on the
/// doors behind a firewall; so every other address is vetoed unless the user allowed its host.
///
/// Threads:  pure functions.
/// Source:   IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and its updates).
#pragma once

#include <string_view>

struct sockaddr;

namespace curfew::http {

enum class AddressScope {
    global,    ///< reachable from the whole Internet
    loopback,  ///< this machine
    special,   ///< private, link-local, shared, reserved, multicast, documentation, …
};

/// The scope of a numeric address ("192.0.2.1", "::1", "fe80::1%eth0"). IPv4 inside IPv6 (mapped,
/// NAT64, 6to4) counts as the IPv4 address. What is no address is `special`.
[[nodiscard]] AddressScope scope_of(std::string_view numeric);

/// The same of an address the system is about to connect to. Other families are `special`.
[[nodiscard]] AddressScope scope_of(const sockaddr& address);

}  // namespace curfew::http
