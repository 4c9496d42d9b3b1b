#include "scanner/match/user_info.h"

#include <algorithm>
#include <array>

#include "scanner/match/characters.h"
#include "scanner/match/cursor.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kSchemeBytesMax = 24;
constexpr std::size_t kAuthorityBytesMax = 1024;
constexpr std::size_t kLoginBytesMax = 256;
constexpr std::size_t kPortBytesMax = 5;
constexpr std::size_t kDatabaseBytesMax = 63;
constexpr string_view kAddressMark = "@tcp(";

bool ends_authority(char letter) {
    return is_space(letter) || string_view("/?#\"'<>`\\").find(letter) != string_view::npos;
}

bool is_scheme_character(char letter) {
    return is_alphanumeric(letter) || letter == '+' || letter == '.' || letter == '-';
}

string_view scheme_before(string_view text, std::size_t end) {
    std::size_t begin = end;
    while (begin > 0 && end - begin < kSchemeBytesMax && is_scheme_character(text[begin - 1]))
        --begin;
    return text.substr(begin, end - begin);
}

bool is_host_character(char letter) {
    return is_alphanumeric(letter) || string_view(".-_[]:").find(letter) != string_view::npos;
}

bool is_database_character(char letter) {
    return is_alphanumeric(letter) || letter == '_' || letter == '-' || letter == '.';
}

core::Span host_at(string_view text, std::size_t begin, std::size_t stop) {
    std::size_t end = begin;
    while (end < stop && is_host_character(text[end])) ++end;
    const std::size_t port = text.substr(begin, end - begin).rfind(':');
    if (port != string_view::npos && text[begin] != '[') end = begin + port;
    return {.begin = begin, .end = end};
}

core::Span port_at(string_view text, std::size_t begin, std::size_t stop) {
    if (begin >= stop || text[begin] != ':') return {};
    std::size_t end = begin + 1;
    while (end < stop && end - begin <= kPortBytesMax && is_digit(text[end])) ++end;
    return {.begin = begin + 1, .end = end};
}

// `/orders`, when nothing deeper follows.
core::Span database_at(string_view text, std::size_t begin) {
    if (begin >= text.size() || text[begin] != '/') return {};
    std::size_t end = begin + 1;
    while (end < text.size() && end - begin <= kDatabaseBytesMax &&
           is_database_character(text[end]))
        ++end;
    if (end < text.size() && text[end] == '/') return {};
    return {.begin = begin + 1, .end = end};
}

bool ends_login(char letter) {
    return is_space(letter) || string_view("\"'`<>").find(letter) != string_view::npos;
}

/// `NAME=user:password` begins behind the `=`; one inside the password stays.
std::size_t login_begin(string_view text, std::size_t at) {
    const std::size_t stop = at > kLoginBytesMax ? at - kLoginBytesMax : 0;
    std::size_t begin = at;
    while (begin > stop && !ends_login(text[begin - 1])) --begin;
    const string_view login = text.substr(begin, at - begin);
    const std::size_t colon = std::min(login.find(':'), login.size());
    const std::size_t assigned = login.substr(0, colon).rfind('=');
    return assigned == string_view::npos ? begin : begin + assigned + 1;
}

}  // namespace

std::optional<UserInfo> user_info_in_url(string_view text, std::size_t separator) {
    const std::size_t begin = separator + 3;
    const std::size_t stop = std::min(text.size(), begin + kAuthorityBytesMax);
    std::size_t end = begin;
    std::size_t at_sign = string_view::npos;
    std::size_t colon = string_view::npos;
    for (; end < stop && !ends_authority(text[end]); ++end) {
        if (text[end] == '@') at_sign = end;
        if (text[end] == ':' && colon == string_view::npos) colon = end;
    }
    if (at_sign == string_view::npos || at_sign == begin) return std::nullopt;
    const bool has_password = colon != string_view::npos && colon < at_sign;
    const std::size_t user_end = has_password ? colon : at_sign;
    const core::Span host = host_at(text, at_sign + 1, end);
    return UserInfo{.scheme = scheme_before(text, separator),
                    .user = {.begin = begin, .end = user_end},
                    .password = {.begin = has_password ? colon + 1 : at_sign, .end = at_sign},
                    .host = host,
                    .port = port_at(text, host.end, end),
                    .database = database_at(text, end)};
}

std::optional<UserInfo> user_info_in_data_source(string_view text, std::size_t at) {
    const std::size_t begin = login_begin(text, at);
    const std::size_t colon = text.substr(0, at).find(':', begin);
    if (colon == string_view::npos || colon == begin) return std::nullopt;
    const std::size_t address = at + kAddressMark.size();
    const std::size_t end = line_end(text, address, kLoginBytesMax);
    const core::Span address_host = host_at(text, address, end);
    const std::size_t closed = text.substr(0, end).find(')', address_host.end);
    return UserInfo{
        .scheme = "mysql",
        .user = {.begin = begin, .end = colon},
        .password = {.begin = colon + 1, .end = at},
        .host = address_host,
        .port = port_at(text, address_host.end, end),
        .database = closed == string_view::npos ? core::Span{} : database_at(text, closed + 1),
        .is_percent_encoded = false};
}

std::optional<UserInfo> user_info_in_password_file(string_view text, std::size_t port) {
    const std::size_t begin = line_begin(text, port, kLoginBytesMax);
    const std::size_t end = line_end(text, port, kLoginBytesMax);
    const string_view host = text.substr(begin, port - begin);
    if (!std::ranges::all_of(host, is_host_character)) return std::nullopt;
    // Behind the port: database, user, password.
    std::array<std::size_t, 3> colons{};
    std::size_t at = port;
    for (std::size_t& colon : colons) {
        at = text.find(':', at + 1);
        if (at == string_view::npos || at >= end) return std::nullopt;
        colon = at;
    }
    const string_view rest = text.substr(port, end - port);
    if (std::ranges::any_of(rest, ends_login)) return std::nullopt;
    return UserInfo{.scheme = "postgres",
                    .user = {.begin = colons[1] + 1, .end = colons[2]},
                    .password = {.begin = colons[2] + 1, .end = end},
                    .host = {.begin = begin, .end = port},
                    .port = {.begin = port + 1, .end = colons[0]},
                    .database = {.begin = colons[0] + 1, .end = colons[1]},
                    .is_percent_encoded = false};
}

}  // namespace curfew::match
