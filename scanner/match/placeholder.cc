#include "scanner/match/placeholder.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "scanner/match/characters.h"
#include "scanner/match/randomness.h"
#include "scanner/match/stand_in_words.h"
#include "scanner/match/value_form.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kPeriodBytesMax = 8;
constexpr std::size_t kCareBytesMin = 16;
constexpr std::size_t kCareDistinctMin = 6;
constexpr std::size_t kRunBytesMin = 7;  // longer than chance allows in 40 characters of base16

// Rows of the keyboard and the alphabets that people walk along.
constexpr auto kWalks = std::to_array<string_view>(
    {"abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm",
     "9876543210", "zyxwvutsrqponmlkjihgfedcba", "1qaz2wsx3edc4rfv", "!@#$%^&*()"});

bool walks_on(char before, char letter) {
    const char first = to_lower(before);
    const char second = to_lower(letter);
    return std::any_of(kWalks.begin(), kWalks.end(), [&](string_view walk) {
        const std::size_t at = walk.find(first);
        return at != string_view::npos && at + 1 < walk.size() && walk[at + 1] == second;
    });
}

// How many characters lie in walks of at least four.
std::size_t walked_characters(string_view value) {
    constexpr std::size_t kWalkBytesMin = 4;
    std::size_t walked = 0;
    std::size_t length = 1;
    for (std::size_t i = 1; i <= value.size(); ++i) {
        if (i < value.size() && walks_on(value[i - 1], value[i])) {
            ++length;
            continue;
        }
        if (length >= kWalkBytesMin) walked += length;
        length = 1;
    }
    return walked;
}

// Whether the value is one short piece over and over.
bool repeats_itself(string_view value) {
    for (std::size_t period = 1; period <= kPeriodBytesMax && period * 3 <= value.size();
         ++period) {
        const string_view shifted = value.substr(period);
        if (value.substr(0, shifted.size()) == shifted) return true;
    }
    return false;
}

// Upper and lower letters and digits that alternate along the alphabet ("aB3dE6gH9j"): made up.
bool has_few_characters(const Texture& texture) {
    if (texture.size < 8) return texture.distinct <= 2;
    return texture.distinct <= 3 || (texture.size >= 24 && texture.distinct <= 5);
}

// "xxxxxxxx", "0000-0000": nothing was even made up.
bool is_filler(string_view value, const Texture& texture) {
    if (value.size() < 4) return false;
    if (texture.longest_run >= kRunBytesMin && texture.longest_run * 3 >= texture.size) return true;
    return has_few_characters(texture);
}

// The characters of an encoding, all in order.
bool spells_an_alphabet(string_view value, const Texture& texture) {
    return texture.distinct >= 32 && contains_caseless(value, "abcdefghijklmnopqrstuv");
}

bool is_mechanical(string_view value, const Texture& texture) {
    if (value.size() < 4) return false;
    return is_filler(value, texture) || repeats_itself(value) ||
           walked_characters(value) * 5 >= value.size() * 3;
}

// A year or counter behind a word makes no other word of it; several signs do.
bool adds_little_to_letters(string_view value, const Texture& texture) {
    const bool has_signs = value.find_first_of("!@#$%^&*+=?~") != string_view::npos;
    return texture.digits <= 4 && !(has_signs && texture.digits > 0) &&
           texture.letters() * 2 >= texture.size;
}

// "thisismypassword": no name of a field is written like that.
bool is_run_together(const StandInWords& words, const Texture& texture) {
    return words.words >= 3 && texture.lower == texture.size;
}

Realness stand_in(string_view reason) {
    return {.value = 0.05, .reason = std::string(reason)};
}

unsigned character_classes(const Texture& texture) {
    return (texture.lower > 0 ? 1U : 0U) + (texture.upper > 0 ? 1U : 0U) +
           (texture.digits > 0 ? 1U : 0U) + (texture.others > 0 ? 1U : 0U);
}

// A few signs and digits ("(3),") are cheap to draw and cheap to write.
bool is_drawn_password(const Texture& texture) {
    return texture.is_drawn() && texture.size >= 6 && texture.others * 2 <= texture.size;
}

bool joins_names(string_view value) {
    return value.find_first_of("_-.:/ ") != string_view::npos;
}

// MEMBER_CLUSTER_TK01
bool names_a_constant(string_view value, const Texture& texture) {
    const auto underscores = std::count(value.begin(), value.end(), '_');
    return texture.lower == 0 && underscores > 0 &&
           texture.upper + texture.digits + static_cast<std::size_t>(underscores) == value.size();
}

// What somebody may have chosen: the more classes of characters, the more it is a password and the
// less a name or a word.
Realness realness_of_written(string_view value, const Texture& texture) {
    const unsigned classes = character_classes(texture);
    if (names_a_constant(value, texture)) return {.value = 0.25, .reason = "reads like a constant"};
    if (texture.digits == 0 && joins_names(value) &&
        value.find_first_of("!@#$%^&*+=?") == string_view::npos)
        return {.value = 0.25, .reason = "reads like a name"};
    if (texture.beyond_ascii > 0 && texture.digits == 0)
        return {.value = 0.2, .reason = "reads like a word of another script"};
    if (texture.others * 2 > texture.size && texture.distinct >= 8 && texture.letters() > 0 &&
        texture.blanks == 0)
        return {.value = 0.45, .reason = "mixes many signs"};
    if (texture.others * 2 > texture.size)
        return {.value = 0.3, .reason = "more signs than letters"};
    if (classes >= 3) return {.value = 0.8, .reason = "mixes letters, digits and signs"};
    if (classes == 2 && texture.digits > 0)
        return {.value = 0.7, .reason = "mixes letters and digits"};
    if (classes == 2 && texture.others > 0)
        return {.value = 0.65, .reason = "mixes letters and signs"};
    if (classes == 2) return {.value = 0.3, .reason = "reads like a name"};
    if (texture.digits > 0) return {.value = 0.5, .reason = "digits only"};
    return {.value = 0.45, .reason = "reads like a word, but an uncommon one"};
}

}  // namespace

bool walks_the_alphabet(string_view value) {
    if (value.size() < 12) return false;
    const auto follows = [&](std::size_t stride) {
        std::size_t followed = 0;
        for (std::size_t i = stride; i < value.size(); ++i)
            followed += walks_on(value[i - stride], value[i]) ? 1U : 0U;
        return followed * 2 >= value.size();
    };
    return follows(2) || follows(3);
}

Realness realness_of(string_view value) {
    const ValueForm form = form_of(value);
    const Texture texture = texture_of(value);
    if (form == ValueForm::uuid) return {.value = 0.6, .reason = "a UUID"};
    if (form != ValueForm::plain)
        return {.value = 0.0, .reason = std::string("the value is ").append(describe(form))};
    if (is_mechanical(value, texture) || walks_the_alphabet(value))
        return stand_in("repeats itself or runs along the keyboard");
    if (names_a_placeholder(value)) return stand_in("names itself a placeholder");

    const StandInWords words = stand_in_words(value);
    if (words.covers_all() && adds_little_to_letters(value, texture)) {
        if (words.has_placeholder) return stand_in("made of stand-in words");
        if (is_run_together(words, texture))
            return {.value = 0.45, .reason = "everyday words run together"};
        return {.value = 0.25, .reason = "made of everyday words"};
    }
    if (is_drawn_password(texture))
        return {.value = 1.0, .reason = "reads as drawn by a generator"};
    if (words.has_placeholder && words.letters_covered * 2 >= words.letters)
        return {.value = 0.15, .reason = "holds stand-in words"};
    return realness_of_written(value, texture);
}

bool is_blatant_placeholder(string_view token) {
    if (token.empty()) return true;
    if (is_mechanical(token, texture_of(token)) || names_a_placeholder(token)) return true;
    const ValueForm form = form_of(token);
    return form == ValueForm::mask || form == ValueForm::empty || form == ValueForm::template_text;
}

bool is_made_up_with_care(string_view token) {
    const Texture texture = texture_of(token);
    if (token.size() < kCareBytesMin || texture.distinct < kCareDistinctMin) return false;
    if (texture.digits == 0 || texture.letters() == 0 || is_filler(token, texture)) return false;
    if (names_a_placeholder(token) || spells_an_alphabet(token, texture)) return false;
    const ValueForm form = form_of(token);
    return (form == ValueForm::plain || form == ValueForm::path) &&
           (is_mechanical(token, texture) || walks_the_alphabet(token));
}

}  // namespace curfew::match
