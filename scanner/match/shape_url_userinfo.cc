// scheme://user:password@host, in every scheme, and the two other forms in which login and host of
// a database stand together without names (user_info.h).

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
#include "scanner/match/user_info.h"
#include "scanner/rules/signature.h"

namespace curfew::match {
namespace {

using std::string_view;

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
    const string_view written = text.substr(info.password.begin, info.password.size());
    std::string password = info.is_percent_encoded ? from_percent(written) : std::string(written);
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
    if (input.signature.kind == rules::SecretKind::connection_string) {
        add_part(detection, "port", text, info.port);
        add_part(detection, "database", text, info.database);
        detection.parts.push_back({.name = "scheme",
                                   .value = core::SecretString(info.scheme),
                                   .span = info.host,
                                   .is_secret = false});
    }
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

std::optional<UserInfo> user_info_at(string_view text, core::Span anchor) {
    const string_view word = text.substr(anchor.begin, anchor.size());
    if (word.ends_with("://")) return user_info_in_url(text, anchor.end - 3);
    if (word.front() == '@') return user_info_in_data_source(text, anchor.begin);
    if (word.front() == ':') return user_info_in_password_file(text, anchor.begin);
    return std::nullopt;
}

}  // namespace

void find_url_userinfo(const ShapeInput& input, std::vector<Detection>& found) {
    const string_view text = core::as_text(input.bytes);
    const auto info = user_info_at(text, input.anchor);
    if (!info || info->host.size() == 0 || info->scheme.size() < 2) return;
    if (!is_for(input.signature, info->scheme)) return;
    if (info->password.size() > 0) add_url_password(input, text, *info, found);
    else add_lone_token(input, text, *info, found);
}

}  // namespace curfew::match
