// TLS to real servers: a certificate is checked against the name that stands beside the secret,
// while the connection goes to the number that was judged.

#include <filesystem>

#include <gtest/gtest.h>

#include "integrations/providers/mysql.h"
#include "integrations/providers/postgresql.h"
#include "scanner/core/clock.h"
#include "tests/integrations/providers/asking.h"
#include "tests/support/made_certificate.h"
#include "tests/support/servers/mariadb.h"
#include "tests/support/servers/postgresql.h"
#include "tests/support/servers/shared_server.h"
#include "tests/support/temp_dir.h"

namespace curfew::providers {
namespace {

using provider::Detail;
using provider::Inspection;

using Make = std::unique_ptr<provider::Provider> (*)(const core::Clock&, const provider::Access&,
                                                     DatabaseProvider::Options);

/// A certificate for "db.test" where a server that runs as somebody else can read it.
class Certificate {
  public:
    Certificate() {
        const support::MadeCertificate made = support::make_certificate({"db.test"});
        file = folder_.write("certificate.pem", made.certificate);
        key = folder_.write("key.pem", made.key);
        std::filesystem::permissions(key, std::filesystem::perms::owner_read);
        support::hand_over(folder_.path(), "nobody");
    }
    std::string file;
    std::string key;

  private:
    support::TempDir folder_;
};

const Certificate& certificate() {
    static const Certificate made;
    return made;
}

/// Asks the server on `port`, which all names lead to.
Inspection ask(Make make, const support::DatabaseLogin& login, const std::string& host,
               std::uint16_t port, const std::string& tls) {
    const core::SystemClock clock;
    provider::Access access;
    access.hosts = {"db.test", "other.test"};
    for (const char* const id : {"postgresql", "mysql"}) {
        access.providers[id].settings["authorities_file"] = certificate().file;
    }
    DatabaseProvider::Options options;
    options.lookup = [](const std::string&) {
        return core::Result<std::vector<std::string>>({"127.0.0.1"});
    };
    Asking asking(make(clock, access, std::move(options)), host, port);
    auto credential = asking.credential(login);
    Asking::add(credential, "tls", tls);
    return asking.introspect(std::move(credential));
}

TEST(PostgresqlTls, TheCertificatesNameDecides) {
    const auto server = support::shared_server<support::PostgreSql>();
    ASSERT_TRUE(server.has_value()) << server.error().message();
    const auto on =
        server.value()->run("ALTER SYSTEM SET ssl_cert_file = '" + certificate().file +
                            "';\nALTER SYSTEM SET ssl_key_file = '" + certificate().key +
                            "';\nALTER SYSTEM SET ssl = on;\nSELECT pg_reload_conf();\n"
                            "SELECT pg_sleep(0.5)");
    ASSERT_TRUE(on.has_value()) << on.error().message();
    const auto& login = server.value()->administrator();
    const std::uint16_t port = server.value()->port();

    const auto right = ask(make_postgresql_provider, login, "db.test", port, "verify-full");
    const auto wrong = ask(make_postgresql_provider, login, "other.test", port, "verify-full");
    const auto unchecked = ask(make_postgresql_provider, login, "other.test", port, "require");

    EXPECT_EQ(right.detail, Detail::live) << right.reason;
    EXPECT_EQ(wrong.detail, Detail::unclear);
    EXPECT_NE(wrong.reason.find("certificate"), std::string::npos) << wrong.reason;
    EXPECT_EQ(unchecked.detail, Detail::live) << unchecked.reason;
}

TEST(MariadbTls, TheCertificatesNameDecidesEachTime) {
    const auto server = support::MariaDb::start(
        {"--ssl-cert=" + certificate().file, "--ssl-key=" + certificate().key});
    ASSERT_TRUE(server.has_value()) << server.error().message();
    const auto& login = server.value().administrator();
    const std::uint16_t port = server.value().port();

    for (int i = 0; i < 30; ++i) {
        const auto right = ask(make_mysql_provider, login, "db.test", port, "verify-full");
        ASSERT_EQ(right.detail, Detail::live) << right.reason << i;
    }
    const auto wrong = ask(make_mysql_provider, login, "other.test", port, "verify-full");
    const auto unchecked = ask(make_mysql_provider, login, "other.test", port, "require");
    EXPECT_EQ(wrong.detail, Detail::unclear);
    EXPECT_NE(wrong.reason.find("certificate"), std::string::npos) << wrong.reason;
    EXPECT_EQ(unchecked.detail, Detail::live) << unchecked.reason;
}

TEST(MariadbTls, WithoutTlsNothingIsSent) {
    const auto server = support::shared_server<support::MariaDb>();
    ASSERT_TRUE(server.has_value()) << server.error().message();

    const auto seen = ask(make_mysql_provider, server.value()->administrator(), "db.test",
                          server.value()->port(), "require");

    EXPECT_EQ(seen.detail, Detail::unclear);
    EXPECT_NE(seen.reason.find("TLS"), std::string::npos) << seen.reason;
}

}  // namespace
}  // namespace curfew::providers
