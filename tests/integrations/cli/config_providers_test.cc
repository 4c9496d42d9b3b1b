/// What a configuration may say of providers, and who may say it.
#include <string>

#include <gtest/gtest.h>

#include "integrations/cli/config.h"

namespace curfew::cli {
namespace {

core::Result<Settings> settings_from(const std::string& text, Layer layer = Layer::user) {
    Settings settings;
    TRY(apply_config(settings, {layer, "a.toml", text}));
    return settings;
}

std::string complaint_about(const std::string& text, Layer layer = Layer::user) {
    const auto settings = settings_from(text, layer);
    return settings.has_value() ? std::string() : settings.error().message();
}

TEST(ConfigProviders, ATableSaysWhereAProviderLivesAndWhoAsks) {
    const auto settings = settings_from(
        "[provider.vault]\nbase = \"https://vault.example:8200/\"\n"
        "admin = { file = \"/run/token\" }\nregion = \"eu\"\npartition = 12\n");

    ASSERT_TRUE(settings.has_value()) << settings.error().message();
    const ProviderSettings& vault = settings.value().providers.at("vault");
    EXPECT_EQ(vault.base, "https://vault.example:8200");
    EXPECT_EQ(vault.admin.kind, AdminSource::Kind::file);
    EXPECT_EQ(vault.admin.words, std::vector<std::string>{"/run/token"});
    EXPECT_EQ(vault.settings.at("region"), "eu");
    EXPECT_EQ(vault.settings.at("partition"), "12");
}

TEST(ConfigProviders, LayersJoinKeyByKey) {
    Settings settings;
    ASSERT_TRUE(apply_config(settings, {Layer::system, "s.toml",
                                        "[provider.vault]\nbase = \"https://a.example\"\n"
                                        "admin = { env = \"A\" }\n"})
                    .has_value());
    ASSERT_TRUE(apply_config(settings, {Layer::user, "u.toml",
                                        "[provider.vault]\nbase = \"https://b.example\"\n"})
                    .has_value());

    EXPECT_EQ(settings.providers.at("vault").base, "https://b.example");
    EXPECT_EQ(settings.providers.at("vault").admin.kind, AdminSource::Kind::environment);
    const std::string text = settings_text(settings);
    EXPECT_NE(text.find("provider.vault.base = \"https://b.example\"   # user"), text.npos) << text;
    EXPECT_NE(text.find("provider.vault.admin = { env = \"A\" }   # system"), text.npos) << text;
}

TEST(ConfigProviders, ShowLeavesTheArgumentsOfACommandOut) {
    const auto settings =
        settings_from("[provider.aws]\nadmin = { command = [\"pass\", \"show\", \"key\"] }\n");

    ASSERT_TRUE(settings.has_value()) << settings.error().message();
    const std::string text = settings_text(settings.value());
    EXPECT_NE(text.find("{ command = [\"pass\", …] }"), text.npos) << text;
    EXPECT_EQ(text.find("show"), text.npos);
}

TEST(ConfigProviders, ARepositoryIsRefusedWithItsPlaceAndTheReason) {
    for (const char* text :
         {"[provider.vault]\nbase = \"https://a.example\"\n", "[verify]\nhosts = [\"a.example\"]\n",
          "[verify]\npace = 0\n", "[protected]\nowners = [\"me\"]\n",
          "[verify]\ncanaries = [\"me\"]\n"}) {
        const std::string complaint = complaint_about(text, Layer::repository);

        EXPECT_TRUE(complaint.starts_with("a.toml:")) << text << complaint;
        EXPECT_NE(complaint.find("may not be set by a repository"), complaint.npos) << complaint;
    }
}

TEST(ConfigProviders, AVariableCountsForNothing) {
    Settings settings;

    const auto applied = apply_environment(settings, {{"CURFEW_VERIFY_HOSTS", "a.example"}});

    ASSERT_FALSE(applied.has_value());
    EXPECT_EQ(applied.error().kind(), core::ErrorKind::denied);
}

TEST(ConfigProviders, WhatIsWrongIsToldWithItsPlace) {
    struct Case {
        const char* text;
        const char* part;
    };
    constexpr Case kCases[] = {
        {"[provider.vault]\nadmin = \"the secret itself\"\n", "a.toml:2:"},
        {"[provider.vault]\nadmin = { filed = \"/x\" }\n", "file = \"PATH\""},
        {"[provider.vault]\nadmin = { file = \"/x\", env = \"A\" }\n", "one of"},
        {"[provider.vault]\nadmin = { command = \"pass show x\" }\n", "command = ["},
        {"[provider.vault]\nadmin = { systemd = \"../x\" }\n", "one of"},
        {"[provider.vault]\nbase = \"https://me:pw@a.example\"\n", "without user"},
        {"[provider.vault]\nbase = \"vault.example\"\n", "a.toml:2:"},
        {"[provider.vault]\nregion = [\"a\"]\n", "a.toml:2:"},
        {"[provider.vault]\nregoin = \"a\"\n", "a.toml:2:10: no provider reads"},
        {"[provider]\nvault = 1\n", "[provider.vault]"},
        {"[verify]\nhost = [\"a\"]\n", "verify.hosts"},
        {"[verify]\nhosts = [\"a/b\"]\n", "verify.hosts"},
        {"[verify]\nrequests_max = 0\n", "verify.requests_max"},
        {"[verify]\nrequests_max = 1.5\n", "verify.requests_max"},
        {"[verify]\npace = -1\n", "verify.pace"},
        {"[verify]\nauthorities_file = \"own.pem\"\n", "verify.authorities_file"},
        {"[protected]\nfingerprints = [\"cf1:x\"]\n", "protected.fingerprints"},
    };
    for (const Case& test : kCases) {
        const std::string complaint = complaint_about(test.text);

        EXPECT_NE(complaint.find(test.part), complaint.npos) << test.text << complaint;
        EXPECT_EQ(complaint.find("the secret itself"), complaint.npos);
    }
}

TEST(ConfigProviders, ProtectionsOfLayersAddUp) {
    Settings settings;
    ASSERT_TRUE(apply_config(settings, {Layer::system, "s.toml", "[protected]\nowners = [\"a\"]\n"})
                    .has_value());
    ASSERT_TRUE(apply_config(settings, {Layer::user, "u.toml", "[protected]\nowners = [\"b\"]\n"})
                    .has_value());

    EXPECT_EQ(settings.protection.owners, (std::vector<std::string>{"a", "b"}));
}

TEST(ConfigProviders, HostsAreComparedInLowerCase) {
    const auto settings = settings_from("[verify]\nhosts = [\"DB.Example\"]\n");

    ASSERT_TRUE(settings.has_value());
    EXPECT_EQ(settings.value().verify.hosts, std::vector<std::string>{"db.example"});
}

}  // namespace
}  // namespace curfew::cli
