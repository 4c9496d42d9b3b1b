/// Where administrators' credentials come from, and what is refused.
#include "integrations/cli/provider_access.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "integrations/cli/program_output.h"
#include "scanner/core/clock.h"
#include "tests/support/acme.h"
#include "tests/support/temp_dir.h"

namespace curfew::cli {
namespace {

namespace fs = std::filesystem;

const core::SystemClock kClock;

core::Result<LoadedAccess> access_with(AdminSource admin, const std::string& id = "acme") {
    Settings settings;
    settings.providers[id].admin = std::move(admin);
    return load_access(settings, support::acme_catalog(), kClock);
}

fs::path written(const support::TempDir& folder, std::string_view text, fs::perms rights) {
    const fs::path path = fs::path(folder.path()) / "admin";
    std::ofstream(path) << text;
    fs::permissions(path, rights);
    return path;
}

constexpr fs::perms kOwnText = fs::perms::owner_read | fs::perms::owner_write;
using Kind = AdminSource::Kind;

TEST(ProviderAccess, AFileGivesItsContentWithoutTheLinesEnd) {
    const support::TempDir folder;
    const auto loaded = access_with({Kind::file, {written(folder, "top\n", kOwnText).string()}});

    ASSERT_TRUE(loaded.has_value()) << loaded.error().message();
    EXPECT_EQ(loaded.value().access.of("acme")->admin.reveal(), "top");
    EXPECT_TRUE(loaded.value().warnings.empty());
}

TEST(ProviderAccess, AFileThatOthersMayReadIsRefused) {
    const support::TempDir folder;
    const auto loaded = access_with(
        {Kind::file, {written(folder, "top", kOwnText | fs::perms::others_read).string()}});

    ASSERT_FALSE(loaded.has_value());
    EXPECT_EQ(loaded.error().kind(), core::ErrorKind::denied);
    EXPECT_NE(loaded.error().message().find("chmod 600"), std::string::npos);
    EXPECT_NE(loaded.error().message().find("[provider.acme]"), std::string::npos);
}

TEST(ProviderAccess, AFileThatItsGroupMayReadIsAWarning) {
    const support::TempDir folder;
    const auto loaded = access_with(
        {Kind::file, {written(folder, "top", kOwnText | fs::perms::group_read).string()}});

    ASSERT_TRUE(loaded.has_value()) << loaded.error().message();
    EXPECT_EQ(loaded.value().warnings.size(), 1U);
}

TEST(ProviderAccess, AnEmptyOrMissingFileIsToldApart) {
    const support::TempDir folder;

    EXPECT_EQ(access_with({Kind::file, {written(folder, "\n", kOwnText).string()}}).error().kind(),
              core::ErrorKind::invalid_input);
    EXPECT_EQ(access_with({Kind::file, {folder.at("none")}}).error().kind(),
              core::ErrorKind::not_found);
}

TEST(ProviderAccess, AVariableAndACredentialOfSystemdAreRead) {
    const support::TempDir folder;
    written(folder, "from systemd", kOwnText);
    ::setenv("CURFEW_TEST_ADMIN", "from a variable", 1);
    ::setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);

    const auto variable = access_with({Kind::environment, {"CURFEW_TEST_ADMIN"}});
    const auto systemd = access_with({Kind::systemd_credential, {"admin"}});
    ::unsetenv("CREDENTIALS_DIRECTORY");
    const auto missing = access_with({Kind::systemd_credential, {"admin"}});

    ASSERT_TRUE(variable.has_value() && systemd.has_value());
    EXPECT_EQ(variable.value().access.of("acme")->admin.reveal(), "from a variable");
    EXPECT_EQ(systemd.value().access.of("acme")->admin.reveal(), "from systemd");
    EXPECT_EQ(missing.error().kind(), core::ErrorKind::not_found);
}

TEST(ProviderAccess, ACommandGivesWhatItWritesAndNoShellSeesItsWords) {
    const auto loaded = access_with({Kind::command, {"echo", "$HOME;", "two  words"}});

    ASSERT_TRUE(loaded.has_value()) << loaded.error().message();
    EXPECT_EQ(loaded.value().access.of("acme")->admin.reveal(), "$HOME; two  words");
}

TEST(ProviderAccess, ACommandThatFailsIsToldWithItsCodeAndNotItsOutput) {
    const auto failed = access_with({Kind::command, {"sh", "-c", "echo hidden; exit 7"}});

    ASSERT_FALSE(failed.has_value());
    EXPECT_NE(failed.error().message().find("code 7"), std::string::npos);
    EXPECT_EQ(failed.error().message().find("hidden"), std::string::npos);
    EXPECT_EQ(access_with({Kind::command, {"/no/such/program"}}).error().kind(),
              core::ErrorKind::not_found);
}

TEST(ProgramOutput, TimeAndSizeAreBounded) {
    const ProgramLimits limits{.timeout = std::chrono::milliseconds(100), .bytes_max = 10};

    const auto late = output_of({"sleep", "60"}, kClock, limits);
    const auto large = output_of({"echo", "more than ten bytes"}, kClock,
                                 {.timeout = std::chrono::seconds(30), .bytes_max = 10});

    EXPECT_EQ(late.error().kind(), core::ErrorKind::timed_out);
    EXPECT_EQ(large.error().kind(), core::ErrorKind::exhausted);
}

TEST(ProviderAccess, AProviderThatTheCatalogueLacksIsAnError) {
    const auto loaded = access_with({}, "acne");

    ASSERT_FALSE(loaded.has_value());
    EXPECT_NE(loaded.error().message().find("provider.acne"), std::string::npos);
}

TEST(ProviderAccess, SeveralOfOneKindHaveNamesBehindAColon) {
    const auto several = access_with({}, "acme:second");

    ASSERT_TRUE(several.has_value()) << several.error().message();
    EXPECT_NE(several.value().access.of("acme:second"), nullptr);
    EXPECT_FALSE(access_with({}, "acne:second").has_value());
}

TEST(ProviderAccess, TheVerifySectionBecomesPaceAndBounds) {
    Settings settings;
    settings.verify.hosts = {"db.example"};
    settings.verify.requests_max = 7;
    settings.verify.pace = 2.0;

    const auto loaded = load_access(settings, support::acme_catalog(), kClock);

    ASSERT_TRUE(loaded.has_value());
    const provider::Access& access = loaded.value().access;
    EXPECT_TRUE(access.hosts.contains("db.example"));
    EXPECT_EQ(access.requests_max, 7U);
    EXPECT_EQ(access.pace.requests_per_second, 2.0);
}

}  // namespace
}  // namespace curfew::cli
