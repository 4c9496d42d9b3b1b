// JSON Web Tokens (RFC 7519) and their Kubernetes kinds.
//
// The times stand in the second part, base64url JSON: `iat`, `nbf` and `exp`, seconds since 1970,
// perhaps with a fraction. The token may be the whole text or lie inside a larger one; the first
// one whose header and claims can be read counts. Nothing is verified.
//
// Kubernetes: a legacy service account token has no `exp` at all and lives as long as its Secret;
// a bound one has `kubernetes.io` claims, and with `warnafter` the moment it was meant to be
// replaced, although the server accepts it until `exp`, by default a year
// (kubernetes pkg/serviceaccount/claims.go).

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/instant.h"
#include "scanner/core/limits.h"
#include "scanner/core/result.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/json_document.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "jwt";
constexpr std::size_t kTokensMax = 16;  // candidates tried in one piece of text

struct Parts {
    std::string_view header;
    std::string_view claims;
    std::size_t count = 0;
};

/// Takes base64url letters and dots apart. A JWT has three parts (the last may be empty), a JWE
/// five.
Parts split(std::string_view token) {
    Parts parts;
    while (true) {
        const std::size_t dot = token.find('.');
        const std::string_view part = token.substr(0, dot);
        if (parts.count == 0) parts.header = part;
        if (parts.count == 1) parts.claims = part;
        ++parts.count;
        if (dot == std::string_view::npos) return parts;
        token.remove_prefix(dot + 1);
    }
}

bool is_token_letter(char letter) {
    return is_base64url(letter) || letter == '.';
}

/// The next run of token letters at or after `from` that has a dot; empty at the end of the text.
std::string_view next_run(std::string_view text, std::size_t& from) {
    while (from < text.size()) {
        std::size_t begin = from;
        while (begin < text.size() && !is_token_letter(text[begin])) ++begin;
        std::size_t end = begin;
        while (end < text.size() && is_token_letter(text[end])) ++end;
        from = end;
        const std::string_view run = text.substr(begin, end - begin);
        if (run.find('.') != std::string_view::npos) return run;
    }
    return {};
}

core::Result<JsonDocument> object_in(std::string_view part, std::string_view what) {
    const core::Error unreadable(core::ErrorKind::invalid_input,
                                 std::string(what) + " cannot be read");
    const auto bytes = base64_decoded(part, Alphabet::url);
    if (!bytes) return unreadable;
    auto document = JsonDocument::parse(*bytes);
    if (!document.has_value()) {
        return std::move(document).error().at(std::string(what) + " cannot be read");
    }
    if (!document.value().root().is_object()) return unreadable;
    return document;
}

void add_scopes(CarrierFacts& facts, std::string_view words) {
    while (facts.scopes.size() < core::kCarrierNamesMax) {
        words = trimmed(words);
        if (words.empty()) return;
        const std::size_t end = words.find(' ');
        facts.scopes.push_back(clean_text(words.substr(0, end)));
        if (end == std::string_view::npos) return;
        words.remove_prefix(end);
    }
}

/// `scope` is a text with blanks (RFC 8693), `scp` often a list (Entra, Okta).
void read_scopes(CarrierFacts& facts, JsonView claims) {
    for (const std::string_view name : {"scope", "scp"}) {
        const auto member = claims.find(name);
        if (!member) continue;
        if (const auto words = member->text()) add_scopes(facts, *words);
        for (std::size_t i = 0; i < member->size(); ++i) {
            if (const auto word = member->at(i).text()) add_scopes(facts, *word);
        }
    }
}

std::string first_text(JsonView claims, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        const std::string text = claims.text_at(name);
        if (!text.empty()) return clean_text(text);
    }
    return {};
}

void read_time(CarrierFacts& facts, std::optional<core::Instant>& into, JsonView claims,
               std::string_view name) {
    auto at = epoch_member(claims, name);
    if (at.has_value()) into = at.value();
    else if (facts.problem.empty()) facts.problem = at.error().message();
}

void read_kubernetes(CarrierFacts& facts, JsonView claims) {
    const std::string legacy = claims.text_at("kubernetes.io/serviceaccount/secret.name");
    if (!legacy.empty()) {
        facts.name = clean_text(legacy);
        if (facts.never_expires) {
            facts.note = "a legacy service account token: it works until its Secret is deleted";
        }
    }
    const auto bound = claims.find("kubernetes.io");
    if (!bound || !bound->is_object()) return;
    for (const std::string_view kind : {"pod", "secret", "node"}) {
        const auto object = bound->find(kind);
        if (!object || !object->is_object()) continue;
        facts.name = clean_text(std::string(kind) + "/" + object->text_at("name"));
        break;
    }
    read_time(facts, facts.renew_after, *bound, "warnafter");
}

CarrierFacts facts_in(JsonView claims) {
    CarrierFacts facts = facts_of(kCarrier);
    read_time(facts, facts.issued_at, claims, "iat");
    read_time(facts, facts.not_before, claims, "nbf");
    read_time(facts, facts.expires_at, claims, "exp");
    facts.never_expires = !claims.find("exp").has_value();
    if (facts.never_expires) facts.note = "it has no exp: by itself it never expires";
    facts.account = first_text(claims, {"sub", "client_id", "azp", "appid"});
    facts.name = first_text(claims, {"iss"});
    read_scopes(facts, claims);
    read_kubernetes(facts, claims);
    return facts;
}

CarrierFacts read_token(std::string_view token) {
    const Parts parts = split(token);
    if (parts.count != 3 && parts.count != 5) {
        return broken(kCarrier, "a token has three parts between dots");
    }
    auto header = object_in(parts.header, "the header");
    if (!header.has_value()) return broken(kCarrier, header.error().message());
    if (!header.value().root().find("alg")) return broken(kCarrier, "the header has no alg");
    if (parts.count == 5) return broken(kCarrier, "the claims are encrypted (JWE)");
    auto claims = object_in(parts.claims, "the claims");
    if (!claims.has_value()) return broken(kCarrier, claims.error().message());
    return facts_in(claims.value().root());
}

/// A token may stand at the end of a sentence.
CarrierFacts read_run(std::string_view run) {
    CarrierFacts facts = read_token(run);
    if (facts.problem.empty() || !run.ends_with('.')) return facts;
    return read_token(run.substr(0, run.size() - 1));
}

}  // namespace

CarrierFacts read_jwt(std::string_view text) {
    const std::string_view whole = trimmed(text);
    if (all_of(whole, is_token_letter)) return read_run(whole);
    std::size_t from = 0;
    CarrierFacts best = broken(kCarrier, "there is no token in it");
    for (std::size_t tried = 0; tried < kTokensMax; ++tried) {
        const std::string_view run = next_run(text, from);
        if (run.empty()) break;
        CarrierFacts facts = read_run(run);
        if (facts.problem.empty()) return facts;
        // A JSON object in base64 begins with these letters: this one was meant.
        if (run.starts_with("ey")) best = std::move(facts);
    }
    return best;
}

}  // namespace curfew::lifetime
