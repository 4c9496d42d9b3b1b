#include "scanner/match/keyword.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/match/characters.h"

namespace curfew::match {
namespace {

using std::string_view;

// What is written right behind a service's name without a hump: `acmekey`, `acmeapi`, `acmeio`.
constexpr auto kTails = std::to_array<string_view>(
    {"access", "account",  "admin",  "ai",        "api",      "app",    "auth", "bot",  "ci",
     "client", "cloud",    "com",    "config",    "cred",     "crm",    "data", "db",   "dev",
     "host",   "id",       "io",     "key",       "live",     "oauth",  "org",  "pass", "password",
     "pat",    "personal", "prod",   "private",   "project",  "public", "pw",   "pwd",  "sandbox",
     "sdk",    "secret",   "server", "service",   "settings", "site",   "sk",   "test", "token",
     "url",    "user",     "web",    "workspace", "s"});

bool is_same_case(char left, char right) {
    return (is_lower(left) && is_lower(right)) || (is_upper(left) && is_upper(right));
}

bool has_tail(string_view after) {
    return std::any_of(kTails.begin(), kTails.end(),
                       [&](string_view tail) { return starts_with_caseless(after, tail); });
}

// What is written right before it.
constexpr auto kHeads = std::to_array<string_view>(
    {"for", "get", "load", "my", "new", "set", "test", "the", "use", "with"});

bool has_head(string_view before) {
    return std::any_of(kHeads.begin(), kHeads.end(),
                       [&](string_view head) { return ends_with_caseless(before, head); });
}

// `MyAcme`, `my_acme`, `getacme` (a hump, a sign, one or two letters) but not "pharmacme".
bool begins_word(string_view text, std::size_t at) {
    constexpr std::size_t kForeignLetters = 3;
    std::size_t letters = 0;
    while (at > letters && letters < kForeignLetters &&
           is_same_case(text[at - letters - 1], text[at]))
        ++letters;
    return letters < kForeignLetters || has_head(text.substr(0, at));
}

bool ends_word(string_view text, std::size_t end) {
    if (end >= text.size() || !is_same_case(text[end - 1], text[end])) return true;
    return has_tail(text.substr(end));
}

}  // namespace

bool is_whole_keyword(std::string_view text, core::Span keyword) {
    return begins_word(text, keyword.begin) && ends_word(text, keyword.end);
}

bool stands_as_keyword(string_view text, core::Span where, string_view word) {
    if (word.empty()) return true;
    std::size_t from = where.begin;
    while (from + word.size() <= where.end) {
        const std::size_t found = find_caseless(text.substr(from, where.end - from), word);
        if (found == string_view::npos) return false;
        const std::size_t at = from + found;
        if (is_whole_keyword(text, {.begin = at, .end = at + word.size()})) return true;
        from = at + 1;
    }
    return false;
}

}  // namespace curfew::match
