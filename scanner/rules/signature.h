/// What one kind of credential looks like, how long it lives, how to ask and how to end it.
///
/// Plain data, filled by catalog.h from signatures/providers/*.toml; signatures/FORMAT.md explains
/// every field for the person who writes one.
///
/// Threads:  immutable once in a Catalog.
/// Units:    distances and lengths are bytes; entropy is bits per character.
/// Not here: reading TOML (catalog_toml.cc), matching (scanner/match).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/ids.h"
#include "scanner/rules/lifetime_rule.h"
#include "scanner/rules/provider_rules.h"

namespace curfew::rules {

/// What sort of thing it is; gate and risk decide by it.
enum class SecretKind {
    token,     ///< issued by a provider, bearer
    key_pair,  ///< an id with its secret
    password,  ///< chosen by or for a person or service, no structure of its own
    private_key,
    certificate,        ///< carries times; not a secret alone
    connection_string,  ///< a URL or string with host and password
    signed_url,
    session,     ///< cookie or session token
    webhook,     ///< a URL that is itself the secret
    identifier,  ///< no secret; only ever a part of something else
};

[[nodiscard]] std::string_view name_of(SecretKind kind);
[[nodiscard]] std::optional<SecretKind> secret_kind_from(std::string_view text);

/// How the shape is found. `pattern`: literals, then a regular expression. The others are code in
/// scanner/match, which this names, with their word lists as data.
enum class Shape {
    pattern,
    assignment,     ///< name = value, in every syntax that carries one
    url_userinfo,   ///< scheme://user:password@host
    private_key,    ///< PEM, OpenSSH, PuTTY, PKCS#8, PGP containers
    authorization,  ///< Authorization headers, curl -u, basic and bearer
    jwt,
};

/// What a candidate has to satisfy beyond its shape. Absent fields do not filter.
struct Filters {
    std::optional<double> entropy_min;  ///< Shannon, bits per character
    std::uint32_t digits_min = 0;
    std::uint32_t uppercase_min = 0;
    std::uint32_t lowercase_min = 0;
    std::vector<std::string> stop_words;  ///< caseless; one inside the secret rejects it
    bool reject_placeholders = true;      ///< the common judgement of match/placeholder.h
};

/// A further piece that belongs to the credential: the id of a secret, the host of a key.
struct PartRule {
    std::string name;                   ///< "key_id", "host", …
    std::string pattern;                ///< RE2; group "part" or the whole match
    std::vector<std::string> keywords;  ///< caseless, one of them right before; empty: none needed
    std::uint32_t distance = 256;       ///< how far from the secret, either side
    bool is_required = false;           ///< no finding without it
    bool is_secret = false;
};

/// Example secrets are made at run time from a template (rules/example.h): no whole token is
/// stored.
struct ExampleRule {
    std::string secret;  ///< template of the secret itself, "ghp_{base62:30}{checksum}"
    std::vector<std::string>
        contexts;  ///< texts around it, "token: {secret}"; parts as "{part-name}"
    std::vector<std::pair<std::string, std::string>> parts;  ///< part name, template
};

/// Something that looks like it and is not: template and the reason.
struct NearMiss {
    std::string text;
    std::string why;
};

/// Where a fact comes from.
struct FactSource {
    std::string id;
    std::string what;
    std::string url;       ///< may be empty for a specification known by name
    std::string date;      ///< YYYY-MM-DD when it was read
    std::string evidence;  ///< "tried", "source_code", "documentation", "unverified"
};

struct Signature {
    core::SignatureId id;
    std::string name;
    std::string provider_id;
    std::string provider_name;
    SecretKind kind = SecretKind::token;
    Shape shape = Shape::pattern;

    /// RE2 syntax, no unbounded gaps; group "secret" or the whole match is the secret.
    std::string pattern;
    /// Case-sensitive; each match holds one of them. What the first engine looks for.
    std::vector<std::string> literals;
    /// Caseless; one stands within `keyword_distance` bytes before the secret. When there are no
    /// literals, the first engine looks for these.
    std::vector<std::string> keywords;
    std::uint32_t keyword_distance = 48;
    /// How far a match reaches before the literal's first byte (0: it starts with it), and at most
    /// how long it is in all.
    std::uint32_t before_literal = 0;
    std::uint32_t length_max = 512;
    /// Whether a byte of the token alphabet may stand right outside the match.
    bool has_open_borders = false;

    std::string checksum;             ///< a rule of match/token_checksum.h, or empty
    bool is_checksum_trusted = true;  ///< a mismatch rejects; otherwise it only lowers confidence
    Filters filters;
    std::vector<PartRule> parts;
    double confidence = 0.9;    ///< of a candidate that satisfied everything, 0 to 1
    std::string public_prefix;  ///< shown when masked

    LifetimeRule lifetime;
    Revocability revocability = Revocability::unknown;
    std::string blast_radius;  ///< who else is hit by ending it
    /// The code that asks and ends where data cannot ("postgresql"); empty: `ask` and `end` do.
    std::string engine;
    /// Ids of the kinds that a credential of this one gives out; it is ended before them.
    std::vector<std::string> mints;
    AskRule ask;
    EndRule end;
    std::vector<ScriptedAnswer> scripted;
    std::vector<std::string> canaries;  ///< accounts or ids known to be bait
    ExampleRule example;
    std::vector<NearMiss> near_misses;
    std::vector<std::string> sources;  ///< ids of FactSource
};

struct Provider {
    std::string id;
    std::string name;
    std::string site;
    std::vector<FactSource> sources;
};

}  // namespace curfew::rules
