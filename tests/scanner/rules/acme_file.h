/// A signature file that is right, as text, and ways to make it wrong.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "scanner/rules/catalog.h"

namespace curfew::rules {

inline constexpr std::string_view kAcmeFile = R"(format = 1
[provider]
id = "acme"
name = "Acme"
site = "https://acme.example"
[[signature]]
id = "acme-key"
name = "Acme key"
kind = "token"
pattern = 'acme_[0-9A-Za-z]{32}'
literals = ["acme_"]
length_max = 37
public_prefix = "acme_"
sources = ["docs"]
[signature.lifetime]
class = "bounded"
default = "90d"
[signature.example]
secret = "acme_{base62:32}"
contexts = ["ACME_KEY={secret}", "acme: {secret}"]
[[source]]
id = "docs"
what = "Acme documentation"
date = 2026-11-22
evidence = "documentation"
)";

/// A file with every key there is.
inline constexpr std::string_view kEverythingFile = R"(format = 1
[provider]
id = "acme"
name = "Acme"
[[signature]]
id = "acme-pair"
name = "Acme key pair"
kind = "key_pair"
pattern = '(?:acme)[0-9a-f]{32}'
literals = ["acme"]
keywords = ["key", "token"]
keyword_distance = 20
before_literal = 3
length_max = 60
open_borders = true
checksum = "github_fine"
checksum_trusted = false
confidence = 0.5
public_prefix = "acme"
revocability = "exact"
blast_radius = "all who share it"
mints = ["acme-session"]
canaries = ["1234"]
sources = ["docs"]
[signature.filters]
entropy_min = 2.5
digits_min = 1
uppercase_min = 0
lowercase_min = 2
stop_words = ["example"]
reject_placeholders = false
[[signature.part]]
name = "host"
pattern = '[a-z.]{4,40}'
keywords = ["url"]
distance = 99
required = true
secret = false
[signature.lifetime]
class = "short_lived"
default = "1h"
maximum = "12h"
idle = "30m"
carrier = "jwt"
note = "Ends by itself."
[signature.ask]
method = "POST"
url = "{base}/me"
headers = { Accept = "application/json" }
body = "x={secret}"
expires = "/exp"
expires_absent = "never"
expires_day = "end"
issued = "/iat"
owner = "/login"
scopes = "/scopes"
id = "/key"
control = "made_up"
spends = true
note = "Cheap."
answers = [{ status = [200, 201], pointer = "/id", equals = "1", contains = "ok", detail = "live" }]
[signature.ask.admin]
method = "POST"
url = "{base}/lookup"
headers = { Authorization = "Bearer {admin}" }
body = "x={secret}"
answers = [{ status = [200], pointer = "/id", detail = "live" }]
[signature.end]
method = "DELETE"
url = "{base}/key"
binding = "hint"
settings = ["tenant"]
settles = "5m"
reversible = true
page = "https://acme.example/keys"
note = "Slow."
answers = [{ status = [204], detail = "ended" }]
[signature.end.find]
method = "GET"
url = "{base}/{tenant}/keys"
items = "/keys"
id = "/id"
value = "/value"
hint = "/end"
hint_of = "last8"
created = "/made"
owner = "/by"
next = "/cursor"
next_as = "query:after"
[signature.end.proof]
method = "GET"
url = "{base}/keys/{id}"
answers = [{ status = [404], detail = "gone" }]
[[signature.scripted]]
to = "end"
status = 204
headers = { X-Made = "up" }
body = "{}"
means = "ended"
expires = "never"
owner = "someone"
id = "k17"
[signature.example]
secret = "acme{hex:32}"
contexts = ["url {host} key {secret}"]
parts = { host = "{host}" }
[[signature.near_miss]]
text = "key acme{hex:3}"
why = "too short"
[[source]]
id = "docs"
what = "Acme documentation"
url = "https://acme.example/docs"
date = 2026-11-22
evidence = "tried"
)";

/// The file with the first `from` replaced, which has to be there.
inline std::string acme_with(std::string_view from, std::string_view to) {
    std::string text(kAcmeFile);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    return text;
}

inline core::Result<Catalog> load(std::string text) {
    const CatalogFile file{"acme.toml", std::move(text)};
    return Catalog::from_toml(std::span(&file, 1));
}

/// What is said of a file that is wrong; empty when nothing is.
inline std::string complaint_of(std::string text) {
    const auto loaded = load(std::move(text));
    return loaded.has_value() ? std::string() : loaded.error().message();
}

/// The one signature of a file that is right.
inline Signature signature_of(std::string text) {
    const auto loaded = load(std::move(text));
    EXPECT_TRUE(loaded.has_value()) << (loaded.has_value() ? "" : loaded.error().message());
    return loaded.has_value() ? loaded.value().signatures().front() : Signature{};
}

}  // namespace curfew::rules
