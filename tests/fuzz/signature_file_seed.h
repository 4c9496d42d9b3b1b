/// A signature file with nearly every key, to begin from.
#pragma once

#include <string_view>

namespace curfew::fuzz {

inline constexpr std::string_view kSignatureFileSeed = R"(format = 1
[provider]
id = "acme"
name = "Acme"
[[signature]]
id = "acme-pair"
name = "Acme key pair"
kind = "key_pair"
pattern = 'acme_[0-9a-f]{32}[0-9A-Za-z]{6}'
literals = ["acme_"]
keywords = ["key"]
keyword_distance = 20
length_max = 60
checksum = "crc32_base62_6"
confidence = 0.5
public_prefix = "acme_"
revocability = "exact"
sources = ["docs"]
filters = { entropy_min = 2.5, digits_min = 1, stop_words = ["example"] }
lifetime = { class = "short_lived", default = "1h", idle = "30m", carrier = "jwt" }
[[signature.part]]
name = "host"
pattern = '[a-z.]{4,40}'
required = true
[signature.ask]
method = "POST"
url = "{base}/me"
headers = { Accept = "application/json" }
answers = [{ status = [200, 201], pointer = "/id", contains = "ok", detail = "live" }]
[signature.end]
page = "https://acme.example/keys"
[signature.example]
secret = "acme_{hex:32}{checksum}"
contexts = ["url {host} key {secret}", "{host} key {secret} {base64of:pair} {jwt} {uuid}"]
parts = { host = "{host}", pair = "{word}:{password}" }
[[signature.near_miss]]
text = "key acme_{hex:3-5} {{"
why = "too short"
[[source]]
id = "docs"
what = "Acme documentation"
date = 2026-11-22
evidence = "tried"
)";

}  // namespace curfew::fuzz
