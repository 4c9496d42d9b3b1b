/// The findings of a JSON report, as far as these tests look at them.
///
/// Threads:  plain values.
#pragma once

#include <string>
#include <vector>

namespace curfew::end_to_end {

struct Reported {
    std::string fingerprint;
    std::string signature;
    std::string path;
    std::string line;
    std::string state;
    std::string detail;
    std::string reason;
    std::string end;  ///< an instant, "never" or "unknown"
};

struct Report {
    std::string as_of;
    std::vector<Reported> findings;  ///< each at its first place
};

/// Nothing where it is no report.
[[nodiscard]] Report report_from(const std::string& json);

/// What `curfew revoke` says of one credential.
struct Ended {
    std::string signature;
    std::string path;
    std::string line;
    std::string outcome;
    std::string reason;
};

[[nodiscard]] std::vector<Ended> endings_in(const std::string& json);

}  // namespace curfew::end_to_end
