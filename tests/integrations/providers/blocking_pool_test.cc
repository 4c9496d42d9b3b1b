#include "integrations/providers/blocking_pool.h"

#include <array>
#include <atomic>
#include <future>
#include <optional>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "scanner/core/clock.h"
#include "tests/integrations/providers/hostile_server.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;

/// Two ends of a connection on which nobody ever says anything.
class Silence {
  public:
    Silence() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;
    Silence(Silence&&) = delete;
    Silence& operator=(Silence&&) = delete;
    ~Silence() {
        for (const int end : ends_) ::close(end);
    }
    [[nodiscard]] int end() const { return ends_[0]; }

  private:
    std::array<int, 2> ends_{};
};

ErrorKind kind_after_waiting(const Patience& patience, int socket) {
    const auto ready = patience.wait(socket, POLLIN);
    return ready.has_value() ? ErrorKind::internal : ready.error().kind();
}

TEST(BlockingPool, AConversationEndsAtItsDeadline) {
    const core::SystemClock clock;
    const Silence silence;
    std::promise<ErrorKind> heard;
    BlockingPool pool(clock, {.limits = {.timeout = std::chrono::milliseconds(30)}});

    pool.run("host", [&](const Patience& patience) {
        heard.set_value(kind_after_waiting(patience, silence.end()));
    });

    EXPECT_EQ(heard.get_future().get(), ErrorKind::timed_out);
}

TEST(BlockingPool, AHangingHostDelaysNobodyElse) {
    const core::SystemClock clock;
    const Silence silence;
    std::promise<void> other;
    std::atomic<int> under_way = 0;
    std::atomic<int> most = 0;
    BlockingPool pool(clock, {.threads_max = 4, .per_host_max = 2});
    for (int i = 0; i < 50; ++i) {
        pool.run("hanging", [&](const Patience& patience) {
            const int now = ++under_way;
            if (now > most && !patience.check().has_value()) return;
            most = std::max(most.load(), now);
            EXPECT_EQ(kind_after_waiting(patience, silence.end()), ErrorKind::cancelled);
            --under_way;
        });
    }

    pool.run("other", [&](const Patience&) { other.set_value(); });

    EXPECT_EQ(other.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
    EXPECT_LE(most, 2);
}

TEST(BlockingPool, EndsAtOnceAndAnswersWhatStillQueues) {
    const core::SystemClock clock;
    const Silence silence;
    std::atomic<int> answered = 0;
    std::promise<void> has_begun;
    const core::Duration begin = clock.steady();
    {
        BlockingPool pool(clock, {.threads_max = 1, .per_host_max = 1});
        pool.run("host", [&](const Patience& patience) {
            has_begun.set_value();
            EXPECT_EQ(kind_after_waiting(patience, silence.end()), ErrorKind::cancelled);
            ++answered;
        });
        for (int i = 0; i < 5; ++i) {
            pool.run("host", [&](const Patience& patience) {
                EXPECT_FALSE(patience.check().has_value());
                ++answered;
            });
        }
        has_begun.get_future().wait();
    }

    EXPECT_EQ(answered, 6);
    EXPECT_LT(clock.steady() - begin, std::chrono::seconds(10));
}

TEST(BlockingPool, TwoHostsTakeTurns) {
    const core::SystemClock clock;
    std::mutex mutex;
    std::string order;
    std::promise<void> is_ready;
    std::shared_future<void> ready = is_ready.get_future().share();
    {
        BlockingPool pool(clock, {.threads_max = 1});
        std::promise<void> all;
        pool.run("a", [&](const Patience&) { ready.wait(); });
        for (const char* const host : {"a", "a", "a", "b", "b"}) {
            pool.run(host, [&, host](const Patience&) {
                const std::lock_guard lock(mutex);
                order += host;
                if (order.size() == 5) all.set_value();
            });
        }
        is_ready.set_value();
        all.get_future().wait();
    }

    EXPECT_EQ(order, "babaa");
}

TEST(Patience, EndsWithWhoSendsMoreThanAnAnswerMayHold) {
    const core::SystemClock clock;
    HostileServer server(endless("", std::string(4096, 'x')));
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(server.port());
    const auto* const generic = reinterpret_cast<sockaddr*>(&address);  // NOLINT: sockets are so
    ASSERT_EQ(::connect(socket, generic, sizeof address), 0);
    std::promise<ErrorKind> heard;
    {
        BlockingPool pool(clock, {.limits = {.answer_bytes_max = 1U << 20U}});
        pool.run("host", [&](const Patience& patience) {
            std::array<char, 65536> room{};
            while (true) {
                const auto ready = patience.wait(socket, POLLIN);
                if (!ready.has_value()) return heard.set_value(ready.error().kind());
                if (::recv(socket, room.data(), room.size(), 0) <= 0) return heard.set_value({});
            }
        });
        EXPECT_EQ(heard.get_future().get(), ErrorKind::exhausted);
    }
    ::close(socket);
}

}  // namespace
}  // namespace curfew::providers
