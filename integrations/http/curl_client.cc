#include "integrations/http/curl_client.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>

#include <malloc.h>

#include <curl/curl.h>

#include "integrations/http/transfer.h"
#include "scanner/core/check.h"

namespace curfew::http {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

// libcurl's memory: what it gives back is wiped, since it may have held a URL, a header or a body.
// These five speak C's language of allocation because libcurl does.
// NOLINTBEGIN(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory)
void wiping_free(void* memory) {
    if (memory == nullptr) return;
    core::wipe_memory(memory, ::malloc_usable_size(memory));
    std::free(memory);
}

void* wiping_realloc(void* memory, std::size_t size) {
    if (memory == nullptr) return std::malloc(size);
    void* const larger = std::malloc(size);
    if (larger == nullptr) return nullptr;
    std::memcpy(larger, memory, std::min(size, ::malloc_usable_size(memory)));
    wiping_free(memory);
    return larger;
}

char* plain_strdup(const char* text) {
    return ::strdup(text);
}
void* plain_malloc(std::size_t size) {
    return std::malloc(size);
}
void* plain_calloc(std::size_t count, std::size_t size) {
    return std::calloc(count, size);
}
// NOLINTEND(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory)

bool start_library() {
    static const bool is_started =
        curl_global_init_mem(CURL_GLOBAL_DEFAULT, plain_malloc, wiping_free, wiping_realloc,
                             plain_strdup, plain_calloc) == CURLE_OK;
    return is_started;
}

struct Timer {
    core::Duration due;
    std::uint64_t number;  // equal times in the order they were asked for
    std::function<void()> task;

    bool operator>(const Timer& other) const {
        return std::pair(due, number) > std::pair(other.due, other.number);
    }
};

constexpr long kWaitMillisecondsMax = 1'000;

}  // namespace

class CurlClient::Loop {
  public:
    Loop(const core::Clock& clock, ClientOptions options, CURLM* multi)
        : clock_(clock), options_(std::move(options)), multi_(multi) {}

    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    Loop(Loop&&) = delete;
    Loop& operator=(Loop&&) = delete;

    ~Loop() {
        is_ending_ = true;
        curl_multi_wakeup(multi_);
        thread_.join();
        curl_multi_cleanup(multi_);
    }

    void start() {
        thread_ = std::thread([this] { run(); });
    }

    void send(core::HttpRequest request, core::HttpHandler handler) {
        {
            const std::lock_guard lock(mutex_);
            arrived_.emplace_back(std::move(request), std::move(handler));
        }
        curl_multi_wakeup(multi_);
    }

    void run_after(core::Duration delay, std::function<void()> task) {
        {
            const std::lock_guard lock(mutex_);
            timers_.push({clock_.steady() + delay, ++timers_made_, std::move(task)});
        }
        curl_multi_wakeup(multi_);
    }

  private:
    struct Host {
        std::deque<std::unique_ptr<Transfer>> waiting;
        std::size_t under_way = 0;
    };

    void run() {
        while (!is_ending_) {
            take_arrived();
            run_due_tasks();
            start_waiting();
            int running = 0;
            curl_multi_perform(multi_, &running);
            take_finished();
            if (!is_ending_) curl_multi_poll(multi_, nullptr, 0, wait_milliseconds(), nullptr);
        }
        cancel_all();
    }

    void take_arrived() {
        std::vector<std::pair<core::HttpRequest, core::HttpHandler>> arrived;
        {
            const std::lock_guard lock(mutex_);
            arrived.swap(arrived_);
        }
        for (auto& [request, handler] : arrived) {
            // The handler is copied, since a request that cannot be prepared still has to be told.
            auto transfer = Transfer::prepare(std::move(request), handler, options_);
            if (!transfer.has_value()) {
                handler(std::move(transfer).error());
                continue;
            }
            const std::string origin = transfer.value()->origin();
            hosts_[origin].waiting.push_back(std::move(transfer).value());
        }
    }

    void run_due_tasks() {
        while (true) {
            std::function<void()> task;
            {
                const std::lock_guard lock(mutex_);
                if (timers_.empty() || timers_.top().due > clock_.steady()) return;
                task = timers_.top().task;
                timers_.pop();
            }
            task();
        }
    }

    [[nodiscard]] bool has_room() const { return under_way_.size() < options_.transfers_max; }

    // One of each host in turn, so that a long queue does not keep the others waiting.
    void start_waiting() {
        bool has_started = true;
        while (has_started && has_room()) {
            has_started = false;
            for (auto& [origin, host] : hosts_) has_started |= has_room() && start_next(host);
        }
    }

    bool start_next(Host& host) {
        if (host.waiting.empty() || host.under_way >= options_.transfers_per_host_max) return false;
        start(host);
        return true;
    }

    void start(Host& host) {
        std::unique_ptr<Transfer> transfer = std::move(host.waiting.front());
        host.waiting.pop_front();
        CURL* const easy = transfer->easy();
        if (curl_multi_add_handle(multi_, easy) != CURLM_OK) {
            return transfer->fail(Error(ErrorKind::internal, "libcurl took no further request"));
        }
        ++host.under_way;
        under_way_.emplace(easy, std::move(transfer));
    }

    void take_finished() {
        int left = 0;
        while (const CURLMsg* const message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode code = message->data.result;
            std::unique_ptr<Transfer> transfer = take(message->easy_handle);
            transfer->finish(code, clock_.now());
        }
    }

    std::unique_ptr<Transfer> take(CURL* easy) {
        const auto found = under_way_.find(easy);
        core::check(found != under_way_.end());
        std::unique_ptr<Transfer> transfer = std::move(found->second);
        under_way_.erase(found);
        curl_multi_remove_handle(multi_, easy);
        const auto host = hosts_.find(transfer->origin());
        if (--host->second.under_way == 0 && host->second.waiting.empty()) hosts_.erase(host);
        return transfer;
    }

    int wait_milliseconds() {
        const std::lock_guard lock(mutex_);
        if (!arrived_.empty()) return 0;
        if (timers_.empty()) return kWaitMillisecondsMax;
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(timers_.top().due - clock_.steady());
        return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, kWaitMillisecondsMax));
    }

    void cancel_all() {
        const auto cancelled = [] {
            return Error(ErrorKind::cancelled, "stopped before the answer came");
        };
        while (!under_way_.empty()) take(under_way_.begin()->first)->fail(cancelled());
        while (!hosts_.empty()) {
            auto waiting = std::move(hosts_.begin()->second.waiting);
            hosts_.erase(hosts_.begin());
            for (const auto& transfer : waiting) transfer->fail(cancelled());
        }
        std::vector<std::pair<core::HttpRequest, core::HttpHandler>> arrived;
        {
            const std::lock_guard lock(mutex_);
            arrived.swap(arrived_);
        }
        for (auto& [request, handler] : arrived) handler(cancelled());
    }

    const core::Clock& clock_;
    const ClientOptions options_;
    CURLM* multi_;
    std::atomic<bool> is_ending_ = false;
    std::map<std::string, Host> hosts_;
    std::map<CURL*, std::unique_ptr<Transfer>> under_way_;

    std::mutex mutex_;  // guards the three below
    std::vector<std::pair<core::HttpRequest, core::HttpHandler>> arrived_;
    std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
    std::uint64_t timers_made_ = 0;

    std::thread thread_;  // last: it uses all of the above
};

CurlClient::CurlClient(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {
    loop_->start();
}
CurlClient::~CurlClient() = default;

Result<std::unique_ptr<CurlClient>> CurlClient::make(const core::Clock& clock,
                                                     ClientOptions options) {
    if (!start_library()) return Error(ErrorKind::unsupported, "libcurl could not be started");
    const auto* const facts = curl_version_info(CURLVERSION_NOW);
    if ((facts->features & CURL_VERSION_SSL) == 0) {
        return Error(ErrorKind::unsupported, "this libcurl has no TLS; nothing can be asked");
    }
    CURLM* const multi = curl_multi_init();
    if (multi == nullptr) return Error(ErrorKind::exhausted, "no memory for an HTTP client");
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(options.transfers_max));
    auto loop = std::make_unique<Loop>(clock, std::move(options), multi);
    return std::unique_ptr<CurlClient>(new CurlClient(std::move(loop)));
}

void CurlClient::send(core::HttpRequest request, core::HttpHandler handler) {
    loop_->send(std::move(request), std::move(handler));
}

void CurlClient::run_after(core::Duration delay, std::function<void()> task) {
    loop_->run_after(delay, std::move(task));
}

}  // namespace curfew::http
