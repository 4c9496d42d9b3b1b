// Servers that are no databases, or bad ones: nothing of the password or of our files may reach
// them beyond what a login needs, and none may hold us up or fill our memory.

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "integrations/providers/mysql.h"
#include "integrations/providers/postgresql.h"
#include "integrations/providers/redis.h"
#include "scanner/core/clock.h"
#include "tests/integrations/providers/asking.h"
#include "tests/integrations/providers/hostile_server.h"

namespace curfew::providers {
namespace {

using namespace std::string_literals;  // NOLINT(google-build-using-namespace): bytes with NULs
using provider::Detail;
using provider::Inspection;

using Make = std::unique_ptr<provider::Provider> (*)(const core::Clock&, const provider::Access&,
                                                     DatabaseProvider::Options);

struct Kind {
    const char* name;
    Make make;
};

void PrintTo(const Kind& kind, std::ostream* out) {
    *out << kind.name;
}

/// Asks a hostile server that stood beside a secret, with little time and room.
class Asker {
  public:
    explicit Asker(Make make) : make_(make) { access_.hosts.insert("127.0.0.1"); }

    Inspection ask(const HostileServer& server, core::Duration timeout = std::chrono::seconds(20)) {
        DatabaseProvider::Options options;
        options.pool.limits = {.timeout = timeout, .answer_bytes_max = 1U << 20U};
        Asking asking(make_(clock_, access_, std::move(options)), "127.0.0.1", server.port());
        auto credential = asking.credential({"app", password});
        Asking::add(credential, "tls", tls);
        return asking.introspect(std::move(credential));
    }

    std::string tls;
    const std::string password = "correct-horse-" + support::made_password();

  private:
    Make make_;
    core::SystemClock clock_;
    provider::Access access_;
};

class AnyKind : public ::testing::TestWithParam<Kind> {};

TEST_P(AnyKind, IsNotHeldUpByAServerThatHangs) {
    const HostileServer server(hanging());
    Asker asker(GetParam().make);

    const Inspection seen = asker.ask(server, std::chrono::milliseconds(200));

    EXPECT_EQ(seen.detail, Detail::unclear);
    EXPECT_NE(seen.reason.find("in time"), std::string::npos) << seen.reason;
    EXPECT_EQ(seen.evidence.status, 0);
}

TEST_P(AnyKind, TakesAnotherProtocolForNoAnswer) {
    for (const std::string& bytes :
         {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"s, "SSH-2.0-OpenSSH_9.2\r\n"s,
          std::string(64, '\0'), std::string(64, '\xff'), "220 mail ready\r\n"s}) {
        const HostileServer talks_first(endless(bytes, ""));
        const HostileServer answers(answering(bytes));
        Asker asker(GetParam().make);
        EXPECT_EQ(asker.ask(talks_first, std::chrono::milliseconds(500)).detail, Detail::unclear)
            << bytes;
        EXPECT_EQ(asker.ask(answers, std::chrono::milliseconds(500)).detail, Detail::unclear)
            << bytes;
    }
}

TEST_P(AnyKind, HearsAnEndlessAnswerToABound) {
    for (const std::string& opening : {"E"s, "R\x7f\xff\xff\xff"s, "\xff\xff\xff\x00"s,
                                       "$1000000000\r\n"s, "*1000000000\r\n"s, "+"s, "-"s}) {
        const HostileServer server(endless(opening, std::string(8192, 'x')));
        Asker asker(GetParam().make);
        const auto begin = core::SystemClock().steady();
        EXPECT_EQ(asker.ask(server).detail, Detail::unclear) << opening;
        EXPECT_LT(core::SystemClock().steady() - begin, std::chrono::seconds(15)) << opening;
    }
}

TEST_P(AnyKind, WhoClosesAtOnceSaysNothing) {
    const HostileServer server([](HostileServer::Peer& peer) { peer.close(); });
    Asker asker(GetParam().make);

    EXPECT_EQ(asker.ask(server).detail, Detail::unclear);
}

INSTANTIATE_TEST_SUITE_P(Databases, AnyKind,
                         ::testing::Values(Kind{"postgresql", make_postgresql_provider},
                                           Kind{"mysql", make_mysql_provider},
                                           Kind{"redis", make_redis_provider}),
                         [](const auto& kind) { return kind.param.name; });

// PostgreSQL: protocol-message-formats.

TEST(HostilePostgresql, GetsNoPasswordInClearText) {
    const HostileServer server(answering("R\0\0\0\x08\0\0\0\x03"s));
    Asker asker(make_postgresql_provider);

    const Inspection seen = asker.ask(server);

    EXPECT_EQ(seen.detail, Detail::unclear);
    EXPECT_EQ(seen.evidence.mark, "clear text");
    EXPECT_EQ(server.seen().find(asker.password), std::string::npos);
}

TEST(HostilePostgresql, GetsNoPasswordInClearTextBehindANotice) {
    const HostileServer server(answering("N\0\0\0\x05\0"s + "R\0\0\0\x08\0\0\0\x03"s));
    Asker asker(make_postgresql_provider);

    EXPECT_EQ(asker.ask(server).detail, Detail::unclear);
    EXPECT_EQ(server.seen().find(asker.password), std::string::npos);
}

TEST(HostilePostgresql, WhoAsksForNoPasswordProvesNothing) {
    const HostileServer server(answering("R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I"s));
    Asker asker(make_postgresql_provider);

    const Inspection seen = asker.ask(server);

    EXPECT_EQ(seen.detail, Detail::unclear);
    EXPECT_EQ(seen.evidence.mark, "no password asked");
}

TEST(HostilePostgresql, GetsNoKerberosTicket) {
    const HostileServer server(answering("R\0\0\0\x08\0\0\0\x07"s));
    Asker asker(make_postgresql_provider);

    EXPECT_EQ(asker.ask(server).detail, Detail::unclear);
}

TEST(HostilePostgresql, EndlessRowsEndTheConversation) {
    const HostileServer server([](HostileServer::Peer& peer) {
        peer.receive();
        peer.send("R\0\0\0\x0c\0\0\0\x05salt"s);
        peer.receive();
        peer.send("R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I"s);
        peer.receive();
        peer.send("1\0\0\0\x04"s + "2\0\0\0\x04"s + "T\0\0\0\x06\0\0"s);
        while (peer.send("D\0\0\0\x06\0\0"s)) {
        }
    });
    Asker asker(make_postgresql_provider);

    const Inspection seen = asker.ask(server);

    EXPECT_EQ(seen.detail, Detail::live) << "the control is what finds such a server out";
    EXPECT_FALSE(core::evidence_of(seen.expires_at).has_value());
}

// MariaDB: "Connection" and "COM_QUERY" of the client/server protocol.

std::string packet(std::uint8_t number, const std::string& body) {
    std::string bytes;
    bytes += static_cast<char>(body.size() & 0xffU);
    bytes += static_cast<char>(body.size() >> 8U);
    bytes += '\0';
    bytes += static_cast<char>(number);
    return bytes + body;
}

std::string greeting(const std::string& capabilities = "\xff\xf7"s) {
    return packet(0, "\x0a"s + "10.11.0-MariaDB\0"s + "\x01\0\0\0"s + "12345678\0"s + capabilities +
                         "\x2d\x02\0"s + "\xff\x81\x15"s + std::string(10, '\0') +
                         "123456789012\0"s + "mysql_native_password\0"s);
}

const std::string kFine = "\0\0\0\x02\0\0\0"s;

TEST(HostileMysql, GetsNoPasswordByAMethodThatShowsIt) {
    for (const std::string& method :
         {"mysql_clear_password"s, "dialog"s, "sha256_password"s, "caching_sha2_password"s,
          "mysql_old_password"s, "../../../tmp/evil"s}) {
        const HostileServer server([&method](HostileServer::Peer& peer) {
            peer.send(greeting());
            peer.receive();
            peer.send(packet(2, "\xfe"s + method + "\0"s + "12345678901234567890\0"s));
            while (!peer.receive().empty()) {
            }
        });
        Asker asker(make_mysql_provider);
        EXPECT_EQ(asker.ask(server).detail, Detail::unclear) << method;
        EXPECT_EQ(server.seen().find(asker.password), std::string::npos) << method;
        EXPECT_NE(server.seen().find("app"), std::string::npos) << "the login was tried";
    }
}

TEST(HostileMysql, IsNotWaitedForInTheMiddleOfTls) {
    const HostileServer server([](HostileServer::Peer& peer) {
        peer.send(greeting("\xff\xff"s));
        while (!peer.receive().empty()) {
        }
    });
    for (const char* const tls : {"require", "verify-full"}) {
        Asker asker(make_mysql_provider);
        asker.tls = tls;
        const Inspection seen = asker.ask(server, std::chrono::milliseconds(300));
        EXPECT_EQ(seen.detail, Detail::unclear) << tls;
        EXPECT_NE(seen.reason.find("in time"), std::string::npos) << tls << seen.reason;
    }
}

TEST(HostileMysql, GetsNoLoginWithoutTheTlsThatWasWanted) {
    const HostileServer server([](HostileServer::Peer& peer) {
        peer.send(greeting());
        while (!peer.receive().empty()) {
        }
    });
    for (const char* const tls : {"require", "verify-full"}) {
        Asker asker(make_mysql_provider);
        asker.tls = tls;
        EXPECT_EQ(asker.ask(server).detail, Detail::unclear) << tls;
    }
    EXPECT_EQ(server.seen(), "");
}

TEST(HostileMysql, GetsNoFile) {
    const HostileServer server([](HostileServer::Peer& peer) {
        peer.send(greeting());
        peer.receive();
        peer.send(packet(2, kFine));
        peer.receive();
        peer.send(packet(1, "\xfb/etc/passwd"s));
        peer.receive();
        peer.send(packet(3, kFine));
        while (!peer.receive().empty()) {
        }
    });
    Asker asker(make_mysql_provider);

    static_cast<void>(asker.ask(server));

    EXPECT_NE(server.seen().find("CURRENT_USER"), std::string::npos) << "it came to a question";
    EXPECT_EQ(server.seen().find("root:"), std::string::npos);
}

// Redis: RESP.

TEST(HostileRedis, WhatItRepeatsOfOurCommandIsNotShown) {
    Asker asker(make_redis_provider);
    const HostileServer server(answering(
        "-ERR unknown command 'AUTH', with args beginning with: '" + asker.password + "' \r\n"));

    const Inspection seen = asker.ask(server);

    EXPECT_EQ(seen.detail, Detail::unclear);
    EXPECT_EQ((seen.reason + seen.evidence.mark).find(asker.password), std::string::npos);
}

TEST(HostileRedis, AnAnswerToAuthThatIsNotOkIsNoLogin) {
    for (const char* const text : {"+PONG\r\n", ":1\r\n", "$2\r\nOK!\r\n", "*0\r\n", "$-1\r\n"}) {
        const HostileServer server(answering(text));
        Asker asker(make_redis_provider);
        EXPECT_EQ(asker.ask(server, std::chrono::milliseconds(300)).detail, Detail::unclear)
            << text;
    }
}

}  // namespace
}  // namespace curfew::providers
