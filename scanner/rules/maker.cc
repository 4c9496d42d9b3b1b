#include "scanner/rules/maker.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <fmt/core.h>

#include "scanner/core/bytes.h"
#include "scanner/core/lower_case.h"

namespace curfew::rules {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

struct Alphabet {
    std::string_view maker;
    std::string_view letters;
};

constexpr std::string_view kHexDigits = "0123456789abcdef";

constexpr std::array kAlphabets{
    Alphabet{"BASE36", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    Alphabet{"HEX", "0123456789ABCDEF"},
    Alphabet{"alnum", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
    Alphabet{"base32", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"},
    Alphabet{"base36", "0123456789abcdefghijklmnopqrstuvwxyz"},
    Alphabet{"base58", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"},
    Alphabet{"base62", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
    Alphabet{"base64", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/"},
    Alphabet{"base64url", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"},
    Alphabet{"digits", "0123456789"},
    Alphabet{"hex", kHexDigits},
    Alphabet{"letters", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
    Alphabet{"lower", "abcdefghijklmnopqrstuvwxyz"},
    Alphabet{"upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
};

constexpr std::array<std::string_view, 10> kStructured{
    "email", "host", "jwt", "password", "pem", "pgp", "putty", "uuid", "word", "UUID"};

constexpr std::array<std::string_view, 48> kWords{
    "acorn",   "amber",   "anchor", "basil",  "beacon", "birch",  "canyon",  "cedar",
    "cobalt",  "comet",   "copper", "coral",  "delta",  "ember",  "falcon",  "fern",
    "garnet",  "glacier", "harbor", "hazel",  "indigo", "ivory",  "jasper",  "juniper",
    "lantern", "linden",  "maple",  "marble", "meadow", "nectar", "nimbus",  "orchard",
    "osprey",  "pebble",  "pepper", "quartz", "raven",  "river",  "saffron", "sierra",
    "summit",  "thistle", "timber", "tundra", "velvet", "walnut", "willow",  "zephyr"};

// What would make a reader, or our own judgement, take a random text for a placeholder.
constexpr std::array<std::string_view, 16> kTellingWords{
    "test", "fake", "dummy",  "sample", "xxx",  "your", "null", "none",
    "demo", "todo", "change", "secret", "pass", "abc",  "exam", "mock"};

std::string_view word(Dice& dice) {
    return kWords[dice.below(kWords.size())];
}

bool has_telling_word(std::string_view text) {
    const std::string small = core::in_lower_case(text);
    return std::ranges::any_of(kTellingWords, [&small](std::string_view telling) {
        return small.find(telling) != std::string::npos;
    });
}

// The longest stretch in which each letter follows the last by `step` (0: the same letter).
std::size_t longest_stretch(std::string_view text, int step) {
    std::size_t longest = 0;
    std::size_t length = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        length = at > 0 && text[at] - text[at - 1] == step ? length + 1 : 1;
        longest = std::max(longest, length);
    }
    return longest;
}

std::size_t distinct_letters(std::string_view text) {
    std::array<bool, 256> seen{};
    for (const char letter : text) seen.at(static_cast<unsigned char>(letter)) = true;
    return static_cast<std::size_t>(std::ranges::count(seen, true));
}

bool has_digit(std::string_view text) {
    return std::ranges::any_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
}
bool has_lower(std::string_view text) {
    return std::ranges::any_of(text, [](char letter) { return letter >= 'a' && letter <= 'z'; });
}
bool has_upper(std::string_view text) {
    return std::ranges::any_of(text, [](char letter) { return letter >= 'A' && letter <= 'Z'; });
}

// Long texts have every kind of letter their alphabet has, as real tokens do.
bool has_all_kinds(std::string_view text, std::string_view alphabet) {
    constexpr std::size_t kLong = 12;
    if (text.size() < kLong) return true;
    return has_digit(text) == has_digit(alphabet) && has_lower(text) == has_lower(alphabet) &&
           has_upper(text) == has_upper(alphabet);
}

// Runs are judged by what chance gives: a long text of a small alphabet holds longer ones.
bool looks_random(std::string_view text, std::string_view alphabet) {
    constexpr std::size_t kShort = 5;
    if (text.size() < kShort) return true;
    const std::size_t slack = text.size() / (alphabet.size() * alphabet.size() / 2);
    const std::size_t run_max = 2 + std::min<std::size_t>(slack, 4);
    return longest_stretch(text, 0) <= run_max && longest_stretch(text, 1) <= run_max + 1 &&
           longest_stretch(text, -1) <= run_max + 1 &&
           distinct_letters(text) >= std::min(text.size(), alphabet.size()) / 2 &&
           has_all_kinds(text, alphabet) && !has_telling_word(text);
}

std::string random_letters(std::string_view alphabet, std::size_t length, Dice& dice) {
    constexpr int kAttempts = 256;
    std::string made = dice.letters(alphabet, length);
    for (int attempt = 0; attempt < kAttempts && !looks_random(made, alphabet); ++attempt)
        made = dice.letters(alphabet, length);
    return made;
}

std::size_t length_from(const Piece& maker, Dice& dice) {
    return maker.least + dice.below(maker.most - maker.least + 1);
}

// Version 4, variant 1 (RFC 9562).
std::string uuid(Dice& dice) {
    std::string digits = random_letters(kHexDigits, 32, dice);
    digits[12] = '4';
    digits[16] = "89ab"[dice.below(4)];
    return fmt::format("{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4),
                       digits.substr(12, 4), digits.substr(16, 4), digits.substr(20));
}

std::string upper_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char letter) {
        return static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    });
    return text;
}

std::string host(Dice& dice) {
    const std::string_view machine = word(dice);
    const std::size_t number = 1 + dice.below(30);
    return fmt::format("{}-{}.{}.internal", machine, number, word(dice));
}

// HS256, issued between November 2023 and October 2025, good for an hour to a month.
std::string jwt(std::string_view option, Dice& dice) {
    constexpr std::uint64_t kIssuedFirst = 1'700'000'000;
    const std::uint64_t issued = kIssuedFirst + dice.below(60'000'000);
    const std::uint64_t expires = issued + 3'600 * (1 + dice.below(720));
    const bool is_rsa = option == "rs256" || option == "rs256-noexp";
    const bool is_endless = option == "noexp" || option == "rs256-noexp";
    const std::string header = is_rsa ? R"({"alg":"RS256","typ":"JWT","kid":")" +
                                            random_letters(kHexDigits, 16, dice) + R"("})"
                                      : R"({"alg":"HS256","typ":"JWT"})";
    const std::string issuer = host(dice);
    std::string payload =
        fmt::format(R"({{"iss":"https://{}","sub":"{}","iat":{})", issuer, uuid(dice), issued);
    payload += is_endless ? "}" : fmt::format(R"(,"exp":{}}})", expires);
    return base64_of(header, true) + '.' + base64_of(payload, true) + '.' +
           base64_of(dice.bytes(is_rsa ? 256 : 32), true);
}

// As a generator for people makes it: all kinds of letters, signs that need no quoting.
std::string password(const Piece& maker, Dice& dice) {
    constexpr std::string_view kLetters =
        "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    constexpr std::string_view kSigns = "!*-_+=.~^";
    const std::size_t length = maker.has_length() ? length_from(maker, dice) : 14 + dice.below(7);
    std::string made = random_letters(kLetters, length, dice);
    for (std::size_t at = 3 + dice.below(3); at + 1 < made.size(); at += 4 + dice.below(4))
        made[at] = kSigns[dice.below(kSigns.size())];
    return made;
}

Result<std::string> unknown_option(const Piece& maker, std::string_view options) {
    return Error(ErrorKind::invalid_input,
                 fmt::format("template column {}: {} takes {}, not {}", maker.column, maker.name,
                             options, maker.option));
}

Result<std::string> make_jwt(const Piece& maker, Dice& dice) {
    constexpr std::array<std::string_view, 4> kOptions{"", "noexp", "rs256", "rs256-noexp"};
    if (std::ranges::find(kOptions, maker.option) == kOptions.end())
        return unknown_option(maker, "noexp, rs256 or rs256-noexp");
    return jwt(maker.option, dice);
}

Result<std::string> make_pem(const Piece& maker, Dice& dice) {
    const std::string_view container = maker.name == "pem" ? maker.option : maker.name;
    std::optional<std::string> key = make_private_key(container, dice);
    if (key.has_value()) return *std::move(key);
    return unknown_option(maker,
                          "rsa, ec, openssh, pkcs8, encrypted, rsa-encrypted or "
                          "openssh-encrypted");
}

Result<std::string> make_structured(const Piece& maker, Dice& dice) {
    if (maker.name == "uuid") return uuid(dice);
    if (maker.name == "UUID") return upper_case(uuid(dice));
    if (maker.name == "jwt") return make_jwt(maker, dice);
    if (maker.name == "word") return std::string(word(dice));
    if (maker.name == "host") return host(dice);
    if (maker.name == "password") return password(maker, dice);
    if (maker.name == "email") {
        const std::string_view first = word(dice);
        const std::string_view second = word(dice);
        return fmt::format("{}.{}@{}.internal", first, second, word(dice));
    }
    return make_pem(maker, dice);
}

}  // namespace

std::optional<std::string_view> alphabet_of(std::string_view maker) {
    const auto* found = std::ranges::find(kAlphabets, maker, &Alphabet::maker);
    if (found == kAlphabets.end()) return std::nullopt;
    return found->letters;
}

bool is_maker_name(std::string_view name) {
    return alphabet_of(name).has_value() ||
           std::ranges::find(kStructured, name) != kStructured.end();
}

Result<std::string> make_text(const Piece& maker, Dice& dice) {
    const auto alphabet = alphabet_of(maker.name);
    if (!alphabet.has_value() && !is_maker_name(maker.name)) {
        return Error(ErrorKind::invalid_input,
                     fmt::format("template column {}: there is no maker or part {}; write {{{{ for "
                                 "a brace",
                                 maker.column, maker.name));
    }
    if (!alphabet.has_value()) return make_structured(maker, dice);
    if (!maker.has_length()) {
        return Error(ErrorKind::invalid_input,
                     fmt::format("template column {}: {} needs a length, such as {{{}:32}}",
                                 maker.column, maker.name, maker.name));
    }
    return random_letters(*alphabet, length_from(maker, dice), dice);
}

std::string base64_of(std::string_view bytes, bool is_url) {
    const std::string_view digits =
        is_url ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
               : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string made;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view three = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8U | (k < three.size() ? static_cast<unsigned char>(three[k]) : 0U);
        for (std::size_t k = 0; k < three.size() + 1; ++k)
            made += digits[bits >> (18U - 6U * k) & 63U];
        if (!is_url) made.append(3 - three.size(), '=');
    }
    return made;
}

}  // namespace curfew::rules
