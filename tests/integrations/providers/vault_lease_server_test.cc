// Leases and certificates of a real OpenBao: what their endings end at a real PostgreSQL and in the
// list of the revoked, and the three ways in which an answer lies about it.
#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "integrations/providers/vault.h"
#include "tests/integrations/providers/vault_samples.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/support/servers/open_bao.h"
#include "tests/support/servers/postgresql.h"
#include "tests/support/servers/server_tools.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::providers {
namespace {

using provider::Detail;
using provider::Inspection;
using provider::Issued;
using provider::Proof;
using provider::Step;
using support::DatabaseLogin;
using support::OpenBao;
using support::PostgreSql;
using namespace std::chrono_literals;

class VaultLeaseTest : public testing::Test {
  protected:
    void SetUp() override {
        const auto bao = support::shared_server<OpenBao>();
        ASSERT_TRUE(bao.has_value()) << bao.error().message();
        bao_ = bao.value();
        const auto database = support::shared_server<PostgreSql>();
        ASSERT_TRUE(database.has_value()) << database.error().message();
        database_ = database.value();
        provider_ =
            make_vault_provider(*client_, clock_, vault_access(bao_->base(), bao_->root_token()));
    }

    int put(const std::string& path, const std::string& body) const {
        const auto answer = bao_->ask_as_root("POST", path, body);
        return answer.has_value() ? answer.value().status : 0;
    }

    // A role of OpenBao that makes roles of PostgreSQL; `endings`: statements of its own.
    void mount_database(const std::string& role, const std::string& endings) const {
        const DatabaseLogin& admin = database_->administrator();
        put("sys/mounts/database", R"({"type":"database"})");
        ASSERT_EQ(
            put("database/config/pg",
                R"({"plugin_name":"postgresql-database-plugin","allowed_roles":"*","username":")" +
                    admin.user + R"(","password":")" + admin.password +
                    R"(","password_authentication":"scram-sha-256","connection_url":)"
                    R"("postgresql://{{username}}:{{password}}@127.0.0.1:)" +
                    std::to_string(database_->port()) + R"(/postgres?sslmode=disable"})"),
            204);
        const std::string creation =
            R"("CREATE ROLE \"{{name}}\" WITH LOGIN PASSWORD '{{password}}' )"
            R"(VALID UNTIL '{{expiration}}';")";
        ASSERT_EQ(
            put("database/roles/" + role,
                R"({"db_name":"pg","default_ttl":"2m","max_ttl":"10m","creation_statements":[)" +
                    creation + "]" + endings + "}"),
            204);
    }

    Issued issued(const std::string& role) {
        auto made = waited_for<core::Result<Issued>>([&](provider::IssuedHandler handler) {
            provider_->issue({.role = role, .tag = "task-17.test", .life = 100s},
                             std::move(handler));
        });
        EXPECT_TRUE(made.has_value()) << (made.has_value() ? "" : made.error().message());
        return made.has_value() ? std::move(made).value() : Issued();
    }

    static DatabaseLogin login_of(const Issued& lease) {
        return {std::string(lease.credential.part("username")->reveal()),
                std::string(lease.credential.secret.reveal())};
    }

    bool logs_in(const DatabaseLogin& login) const {
        const auto outcome = database_->psql(login, "select 1");
        return outcome.has_value() && outcome.value().exit_code == 0;
    }

    std::string roles_called(const std::string& name) const {
        return database_->run("select count(*) from pg_roles where rolname = '" + name + "'")
            .value();
    }

    core::SystemClock clock_;
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    OpenBao* bao_ = nullptr;
    PostgreSql* database_ = nullptr;
    std::unique_ptr<provider::Provider> provider_;
};

// Cuts the sessions before the role is dropped.
const std::string kThorough =
    R"(,"revocation_statements":["ALTER ROLE \"{{name}}\" NOLOGIN;",)"
    R"("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename='{{name}}';",)"
    R"("DROP ROLE IF EXISTS \"{{name}}\";"])";

TEST_F(VaultLeaseTest, ALeasesEndDropsTheRoleAndItsSession) {
    mount_database("thorough", kThorough);
    const Issued lease = issued("database/creds/thorough");
    const DatabaseLogin login = login_of(lease);
    ASSERT_TRUE(logs_in(login));
    auto session = database_->hold_session(login);
    ASSERT_TRUE(session.has_value()) << session.error().message();

    const Inspection alive = introspect(*provider_, lease.credential);
    const Step step = revoke(*provider_, lease.credential);
    const Inspection gone = introspect(*provider_, lease.credential);

    EXPECT_EQ(alive.detail, Detail::live);
    EXPECT_TRUE(core::instant_of(alive.expires_at));
    EXPECT_EQ(alive.id, lease.id);
    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(gone.detail, Detail::refused);
    EXPECT_FALSE(logs_in(login));
    EXPECT_EQ(roles_called(login.user), "0");
    EXPECT_TRUE(support::has_ended_within(session.value().pid(), 5s));
}

TEST_F(VaultLeaseTest, AGoneLeaseIsNeverTheProof) {
    mount_database("thorough", kThorough);
    const Issued lease = issued("database/creds/thorough");
    const provider::Credential made_up = provider_->made_up(lease.credential).value();
    ASSERT_EQ(revoke(*provider_, lease.credential).state, Step::State::accepted);

    const Proof proof = prove_dead(*provider_, lease.credential);

    EXPECT_EQ(proof.state, Proof::State::unclear);
    EXPECT_NE(proof.reason.find("log in there"), std::string::npos);
    EXPECT_EQ(introspect(*provider_, made_up).detail, Detail::refused);
    const auto stranger = make_vault_provider(
        *client_, clock_, vault_access(bao_->base(), "s.made-up-and-without-right"));
    EXPECT_EQ(introspect(*stranger, lease.credential).detail, Detail::unclear);
}

// First lie: the role is dropped, and a session that was open goes on.
TEST_F(VaultLeaseTest, AnOpenSessionOutlivesALeaseWithoutThoroughStatements) {
    mount_database("plain", "");
    const Issued lease = issued("database/creds/plain");
    auto session = database_->hold_session(login_of(lease));
    ASSERT_TRUE(session.has_value()) << session.error().message();

    const Step step = revoke(*provider_, lease.credential);
    const Proof proof = prove_dead(*provider_, lease.credential);

    EXPECT_EQ(step.state, Step::State::accepted);
    EXPECT_FALSE(logs_in(login_of(lease)));
    EXPECT_TRUE(session.value().is_running());
    EXPECT_NE(proof.state, Proof::State::dead);
}

// Second lie: with the database down nothing is ended, and nothing is tried again.
TEST_F(VaultLeaseTest, ADatabaseThatIsDownRefusesAndTheLeaseStays) {
    auto database = PostgreSql::start();
    ASSERT_TRUE(database.has_value()) << database.error().message();
    database_ = &database.value();
    mount_database("down", kThorough);
    const Issued lease = issued("database/creds/down");
    database_->process().kill_now();

    const Step step = revoke(*provider_, lease.credential);
    const Inspection inspection = introspect(*provider_, lease.credential);

    EXPECT_EQ(step.state, Step::State::refused);
    EXPECT_NE(step.reason.find("still there"), std::string::npos) << step.reason;
    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_EQ(prove_dead(*provider_, lease.credential).state, Proof::State::alive);
}

// Third lie: a forced ending forgets the lease, and the password goes on working.
TEST_F(VaultLeaseTest, AForcedEndingForgetsALivingPassword) {
    auto database = PostgreSql::start();
    ASSERT_TRUE(database.has_value()) << database.error().message();
    database_ = &database.value();
    mount_database("forced", kThorough);
    const Issued lease = issued("database/creds/forced");
    // The test server does not write each commit through; this one has to outlive it.
    ASSERT_TRUE(database_->run("CHECKPOINT").has_value());
    database_->process().kill_now();
    ASSERT_EQ(
        bao_->ask_as_root("PUT", "sys/leases/revoke-force/database/creds/forced").value().status,
        204);
    ASSERT_TRUE(database_->process().start_again().has_value());

    const Inspection inspection = introspect(*provider_, lease.credential);
    const Proof proof = prove_dead(*provider_, lease.credential);

    EXPECT_EQ(inspection.detail, Detail::refused);
    EXPECT_TRUE(logs_in(login_of(lease)));
    EXPECT_NE(proof.state, Proof::State::dead);
}

TEST_F(VaultLeaseTest, LeasesAreRenewed) {
    mount_database("renewed", kThorough);
    const Issued lease = issued("database/creds/renewed");

    const auto end = waited_for<core::Result<core::End>>([&](provider::EndHandler handler) {
        provider_->renew(lease.credential.duplicate(), 300s, std::move(handler));
    });

    ASSERT_TRUE(end.has_value()) << end.error().message();
    const auto told = core::instant_of(introspect(*provider_, lease.credential).expires_at);
    ASSERT_TRUE(told && core::instant_of(end.value()));
    EXPECT_NEAR(std::chrono::duration<double>(*told - *core::instant_of(end.value())).count(), 0,
                3);
    EXPECT_GT(*told, clock_.now() + 250s);
    EXPECT_EQ(revoke(*provider_, lease.credential).state, Step::State::accepted);
}

class VaultCertificateTest : public VaultLeaseTest {
  protected:
    void SetUp() override {
        VaultLeaseTest::SetUp();
        if (HasFatalFailure()) return;
        put("sys/mounts/pki", R"({"type":"pki"})");
        put("pki/root/generate/internal",
            R"({"common_name":"test root","ttl":"8760h","key_type":"ec"})");
        put("pki/roles/r", R"({"ttl":"5m","allow_any_name":true,"key_type":"ec"})");
    }

    // The list as openssl reads it; anybody may fetch it.
    std::string revoked_serials() const {
        const auto list = bao_->ask_as("", "GET", "pki/crl/pem");
        const auto program = support::system_program("openssl");
        if (!list.has_value() || !program.has_value()) return {};
        const auto read = support::run_client({.program = program.value(),
                                               .arguments = {"crl", "-noout", "-text"},
                                               .input = list.value().body});
        return read.has_value() ? read.value().output : std::string();
    }
};

TEST_F(VaultCertificateTest, IsIssuedRevokedAndListed) {
    const Issued certificate = issued("pki/issue/r");
    std::string serial = certificate.id;
    std::erase(serial, ':');
    std::ranges::transform(serial, serial.begin(), [](unsigned char letter) {
        return static_cast<char>(std::toupper(letter));
    });

    const Inspection alive = introspect(*provider_, certificate.credential);
    const Inspection made_up =
        introspect(*provider_, provider_->made_up(certificate.credential).value());
    const Proof before = prove_dead(*provider_, certificate.credential);
    EXPECT_EQ(revoked_serials().find(serial), std::string::npos);
    const Step step = revoke(*provider_, certificate.credential);
    const Step again = revoke(*provider_, certificate.credential);
    const Proof after = prove_dead(*provider_, certificate.credential);

    EXPECT_TRUE(core::instant_of(certificate.expires_at));
    EXPECT_EQ(alive.detail, Detail::live);
    EXPECT_EQ(made_up.detail, Detail::refused);
    EXPECT_EQ(before.state, Proof::State::alive);
    EXPECT_EQ(step.state, Step::State::accepted);
    EXPECT_EQ(again.state, Step::State::accepted);
    EXPECT_EQ(after.state, Proof::State::dead) << after.reason;
    EXPECT_EQ(introspect(*provider_, certificate.credential).detail, Detail::revoked);
    EXPECT_NE(revoked_serials().find(serial), std::string::npos);
}

}  // namespace
}  // namespace curfew::providers
