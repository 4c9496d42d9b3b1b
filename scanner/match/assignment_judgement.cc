#include "scanner/match/assignment_judgement.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/bytes.h"
#include "scanner/match/assignment_syntax.h"
#include "scanner/match/characters.h"
#include "scanner/match/issuer_forms.h"
#include "scanner/match/placeholder.h"
#include "scanner/match/randomness.h"
#include "scanner/match/secret_name.h"
#include "scanner/match/text_flavour.h"
#include "scanner/match/transfer_text.h"
#include "scanner/match/value_form.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kPasswordBytesMin = 4;
constexpr std::size_t kPasswordBytesMax = 128;
constexpr double kMadeUpLikelihood = 0.45;  // shown beside a name that leaves no doubt
// Issued tokens have 80 bits and more; 16 hexadecimal digits or fewer are ids, names and nonces.
constexpr std::size_t kShortTokenBytes = 16;
constexpr std::size_t kTokenBytesMin = 10;   // shorter drawn values are ids and short names
constexpr std::size_t kClusterBytes = 2048;  // how far a manifest's `kind: Secret` may stand

string_view value_text(const Claim& claim, core::Span value) {
    return claim.text.substr(value.begin, value.size());
}

constexpr auto kSchemes =
    std::to_array<string_view>({"Bearer ", "Basic ", "Token ", "ApiKey ",
                                "token=", "key=", "secret=", "value=", "Key ", "OAuth "});

core::Span without_scheme(const Claim& claim, core::Span value) {
    for (const string_view scheme : kSchemes) {
        if (!starts_with_caseless(value_text(claim, value), scheme)) continue;
        value.begin += scheme.size();
        return value;
    }
    return value;
}

bool cuts_pieces(char letter) {
    return is_space(letter) || string_view("{}|<>()[],'\"`").find(letter) != string_view::npos;
}

// The piece that reads most as drawn: `{acme AQAAABAAA 36a5…}` holds one token among words.
core::Span most_drawn_piece(const Claim& claim, core::Span value) {
    core::Span best = value;
    double best_bits = 0.0;
    std::size_t begin = value.begin;
    for (std::size_t at = value.begin; at <= value.end; ++at) {
        if (at < value.end && !cuts_pieces(claim.text[at])) continue;
        const core::Span piece{.begin = begin, .end = at};
        begin = at + 1;
        if (piece.size() < kTokenBytesMin) continue;
        const double bits = texture_of(value_text(claim, piece)).drawn_bits;
        if (bits <= best_bits) continue;
        best = piece;
        best_bits = bits;
    }
    return best;
}

core::Span relevant_piece(const Claim& claim) {
    const core::Span value = without_scheme(claim, claim.assignment.value);
    const string_view text = value_text(claim, value);
    const bool has_pieces =
        std::any_of(text.begin(), text.end(), is_blank) || text.starts_with("{");
    return has_pieces && claim.secret.sort != NameSort::password ? most_drawn_piece(claim, value)
                                                                 : value;
}

double weight_of(Link link) {
    switch (link) {
        case Link::operator_sign:
        case Link::colon:
        case Link::element:
        case Link::labelled:
            return 1.0;
        case Link::argument:
            return 0.9;
        case Link::flag:
        case Link::statement:
            return 0.85;
        case Link::prose:
            return 0.7;
    }
    return 0.0;
}

double weight_of_code(const Claim& claim) {
    if (claim.assignment.goes_on_as_code) return 0.3;
    const Flavour flavour = flavour_around(claim.text, claim.name.begin, claim.path);
    switch (flavour) {
        case Flavour::configuration:
            return 1.0;
        case Flavour::unknown:
            return claim.assignment.is_spaced ? 0.7 : 0.85;
        case Flavour::prose:
            return 0.6;
        case Flavour::source_code:
            return 0.35;
    }
    return 0.0;
}

// An unquoted value in a program is an expression unless it cannot be one.
double weight_of_quoting(const Claim& claim, bool is_drawn) {
    if (claim.assignment.quoting != Quoting::none || claim.is_in_connection_string) return 1.0;
    const double weight = weight_of_code(claim);
    return is_drawn ? std::max(weight, 0.8) : weight;
}

double weight_of_length(std::size_t size) {
    if (size < 6) return 0.7;
    return size > 64 ? 0.8 : 1.0;
}

std::string assigned_to(const Claim& claim) {
    return std::string("assigned to ")
        .append(claim.text.substr(claim.name.begin, claim.name.size()));
}

bool repeats_name(const Claim& claim, string_view value) {
    return equals_caseless(value, claim.text.substr(claim.name.begin, claim.name.size()));
}

struct Likelihood {
    double value = 0.0;
    std::string reason;
};

// Of a test or an example, most likely, but not of nobody.
Likelihood made_up() {
    return {.value = kMadeUpLikelihood, .reason = "looks made up: it repeats itself or runs on"};
}

// In a sentence only what no word of it can be.
bool stands_out(string_view value) {
    const Texture texture = texture_of(value);
    return texture.size >= 8 && texture.digits > 0 && texture.letters() > 0 &&
           realness_of(value).value >= 0.7;
}

Likelihood as_password(const Claim& claim, string_view value) {
    if (value.size() < kPasswordBytesMin || value.size() > kPasswordBytesMax) return {};
    if (is_made_up_with_care(value)) return made_up();
    const Realness real = realness_of(value);
    if (real.value <= 0.0) return {.value = 0.0, .reason = real.reason};
    double likelihood = 0.9 * real.value * weight_of_length(value.size());
    if (repeats_name(claim, value)) likelihood *= 0.5;
    if (claim.assignment.link == Link::prose && !stands_out(value)) likelihood *= 0.3;
    return {.value = likelihood, .reason = real.reason};
}

// The texture of the piece between `_ - . : |` that reads most as drawn: what stands before a key's
// random part (`sk-us-`, `APP_USR-`) is written, and all digits are cheap for both.
Texture most_drawn_texture(string_view value) {
    constexpr std::size_t kPieceBytesMin = 16;
    Texture best = texture_of(value);
    std::size_t begin = 0;
    while (begin < value.size()) {
        const std::size_t end = std::min(value.find_first_of("_-.:|", begin), value.size());
        if (end - begin >= kPieceBytesMin && !best.is_drawn()) {
            const Texture piece = texture_of(value.substr(begin, end - begin));
            if (piece.is_drawn()) best = piece;
        }
        begin = end + 1;
    }
    return best;
}

double likelihood_of_drawn(const Texture& texture) {
    if (texture.drawn_bits >= 40.0) return 0.9;
    if (texture.drawn_bits >= 24.0) return 0.8;
    return texture.drawn_bits >= 14.0 ? 0.65 : 0.5;
}

bool is_short(string_view value) {
    if (value.size() != kShortTokenBytes) return value.size() < kShortTokenBytes;
    return std::all_of(value.begin(), value.end(), is_hex);
}

Likelihood drawn_token(const Claim& claim, string_view value, const Texture& texture) {
    if (is_short(value))
        return {.value = 0.3, .reason = "reads as drawn by a generator, but is short"};
    const double likelihood = likelihood_of_drawn(texture);
    if (contradicts_issuer(claim.text.substr(claim.name.begin, claim.name.size()), value))
        return {.value = likelihood * 0.38, .reason = "not of the form its issuer uses"};
    return {.value = likelihood, .reason = "reads as drawn by a generator"};
}

double likelihood_of_uuid(NameSort sort) {
    if (sort == NameSort::bare_key || sort == NameSort::credential) return 0.2;
    return sort == NameSort::other_key ? 0.5 : 0.7;
}

// Base64 of something that is itself protected or a template is no better than that.
ValueForm form_of_token(string_view value) {
    const ValueForm form = form_of(value);
    if (form != ValueForm::plain || value.size() % 4 != 0) return form;
    const auto decoded = from_base64(value);
    if (!decoded || !is_printable(*decoded)) return form;
    const ValueForm inner = form_of(*decoded);
    const bool is_nothing = inner == ValueForm::encrypted || inner == ValueForm::template_text ||
                            inner == ValueForm::reference;
    return is_nothing ? inner : form;
}

bool is_made_up(string_view value) {
    return is_blatant_placeholder(value) || walks_the_alphabet(value);
}

// "acme-a1b2c3d4-e5f6": joined again, and each long piece alone.
bool holds_blatant_piece(string_view value) {
    std::string joined;
    std::size_t begin = 0;
    while (begin < value.size()) {
        const std::size_t end = std::min(value.find_first_of("_-./:|", begin), value.size());
        const string_view piece = value.substr(begin, end - begin);
        if (piece.size() >= 12 && piece.size() * 3 >= value.size() && is_made_up(piece))
            return true;
        if (std::any_of(piece.begin(), piece.end(), is_digit)) joined.append(piece);
        begin = end + 1;
    }
    return joined.size() * 3 >= value.size() * 2 && is_made_up(joined);
}

Likelihood as_token(const Claim& claim, string_view value) {
    if (value.size() < kTokenBytesMin || !is_printable(value)) return {};
    if (is_made_up_with_care(value)) return made_up();
    if (is_made_up(value)) return {.value = 0.05, .reason = "a placeholder"};
    const ValueForm form = form_of_token(value);
    if (form == ValueForm::uuid)
        return {.value = likelihood_of_uuid(claim.secret.sort), .reason = "a UUID"};
    if (holds_blatant_piece(value)) return {.value = 0.05, .reason = "holds a made-up piece"};
    const Texture texture = most_drawn_texture(value);
    const bool is_telling_path = form == ValueForm::path && texture.is_drawn();
    if (form != ValueForm::plain && !is_telling_path)
        return {.value = 0.0, .reason = std::string("the value is ").append(describe(form))};
    if (texture.is_drawn() && texture.blanks == 0) return drawn_token(claim, value, texture);
    return {.value = 0.15, .reason = "reads as written by a person"};
}

// "secret: hunter2" is a password by another name.
Likelihood likelihood_of(const Claim& claim, string_view value) {
    const NameSort sort = claim.secret.sort;
    if (sort == NameSort::password) return as_password(claim, value);
    Likelihood token = as_token(claim, value);
    if (sort != NameSort::secret || claim.assignment.link == Link::prose) return token;
    if (token.value <= 0.05) return token;
    Likelihood password = as_password(claim, value);
    password.value *= 0.6;
    return password.value > token.value ? password : token;
}

bool is_in_secret_manifest(const Claim& claim) {
    const std::size_t at = claim.name.begin;
    const std::size_t begin = at > kClusterBytes ? at - kClusterBytes : 0;
    const string_view around = claim.text.substr(begin, at - begin + kClusterBytes);
    return around.find("kind: Secret\n") != string_view::npos ||
           around.find("\"kind\": \"Secret\"") != string_view::npos ||
           around.ends_with("kind: Secret");
}

std::optional<std::string> decoded_manifest_value(const Claim& claim, string_view value) {
    if (claim.assignment.link != Link::colon || value.size() < 8 || value.size() % 4 != 0)
        return std::nullopt;
    auto decoded = from_base64(value);
    if (!decoded) return std::nullopt;
    while (!decoded->empty() && is_line_end(decoded->back())) decoded->pop_back();
    if (!is_printable(*decoded) || !is_in_secret_manifest(claim)) return std::nullopt;
    return decoded;
}

// `i.flag.pw:before{color`, `a.password?b:a.user+c`: rules and conditions without blanks.
bool is_piece_of_code(const Claim& claim, string_view value) {
    if (std::count(value.begin(), value.end(), '{') != std::count(value.begin(), value.end(), '}'))
        return true;
    const string_view name = value_text(claim, claim.name);
    const std::size_t dot = name.find('.');
    return dot != string_view::npos && value.starts_with(name.substr(0, dot + 1));
}

// A piece of a template, an expression or a command reads as drawn sooner than the whole does.
bool is_no_value(const Claim& claim) {
    const core::Span span = claim.assignment.value;
    const string_view value = value_text(claim, span);
    const bool is_in_backticks = span.begin > 0 && claim.text[span.begin - 1] == '`';
    if (is_in_backticks && std::any_of(value.begin(), value.end(), is_blank)) return true;
    // "{acme 36a5…}": braces around words and a token are no template.
    const bool is_braced_text = value.starts_with('{') && !value.starts_with("{{") &&
                                std::any_of(value.begin(), value.end(), is_blank);
    if (claim.assignment.quoting == Quoting::none && is_piece_of_code(claim, value)) return true;
    const ValueForm form = form_of(value);
    return form == ValueForm::key_block || form == ValueForm::expression ||
           (form == ValueForm::template_text && !is_braced_text);
}

double weigh(const Claim& claim, double likelihood, bool is_drawn) {
    double confidence = likelihood * claim.secret.weight * weight_of(claim.assignment.link) *
                        weight_of_quoting(claim, is_drawn);
    if (confidence > 0.2 && is_among_tests(claim.text, claim.name.begin, claim.path))
        confidence *= 0.93;
    return std::min(confidence, kAssignedConfidenceMax);
}

}  // namespace

std::size_t value_bytes_min(NameSort sort) {
    const bool may_be_password = sort == NameSort::password || sort == NameSort::secret;
    return may_be_password ? kPasswordBytesMin : kTokenBytesMin;
}

Verdict judge_assignment(const Claim& claim) {
    Verdict verdict;
    if (is_no_value(claim)) return verdict;
    verdict.value = relevant_piece(claim);
    const string_view raw = value_text(claim, verdict.value);
    if (raw.size() < kPasswordBytesMin) return verdict;
    if (auto decoded = decoded_manifest_value(claim, raw)) {
        verdict.decoded = std::move(*decoded);
    } else if (claim.assignment.quoting != Quoting::none && raw.find('\\') != string_view::npos) {
        verdict.decoded = from_backslashes(raw);
    }
    const string_view value = verdict.decoded.empty() ? raw : string_view(verdict.decoded);
    Likelihood likelihood = likelihood_of(claim, value);
    if (likelihood.value <= 0.0) return verdict;
    verdict.confidence = weigh(claim, likelihood.value, texture_of(value).is_drawn());
    verdict.reasons = {std::move(likelihood.reason), assigned_to(claim)};
    return verdict;
}

}  // namespace curfew::match
