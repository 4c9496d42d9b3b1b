// PyPI upload tokens: `pypi-` and a macaroon whose caveats are JSON.
//
// Since 2022 a caveat is an array whose first element says what it is: [0, expires_at, not_before],
// [1, [project names]], [2, [project ids]], [3, user], [4, …] a publisher. Before, it was an
// object: {"nbf": …, "exp": …}, {"version": 1, "permissions": …}. A token without a time caveat has
// no end (warehouse, warehouse/macaroons/caveats).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/core/limits.h"
#include "scanner/core/result.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/json_document.h"
#include "scanner/lifetime/carriers/macaroon_bytes.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "pypi";
constexpr std::string_view kPrefix = "pypi-";

/// The token in the text: from the prefix to the last base64url letter.
std::string_view token_in(std::string_view text) {
    const std::size_t at = text.find(kPrefix);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + kPrefix.size());
    std::size_t length = 0;
    while (length < text.size() && (is_base64url(text[length]) || text[length] == '=')) ++length;
    return text.substr(0, length);
}

core::Result<core::Instant> instant_at(JsonView number, std::string_view what) {
    const core::Error wrong(core::ErrorKind::invalid_input,
                            "a caveat's " + std::string(what) + " cannot be read");
    const auto seconds = number.number();
    if (!seconds) return wrong;
    auto at = instant_from_epoch(*seconds);
    if (!at.has_value()) return wrong;
    return at;
}

/// All caveats must hold: the earliest end, the latest begin.
core::Result<void> take_times(CarrierFacts& facts, JsonView expires, JsonView not_before) {
    TRY_ASSIGN(const core::Instant end, instant_at(expires, "end"));
    facts.expires_at = earlier(facts.expires_at, end);
    // A begin of zero is how "from the start" is written by hand-made tokens.
    if (not_before.number() == 0.0) return {};
    TRY_ASSIGN(const core::Instant begin, instant_at(not_before, "begin"));
    facts.not_before = later(facts.not_before, begin);
    return {};
}

void take_names(CarrierFacts& facts, JsonView names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto name = names.at(i).text();
        if (name && facts.scopes.size() < core::kCarrierNamesMax) {
            facts.scopes.push_back(clean_text(*name));
        }
    }
}

core::Result<void> take_array(CarrierFacts& facts, JsonView caveat) {
    const core::Error wrong(core::ErrorKind::invalid_input, "a caveat in it cannot be read");
    const auto tag = caveat.size() > 0 ? caveat.at(0).number() : std::optional<double>();
    if (!tag) return wrong;
    if (*tag == 0) {
        if (caveat.size() != 3) return wrong;
        return take_times(facts, caveat.at(1), caveat.at(2));
    }
    if (*tag == 1 && caveat.size() > 1) take_names(facts, caveat.at(1));
    if (*tag == 3 && caveat.size() > 1) {
        facts.account = clean_text(caveat.at(1).text().value_or(std::string_view()));
    }
    return {};
}

core::Result<void> take_object(CarrierFacts& facts, JsonView caveat) {
    const auto expires = caveat.find("exp");
    const auto not_before = caveat.find("nbf");
    if (expires && not_before) return take_times(facts, *expires, *not_before);
    const auto permissions = caveat.find("permissions");
    const auto projects = permissions ? permissions->find("projects") : std::nullopt;
    if (projects) take_names(facts, *projects);
    const auto words = permissions ? permissions->text() : std::nullopt;
    if (words) facts.scopes.push_back(clean_text(*words));
    return {};
}

core::Result<void> take_caveat(CarrierFacts& facts, const std::string& caveat) {
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(caveat));
    const JsonView root = document.root();
    return root.is_array() ? take_array(facts, root) : take_object(facts, root);
}

}  // namespace

CarrierFacts read_pypi(std::string_view text) {
    const std::string_view token = token_in(text);
    if (token.empty()) return broken(kCarrier, "there is no token in it");
    const auto macaroon = macaroon_from(token);
    if (!macaroon.has_value()) return broken(kCarrier, macaroon.error().message());
    CarrierFacts facts = facts_of(kCarrier);
    facts.name = clean_text(macaroon.value().identifier);
    for (const std::string& caveat : macaroon.value().caveats) {
        const auto taken = take_caveat(facts, caveat);
        if (taken.has_value()) continue;
        facts.problem = taken.error().message();
        facts.expires_at.reset();
        return facts;
    }
    facts.never_expires = !facts.expires_at && !macaroon.value().has_third_party;
    if (facts.never_expires) facts.note = "it has no time caveat: it works until it is deleted";
    return facts;
}

}  // namespace curfew::lifetime
