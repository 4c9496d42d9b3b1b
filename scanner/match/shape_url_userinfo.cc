// scheme://user:password@host, in every scheme. The password ends at the last `@` of the authority,
// because people rarely encode one inside it; `/`, `?` and `#` do end the authority (RFC
// 3986, 3.2).

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/secret_string.h"
#include "scanner/match/candidate.h"
#include "scanner/match/characters.h"
#include "scanner/match/placeholder.h"
#include "scanner/match/randomness.h"
#include "scanner/match/shape_finders.h"
#include "scanner/match/shapes.h"
#include "scanner/match/text_flavour.h"
#include "scanner/match/transfer_text.h"
#include "scanner/rules/signature.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kSchemeBytesMax = 24;
constexpr std::size_t kAuthorityBytesMax = 1024;
constexpr std::size_t kLoneTokenBytesMin = 16;
constexpr double kUrlConfidence = 0.9;
constexpr double kTestWeight = 0.85;
// From here on it is a real password of a real host and may stop a commit.
constexpr double kConfirmedFrom = 0.8;

constexpr auto kDatabaseSchemes = std::to_array<string_view>(
    {"postgres",    "postgresql", "mysql",   "mysql2",    "mariadb",   "mongodb",   "srv",
     "redis",       "rediss",     "amqp",    "amqps",     "mssql",     "sqlserver", "oracle",
     "cockroachdb", "clickhouse", "couchdb", "couchbase", "neo4j",     "bolt",      "cassandra",
     "ldap",        "ldaps",      "psql",    "postgis",   "psycopg2",  "asyncpg",   "pymysql",
     "nats",        "influxdb",   "pyodbc",  "valkey",    "ftp",       "sftp",      "ftps",
     "smtp",        "smtps",      "cql",     "kafka",     "snowflake", "redshift",  "trino",
     "presto",      "vertica",    "mysqlx"});

constexpr auto kLocalHosts = std::to_array<string_view>(
    {"localhost", "127.0.0.1", "0.0.0.0", "[::1]", "host.docker.internal", "::1"});

constexpr auto kExampleHosts = std::to_array<string_view>(
    {"example.com", "example.org",    "example.net", "example",    ".test",
     ".invalid",    "yourdomain.com", "domain.com",  "domain.tld", "foo.com",
     "bar.com",     "host.com",       "hostname",    "server.com", "your-host",
     "yourhost",    "mydomain.com",   "acme.com",    "foobar.com", "site.com",
     "test.com",    "myhost",         "somehost",    "url.com",    "host"});

struct UserInfo {
    string_view scheme;
    core::Span user;
    core::Span password;  // empty when there is no `:`
    core::Span host;
};

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

core::Span host_at(string_view text, std::size_t begin, std::size_t stop) {
    std::size_t end = begin;
    while (end < stop && is_host_character(text[end])) ++end;
    const std::size_t port = text.substr(begin, end - begin).rfind(':');
    if (port != string_view::npos && text[begin] != '[') end = begin + port;
    return {.begin = begin, .end = end};
}

// `sep` is where "://" stands.
std::optional<UserInfo> user_info_at(string_view text, std::size_t sep) {
    const std::size_t begin = sep + 3;
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
    return UserInfo{.scheme = scheme_before(text, sep),
                    .user = {.begin = begin, .end = user_end},
                    .password = {.begin = has_password ? colon + 1 : at_sign, .end = at_sign},
                    .host = host_at(text, at_sign + 1, end)};
}

// `mongodb+srv`, `postgresql+psycopg2`: any part may tell.
bool is_database(string_view scheme) {
    while (!scheme.empty()) {
        const std::size_t plus = std::min(scheme.find('+'), scheme.size());
        const string_view part = scheme.substr(0, plus);
        if (std::any_of(kDatabaseSchemes.begin(), kDatabaseSchemes.end(),
                        [&](string_view known) { return equals_caseless(part, known); }))
            return true;
        scheme.remove_prefix(std::min(plus + 1, scheme.size()));
    }
    return false;
}

bool is_for(const rules::Signature& signature, string_view scheme) {
    return (signature.kind == rules::SecretKind::connection_string) == is_database(scheme);
}

bool is_local(string_view host) {
    return host.find('.') == string_view::npos ||
           std::any_of(kLocalHosts.begin(), kLocalHosts.end(),
                       [&](string_view known) { return equals_caseless(host, known); });
}
bool is_example(string_view host) {
    return std::any_of(kExampleHosts.begin(), kExampleHosts.end(), [&](string_view known) {
        return ends_with_caseless(host, known) && (host.size() == known.size() || known[0] == '.' ||
                                                   host[host.size() - known.size() - 1] == '.');
    });
}

double weight_of_host(string_view host) {
    if (is_example(host)) return 0.6;
    return is_local(host) ? 0.75 : 1.0;
}

Detection detection_of(const ShapeInput& input, core::Span secret, std::string canonical) {
    Detection detection;
    detection.signature = &input.signature;
    detection.span = secret;
    detection.secret = core::SecretString(canonical);
    core::wipe_memory(canonical.data(), canonical.size());
    return detection;
}

void add_part(Detection& detection, string_view name, string_view text, core::Span span) {
    if (span.size() == 0) return;
    detection.parts.push_back(
        {.name = std::string(name),
         .value = core::SecretString(from_percent(text.substr(span.begin, span.size()))),
         .span = span,
         .is_secret = false});
}

void add_url_password(const ShapeInput& input, string_view text, const UserInfo& info,
                      std::vector<Detection>& found) {
    const string_view user = text.substr(info.user.begin, info.user.size());
    const string_view host = text.substr(info.host.begin, info.host.size());
    std::string password = from_percent(text.substr(info.password.begin, info.password.size()));
    const Realness real = realness_of(password);
    double confidence = kUrlConfidence * real.value * weight_of_host(host);
    if (equals_caseless(user, password)) confidence *= 0.5;
    if (password.size() < 4) confidence *= 0.5;
    if (is_among_tests(text, info.user.begin, input.context.path)) confidence *= kTestWeight;
    if (confidence < kConfidenceMin) return;
    Detection detection = detection_of(input, info.password, std::move(password));
    detection.confidence = {.value = confidence,
                            .reasons = {"stands as the password of a URL", real.reason}};
    detection.is_confirmed = input.signature.kind == rules::SecretKind::connection_string &&
                             confidence >= kConfirmedFrom;
    add_part(detection, "user", text, info.user);
    add_part(detection, "host", text, info.host);
    found.push_back(std::move(detection));
}

// https://TOKEN@host: only what a generator drew.
void add_lone_token(const ShapeInput& input, string_view text, const UserInfo& info,
                    std::vector<Detection>& found) {
    if (info.user.size() < kLoneTokenBytesMin) return;
    std::string token = from_percent(text.substr(info.user.begin, info.user.size()));
    if (!texture_of(token).is_drawn() || realness_of(token).value < 0.6) return;
    const string_view host = text.substr(info.host.begin, info.host.size());
    Detection detection = detection_of(input, info.user, std::move(token));
    detection.confidence = {.value = 0.75 * weight_of_host(host),
                            .reasons = {"stands as the user of a URL", "reads as drawn"}};
    add_part(detection, "host", text, info.host);
    found.push_back(std::move(detection));
}

}  // namespace

void find_url_userinfo(const ShapeInput& input, std::vector<Detection>& found) {
    const string_view text = core::as_text(input.bytes);
    if (input.anchor.end < 3 || text.substr(input.anchor.end - 3, 3) != "://") return;
    const auto info = user_info_at(text, input.anchor.end - 3);
    if (!info || info->host.size() == 0 || info->scheme.size() < 2) return;
    if (!is_for(input.signature, info->scheme)) return;
    if (info->password.size() > 0) add_url_password(input, text, *info, found);
    else add_lone_token(input, text, *info, found);
}

}  // namespace curfew::match
