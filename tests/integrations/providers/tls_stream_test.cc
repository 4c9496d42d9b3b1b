#include "integrations/providers/tls_stream.h"

#include <array>

#include <gtest/gtest.h>

#include "scanner/core/clock.h"
#include "tests/support/scripted_http.h"
#include "tests/support/temp_dir.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using core::Result;

class TlsStreamTest : public ::testing::Test {
  protected:
    TlsStreamTest()
        : server_([](const support::HttpSeen&) { return support::HttpScripted{}; }, true) {
        login_.authorities_file = folder_.write("authorities.pem", server_.certificate());
    }

    /// What a server at 127.0.0.1 that is called `host` answers first.
    Result<std::string> answer_of(const std::string& host, Tls tls, std::uint16_t port) {
        const Door door{.login = login_,
                        .address = {.name = {host, port},
                                    .numeric = "127.0.0.1",
                                    .scope = http::AddressScope::loopback},
                        .tls = tls};
        const Patience patience(clock_, {.timeout = std::chrono::seconds(10)}, -1);
        TRY_ASSIGN(TlsStream stream, TlsStream::open(door, patience));
        TRY(stream.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", patience));
        std::array<char, 64> room{};
        TRY_ASSIGN(const std::size_t size, stream.receive(room, patience));
        return std::string(room.data(), size);
    }

    ErrorKind fault_of(const std::string& host, Tls tls) {
        const auto answer = answer_of(host, tls, server_.port());
        return answer.has_value() ? ErrorKind::internal : answer.error().kind();
    }

    core::SystemClock clock_;
    support::TempDir folder_;
    support::ScriptedHttp server_;
    Login login_;
};

TEST_F(TlsStreamTest, ACertificateIsCheckedAgainstTheNameNotTheNumber) {
    const auto answer = answer_of("localhost", Tls::verified, server_.port());

    ASSERT_TRUE(answer.has_value()) << answer.error().message();
    EXPECT_TRUE(answer.value().starts_with("HTTP/1.1 200")) << answer.value();
    EXPECT_EQ(fault_of("other.test", Tls::verified), ErrorKind::denied);
    EXPECT_EQ(fault_of("127.0.0.1", Tls::verified), ErrorKind::denied);
}

TEST_F(TlsStreamTest, AnAuthorityNobodyTrustsIsRefusedUnlessNothingIsChecked) {
    login_.authorities_file.clear();

    EXPECT_EQ(fault_of("localhost", Tls::verified), ErrorKind::denied);
    EXPECT_TRUE(answer_of("localhost", Tls::encrypted, server_.port()).has_value());
}

TEST_F(TlsStreamTest, AServerWithoutTlsIsRefusedBeforeAnythingIsSent) {
    const support::ScriptedHttp plain(
        [](const support::HttpSeen&) { return support::HttpScripted{}; });

    const auto answer = answer_of("localhost", Tls::verified, plain.port());

    ASSERT_FALSE(answer.has_value());
    EXPECT_NE(answer.error().kind(), ErrorKind::unreachable);
    EXPECT_TRUE(plain.requests().empty());
}

TEST_F(TlsStreamTest, WhereNobodyListensIsUnreachable) {
    std::uint16_t port = 0;
    {
        const support::ScriptedHttp gone(
            [](const support::HttpSeen&) { return support::HttpScripted{}; });
        port = gone.port();
    }

    const auto answer = answer_of("localhost", Tls::off, port);

    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind(), ErrorKind::unreachable);
}

}  // namespace
}  // namespace curfew::providers
