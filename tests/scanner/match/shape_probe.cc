#include "tests/scanner/match/shape_probe.h"

#include <algorithm>
#include <utility>

#include "scanner/match/characters.h"
#include "scanner/rules/dice.h"

namespace curfew::match {

ShapeProbe::ShapeProbe(rules::Shape shape, rules::SecretKind kind, std::vector<std::string> words)
    : words_(std::move(words)) {
    signature_.id = core::SignatureId{"probe"};
    signature_.shape = shape;
    signature_.kind = kind;
}

std::vector<Detection> ShapeProbe::find(std::string_view text, std::string_view path) const {
    std::vector<Detection> found;
    const BlobContext context{.path = path, .is_decoded = false};
    for (std::size_t at = 0; at < text.size(); ++at)
        for (const std::string& word : words_)
            if (starts_with_caseless(text.substr(at), word))
                find_shape({.bytes = core::as_bytes(text),
                            .context = context,
                            .signature = signature_,
                            .anchor = {.begin = at, .end = at + word.size()}},
                           found);
    std::ranges::stable_sort(found, [](const Detection& left, const Detection& right) {
        return left.confidence.value > right.confidence.value;
    });
    return found;
}

double ShapeProbe::confidence(std::string_view text, std::string_view path) const {
    const auto found = find(text, path);
    return found.empty() ? 0.0 : found.front().confidence.value;
}

std::string ShapeProbe::secret(std::string_view text) const {
    const auto found = find(text);
    return found.empty() ? std::string() : std::string(found.front().secret.reveal());
}

ShapeProbe password_probe() {
    return {rules::Shape::assignment, rules::SecretKind::password, {"pass", "pwd"}};
}
ShapeProbe key_probe() {
    return {rules::Shape::assignment, rules::SecretKind::token, {"key"}};
}
ShapeProbe token_probe() {
    return {rules::Shape::assignment, rules::SecretKind::token, {"token"}};
}
ShapeProbe secret_probe() {
    return {rules::Shape::assignment, rules::SecretKind::token, {"secret"}};
}

std::string drawn(std::size_t count, unsigned seed) {
    return rules::Dice(seed).letters(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", count);
}

std::string drawn_hex(std::size_t count, unsigned seed) {
    return rules::Dice(seed).letters("0123456789abcdef", count);
}

std::string with(std::string_view text, std::string_view secret) {
    std::string made;
    for (const char c : text)
        if (c == '@') made += secret;
        else made += c;
    return made;
}

}  // namespace curfew::match
