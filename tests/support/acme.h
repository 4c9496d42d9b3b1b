/// A provider that does not exist, its signature, and tokens of its kind made when they are needed.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "scanner/rules/catalog.h"

namespace curfew::support {

/// What each file of made-up signatures begins with; they name the source "made-up".
inline constexpr std::string_view kAcmeHead = R"toml(
format = 1
[provider]
id = "acme"
name = "Acme"
site = "https://acme.invalid"
[[source]]
id = "made-up"
what = "made up for tests"
url = "https://acme.invalid/docs"
date = 2026-11-22
evidence = "tried"
)toml";

/// Signatures: acme-key ("acme_" and 24 letters, never expires) and acme-session (a JWT carrier).
[[nodiscard]] inline rules::Catalog acme_catalog() {
    const std::string text = std::string(kAcmeHead) + R"toml(
[[signature]]
id = "acme-key"
name = "Acme API key"
kind = "token"
pattern = '''acme_[0-9A-Za-z]{24}'''
literals = ["acme_"]
length_max = 29
confidence = 0.95
public_prefix = "acme_"
revocability = "exact"
blast_radius = "this key"
sources = ["made-up"]
[signature.lifetime]
class = "unbounded"
note = "Never expires."
[signature.ask]
note = "Cannot be asked."
[signature.end]
page = "https://acme.invalid/keys"
[signature.example]
secret = "acme_{base62:24}"
contexts = ["key={secret}"]
)toml";
    const std::array<rules::CatalogFile, 1> files{{{"acme.toml", text}}};
    return rules::Catalog::from_toml(files).value();
}

/// A key that depends on `number` alone and looks random.
[[nodiscard]] inline std::string acme_key(unsigned number) {
    static constexpr std::string_view kLetters =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string key = "acme_";
    std::uint64_t state = 0x9E3779B97F4A7C15ULL * (number + 1);
    for (int count = 0; count < 24; ++count) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        key += kLetters[(state >> 33U) % kLetters.size()];
    }
    return key;
}

}  // namespace curfew::support
