#include "scanner/rules/example.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "scanner/core/lower_case.h"
#include "scanner/rules/dice.h"
#include "scanner/rules/maker.h"
#include "scanner/rules/template_text.h"
#include "scanner/rules/token_checksum.h"

namespace curfew::rules {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

// Tries until an example satisfies its own signature's filters and checksum.
constexpr std::uint64_t kAttemptsMax = 64;

// How deep parts may name parts.
constexpr std::size_t kNamesDeepMax = 8;

// What becomes of a maker when a near miss is made; nothing: the maker itself.
struct Twist {
    bool is_placeholder = false;      ///< random letters give way to one letter repeated
    std::size_t shortened = 0;        ///< the column of a maker that makes one letter less, or 0
    std::size_t spoiled = 0;          ///< the column of a maker that makes a foreign letter, or 0
    bool has_wrong_checksum = false;  ///< of another body
};

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a
    for (const char letter : text)
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3ULL;
    return hash;
}

// Fills templates of one signature. Names are filled when first met and stay the same after that,
// so that a context shows the very secret the example says.
class Filler {
  public:
    Filler(const Signature& signature, std::uint64_t seed, Twist twist = {})
        : signature_(signature), dice_(seed ^ hash_of(signature.id.value)), twist_(twist) {}

    /// The secret, a part or a maker's text.
    Result<std::string> named(std::string_view name) {
        if (const auto known = known_.find(name); known != known_.end()) return known->second;
        const std::string* text = template_of(name);
        if (text == nullptr) {
            return Error(
                ErrorKind::invalid_input,
                fmt::format("there is no part {0}; write parts = {{ {0} = \"…\" }}", name));
        }
        if (open_.size() >= kNamesDeepMax)
            return Error(ErrorKind::invalid_input, "parts name each other too deeply");
        open_.emplace_back(name);
        Result<std::string> made = fill(*text, name == "secret");
        open_.pop_back();
        if (made.has_value()) known_.emplace(name, made.value());
        return made;
    }

    Result<std::string> fill(std::string_view text, bool is_secret = false) {
        TRY_ASSIGN(const std::vector<Piece> pieces, parse_template(text));
        std::string made;
        for (const Piece& piece : pieces) {
            TRY_ASSIGN(const std::string part, make(piece, made, is_secret));
            made += part;
        }
        return made;
    }

  private:
    [[nodiscard]] const std::string* template_of(std::string_view name) const {
        if (std::ranges::find(open_, name) != open_.end()) return nullptr;
        if (name == "secret") return &signature_.example.secret;
        for (const auto& [part, text] : signature_.example.parts)
            if (part == name) return &text;
        return nullptr;
    }

    Result<std::string> make(const Piece& piece, std::string_view head, bool is_secret) {
        if (!piece.is_maker()) return piece.text;
        if (piece.name == "checksum") return make_checksum(piece, head);
        if (piece.name == "base64of" || piece.name == "base64urlof") {
            TRY_ASSIGN(const std::string inside, named(piece.option));
            return base64_of(inside, piece.name == "base64urlof");
        }
        if (known_.contains(piece.name) || template_of(piece.name) != nullptr)
            return named(piece.name);
        TRY_ASSIGN(std::string made, make_text(piece, dice_));
        if (is_secret) twist(piece, made);
        return made;
    }

    // What people write where a secret belongs.
    static void fill_in(std::string_view maker, std::optional<std::string_view> alphabet,
                        std::string& made) {
        if (alphabet) {
            const bool has_small = alphabet->find('x') != std::string_view::npos;
            const bool has_capital = alphabet->find('X') != std::string_view::npos;
            made.assign(made.size(), has_small ? 'x' : has_capital ? 'X' : '0');
        } else if (maker == "password") {
            made.assign(made.size(), 'x');
        } else if (maker == "uuid" || maker == "UUID") {
            std::ranges::replace_if(made, [](char letter) { return letter != '-'; }, '0');
        }
    }

    void twist(const Piece& piece, std::string& made) const {
        const auto alphabet = alphabet_of(piece.name);
        if (twist_.is_placeholder) fill_in(piece.name, alphabet, made);
        if (!alphabet.has_value()) return;
        if (twist_.shortened == piece.column) made.pop_back();
        if (twist_.spoiled == piece.column) made[made.size() / 2] = '!';
    }

    Result<std::string> make_checksum(const Piece& piece, std::string_view head) {
        if (signature_.checksum.empty()) {
            return Error(
                ErrorKind::invalid_input,
                fmt::format("template column {}: the signature has no checksum", piece.column));
        }
        std::optional<std::string> made = checksum_for(signature_.checksum, head);
        if (!made.has_value()) {
            return Error(ErrorKind::invalid_input,
                         fmt::format("template column {}: {} cannot be computed; make all letters "
                                     "and one that fits is taken",
                                     piece.column, signature_.checksum));
        }
        if (twist_.has_wrong_checksum) made->back() = made->back() == '1' ? '2' : '1';
        return *std::move(made);
    }

    const Signature& signature_;
    Dice dice_;
    Twist twist_;
    std::map<std::string, std::string, std::less<>> known_;
    std::vector<std::string> open_;
};

double entropy_of(std::string_view text) {
    std::array<std::size_t, 256> counts{};
    for (const char letter : text) ++counts.at(static_cast<unsigned char>(letter));
    double bits = 0.0;
    for (const std::size_t count : counts) {
        if (count == 0) continue;
        const double share = static_cast<double>(count) / static_cast<double>(text.size());
        bits -= share * std::log2(share);
    }
    return bits;
}

bool has_stop_word(std::string_view secret, const std::vector<std::string>& stop_words) {
    const std::string small = core::in_lower_case(secret);
    return std::ranges::any_of(stop_words, [&small](const std::string& stop_word) {
        return small.find(core::in_lower_case(stop_word)) != std::string::npos;
    });
}

std::size_t count_between(std::string_view text, char first, char last) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [first, last](char letter) { return letter >= first && letter <= last; }));
}

bool satisfies(const Signature& signature, std::string_view secret) {
    const Filters& filters = signature.filters;
    if (!signature.checksum.empty() && signature.is_checksum_trusted &&
        !checksum_holds(signature.checksum, secret))
        return false;
    return count_between(secret, '0', '9') >= filters.digits_min &&
           count_between(secret, 'A', 'Z') >= filters.uppercase_min &&
           count_between(secret, 'a', 'z') >= filters.lowercase_min &&
           entropy_of(secret) >= filters.entropy_min.value_or(0.0) &&
           !has_stop_word(secret, filters.stop_words);
}

// The seed of the first attempt whose secret satisfies its own signature.
Result<std::uint64_t> fitting_seed(const Signature& signature, std::uint64_t seed) {
    for (std::uint64_t attempt = 0; attempt < kAttemptsMax; ++attempt) {
        const std::uint64_t tried = Dice(seed + attempt * 0x100000001ULL).next();
        Filler filler(signature, tried);
        TRY_ASSIGN(const std::string secret, filler.named("secret"));
        if (satisfies(signature, secret)) return tried;
    }
    return Error(ErrorKind::invalid_input,
                 fmt::format("none of {} examples satisfies the signature's own checksum and "
                             "filters",
                             kAttemptsMax));
}

std::string_view context_of(const Signature& signature, std::size_t context) {
    const std::vector<std::string>& contexts = signature.example.contexts;
    return contexts.empty() ? std::string_view("{secret}")
                            : std::string_view(contexts[context % contexts.size()]);
}

// Whether what stands at `at`, outside of a class, repeats something a varying number of times.
bool is_varying(std::string_view pattern, std::size_t at) {
    switch (pattern[at]) {
        case '*':
        case '+':
            return true;
        case '?':
            return at == 0 || pattern[at - 1] != '(';
        case '{': {
            const std::string_view count = pattern.substr(at, pattern.find('}', at) - at);
            return count.find(',') != std::string_view::npos;
        }
        default:
            return false;
    }
}

// Whether every repetition in the pattern has one fixed length, so that one letter less, or one
// foreign letter, cannot match.
bool has_fixed_length(std::string_view pattern) {
    bool is_class = false;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] == '\\') {
            ++at;
        } else if (is_class) {
            is_class = pattern[at] != ']';
        } else if (is_varying(pattern, at)) {
            return false;
        } else {
            is_class = pattern[at] == '[';
        }
    }
    return true;
}

// The column of the longest maker of random letters in the secret, 0 when there is none.
Result<std::size_t> longest_maker(const Signature& signature) {
    TRY_ASSIGN(const std::vector<Piece> pieces, parse_template(signature.example.secret));
    std::size_t column = 0;
    std::size_t longest = 1;
    for (const Piece& piece : pieces) {
        if (piece.least > longest && alphabet_of(piece.name).has_value()) {
            longest = piece.least;
            column = piece.column;
        }
    }
    return column;
}

struct Twisted {
    Twist twist;
    std::string_view why;
};

Result<std::vector<Twisted>> twists_of(const Signature& signature) {
    std::vector<Twisted> twists;
    TRY_ASSIGN(const std::size_t column, longest_maker(signature));
    const bool is_exact = signature.shape == Shape::pattern && !signature.has_open_borders &&
                          has_fixed_length(signature.pattern);
    if (is_exact && column > 0) {
        twists.push_back({{.shortened = column}, "one character short"});
        twists.push_back({{.spoiled = column}, "a letter outside the alphabet"});
    }
    const bool has_checksum = signature.example.secret.find("{checksum}") != std::string::npos;
    if (has_checksum && signature.is_checksum_trusted)
        twists.push_back({{.has_wrong_checksum = true}, "checksum of another body"});
    const bool can_repeat =
        column > 0 || signature.example.secret.find("{password") != std::string::npos;
    if (signature.filters.reject_placeholders && can_repeat)
        twists.push_back({{.is_placeholder = true}, "a placeholder instead of the random part"});
    return twists;
}

}  // namespace

Result<Example> make_example(const Signature& signature, std::size_t context, std::uint64_t seed) {
    TRY_ASSIGN(const std::uint64_t fitting, fitting_seed(signature, seed));
    Filler filler(signature, fitting);
    Example example;
    TRY_ASSIGN(example.secret, filler.named("secret"));
    for (const auto& [name, text] : signature.example.parts) {
        TRY_ASSIGN(std::string value, filler.named(name));
        const bool is_part = std::ranges::any_of(
            signature.parts, [&name = name](const PartRule& part) { return part.name == name; });
        if (is_part) example.parts.emplace_back(name, std::move(value));
    }
    TRY_ASSIGN(example.text, filler.fill(context_of(signature, context)));
    return example;
}

Result<std::vector<MadeNearMiss>> make_near_misses(const Signature& signature, std::uint64_t seed) {
    TRY_ASSIGN(const std::uint64_t fitting, fitting_seed(signature, seed));
    std::vector<MadeNearMiss> made;
    for (const NearMiss& own : signature.near_misses) {
        Filler filler(signature, fitting);
        TRY_ASSIGN(std::string text, filler.fill(own.text));
        made.push_back({std::move(text), own.why});
    }
    TRY_ASSIGN(const std::vector<Twisted> twists, twists_of(signature));
    for (const Twisted& twisted : twists) {
        Filler filler(signature, fitting, twisted.twist);
        TRY(filler.named("secret"));
        TRY_ASSIGN(std::string text, filler.fill(context_of(signature, 0)));
        made.push_back({std::move(text), std::string(twisted.why)});
    }
    return made;
}

}  // namespace curfew::rules
