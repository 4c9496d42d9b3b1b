#include "integrations/process/workers.h"

#include <atomic>
#include <future>

#include <gtest/gtest.h>

namespace curfew::process {
namespace {

TEST(Workers, OneTaskThatWaitsDoesNotHoldTheOthers) {
    Workers workers(2);
    std::promise<void> release;
    std::promise<void> is_done;

    workers.run([gate = release.get_future().share()](bool) { gate.wait(); });
    workers.run([&is_done](bool) { is_done.set_value(); });

    EXPECT_EQ(is_done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
    release.set_value();
}

TEST(Workers, EachTaskIsRunOnceEvenWhenTheyEnd) {
    std::atomic<int> done = 0;
    std::atomic<int> told_to_end = 0;
    std::promise<void> release;
    std::promise<void> has_begun;
    {
        Workers workers(1);
        workers.run([&](bool) {
            has_begun.set_value();
            release.get_future().wait();
            ++done;
        });
        has_begun.get_future().wait();
        for (int i = 0; i < 10; ++i) {
            workers.run([&](bool is_ending) {
                ++done;
                if (is_ending) ++told_to_end;
            });
        }
        release.set_value();
    }
    EXPECT_EQ(done, 11);
    EXPECT_LE(told_to_end, 10);
}

}  // namespace
}  // namespace curfew::process
