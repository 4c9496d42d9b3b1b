#include "scanner/match/stand_in_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "scanner/match/characters.h"
#include "scanner/match/common_words.h"

namespace curfew::match {
namespace {

enum class WordKind : std::uint8_t { filler, weak, placeholder };

struct StandInWord {
    std::string_view text;
    WordKind kind;
};

constexpr std::size_t kWordBytesMax = 48;  // a longer run of letters is no word of ours

// Sorted; lower case.
constexpr auto kWords = std::to_array<StandInWord>({
    {"a", WordKind::filler},
    {"abc", WordKind::placeholder},
    {"abcd", WordKind::placeholder},
    {"abcde", WordKind::placeholder},
    {"abcdef", WordKind::placeholder},
    {"access", WordKind::filler},
    {"account", WordKind::filler},
    {"actual", WordKind::filler},
    {"add", WordKind::filler},
    {"admin", WordKind::weak},
    {"administrator", WordKind::weak},
    {"alice", WordKind::weak},
    {"an", WordKind::filler},
    {"and", WordKind::filler},
    {"another", WordKind::filler},
    {"any", WordKind::filler},
    {"anything", WordKind::placeholder},
    {"api", WordKind::filler},
    {"apikey", WordKind::filler},
    {"app", WordKind::filler},
    {"asdf", WordKind::weak},
    {"at", WordKind::filler},
    {"auth", WordKind::filler},
    {"bad", WordKind::filler},
    {"bar", WordKind::placeholder},
    {"base", WordKind::filler},
    {"basic", WordKind::filler},
    {"baz", WordKind::placeholder},
    {"be", WordKind::filler},
    {"bearer", WordKind::filler},
    {"blah", WordKind::placeholder},
    {"bob", WordKind::weak},
    {"bogus", WordKind::placeholder},
    {"change", WordKind::placeholder},
    {"changed", WordKind::placeholder},
    {"changeit", WordKind::placeholder},
    {"changeme", WordKind::placeholder},
    {"characters", WordKind::filler},
    {"chars", WordKind::filler},
    {"client", WordKind::filler},
    {"cloud", WordKind::filler},
    {"code", WordKind::filler},
    {"config", WordKind::filler},
    {"correct", WordKind::filler},
    {"credential", WordKind::filler},
    {"credentials", WordKind::filler},
    {"current", WordKind::filler},
    {"data", WordKind::filler},
    {"database", WordKind::weak},
    {"db", WordKind::filler},
    {"default", WordKind::weak},
    {"demo", WordKind::weak},
    {"dev", WordKind::filler},
    {"development", WordKind::weak},
    {"digit", WordKind::filler},
    {"do", WordKind::filler},
    {"docker", WordKind::filler},
    {"dummy", WordKind::placeholder},
    {"empty", WordKind::filler},
    {"encrypted", WordKind::placeholder},
    {"encryption", WordKind::filler},
    {"enter", WordKind::placeholder},
    {"env", WordKind::filler},
    {"example", WordKind::placeholder},
    {"existing", WordKind::filler},
    {"expected", WordKind::filler},
    {"fake", WordKind::placeholder},
    {"field", WordKind::filler},
    {"fixme", WordKind::placeholder},
    {"foo", WordKind::placeholder},
    {"foobar", WordKind::placeholder},
    {"for", WordKind::filler},
    {"from", WordKind::filler},
    {"generated", WordKind::filler},
    {"generic", WordKind::filler},
    {"get", WordKind::filler},
    {"github", WordKind::filler},
    {"gitlab", WordKind::filler},
    {"goes", WordKind::placeholder},
    {"good", WordKind::filler},
    {"google", WordKind::filler},
    {"guest", WordKind::weak},
    {"hash", WordKind::filler},
    {"hello", WordKind::weak},
    {"here", WordKind::placeholder},
    {"hex", WordKind::filler},
    {"hidden", WordKind::placeholder},
    {"http", WordKind::filler},
    {"id", WordKind::filler},
    {"in", WordKind::filler},
    {"incorrect", WordKind::placeholder},
    {"insecure", WordKind::weak},
    {"insert", WordKind::placeholder},
    {"integration", WordKind::filler},
    {"invalid", WordKind::placeholder},
    {"is", WordKind::filler},
    {"it", WordKind::filler},
    {"json", WordKind::filler},
    {"jwt", WordKind::filler},
    {"key", WordKind::filler},
    {"keys", WordKind::filler},
    {"letmein", WordKind::weak},
    {"license", WordKind::filler},
    {"live", WordKind::filler},
    {"local", WordKind::filler},
    {"localhost", WordKind::weak},
    {"login", WordKind::filler},
    {"long", WordKind::filler},
    {"main", WordKind::filler},
    {"master", WordKind::filler},
    {"me", WordKind::filler},
    {"missing", WordKind::placeholder},
    {"mock", WordKind::placeholder},
    {"must", WordKind::filler},
    {"my", WordKind::filler},
    {"mysql", WordKind::weak},
    {"name", WordKind::filler},
    {"new", WordKind::filler},
    {"no", WordKind::filler},
    {"none", WordKind::placeholder},
    {"not", WordKind::filler},
    {"nothing", WordKind::placeholder},
    {"of", WordKind::filler},
    {"old", WordKind::filler},
    {"only", WordKind::filler},
    {"optional", WordKind::placeholder},
    {"or", WordKind::filler},
    {"original", WordKind::filler},
    {"other", WordKind::filler},
    {"own", WordKind::filler},
    {"pass", WordKind::weak},
    {"passphrase", WordKind::weak},
    {"passwd", WordKind::weak},
    {"password", WordKind::weak},
    {"passwords", WordKind::weak},
    {"paste", WordKind::placeholder},
    {"personal", WordKind::filler},
    {"phrase", WordKind::filler},
    {"placeholder", WordKind::placeholder},
    {"please", WordKind::placeholder},
    {"postgres", WordKind::weak},
    {"private", WordKind::filler},
    {"prod", WordKind::filler},
    {"production", WordKind::filler},
    {"project", WordKind::filler},
    {"provided", WordKind::filler},
    {"public", WordKind::filler},
    {"put", WordKind::placeholder},
    {"pw", WordKind::weak},
    {"pwd", WordKind::weak},
    {"qux", WordKind::placeholder},
    {"qwerty", WordKind::weak},
    {"random", WordKind::filler},
    {"real", WordKind::filler},
    {"really", WordKind::filler},
    {"redacted", WordKind::placeholder},
    {"refresh", WordKind::filler},
    {"removed", WordKind::placeholder},
    {"replace", WordKind::placeholder},
    {"replaced", WordKind::placeholder},
    {"replaceme", WordKind::placeholder},
    {"required", WordKind::placeholder},
    {"root", WordKind::weak},
    {"safe", WordKind::filler},
    {"same", WordKind::filler},
    {"sample", WordKind::placeholder},
    {"sandbox", WordKind::filler},
    {"secret", WordKind::weak},
    {"secrets", WordKind::weak},
    {"secure", WordKind::filler},
    {"security", WordKind::filler},
    {"server", WordKind::filler},
    {"service", WordKind::filler},
    {"session", WordKind::filler},
    {"set", WordKind::filler},
    {"shared", WordKind::filler},
    {"short", WordKind::filler},
    {"should", WordKind::filler},
    {"signing", WordKind::filler},
    {"some", WordKind::placeholder},
    {"something", WordKind::placeholder},
    {"staging", WordKind::filler},
    {"string", WordKind::filler},
    {"strong", WordKind::filler},
    {"stub", WordKind::placeholder},
    {"super", WordKind::weak},
    {"supersecret", WordKind::weak},
    {"system", WordKind::filler},
    {"test", WordKind::weak},
    {"tester", WordKind::weak},
    {"testing", WordKind::weak},
    {"tests", WordKind::weak},
    {"text", WordKind::filler},
    {"that", WordKind::filler},
    {"the", WordKind::filler},
    {"thing", WordKind::filler},
    {"this", WordKind::filler},
    {"to", WordKind::filler},
    {"todo", WordKind::placeholder},
    {"token", WordKind::weak},
    {"tokens", WordKind::weak},
    {"too", WordKind::filler},
    {"top", WordKind::filler},
    {"undefined", WordKind::placeholder},
    {"unknown", WordKind::placeholder},
    {"unused", WordKind::placeholder},
    {"use", WordKind::filler},
    {"user", WordKind::weak},
    {"username", WordKind::weak},
    {"valid", WordKind::filler},
    {"value", WordKind::filler},
    {"very", WordKind::filler},
    {"want", WordKind::filler},
    {"web", WordKind::filler},
    {"webhook", WordKind::filler},
    {"welcome", WordKind::weak},
    {"whatever", WordKind::placeholder},
    {"with", WordKind::filler},
    {"world", WordKind::weak},
    {"wrong", WordKind::placeholder},
    {"x", WordKind::filler},
    {"xx", WordKind::placeholder},
    {"xxx", WordKind::placeholder},
    {"xxxx", WordKind::placeholder},
    {"xyz", WordKind::placeholder},
    {"you", WordKind::filler},
    {"your", WordKind::placeholder},
    {"yours", WordKind::placeholder},
    {"yyy", WordKind::placeholder},
    {"yyyy", WordKind::placeholder},
    {"zzz", WordKind::placeholder},
});

static_assert(std::is_sorted(kWords.begin(), kWords.end(),
                             [](const StandInWord& left, const StandInWord& right) {
                                 return left.text < right.text;
                             }));

constexpr auto kTellingWords = std::to_array<std::string_view>(
    {"example", "placeholder", "changeme", "change_me", "change-me", "changeit", "change_this",
     "change-this", "replace_", "replace-", "replaceme", "replace_me", "redacted", "your_", "your-",
     "yourtoken", "yourkey", "yourapi", "yoursecret", "yourpassword", "yourown", "dummy", "insert_",
     "insert-", "inserthere", "enter_your", "_here", "-here", "xxxxx", "00000000000000", "sample_",
     "sample-", "samplekey", "sampletoken", "not_real", "not-real", "notreal", "fakekey",
     "faketoken", "fake_", "fake-", "-fake", "_fake", "foobar", "lorem", "deadbeefdeadbeef",
     "my_secret", "my-secret", "my_token", "my-token", "my_api", "my-api", "my_key", "my-key",
     "goes_here", "todo_", "censored", "_example", "invalid_", "invalid-",
     // The claims every tutorial copies from jwt.io, in base64.
     "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l"});

std::optional<WordKind> kind_of(std::string_view word) {
    const auto* const at = std::lower_bound(
        kWords.begin(), kWords.end(), word,
        [](const StandInWord& entry, std::string_view wanted) { return entry.text < wanted; });
    if (at != kWords.end() && at->text == word) return at->kind;
    return is_common_word(word) ? std::optional(WordKind::filler) : std::nullopt;
}

struct Cut {
    bool is_reachable = false;
    bool has_placeholder = false;
    bool has_weak = false;
    std::size_t words = 0;
};

// Marks where words that begin at `begin` end; the first way to get somewhere stays.
void cut_on_from(std::string_view run, std::size_t begin,
                 std::array<Cut, kWordBytesMax + 1>& cuts) {
    const std::size_t bytes_min = run.size() > 1 ? 2 : 1;
    for (std::size_t end = begin + bytes_min; end <= run.size(); ++end) {
        if (cuts[end].is_reachable) continue;
        const auto kind = kind_of(run.substr(begin, end - begin));
        if (!kind) continue;
        const Cut& before = cuts[begin];
        cuts[end] = {.is_reachable = true,
                     .has_placeholder = before.has_placeholder || *kind == WordKind::placeholder,
                     .has_weak = before.has_weak || *kind == WordKind::weak,
                     .words = before.words + 1};
    }
}

// Whether a run of letters (lower case) is made of words of the list, and of which kinds. Words of
// one or two letters count only as the whole run: they would cut anything to pieces.
Cut cut_into_words(std::string_view run) {
    if (run.size() > kWordBytesMax) return {};
    std::array<Cut, kWordBytesMax + 1> cuts{};
    cuts[0].is_reachable = true;
    for (std::size_t begin = 0; begin < run.size(); ++begin)
        if (cuts[begin].is_reachable) cut_on_from(run, begin, cuts);
    return cuts[run.size()];
}

bool begins_new_word(char before, char letter) {
    return is_lower(before) && is_upper(letter);
}

void add_run(std::string_view run, StandInWords& words) {
    std::array<char, kWordBytesMax> lower{};
    words.letters += run.size();
    if (run.size() > lower.size()) return;
    std::transform(run.begin(), run.end(), lower.begin(), to_lower);
    const Cut cut = cut_into_words({lower.data(), run.size()});
    if (!cut.is_reachable) return;
    words.letters_covered += run.size();
    words.words += cut.words;
    words.has_placeholder = words.has_placeholder || cut.has_placeholder;
    words.has_weak = words.has_weak || cut.has_weak;
}

}  // namespace

StandInWords stand_in_words(std::string_view value) {
    StandInWords words;
    std::size_t begin = 0;
    while (begin < value.size()) {
        if (!is_letter(value[begin])) {
            ++begin;
            continue;
        }
        std::size_t end = begin + 1;
        while (end < value.size() && is_letter(value[end]) &&
               !begins_new_word(value[end - 1], value[end]))
            ++end;
        add_run(value.substr(begin, end - begin), words);
        begin = end;
    }
    return words;
}

bool names_a_placeholder(std::string_view value) {
    return std::any_of(kTellingWords.begin(), kTellingWords.end(),
                       [&](std::string_view word) { return contains_caseless(value, word); });
}

}  // namespace curfew::match
