#include "scanner/rules/signature_reader.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/rules/acme_file.h"

namespace curfew::rules {
namespace {

TEST(SignatureReader, ShapeAndFiltersAreRead) {
    const Signature signature = signature_of(std::string(kEverythingFile));

    EXPECT_EQ(signature.id.value, "acme-pair");
    EXPECT_EQ(signature.provider_id, "acme");
    EXPECT_EQ(signature.provider_name, "Acme");
    EXPECT_EQ(signature.kind, SecretKind::key_pair);
    EXPECT_EQ(signature.shape, Shape::pattern);
    EXPECT_EQ(signature.keywords, (std::vector<std::string>{"key", "token"}));
    EXPECT_EQ(signature.keyword_distance, 20U);
    EXPECT_EQ(signature.before_literal, 3U);
    EXPECT_EQ(signature.length_max, 60U);
    EXPECT_TRUE(signature.has_open_borders);
    EXPECT_EQ(signature.checksum, "github_fine");
    EXPECT_FALSE(signature.is_checksum_trusted);
    EXPECT_EQ(signature.filters.entropy_min, 2.5);
    EXPECT_EQ(signature.filters.lowercase_min, 2U);
    EXPECT_FALSE(signature.filters.reject_placeholders);
    EXPECT_EQ(signature.canaries, std::vector<std::string>{"1234"});
}

TEST(SignatureReader, LifetimeAndPartsAreRead) {
    const Signature signature = signature_of(std::string(kEverythingFile));

    EXPECT_EQ(signature.lifetime.type, LifetimeClass::short_lived);
    EXPECT_EQ(signature.lifetime.default_span, std::chrono::hours{1});
    EXPECT_EQ(signature.lifetime.maximum_span, std::chrono::hours{12});
    EXPECT_EQ(signature.lifetime.idle_span, std::chrono::minutes{30});
    EXPECT_EQ(signature.lifetime.carrier, "jwt");
    EXPECT_EQ(signature.revocability, Revocability::exact);
    ASSERT_EQ(signature.parts.size(), 1U);
    EXPECT_EQ(signature.parts[0].name, "host");
    EXPECT_EQ(signature.parts[0].distance, 99U);
    EXPECT_TRUE(signature.parts[0].is_required);
    EXPECT_FALSE(signature.parts[0].is_secret);
}

TEST(SignatureReader, AskAndEndAreRead) {
    const Signature signature = signature_of(std::string(kEverythingFile));

    ASSERT_TRUE(signature.ask.request.has_value());
    EXPECT_EQ(signature.ask.request->url, "{base}/me");
    EXPECT_EQ(signature.ask.request->headers.at(0).first, "Accept");
    EXPECT_EQ(signature.ask.answers.at(0).status, (std::vector<std::uint16_t>{200, 201}));
    EXPECT_EQ(signature.ask.answers.at(0).equals, "1");
    EXPECT_EQ(signature.ask.expires_pointer, "/exp");
    EXPECT_EQ(signature.ask.expires_absent, "never");
    EXPECT_EQ(signature.ask.expires_day, "end");
    EXPECT_EQ(signature.ask.control, "made_up");
    EXPECT_EQ(signature.end.request->method, "DELETE");
    EXPECT_EQ(signature.ask.id_pointer, "/key");
    ASSERT_TRUE(signature.ask.admin.has_value());
    EXPECT_EQ(signature.ask.admin->request.url, "{base}/lookup");
    EXPECT_EQ(signature.ask.admin->answers.at(0).detail, "live");
    EXPECT_TRUE(signature.ask.spends);
    EXPECT_EQ(signature.mints, std::vector<std::string>{"acme-session"});
    EXPECT_TRUE(signature.end.is_reversible);
    EXPECT_EQ(signature.end.answers.at(0).detail, "ended");
    EXPECT_EQ(signature.near_misses.at(0).why, "too short");
}

TEST(SignatureReader, HowAnEndingIsBoundAndProvenIsRead) {
    const EndRule end = signature_of(std::string(kEverythingFile)).end;

    EXPECT_EQ(end.binding, "hint");
    EXPECT_EQ(end.settings, std::vector<std::string>{"tenant"});
    EXPECT_EQ(end.settles, std::chrono::minutes{5});
    ASSERT_TRUE(end.find.has_value());
    EXPECT_EQ(end.find->request.url, "{base}/{tenant}/keys");
    EXPECT_EQ(end.find->items_pointer, "/keys");
    EXPECT_EQ(end.find->id_pointer, "/id");
    EXPECT_EQ(end.find->value_pointer, "/value");
    EXPECT_EQ(end.find->hint_pointer, "/end");
    EXPECT_EQ(end.find->hint_of, "last8");
    EXPECT_EQ(end.find->created_pointer, "/made");
    EXPECT_EQ(end.find->owner_pointer, "/by");
    EXPECT_EQ(end.find->next, "/cursor");
    EXPECT_EQ(end.find->next_as, "query:after");
    ASSERT_TRUE(end.proof.has_value());
    EXPECT_EQ(end.proof->request.url, "{base}/keys/{id}");
    EXPECT_EQ(end.proof->answers.at(0).detail, "gone");
}

TEST(SignatureReader, ScriptedAnswersAreRead) {
    const Signature signature = signature_of(std::string(kEverythingFile));

    ASSERT_EQ(signature.scripted.size(), 1U);
    const ScriptedAnswer& scripted = signature.scripted.front();
    EXPECT_EQ(scripted.to, "end");
    EXPECT_EQ(scripted.status, 204U);
    EXPECT_EQ(scripted.headers.at(0).second, "up");
    EXPECT_EQ(scripted.means, "ended");
    EXPECT_EQ(scripted.expires, "never");
    EXPECT_EQ(scripted.owner, "someone");
    EXPECT_EQ(scripted.id, "k17");
}

TEST(SignatureReader, ProviderKeepsItsSources) {
    const Catalog catalog = load(std::string(kEverythingFile)).value();

    const FactSource& source = catalog.providers().front().sources.at(0);
    EXPECT_EQ(source.what, "Acme documentation");
    EXPECT_EQ(source.url, "https://acme.example/docs");
    EXPECT_EQ(source.date, "2026-11-22");
    EXPECT_EQ(source.evidence, "tried");
}

TEST(SignatureReader, WhatIsLeftOutHasItsDefault) {
    const Signature signature = signature_of(std::string(kAcmeFile));

    EXPECT_EQ(signature.keyword_distance, 48U);
    EXPECT_TRUE(signature.is_checksum_trusted);
    EXPECT_TRUE(signature.filters.reject_placeholders);
    EXPECT_FALSE(signature.filters.entropy_min.has_value());
    EXPECT_EQ(signature.revocability, Revocability::unknown);
    EXPECT_FALSE(signature.ask.request.has_value());
}

struct Wrong {
    std::string_view from;
    std::string_view to;
    std::string_view complaint;
};

class WrongFile : public testing::TestWithParam<Wrong> {};

TEST_P(WrongFile, IsNamedWithPlaceAndRemedy) {
    const auto& [from, to, complaint] = GetParam();

    const std::string said = complaint_of(acme_with(from, to));

    EXPECT_NE(said.find(complaint), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(
    SignatureReader, WrongFile,
    testing::Values(
        Wrong{"format = 1", "format = 2", "acme.toml:1:10: format must be 1"},
        Wrong{"format = 1", "", "needs its format"},
        Wrong{"kind = \"token\"", "kind = \"tokens\"",
              "acme.toml:9:8: kind must be token, key_pair,"},
        Wrong{"kind = \"token\"", "", "signature needs kind, such as \"token\""},
        Wrong{"kind = \"token\"", "kind = \"token\"\ncolour = 1",
              "acme.toml:10:1: signature has no key \"colour\""},
        Wrong{"length_max = 37", "length_max = 0",
              "length_max must be a whole number from 1 to 32768, not 0"},
        Wrong{"length_max = 37", "checksum = \"md5\"",
              "checksum must be aws_key_id, crc32_base62_6,"},
        Wrong{"length_max = 37", "shape = \"round\"", "shape must be pattern, assignment,"},
        Wrong{"length_max = 37", "confidence = 1.5", "confidence must be a number from 0 to 1"},
        Wrong{"length_max = 37", "revocability = \"some\"", "revocability must be object_bound,"},
        Wrong{"length_max = 37", "filters = { entropy = 3 }", "did you mean \"entropy_min\"?"},
        Wrong{"class = \"bounded\"", "class = \"long\"",
              "acme.toml:16:9: class must be unbounded, bounded,"},
        Wrong{"default = \"90d\"", "default = \"90\"",
              "acme.toml:17:11: default must be a duration such as \"90d\", not \"90\""},
        Wrong{"name = \"Acme key\"", "", "signature needs name, such as \"Acme API key\""},
        Wrong{"secret = \"acme_{base62:32}\"", "", "signature.example needs secret"},
        Wrong{"evidence = \"documentation\"", "evidence = \"rumour\"",
              "evidence must be tried, source_code, documentation or unverified"},
        Wrong{"evidence = \"documentation\"", "", "source needs evidence"},
        Wrong{"date = 2026-11-22", "date = \"22.11.2026\"", "date must be a date without quotes"},
        Wrong{"date = 2026-11-22", "", "source needs date"},
        Wrong{"[signature.example]", "[signature.ask]\nmethod = \"GET\"\n[signature.example]",
              "signature.ask needs url"},
        Wrong{"[signature.example]", "[signature.ask]\ncontrol = \"none\"\n[signature.example]",
              "signature.ask needs method and url, or a note"},
        Wrong{"[signature.example]", "[signature.end]\nbinding = \"glue\"\n[signature.example]",
              "binding must be self, embedded, listing, hint or none"},
        Wrong{"[signature.example]",
              "[signature.ask]\nmethod = \"GET\"\nurl = \"https://x.example\"\n"
              "answers = [{ status = [200], detail = \"alive\" }]\n[signature.example]",
              "detail must be live, live_limited,"},
        Wrong{"[signature.example]",
              "[signature.ask]\nmethod = \"GET\"\nurl = \"https://x.example\"\n"
              "answers = [{ status = [200], pointer = \"login\", detail = \"live\" }]\n"
              "[signature.example]",
              "pointer must begin with a slash"},
        Wrong{"[signature.example]",
              "[signature.ask]\nmethod = \"GET\"\nurl = \"https://x.example\"\n"
              "answers = [{ status = [200], detail = \"live\" }]\n[signature.example]",
              "an answer that means live needs a mark in the body"},
        Wrong{"[signature.example]",
              "[signature.ask]\nnote = \"x\"\nexpires = \"expires_at\"\n[signature.example]",
              "expires must be a pointer such as"},
        Wrong{"[signature.example]",
              "[signature.end]\nmethod = \"DELETE\"\nurl = \"https://x.example\"\n"
              "binding = \"none\"\n[signature.example]",
              "a request that ends something needs a binding"},
        Wrong{"[signature.example]", "[[signature.part]]\nname = \"host\"\n[signature.example]",
              "signature.part needs pattern"},
        Wrong{"[signature.example]", "[[signature.near_miss]]\ntext = \"x\"\n[signature.example]",
              "signature.near_miss needs why"}));

}  // namespace
}  // namespace curfew::rules
