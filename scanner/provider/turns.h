/// Whose turn it is to send, for all hosts of a run: the pace of each host, what hosts said about
/// waiting, and the bound on requests in all. Inspector and Revoker share one.
///
/// Owns:     the pace of every host met. Access and clock are borrowed.
/// Threads:  one thread at a time: the strand's.
/// Units:    Duration.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "scanner/core/clock.h"
#include "scanner/core/result.h"
#include "scanner/provider/access.h"
#include "scanner/provider/politeness.h"
#include "scanner/provider/verdict.h"

namespace curfew::provider {

class Turns {
  public:
    Turns(const core::Clock& clock, const Access& access) : clock_(clock), access_(access) {}

    /// Takes a place for one request: how long to wait before it is sent. Errors: exhausted where
    /// this run's requests are used up; unreachable where the host wants none for now.
    [[nodiscard]] core::Result<core::Duration> take(const std::string& host);

    /// What came of a request.
    void note(const std::string& host, const Evidence& evidence);

  private:
    Pace& pace_of(const std::string& host);

    const core::Clock& clock_;
    const Access& access_;
    std::map<std::string, Pace> paces_;
    std::size_t requests_made_ = 0;
};

}  // namespace curfew::provider
