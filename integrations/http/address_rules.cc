#include "integrations/http/address_rules.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace curfew::http {
namespace {

using Bytes4 = std::array<std::uint8_t, 4>;
using Bytes16 = std::array<std::uint8_t, 16>;

template <typename Bytes>
struct Network {
    Bytes begin;
    unsigned bits;
    AddressScope scope;
};

// What the IPv4 registry does not call globally reachable, and the whole of 192.88.99.0/24.
constexpr std::array<Network<Bytes4>, 14> kNetworks4{{
    {{0, 0, 0, 0}, 8, AddressScope::special},
    {{10, 0, 0, 0}, 8, AddressScope::special},
    {{100, 64, 0, 0}, 10, AddressScope::special},
    {{127, 0, 0, 0}, 8, AddressScope::loopback},
    {{169, 254, 0, 0}, 16, AddressScope::special},
    {{172, 16, 0, 0}, 12, AddressScope::special},
    {{192, 0, 0, 0}, 24, AddressScope::special},
    {{192, 0, 2, 0}, 24, AddressScope::special},
    {{192, 88, 99, 0}, 24, AddressScope::special},
    {{192, 168, 0, 0}, 16, AddressScope::special},
    {{198, 18, 0, 0}, 15, AddressScope::special},
    {{198, 51, 100, 0}, 24, AddressScope::special},
    {{203, 0, 113, 0}, 24, AddressScope::special},
    {{224, 0, 0, 0}, 3, AddressScope::special},
}};

// Global unicast is 2000::/3 alone; these lie inside it and are not.
constexpr std::array<Network<Bytes16>, 3> kNetworks6{{
    {{0x20, 0x01, 0x00}, 23, AddressScope::special},        // protocol assignments, Teredo, ORCHID
    {{0x20, 0x01, 0x0d, 0xb8}, 32, AddressScope::special},  // documentation
    {{0x3f, 0xff}, 20, AddressScope::special},              // documentation
}};
constexpr Network<Bytes16> kGlobal6{{0x20}, 3, AddressScope::global};
constexpr Network<Bytes16> kMapped{
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, AddressScope::special};
constexpr Network<Bytes16> kNat64{{0, 0x64, 0xff, 0x9b}, 96, AddressScope::special};
constexpr Network<Bytes16> k6to4{{0x20, 0x02}, 16, AddressScope::special};

template <typename Bytes>
bool contains(const Network<Bytes>& network, const Bytes& address) {
    const unsigned whole = network.bits / 8;
    if (!std::equal(address.begin(), address.begin() + whole, network.begin.begin())) return false;
    const unsigned rest = network.bits % 8;
    if (rest == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xFFU << (8 - rest));
    return (address[whole] & mask) == (network.begin[whole] & mask);
}

AddressScope scope_of(const Bytes4& address) {
    for (const Network<Bytes4>& network : kNetworks4) {
        if (contains(network, address)) return network.scope;
    }
    return AddressScope::global;
}

Bytes4 four_from(const Bytes16& address, std::size_t begin) {
    return {address[begin], address[begin + 1], address[begin + 2], address[begin + 3]};
}

AddressScope scope_of(const Bytes16& address) {
    if (contains(kMapped, address) || contains(kNat64, address)) {
        return scope_of(four_from(address, 12));
    }
    if (contains(k6to4, address)) return scope_of(four_from(address, 2));
    Bytes16 loopback{};
    loopback.back() = 1;
    if (address == loopback) return AddressScope::loopback;
    for (const Network<Bytes16>& network : kNetworks6) {
        if (contains(network, address)) return network.scope;
    }
    return contains(kGlobal6, address) ? AddressScope::global : AddressScope::special;
}

template <typename Bytes>
std::optional<Bytes> parsed(int family, const std::string& text) {
    Bytes bytes{};
    if (::inet_pton(family, text.c_str(), bytes.data()) != 1) return std::nullopt;
    return bytes;
}

}  // namespace

AddressScope scope_of(std::string_view numeric) {
    const std::string text(numeric.substr(0, numeric.find('%')));
    if (const auto four = parsed<Bytes4>(AF_INET, text)) return scope_of(*four);
    if (const auto six = parsed<Bytes16>(AF_INET6, text)) return scope_of(*six);
    return AddressScope::special;
}

AddressScope scope_of(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &address, sizeof four);
        Bytes4 bytes{};
        std::memcpy(bytes.data(), &four.sin_addr, bytes.size());
        return scope_of(bytes);
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, &address, sizeof six);
        Bytes16 bytes{};
        std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
        return scope_of(bytes);
    }
    return AddressScope::special;
}

}  // namespace curfew::http
