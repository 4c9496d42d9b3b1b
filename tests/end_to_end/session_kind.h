/// A made-up kind of token that names its owner, so that bait can be told from it offline.
///
/// Threads:  pure functions.
#pragma once

#include <string>
#include <string_view>

#include "tests/end_to_end/program.h"
#include "tests/support/acme.h"

namespace curfew::end_to_end {

inline std::string base64url(std::string_view bytes) {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    unsigned bits = 0;
    int count = 0;
    for (const char byte : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(byte);
        count += 8;
        for (; count >= 6; count -= 6) text += kLetters[(bits >> (count - 6)) & 63U];
    }
    if (count > 0) text += kLetters[(bits << (6 - count)) & 63U];
    return text;
}

/// A token that names its owner, and a kind of the user's own that reads it.
inline std::string session_of(const std::string& owner) {
    return base64url(R"({"alg":"HS256","typ":"JWT"})") + "." +
           base64url(R"({"sub":")" + owner + R"(","iss":"acme"})") + "." +
           base64url(password(3) + password(4));
}

inline const std::string kSessionKind = std::string(support::kAcmeHead) + R"toml(
[[signature]]
id = "acme-session"
name = "Acme session"
kind = "token"
pattern = '''eyJ[0-9A-Za-z_-]{10,200}\.[0-9A-Za-z_-]{10,200}\.[0-9A-Za-z_-]{20,100}'''
literals = ["eyJ"]
length_max = 512
confidence = 0.95
canaries = ["shipped-bait"]
sources = ["made-up"]
[signature.lifetime]
class = "embedded"
carrier = "jwt"
[signature.ask]
method = "GET"
url = "{base}/me"
headers = { Private-Token = "{secret}" }
expires = "/until"
answers = [
    { status = [200], pointer = "/active", equals = "true", detail = "live" },
    { status = [401], pointer = "/why", equals = "expired", detail = "expired" },
    { status = [401], detail = "refused" },
]
[signature.example]
secret = "{jwt}"
contexts = ["key={secret}"]
)toml";

}  // namespace curfew::end_to_end
