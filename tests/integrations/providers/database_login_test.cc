#include "integrations/providers/database_login.h"

#include <gtest/gtest.h>

namespace curfew::providers {
namespace {

using core::ErrorKind;
using provider::HostSource;

const DatabaseKind kKind = {.id = "postgresql",
                            .name = "PostgreSQL",
                            .port = 5432,
                            .schemes = {"postgresql", "postgres"},
                            .default_user = "",
                            .default_database = "postgres"};

class DatabaseLoginTest : public ::testing::Test {
  protected:
    static provider::Credential credential(
        std::string_view secret,
        const std::vector<std::pair<std::string, std::string>>& parts = {}) {
        provider::Credential made;
        made.secret = core::SecretString(secret);
        for (const auto& [name, value] : parts) {
            made.parts.push_back({name, core::SecretString(std::string_view(value))});
        }
        return made;
    }

    void set_base(const std::string& base) { access_.providers["postgresql"].base = base; }
    void set(const std::string& name, const std::string& value) {
        access_.providers["postgresql"].settings[name] = value;
    }

    provider::Access access_;
};

TEST_F(DatabaseLoginTest, AHostBesideTheSecretIsAskedOnlyWhereTheConfigurationNamesIt) {
    const auto found = credential("pw", {{"user", "app"}, {"host", "DB7.acme.io"}});

    const auto strange = login_of(kKind, found, access_);
    access_.hosts.insert("db7.acme.io");
    const auto named = login_of(kKind, found, access_);

    ASSERT_FALSE(strange.has_value());
    EXPECT_EQ(strange.error().kind(), ErrorKind::denied);
    ASSERT_TRUE(named.has_value());
    EXPECT_EQ(named.value().source, HostSource::beside);
    EXPECT_EQ(named.value().server, (ServerName{"db7.acme.io", 5432}));
    EXPECT_EQ(named.value().database, "postgres");
}

TEST_F(DatabaseLoginTest, WithoutAHostTheBaseIsAsked) {
    const auto found = credential("pw", {{"user", "app"}});
    const auto nowhere = login_of(kKind, found, access_);
    set_base("postgresql://db7.acme.io:6000/orders");

    const auto login = login_of(kKind, found, access_);

    ASSERT_FALSE(nowhere.has_value());
    EXPECT_EQ(nowhere.error().kind(), ErrorKind::unsupported);
    ASSERT_TRUE(login.has_value()) << login.error().message();
    EXPECT_EQ(login.value().source, HostSource::configuration);
    EXPECT_EQ(login.value().server, (ServerName{"db7.acme.io", 6000}));
    EXPECT_EQ(login.value().database, "orders");
}

TEST_F(DatabaseLoginTest, TheBasesHostIsNamedByTheConfiguration) {
    set_base("db7.acme.io:6000");

    const auto login =
        login_of(kKind, credential("pw", {{"user", "app"}, {"host", "db7.acme.io"}}), access_);

    ASSERT_TRUE(login.has_value()) << login.error().message();
    EXPECT_EQ(login.value().source, HostSource::configuration);
    EXPECT_EQ(login.value().server.port, 6000);
}

TEST_F(DatabaseLoginTest, AWholeConnectionStringIsItsOwnSource) {
    access_.hosts.insert("db7.acme.io");

    const auto login = login_of(
        kKind, credential("postgres://app:p%25w@db7.acme.io/orders?sslmode=disable"), access_);

    ASSERT_TRUE(login.has_value()) << login.error().message();
    EXPECT_EQ(login.value().user, "app");
    EXPECT_EQ(login.value().password.reveal(), "p%w");
    EXPECT_EQ(login.value().database, "orders");
    EXPECT_EQ(login.value().tls, TlsWish::off);
}

TEST_F(DatabaseLoginTest, AStarOfAPasswordFileMeansNothing) {
    set_base("db7.acme.io");

    const auto login = login_of(
        kKind, credential("pw", {{"user", "app"}, {"host", "*"}, {"port", "*"}, {"database", "*"}}),
        access_);

    ASSERT_TRUE(login.has_value()) << login.error().message();
    EXPECT_EQ(login.value().server.host, "db7.acme.io");
}

TEST_F(DatabaseLoginTest, MissingAndImpossiblePartsAreSaidByName) {
    access_.hosts.insert("db7");
    using Parts = std::vector<std::pair<std::string, std::string>>;
    struct Row {
        std::string secret;
        Parts parts;
        std::string says;
    };
    const std::string nul("a\0b", 3);
    const std::vector<Row> rows = {
        {"pw", {{"host", "db7"}}, "user"},
        {"", {{"host", "db7"}, {"user", "app"}}, "password"},
        {nul, {{"host", "db7"}, {"user", "app"}}, "password holds a NUL"},
        {"pw", {{"host", "db7"}, {"user", nul}}, "user holds a NUL"},
        {"pw", {{"host", "db7"}, {"user", "app"}, {"database", nul}}, "database holds a NUL"},
        {"pw", {{"host", "db7"}, {"user", std::string(256, 'a')}}, "user is too long"},
        {"pw", {{"host", "db7"}, {"user", "app"}, {"port", "5432; x"}}, "port"},
        {"pw", {{"host", "db7\n"}, {"user", "app"}}, "host"},
        {"pw", {{"host", nul}, {"user", "app"}}, "host"},
        {"postgres://app@db7/x", {}, "password"},
        {"postgres://app:%q@db7/x", {}, "connection string"},
    };
    for (const Row& row : rows) {
        const auto login = login_of(kKind, credential(row.secret, row.parts), access_);
        ASSERT_FALSE(login.has_value()) << row.says;
        EXPECT_EQ(login.error().kind(), ErrorKind::invalid_input) << row.says;
        EXPECT_NE(login.error().message().find(row.says), std::string::npos)
            << login.error().message();
    }
}

TEST_F(DatabaseLoginTest, AnotherKindsLoginIsNotOurs) {
    access_.hosts.insert("db7");

    const auto login = login_of(
        kKind, credential("pw", {{"scheme", "mongodb+srv"}, {"user", "a"}, {"host", "db7"}}),
        access_);

    ASSERT_FALSE(login.has_value());
    EXPECT_EQ(login.error().kind(), ErrorKind::unsupported);
}

TEST_F(DatabaseLoginTest, TheAdministratorComesFromTheConfigurationAlone) {
    EXPECT_FALSE(admin_login(kKind, access_).has_value());
    set_base("postgresql://db7.acme.io/admin_db");
    EXPECT_FALSE(admin_login(kKind, access_).has_value());
    access_.providers["postgresql"].admin = core::SecretString(std::string_view("pw"));
    EXPECT_FALSE(admin_login(kKind, access_).has_value()) << "no admin_user";
    set("admin_user", "keeper");

    const auto admin = admin_login(kKind, access_);

    ASSERT_TRUE(admin.has_value()) << admin.error().message();
    EXPECT_EQ(admin.value().user, "keeper");
    EXPECT_EQ(admin.value().database, "admin_db");
}

TEST_F(DatabaseLoginTest, ABaseWithALoginOrOfAnotherKindIsRefused) {
    for (const char* const base : {"postgresql://a:b@db7", "mysql://db7", "https://db7"}) {
        set_base(base);
        const auto login = login_of(kKind, credential("pw", {{"user", "app"}}), access_);
        ASSERT_FALSE(login.has_value()) << base;
        EXPECT_EQ(login.error().kind(), ErrorKind::invalid_input) << base;
    }
}

TEST_F(DatabaseLoginTest, APasswordLeavesTheMachineOnlyUnderTlsUnlessTheConfigurationSaysSo) {
    using http::AddressScope;
    Login login;
    struct Row {
        TlsWish wish;
        Tls here;
        std::optional<Tls> away;
    };
    for (const Row& row :
         {Row{TlsWish::unsaid, Tls::off, Tls::verified}, Row{TlsWish::off, Tls::off, std::nullopt},
          Row{TlsWish::demanded, Tls::encrypted, Tls::verified},
          Row{TlsWish::encrypted, Tls::encrypted, Tls::encrypted},
          Row{TlsWish::verified, Tls::verified, Tls::verified}}) {
        login.tls = row.wish;
        EXPECT_EQ(tls_for(login, AddressScope::loopback).value(), row.here);
        for (const AddressScope away : {AddressScope::global, AddressScope::special}) {
            const auto tls = tls_for(login, away);
            EXPECT_EQ(tls.has_value(), row.away.has_value());
            EXPECT_EQ(tls.has_value() ? tls.value() : Tls::off, row.away.value_or(Tls::off));
        }
    }
    login.tls = TlsWish::off;
    login.may_be_plain = true;
    EXPECT_EQ(tls_for(login, AddressScope::global).value(), Tls::off);
}

TEST_F(DatabaseLoginTest, TheSettingTlsOverridesTheString) {
    access_.hosts.insert("db7");
    const auto found = credential("postgres://a:b@db7/x?sslmode=verify-full");
    const std::vector<std::pair<std::string, TlsWish>> words = {
        {"verify", TlsWish::verified}, {"encrypt", TlsWish::encrypted}, {"off", TlsWish::off}};
    for (const auto& [word, wish] : words) {
        set("tls", word);
        EXPECT_EQ(login_of(kKind, found, access_).value().tls, wish) << word;
    }
    set("tls", "maybe");
    EXPECT_FALSE(login_of(kKind, found, access_).has_value());
}

}  // namespace
}  // namespace curfew::providers
