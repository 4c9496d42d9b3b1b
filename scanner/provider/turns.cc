#include "scanner/provider/turns.h"

#include <optional>

namespace curfew::provider {

using core::Duration;
using core::Error;
using core::ErrorKind;

core::Result<Duration> Turns::take(const std::string& host) {
    if (requests_made_ >= access_.requests_max) {
        return Error(ErrorKind::exhausted, "the limit of requests of this run was reached");
    }
    const std::optional<Duration> wait = pace_of(host).take(clock_.steady());
    if (!wait) return Error(ErrorKind::unreachable, host + " wants no requests for now");
    ++requests_made_;
    return *wait;
}

void Turns::note(const std::string& host, const Evidence& evidence) {
    Pace& pace = pace_of(host);
    const Duration now = clock_.steady();
    const bool is_silent = !is_answer(evidence);
    if (evidence.may_pass) pace.note_failure(now);
    else if (!is_silent) pace.note_answer();
    if (evidence.wait) pace.note_limit(now, *evidence.wait);
}

Pace& Turns::pace_of(const std::string& host) {
    return paces_.try_emplace(host, access_.pace, clock_.steady()).first->second;
}

}  // namespace curfew::provider
