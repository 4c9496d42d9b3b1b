#include "integrations/cli/interrupt.h"

#include <thread>

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

namespace curfew::cli {

std::stop_token stop_on_interrupt() {
    sigset_t signals{};
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::stop_source source;
    std::stop_token token = source.get_token();
    // Lives as long as the process: nothing is left to wait for after the second signal.
    std::thread([signals, waiting = std::move(source)]() mutable {
        int number = 0;
        ::sigwait(&signals, &number);
        waiting.request_stop();
        ::sigwait(&signals, &number);
        ::_exit(130);
    }).detach();
    return token;
}

}  // namespace curfew::cli
