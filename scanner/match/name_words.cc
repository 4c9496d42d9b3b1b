#include "scanner/match/name_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace curfew::match {
namespace {

using std::string_view;

constexpr auto kPasswordWords = std::to_array<string_view>(
    {"contrasena", "contrasenia", "haslo",    "kennwort", "mdp",        "motdepasse",
     "parola",     "pass",        "passcode", "passkey",  "passphrase", "passw",
     "passwd",     "password",    "passwort", "psw",      "pswd",       "pw",
     "pwd",        "pword",       "senha",    "userpass", "wachtwoord"});

constexpr auto kInnocentWords = std::to_array<string_view>(
    {"askpass",   "bypass",    "chpwd",     "compass",     "cpwd",      "csrftoken",  "encompass",
     "firstpass", "getpwd",    "multipass", "nexttoken",   "nopass",    "nopasswd",   "oldpwd",
     "onepass",   "overpass",  "pagetoken", "passthrough", "passthru",  "renderpass", "subpass",
     "surpass",   "tokenpass", "trespass",  "twopass",     "underpass", "xsrftoken"});

constexpr auto kAfter = std::to_array<string_view>(
    {"accessor",   "accessors",    "account",       "accounts",     "address",     "age",
     "agent",      "agents",       "alg",           "algo",         "algorithm",   "alias",
     "aliases",    "always",       "amount",        "argon2",       "arn",         "at",
     "attempt",    "attempts",     "attr",          "attribute",    "attributes",  "audience",
     "auth",       "backend",      "backends",      "balance",      "bcrypt",      "binding",
     "bindings",   "bits",         "board",         "bucket",       "budget",      "button",
     "bytes",      "cache",        "cached",        "callback",     "cert",        "certificate",
     "chain",      "change",       "changed",       "changes",      "characters",  "chars",
     "check",      "checked",      "checker",       "checksum",     "claim",       "claims",
     "class",      "click",        "cmd",           "code",         "codes",       "column",
     "columns",    "command",      "commands",      "completion",   "complexity",  "component",
     "config",     "configs",      "configuration", "confirmation", "contract",    "controller",
     "cost",       "count",        "counter",       "crypt",        "date",        "day",
     "decimals",   "decoder",      "delimiter",     "desc",         "description", "details",
     "dialog",     "digest",       "dir",           "directory",    "disable",     "disabled",
     "domain",     "down",         "email",         "embedding",    "empty",       "enable",
     "enabled",    "encoded",      "encoder",       "encoding",     "encryption",  "end",
     "endpoint",   "endpoints",    "engine",        "engines",      "entries",     "entry",
     "equal",      "error",        "errors",        "event",        "events",      "exchange",
     "exists",     "expiration",   "expired",       "expires",      "expiry",      "expr",
     "expression", "factory",      "fail",          "failed",       "failure",     "field",
     "fields",     "file",         "filename",      "filepath",     "files",       "fingerprint",
     "fn",         "folder",       "forgot",        "forgotten",    "form",        "format",
     "forms",      "func",         "function",      "generate",     "generator",   "get",
     "grant",      "group",        "groups",        "guid",         "handler",     "has",
     "hash",       "hashed",       "hasher",        "hashes",       "hashing",     "header",
     "headers",    "help",         "helper",        "helpers",      "hide",        "hint",
     "hints",      "holder",       "holders",       "host",         "hostname",    "href",
     "icon",       "id",           "identifier",    "ids",          "index",       "info",
     "input",      "inputs",       "introspection", "invalid",      "is",          "issue",
     "issued",     "issuer",       "item",          "items",        "iter",        "iterations",
     "iterator",   "kind",         "label",         "labels",       "left",        "len",
     "length",     "level",        "lifetime",      "limit",        "limits",      "link",
     "links",      "list",         "lists",         "literal",      "literals",    "mail",
     "manager",    "map",          "mapping",       "match",        "matcher",     "matches",
     "max",        "md",           "md5",           "message",      "messages",    "metadata",
     "meter",      "method",       "methods",       "mgr",          "min",         "minute",
     "mismatch",   "missing",      "modal",         "mode",         "model",       "models",
     "modes",      "mount",        "msg",           "name",         "names",       "namespace",
     "network",    "never",        "nil",           "node",         "nodes",       "null",
     "number",     "only",         "operator",      "option",       "options",     "owner",
     "page",       "pages",        "pair",          "pairs",        "param",       "parameter",
     "parameters", "params",       "parser",        "path",         "paths",       "pattern",
     "pbkdf2",     "per",          "placeholder",   "policies",     "policy",      "popup",
     "port",       "pos",          "position",      "prefix",       "press",       "pressed",
     "price",      "program",      "prompt",        "protected",    "protection",  "provider",
     "providers",  "pub",          "public",        "quality",      "range",       "ref",
     "reference",  "references",   "refs",          "regex",        "regexp",      "region",
     "request",    "requests",     "require",       "required",     "requires",    "reset",
     "response",   "responses",    "retries",       "retry",        "revocation",  "revoke",
     "revoked",    "right",        "ring",          "role",         "roles",       "rotate",
     "rotation",   "rounds",       "row",           "rows",         "rule",        "rules",
     "safe",       "sale",         "salt",          "schema",       "schemas",     "scope",
     "scopes",     "score",        "screen",        "scrypt",       "second",      "section",
     "selector",   "separator",    "serial",        "server",       "servers",     "service",
     "set",        "sets",         "settings",      "sha",          "sha1",        "sha256",
     "sha512",     "show",         "signature",     "signed",       "signer",      "size",
     "sizes",      "source",       "sources",       "spacing",      "spec",        "start",
     "state",      "status",       "storage",       "store",        "stores",      "stream",
     "strength",   "stroke",       "style",         "subject",      "success",     "suffix",
     "supply",     "symbol",       "template",      "templates",    "tests",       "text",
     "through",    "thumbprint",   "time",          "timeout",      "timestamp",   "title",
     "toggle",     "tool",         "tools",         "tree",         "ttl",         "typ",
     "type",       "types",        "uid",           "up",           "update",      "updated",
     "uri",        "uris",         "url",           "urls",         "usage",       "user",
     "username",   "users",        "util",          "utils",        "uuid",        "valid",
     "validate",   "validation",   "validator",     "validators",   "var",         "variable",
     "variables",  "verification", "verified",      "verifier",     "verify",      "version",
     "view",       "views",        "visibility",    "visible",      "vocab",       "warning",
     "window",     "word",         "words",         "zone"});

constexpr auto kNeutralAfter = std::to_array<string_view>(
    {"a",          "b",       "b64",    "backup",  "base",        "base64",  "c",
     "current",    "default", "dev",    "develop", "development", "env",     "environment",
     "here",       "hex",     "is",     "live",    "local",       "main",    "master",
     "new",        "old",     "one",    "plain",   "plaintext",   "primary", "prod",
     "production", "raw",     "remote", "sandbox", "secondary",   "stage",   "staging",
     "str",        "string",  "test",   "testing", "three",       "two",     "v",
     "val",        "value",   "x"});

constexpr auto kBefore = std::to_array<string_view>({"anti",         "antiforgery",
                                                     "antixsrf",     "are",
                                                     "authenticity", "cache",
                                                     "check",        "continuation",
                                                     "csrf",         "css",
                                                     "cursor",       "design",
                                                     "encrypted",    "eof",
                                                     "forgot",       "has",
                                                     "hash",         "hashed",
                                                     "hide",         "idempotency",
                                                     "invalid",      "is",
                                                     "lexer",        "max",
                                                     "min",          "missing",
                                                     "needs",        "next",
                                                     "nextpage",     "no",
                                                     "page",         "pagination",
                                                     "parser",       "placeholder",
                                                     "pub",          "public",
                                                     "refreshcsrf",  "requestverification",
                                                     "reset",        "resume",
                                                     "should",       "show",
                                                     "strong",       "sync",
                                                     "syntax",       "toggle",
                                                     "validate",     "verification",
                                                     "weak",         "without",
                                                     "xsrf"});

constexpr auto kMadeUp =
    std::to_array<string_view>({"bogus", "dummy", "example", "fake", "invalid", "mock", "mocked",
                                "non", "nonexistent", "placeholder", "sample", "stub", "wrong"});

constexpr auto kKeySecret = std::to_array<string_view>(
    {"access",      "account",        "admin",        "aes",        "api",        "application",
     "auth",        "authentication", "billing",      "bot",        "client",     "consumer",
     "cookie",      "crypto",         "data",         "decrypt",    "decryption", "deploy",
     "dev",         "developer",      "encrypt",      "encrypting", "encryption", "function",
     "functions",   "hmac",           "host",         "ingest",     "ingestion",  "integration",
     "jwt",         "licence",        "license",      "live",       "management", "master",
     "personal",    "priv",           "private",      "prod",       "production", "project",
     "publishable", "push",           "read",         "secret",     "security",   "server",
     "service",     "session",        "shared",       "sign",       "signature",  "signing",
     "storage",     "stream",         "subscription", "tenant",     "token",      "vapid",
     "vault",       "webhook",        "webpush",      "write"});

constexpr auto kKeyHarmless = std::to_array<string_view>(
    {"a",           "accelerator",  "alt",         "answer",    "any",
     "arrow",       "artifact",     "attr",        "attribute", "authorized",
     "backspace",   "bucket",       "build",       "cache",     "cachebust",
     "checksum",    "child",        "city",        "class",     "cluster",
     "cmk",         "color",        "column",      "composite", "config",
     "consul",      "context",      "country",     "cron",      "ctrl",
     "currency",    "delete",       "dict",        "digest",    "dir",
     "doc",         "document",     "down",        "dsa",       "e",
     "each",        "ecdsa",        "ed25519",     "end",       "enter",
     "entity",      "error",        "esc",         "escape",    "etcd",
     "event",       "every",        "experiment",  "feature",   "field",
     "file",        "filter",       "fingerprint", "first",     "flag",
     "folder",      "foreign",      "format",      "gpg",       "group",
     "hash",        "header",       "hot",         "i",         "i18n",
     "idempotency", "image",        "index",       "integrity", "is",
     "item",        "job",          "json",        "keyboard",  "kms",
     "known",       "label",        "lang",        "language",  "last",
     "left",        "locale",       "lock",        "log",       "lookup",
     "map",         "max",          "memcache",    "memcached", "menu",
     "message",     "meta",         "metadata",    "metric",    "min",
     "modifier",    "msg",          "mutex",       "name",      "natural",
     "new",         "next",         "node",        "not",       "object",
     "old",         "openpgp",      "option",      "order",     "ordering",
     "other",       "package",      "param",       "parent",    "partition",
     "path",        "pgp",          "policy",      "press",     "primary",
     "prop",        "property",     "pub",         "public",    "query",
     "question",    "queue",        "range",       "react",     "record",
     "redis",       "registry",     "release",     "resource",  "rest",
     "right",       "route",        "routing",     "row",       "rsa",
     "rule",        "s3",           "same",        "search",    "semaphore",
     "setting",     "settings",     "shard",       "shift",     "short",
     "shortcut",    "socket",       "sort",        "sorting",   "space",
     "sri",         "ssh",          "start",       "state",     "statistics",
     "stats",       "style",        "tab",         "table",     "tag",
     "task",        "template",     "text",        "the",       "theme",
     "toggle",      "topic",        "translation", "trusted",   "type",
     "unique",      "up",           "validation",  "value",     "var",
     "variable",    "verification", "verify",      "version",   "websocket",
     "worker",      "xml",          "yaml",        "zk"});

// A table that is not sorted does not compile.
constexpr bool are_sorted(const auto&... tables) {
    return (std::is_sorted(tables.begin(), tables.end()) && ...);
}
static_assert(are_sorted(kPasswordWords, kInnocentWords, kAfter, kNeutralAfter, kBefore, kMadeUp,
                         kKeySecret, kKeyHarmless));

/// For each first letter (by its lower five bits) a bit for each length its words have: nearly all
/// words asked for are in no table, and this tells most of them.
using Lengths = std::array<std::uint32_t, 32>;

constexpr std::uint32_t length_bit(string_view word) {
    return 1U << std::min<std::size_t>(word.size(), 31);
}
constexpr std::size_t first_letter(string_view word) {
    return static_cast<unsigned char>(word.front()) & 31U;
}

constexpr Lengths lengths_of(const auto& words) {
    Lengths lengths{};
    for (const string_view word : words) lengths[first_letter(word)] |= length_bit(word);
    return lengths;
}

template <const auto& kSortedWords>
bool is_in(string_view word) {
    static constexpr Lengths kLengths = lengths_of(kSortedWords);
    if (word.empty() || (kLengths[first_letter(word)] & length_bit(word)) == 0) return false;
    return std::binary_search(kSortedWords.begin(), kSortedWords.end(), word);
}

}  // namespace

bool is_password_word(string_view word) {
    return is_in<kPasswordWords>(word);
}
bool is_innocent_word(string_view word) {
    return is_in<kInnocentWords>(word);
}
bool takes_secret_back(string_view word) {
    return is_in<kAfter>(word);
}
bool is_neutral_after(string_view word) {
    return is_in<kNeutralAfter>(word);
}
bool is_innocent_before(string_view word) {
    return is_in<kBefore>(word);
}
bool says_made_up(string_view word) {
    return is_in<kMadeUp>(word);
}
bool makes_key_secret(string_view word) {
    return is_in<kKeySecret>(word);
}
bool makes_key_harmless(string_view word) {
    return is_in<kKeyHarmless>(word);
}

}  // namespace curfew::match
