#include "scanner/match/hash_context.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/match/characters.h"
#include "scanner/match/cursor.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kHashBytesMin = 20;  // in any usual spelling; shorter values are no hashes

// The word right before the value: "sha256:", "commit ", "/blob/", "?ref=", "h1:" of go.sum.
constexpr auto kHashWords = std::to_array<string_view>(
    {"archive",   "blob",       "checksum", "checksums",   "commit",    "commitid", "commits",
     "compare",   "digest",     "etag",     "fingerprint", "gitcommit", "githead",  "h1",
     "hash",      "hashes",     "head",     "integrity",   "md5",       "merge",    "object",
     "parent",    "raw",        "ref",      "refs",        "rev",       "reverts",  "revert",
     "revision",  "sha",        "sha1",     "sha224",      "sha256",    "sha384",   "sha512",
     "sha3",      "subproject", "sum",      "thumbprint",  "tree",      "blake2b",  "commithash",
     "commitsha", "gitsha",     "shasum",   "sha1sum",     "sha256sum", "md5sum"});

// How a line of a commit message begins that names another commit.
constexpr auto kTrailers =
    std::to_array<string_view>({"follow-up",      "followup",      "follow up",
                                "this reverts",   "reverts",       "revert ",
                                "(cherry picked", "cherry picked", "fixes",
                                "fixes:",         "ref:",          "refs:",
                                "see ",           "closes",        "regression",
                                "amends",         "introduced",    "since ",
                                "backport",       "bug:",          "partially reverts",
                                "broken by",      "caused by",     "upstream commit",
                                "merge ",         "index ",        "from "});

bool is_separator(char letter) {
    return is_blank(letter) || string_view(":=\"'`(<[,/#-@{\\>").find(letter) != string_view::npos;
}

bool is_base64_letter(char letter) {
    return is_alphanumeric(letter) || letter == '+' || letter == '/';
}

bool is_made_of_hex(string_view value) {
    return std::all_of(value.begin(), value.end(), is_hex);
}

// The whole run of base64 letters: a pattern may have taken a piece of it. Hexadecimal digits
// between slashes are a part of a path.
core::Span run_around(string_view text, core::Span value) {
    if (is_made_of_hex(text.substr(value.begin, value.size()))) return value;
    while (value.begin > 0 && is_base64_letter(text[value.begin - 1])) --value.begin;
    while (value.end < text.size() && (is_base64_letter(text[value.end]) || text[value.end] == '='))
        ++value.end;
    return value;
}

string_view last_word(string_view before) {
    while (!before.empty() && is_separator(before.back())) before.remove_suffix(1);
    std::size_t begin = before.size();
    while (begin > 0 && is_alphanumeric(before[begin - 1])) --begin;
    return before.substr(begin);
}

bool is_hash_word(string_view word) {
    return std::any_of(kHashWords.begin(), kHashWords.end(),
                       [&](string_view hash) { return equals_caseless(word, hash); });
}

// "Follow-up to …": in a line with nothing assigned.
bool is_trailer(string_view before) {
    while (!before.empty() && is_blank(before.front())) before.remove_prefix(1);
    if (before.find('=') != string_view::npos) return false;
    return std::any_of(kTrailers.begin(), kTrailers.end(),
                       [&](string_view trailer) { return starts_with_caseless(before, trailer); });
}

// "<digits>  name": a list of checksums.
bool is_list_of_hashes(string_view before, string_view after) {
    const bool is_first = std::all_of(before.begin(), before.end(), is_blank);
    return is_first && (after.starts_with("  ") || after.starts_with(" *")) && after.size() > 2 &&
           !is_blank(after[2]);
}

}  // namespace

bool is_called_a_hash(string_view text, core::Span value) {
    if (value.size() < kHashBytesMin) return false;
    const core::Span run = run_around(text, value);
    const string_view whole = text.substr(run.begin, run.size());
    const std::size_t begin = line_begin(text, run.begin);
    const string_view before = text.substr(begin, run.begin - begin);
    if (is_hash_word(last_word(before))) return true;
    if (!is_made_of_hex(whole)) return false;
    if (before.ends_with('@')) return true;  // an action or image pinned to a commit
    const string_view after = text.substr(run.end, line_end(text, run.end) - run.end);
    return is_trailer(before) || is_list_of_hashes(before, after);
}

}  // namespace curfew::match
