/// A catalogue of made-up kinds of the provider "acme", each with its own ask and end.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/rules/catalog.h"
#include "tests/support/acme.h"

namespace curfew::support {

struct AcmeKind {
    std::string id;
    std::string ask;          ///< lines of [signature.ask]
    std::string end;          ///< lines of [signature.end], its own tables included
    std::string signature{};  ///< further lines of [[signature]]
    std::string prefix = "acme_";
    std::string blast_radius = "this key";
};

inline const std::string kAcmeAsk = R"toml(
method = "GET"
url = "{base}/user"
headers = { Authorization = "Bearer {secret}" }
expires = "/expires_at"
issued = "/created_at"
owner = "/login"
control = "none"
answers = [
    { status = [200], pointer = "/login", detail = "live" },
    { status = [401], pointer = "/error", equals = "expired", detail = "expired" },
    { status = [401], pointer = "/error", equals = "revoked", detail = "revoked" },
    { status = [401], detail = "refused" },
    { status = [403], detail = "live_limited" },
]
)toml";

/// As one file of TOML.
inline std::string acme_file(const std::vector<AcmeKind>& kinds) {
    std::string text(kAcmeHead);
    for (const AcmeKind& kind : kinds) {
        text +=
            "[[signature]]\nid = \"" + kind.id + R"toml("
name = "Acme key"
kind = "token"
length_max = 29
confidence = 0.95
sources = ["made-up"]
)toml" + "pattern = '''" +
            kind.prefix + "[0-9A-Za-z]{24}'''\nliterals = [\"" + kind.prefix +
            "\"]\npublic_prefix = \"" + kind.prefix + "\"\nblast_radius = \"" + kind.blast_radius +
            "\"\n" +
            (kind.signature.find("revocability") == std::string::npos ? "revocability = \"exact\"\n"
                                                                      : "") +
            kind.signature + R"toml(
[[signature.part]]
name = "key_id"
pattern = ''')toml" +
            kind.prefix + R"toml((?P<part>[0-9A-Za-z]{3})'''
[signature.lifetime]
class = "unbounded"
[signature.example]
secret = ")toml" +
            kind.prefix + R"toml({base62:24}"
contexts = ["key={secret}"]
[signature.ask]
)toml" + kind.ask +
            "\n[signature.end]\n" + kind.end + "\n";
    }
    return text;
}

inline rules::Catalog acme_catalog(const std::vector<AcmeKind>& kinds) {
    const std::array<rules::CatalogFile, 1> files{{{"acme.toml", acme_file(kinds)}}};
    auto made = rules::Catalog::from_toml(files);
    EXPECT_TRUE(made.has_value()) << (made.has_value() ? "" : made.error().message());
    return std::move(made).value();
}

}  // namespace curfew::support
