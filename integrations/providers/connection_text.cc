#include "integrations/providers/connection_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "scanner/core/lower_case.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using std::string_view;

constexpr std::size_t kTextBytesMax = 4096;

struct TlsWord {
    string_view word;
    TlsWish wish;
};

constexpr auto kTlsWords = std::to_array<TlsWord>({
    {"disable", TlsWish::off},
    {"disabled", TlsWish::off},
    {"false", TlsWish::off},
    {"off", TlsWish::off},
    {"0", TlsWish::off},
    {"no", TlsWish::off},
    {"allow", TlsWish::encrypted},
    {"prefer", TlsWish::encrypted},
    {"preferred", TlsWish::encrypted},
    {"require", TlsWish::encrypted},
    {"required", TlsWish::encrypted},
    {"skip-verify", TlsWish::encrypted},
    {"true", TlsWish::demanded},
    {"on", TlsWish::demanded},
    {"1", TlsWish::demanded},
    {"yes", TlsWish::demanded},
    {"trust", TlsWish::encrypted},
    {"verify", TlsWish::verified},
    {"verify-ca", TlsWish::verified},
    {"verify_ca", TlsWish::verified},
    {"verify-full", TlsWish::verified},
    {"verify_identity", TlsWish::verified},
});

constexpr auto kTlsNames = std::to_array<string_view>(
    {"sslmode", "ssl-mode", "ssl mode", "ssl", "tls", "usessl", "requiressl", "encrypt"});

Error broken(string_view what) {
    return {ErrorKind::invalid_input, "the connection string is broken: " + std::string(what)};
}

bool is_one_of(string_view word, const auto& words) {
    return std::ranges::find(words, word) != words.end();
}

constexpr auto kUserNames =
    std::to_array<string_view>({"user", "user id", "userid", "uid", "username", "user name"});
constexpr auto kPasswordNames = std::to_array<string_view>({"password", "pwd"});
constexpr auto kHostNames =
    std::to_array<string_view>({"host", "server", "data source", "hostname", "address"});
constexpr auto kDatabaseNames =
    std::to_array<string_view>({"dbname", "database", "initial catalog", "db"});

// One `name = value` of a connection string, whatever its dialect calls it.
void take(ConnectionText& parsed, string_view name, std::string value) {
    const std::string word = core::in_lower_case(name);
    if (is_one_of(word, kPasswordNames)) {
        parsed.password = core::SecretString(string_view(value));
        core::wipe_memory(value.data(), value.size());
    }
    if (is_one_of(word, kTlsNames)) parsed.tls = tls_wish_from(value).value_or(parsed.tls);
    if (is_one_of(word, kUserNames)) parsed.user = std::move(value);
    else if (is_one_of(word, kHostNames)) parsed.host = std::move(value);
    else if (is_one_of(word, kDatabaseNames)) parsed.database = std::move(value);
    else if (word == "port") parsed.port = std::move(value);
}

Result<void> take_query(ConnectionText& parsed, string_view query) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find_first_of("&;"), query.size());
        const string_view pair = query.substr(0, end);
        const std::size_t equals = pair.find('=');
        if (equals != string_view::npos) {
            TRY_ASSIGN(std::string value, from_percent(pair.substr(equals + 1)));
            take(parsed, pair.substr(0, equals), std::move(value));
        }
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return {};
}

// The scheme of "jdbc:postgresql://" and "postgresql+psycopg2://" is "postgresql".
std::string scheme_from(string_view text) {
    std::string scheme = core::in_lower_case(text);
    const std::size_t colon = scheme.rfind(':');
    if (colon != std::string::npos) scheme.erase(0, colon + 1);
    return scheme.substr(0, scheme.find('+'));
}

Result<void> take_login(ConnectionText& parsed, string_view login) {
    const std::size_t colon = login.find(':');
    if (colon != string_view::npos) {
        TRY_ASSIGN(std::string password, from_percent(login.substr(colon + 1)));
        parsed.password = core::SecretString(string_view(password));
        core::wipe_memory(password.data(), password.size());
    }
    TRY_ASSIGN(std::string user, from_percent(login.substr(0, colon)));
    if (!user.empty()) parsed.user = std::move(user);
    return {};
}

Result<std::optional<ConnectionText>> from_url(string_view text, std::size_t separator) {
    ConnectionText parsed;
    parsed.scheme = scheme_from(text.substr(0, separator));
    string_view rest = text.substr(separator + 3);
    const string_view fragmentless = rest.substr(0, rest.find('#'));
    const std::size_t authority_end = std::min(rest.find_first_of("/?#"), rest.size());
    string_view authority = rest.substr(0, authority_end);
    rest = fragmentless.substr(std::min(authority_end, fragmentless.size()));
    const std::size_t at_sign = authority.rfind('@');
    if (at_sign != string_view::npos) {
        TRY(take_login(parsed, authority.substr(0, at_sign)));
        authority.remove_prefix(at_sign + 1);
    }
    TRY_ASSIGN(parsed.host, from_percent(authority));
    const std::size_t question = std::min(rest.find('?'), rest.size());
    if (rest.starts_with('/')) {
        TRY_ASSIGN(parsed.database, from_percent(rest.substr(1, question - 1)));
    }
    if (parsed.scheme == "rediss") parsed.tls = TlsWish::demanded;
    if (question < rest.size()) TRY(take_query(parsed, rest.substr(question + 1)));
    return std::optional(std::move(parsed));
}

// libpq's dialect: a backslash takes the next letter as it is.
bool is_escape(string_view text, std::size_t at, char separator) {
    return separator == ' ' && text[at] == '\\' && at + 1 < text.size();
}

// The dialects with semicolons: a quote inside stands twice.
bool is_doubled(string_view text, std::size_t at, char separator) {
    return separator == ';' && at + 1 < text.size() && text[at + 1] == text[at];
}

std::string take_plain(string_view& rest, char separator) {
    std::string value;
    std::size_t at = 0;
    for (; at < rest.size() && rest[at] != separator; ++at) {
        if (is_escape(rest, at, separator)) ++at;
        value += rest[at];
    }
    rest.remove_prefix(at);
    return value;
}

// Nothing where the quote never ends.
std::optional<std::string> take_quoted(string_view& rest, char separator) {
    const char quote = rest.front();
    std::string value;
    for (std::size_t at = 1; at < rest.size(); ++at) {
        const bool is_quote = rest[at] == quote;
        if (is_quote && !is_doubled(rest, at, separator)) {
            rest.remove_prefix(at + 1);
            return value;
        }
        if (is_quote || is_escape(rest, at, separator)) ++at;
        value += rest[at];
    }
    return std::nullopt;
}

// A value of `name = value`: plain, or quoted.
std::optional<std::string> take_value(string_view& rest, char separator) {
    const bool is_quoted = rest.starts_with('\'') || rest.starts_with('"');
    if (is_quoted) return take_quoted(rest, separator);
    return take_plain(rest, separator);
}

void skip(string_view& rest, string_view letters) {
    rest.remove_prefix(std::min(rest.find_first_not_of(letters), rest.size()));
}

// What does not fit is no error: a password may hold any character.
std::optional<ConnectionText> from_keywords(string_view text) {
    const char separator = text.find(';') != string_view::npos ? ';' : ' ';
    ConnectionText parsed;
    string_view rest = text;
    while (true) {
        skip(rest, " ;\t\r\n");
        const std::size_t equals = rest.find('=');
        if (equals == string_view::npos) break;
        string_view name = rest.substr(0, equals);
        name = name.substr(0, name.find_last_not_of(" \t") + 1);
        rest.remove_prefix(equals + 1);
        skip(rest, " \t");
        std::optional<std::string> value = take_value(rest, separator);
        if (!value) return std::nullopt;
        take(parsed, name, std::move(*value));
    }
    if (parsed.host.empty() || !parsed.password) return std::nullopt;
    if (parsed.host.starts_with("tcp:")) parsed.host.erase(0, 4);
    return parsed;
}

}  // namespace

std::optional<TlsWish> tls_wish_from(string_view word) {
    const auto* const found =
        std::ranges::find(kTlsWords, core::in_lower_case(word), &TlsWord::word);
    if (found == kTlsWords.end()) return std::nullopt;
    return found->wish;
}

Result<std::string> from_percent(string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            plain += text[at];
            continue;
        }
        unsigned value = 0;
        const char* const begin = text.data() + at + 1;
        const char* const end = begin + std::min<std::size_t>(2, text.size() - at - 1);
        const auto read = std::from_chars(begin, end, value, 16);
        if (read.ec != std::errc() || read.ptr != begin + 2) {
            return broken("a % without two hexadecimal digits");
        }
        plain += static_cast<char>(value);
        at += 2;
    }
    return plain;
}

Result<std::optional<ConnectionText>> connection_text_from(string_view text) {
    if (text.size() > kTextBytesMax) return std::optional<ConnectionText>();
    const std::size_t separator = text.find("://");
    const bool has_scheme = separator != string_view::npos && separator > 1 &&
                            std::ranges::all_of(text.substr(0, separator), [](char letter) {
                                return (letter >= 'a' && letter <= 'z') ||
                                       (letter >= 'A' && letter <= 'Z') ||
                                       (letter >= '0' && letter <= '9') || letter == '+' ||
                                       letter == ':' || letter == '.' || letter == '-';
                            });
    if (has_scheme) return from_url(text, separator);
    if (text.find('=') != string_view::npos) return from_keywords(text);
    return std::optional<ConnectionText>();
}

}  // namespace curfew::providers
