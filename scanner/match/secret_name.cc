#include "scanner/match/secret_name.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/match/characters.h"
#include "scanner/match/name_words.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kWordsMax = 16;
constexpr std::size_t kWordBytesMax = 32;
constexpr double kMadeUpWeight = 0.4;  // "mock_token" is not worth a look

/// The words of a name, in lower case.
class Words {
  public:
    void add(string_view name, core::Span span) {
        std::transform(name.begin() + static_cast<std::ptrdiff_t>(span.begin),
                       name.begin() + static_cast<std::ptrdiff_t>(span.end),
                       lower_.begin() + static_cast<std::ptrdiff_t>(span.begin), to_lower);
        spans_[count_++] = span;
    }

    [[nodiscard]] bool is_full() const { return count_ == kWordsMax; }
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] core::Span span(std::size_t index) const { return spans_[index]; }
    [[nodiscard]] string_view text(std::size_t index) const {
        const core::Span span = spans_[index];
        return {lower_.data() + span.begin, std::min(span.size(), kWordBytesMax)};
    }

  private:
    std::array<char, kNameBytesMax> lower_{};
    std::array<core::Span, kWordsMax> spans_{};
    std::size_t count_ = 0;
};

bool begins_word(string_view name, std::size_t at) {
    const char before = name[at - 1];
    const char letter = name[at];
    if (is_digit(before) != is_digit(letter)) return true;
    if (is_lower(before) && is_upper(letter)) return true;
    return is_upper(before) && is_upper(letter) && at + 1 < name.size() && is_lower(name[at + 1]) &&
           // "APIs", "IDs": a plural is no hump.
           !(name[at + 1] == 's' && at + 2 == name.size());
}

/// `name` has at most kNameBytesMax bytes.
Words words_of(string_view name) {
    Words words;
    std::size_t begin = 0;
    while (begin < name.size() && !words.is_full()) {
        if (!is_alphanumeric(name[begin])) {
            ++begin;
            continue;
        }
        std::size_t end = begin + 1;
        while (end < name.size() && is_alphanumeric(name[end]) && !begins_word(name, end)) ++end;
        words.add(name, {.begin = begin, .end = end});
        begin = end;
    }
    return words;
}

bool ends_with_one_of(string_view word, const auto& tails) {
    return std::any_of(tails.begin(), tails.end(),
                       [&](string_view tail) { return word.ends_with(tail); });
}

// What a word names by itself; a key is `bare_key` until the words before it say more.
NameSort sort_of_word(string_view word) {
    if (is_password_word(word)) return NameSort::password;
    if (word == "secret" || word == "secrete") return NameSort::secret;
    if (word == "token" || word == "tkn" || word == "jwt" || word == "pat") return NameSort::token;
    if (word == "key") return NameSort::bare_key;
    if (word == "credential" || word == "credentials" || word == "secrets" || word == "creds" ||
        word == "cred" || word == "auth")
        return NameSort::credential;
    if (ends_with_one_of(word, kPasswordTails) && !is_innocent_word(word))
        return NameSort::password;
    if (word.ends_with("secret")) return NameSort::secret;
    if (word.ends_with("token") && !is_innocent_word(word)) return NameSort::token;
    if (ends_with_one_of(word, kStrongKeyTails)) return NameSort::strong_key;
    return NameSort::none;
}

struct Deciding {
    NameSort sort = NameSort::none;
    std::size_t index = 0;
};

Deciding deciding_word(const Words& words) {
    for (std::size_t i = words.count(); i-- > 0;) {
        const NameSort sort = sort_of_word(words.text(i));
        // "auth" decides only at the end: "auth_type" is about something else.
        if (sort == NameSort::credential && i + 1 != words.count()) continue;
        if (sort != NameSort::none) return {.sort = sort, .index = i};
    }
    return {};
}

// Words after the deciding one: 0 takes the secret back, below 1 casts doubt.
double weight_of_rest(const Words& words, std::size_t from) {
    double weight = 1.0;
    for (std::size_t i = from; i < words.count(); ++i) {
        const string_view word = words.text(i);
        if (takes_secret_back(word)) return 0.0;
        if (!is_digit(word[0]) && !is_neutral_after(word)) weight *= 0.8;
    }
    return weight;
}

bool any_before(const Words& words, std::size_t index, bool (*holds)(string_view)) {
    for (std::size_t i = 0; i < index; ++i)
        if (holds(words.text(i))) return true;
    return false;
}

NameSort sort_of_key(const Words& words, std::size_t index) {
    if (index == 0) return NameSort::bare_key;
    if (makes_key_harmless(words.text(index - 1))) return NameSort::none;
    return any_before(words, index, makes_key_secret) ? NameSort::strong_key : NameSort::other_key;
}

double weight_of(NameSort sort, bool is_alone) {
    switch (sort) {
        case NameSort::none:
            return 0.0;
        case NameSort::password:
        case NameSort::strong_key:
            return 1.0;
        case NameSort::secret:
            return is_alone ? 0.9 : 1.0;
        case NameSort::token:
            return is_alone ? 0.85 : 0.95;
        case NameSort::other_key:
            return 0.8;
        case NameSort::bare_key:
            return 0.55;
        case NameSort::credential:
            return 0.6;
    }
    return 0.0;
}

}  // namespace

SecretName secret_name(string_view name) {
    if (name.size() > kNameBytesMax) return {};
    const Words words = words_of(name);
    Deciding deciding = deciding_word(words);
    if (deciding.sort == NameSort::none) return {};
    if (any_before(words, deciding.index, is_innocent_before)) return {};
    if (deciding.sort == NameSort::bare_key) deciding.sort = sort_of_key(words, deciding.index);
    double weight =
        weight_of(deciding.sort, words.count() == 1) * weight_of_rest(words, deciding.index + 1);
    if (any_before(words, deciding.index, says_made_up)) weight *= kMadeUpWeight;
    if (weight <= 0.0) return {};
    return {.sort = deciding.sort, .weight = weight, .deciding = words.span(deciding.index)};
}

}  // namespace curfew::match
