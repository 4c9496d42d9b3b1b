/// User, password and host where they stand together without names: in a URL's authority, in a
/// MySQL data source name, in a line of a .pgpass file.
///
/// Threads:  pure functions.
/// Units:    spans are bytes of the text.
/// Source:   RFC 3986, 3.2.1; the DSN of go-sql-driver/mysql; PostgreSQL manual, "The Password
///           File".
/// Not here: whether the password is a real one (shape_url_userinfo.cc).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "scanner/core/bytes.h"

namespace curfew::match {

struct UserInfo {
    std::string_view scheme;
    core::Span user;
    core::Span password;  ///< empty when there is none
    core::Span host;
    core::Span port{};      ///< empty when not given; behind an IPv6 host it stays with the host
    core::Span database{};  ///< what the path of a URL names, empty when it names none
    bool is_percent_encoded = true;
};

/// `separator` is where "://" stands. The password ends at the last `@` of the authority, because
/// people rarely encode one inside it; `/`, `?` and `#` do end the authority.
[[nodiscard]] std::optional<UserInfo> user_info_in_url(std::string_view text,
                                                       std::size_t separator);

/// `user:password@tcp(host:port)/database`; `at` is where "@tcp(" stands.
[[nodiscard]] std::optional<UserInfo> user_info_in_data_source(std::string_view text,
                                                               std::size_t at);

/// A line `host:port:database:user:password`; `port` is where ":5432:" stands.
[[nodiscard]] std::optional<UserInfo> user_info_in_password_file(std::string_view text,
                                                                 std::size_t port);

}  // namespace curfew::match
