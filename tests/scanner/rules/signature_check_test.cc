#include "scanner/rules/signature_check.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/rules/acme_file.h"

namespace curfew::rules {
namespace {

struct Contradiction {
    std::string_view from;
    std::string_view to;
    std::string_view complaint;
};

class ContradictoryFile : public testing::TestWithParam<Contradiction> {};

TEST_P(ContradictoryFile, IsNamedWithPlaceAndRemedy) {
    const auto& [from, to, complaint] = GetParam();

    const std::string said = complaint_of(acme_with(from, to));

    EXPECT_NE(said.find(complaint), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(
    SignatureCheck, ContradictoryFile,
    testing::Values(
        Contradiction{"acme-key", "Acme_Key", "an id has lower-case letters, digits and '-'"},
        Contradiction{"{32}'", "{32}.*x'",
                      "acme.toml:10:11: acme-key: pattern: .* has no bound; write .{0,N}"},
        Contradiction{"pattern = 'acme_[0-9A-Za-z]{32}'\n", "", "acme-key: needs pattern"},
        Contradiction{"literals = [\"acme_\"]", "", "acme-key: needs literals each match holds"},
        Contradiction{"literals = [\"acme_\"]", "literals = [\"ac\"]",
                      "acme.toml:11:12: acme-key: literal \"ac\" is too short; at least 3 bytes"},
        Contradiction{"literals = [\"acme_\"]", "keywords = [\"k\"]", "keyword \"k\" is too short"},
        Contradiction{"literals = [\"acme_\"]", "literals = [\"amce_\"]",
                      "none of the literals stands in example context \"ACME_KEY={secret}\""},
        Contradiction{"literals = [\"acme_\"]", "keywords = [\"key\"]",
                      "none of the keywords stands within 48 bytes before the secret in example "
                      "context \"acme: {secret}\""},
        Contradiction{"length_max = 37", "length_max = 36",
                      "the example's secret has 37 bytes, length_max is 36"},
        Contradiction{"length_max = 37", "before_literal = 600", "is more than length_max"},
        Contradiction{"public_prefix = \"acme_\"", "public_prefix = \"amce_\"",
                      "does not begin with \"amce_\""},
        Contradiction{"sources = [\"docs\"]", "", "acme-key: needs sources"},
        Contradiction{"sources = [\"docs\"]", "sources = [\"dogs\"]",
                      "there is no [[source]] with id \"dogs\" in this file"},
        Contradiction{"\"acme: {secret}\"", "\"acme\"",
                      "example context \"acme\" must hold {secret}"},
        Contradiction{"{base62:32}", "{base63:32}", "there is no maker or part base63"},
        Contradiction{"{base62:32}", "{base62:32}{checksum}", "the signature has no checksum"},
        Contradiction{"[[source]]",
                      "[[source]]\nid = \"docs\"\nwhat = \"Acme\"\n"
                      "date = 2026-11-22\nevidence = \"tried\"\n[[source]]",
                      "source \"docs\" stands twice in this file"},
        Contradiction{"id = \"acme\"", "id = \"Acme\"", "a provider's id has lower-case letters"},
        Contradiction{"[signature.example]",
                      "[[signature.part]]\nname = \"host\"\npattern = '.{3}'\nrequired = true\n"
                      "[signature.example]",
                      "lacks {host}, a required part"},
        Contradiction{"[signature.example]",
                      "[[signature.part]]\nname = \"host\"\npattern = '.*'\n[signature.example]",
                      "part host: pattern: .* has no bound"},
        Contradiction{"[signature.example]",
                      "[[signature.near_miss]]\ntext = \"{bad}\"\nwhy = \"x\"\n"
                      "[signature.example]",
                      "near miss: template column 1"}));

TEST(SignatureCheck, SignatureWithoutAnExampleIsRefused) {
    const std::string text = acme_with(
        "[signature.example]\nsecret = \"acme_{base62:32}\"\ncontexts = [\"ACME_KEY={secret}\", "
        "\"acme: {secret}\"]\n",
        "");

    EXPECT_NE(complaint_of(text).find("needs [signature.example]"), std::string::npos);
}

TEST(SignatureCheck, KeywordMayStandInsideTheMatchBeforeTheSecret) {
    std::string text = acme_with("'acme_[0-9A-Za-z]{32}'", "'acme.{1,60}(?P<secret>x_[a-z]{6})'");
    text = text.replace(text.find("literals = [\"acme_\"]"), 20, "keywords = [\"acme\"]");
    text = text.replace(text.find("public_prefix = \"acme_\""), 23, "keyword_distance = 4");
    text = text.replace(text.find("acme_{base62:32}"), 16, "x_{lower:6}");
    text = text.replace(text.find("ACME_KEY="), 9, "acme  some words between =");

    EXPECT_EQ(complaint_of(text), "");
}

}  // namespace
}  // namespace curfew::rules
