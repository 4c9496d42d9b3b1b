// Prints a made example for every shipped signature and each of its contexts, a JSON object a line.
// For planting secrets into copies of histories only (plant.py): what is made opens nothing.
//
// Arguments: the seed.
#include <cstdint>
#include <cstdio>
#include <string>

#include <fmt/format.h>

#include "scanner/match/shipped.h"
#include "scanner/rules/example.h"
#include "tests/accuracy/json_text.h"

namespace curfew::accuracy {
namespace {

using core::Result;
using rules::Signature;

/// Whether more than the secret itself must stand there.
bool needs_context(const Signature& signature) {
    return !signature.keywords.empty() || !signature.parts.empty() ||
           signature.pattern.find("(?P<secret>") != std::string::npos;
}

Result<void> print_examples(const Signature& signature, std::uint64_t seed) {
    for (std::size_t context = 0; context < signature.example.contexts.size(); ++context) {
        TRY_ASSIGN(const rules::Example example, rules::make_example(signature, context, seed));
        fmt::print(R"({{"signature":{},"provider":{},"kind":{},"pattern":{},"needs_context":{},)"
                   R"("secret":{},"text":{}}})"
                   "\n",
                   json_text(signature.id.value), json_text(signature.provider_id),
                   json_text(rules::name_of(signature.kind)),
                   signature.shape == rules::Shape::pattern, needs_context(signature),
                   json_text(example.secret), json_text(example.text));
    }
    return {};
}

Result<void> run(std::uint64_t seed) {
    TRY_ASSIGN(const rules::Catalog catalog, match::shipped_catalog());
    for (const Signature& signature : catalog.signatures()) TRY(print_examples(signature, seed));
    return {};
}

}  // namespace
}  // namespace curfew::accuracy

int main(int count, char** arguments) {
    if (count != 2) {
        fmt::print(stderr, "usage: make_examples SEED\n");
        return 2;
    }
    const auto outcome = curfew::accuracy::run(std::stoull(arguments[1]));
    if (outcome.has_value()) return 0;
    fmt::print(stderr, "make_examples: {}\n", outcome.error().message());
    return 2;
}
