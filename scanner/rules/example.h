/// Makes example secrets from a template and a seed, so that no whole token lies in the repository.
///
/// A template is text with makers in braces: `{base62:30}`, `{hex:32}`, `{base64url:20-40}`,
/// `{checksum}` (computed over what stands before, by the signature's checksum rule), `{uuid}`,
/// `{jwt}`, `{pem:rsa}`, `{secret}`, `{part-name}`; `{{` is a brace. signatures/FORMAT.md lists
/// all.
///
/// Threads:  free functions; the same seed gives the same text on every machine.
/// Errors:   invalid_input for a template that does not parse, with the column.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"
#include "scanner/rules/signature.h"

namespace curfew::rules {

struct Example {
    std::string text;    ///< the secret inside its context
    std::string secret;  ///< the secret's canonical bytes
    std::vector<std::pair<std::string, std::string>> parts;
};

/// One example; `context` counts through signature.example.contexts.
[[nodiscard]] core::Result<Example> make_example(const Signature& signature, std::size_t context,
                                                 std::uint64_t seed);

struct MadeNearMiss {
    std::string text;
    std::string why;  ///< "one character short", "checksum of another body", …
};

/// The signature's own near misses and the ones that follow from its template: one character short,
/// a wrong checksum, a letter outside the alphabet, a placeholder instead of the random part.
[[nodiscard]] core::Result<std::vector<MadeNearMiss>> make_near_misses(const Signature& signature,
                                                                       std::uint64_t seed);

}  // namespace curfew::rules
