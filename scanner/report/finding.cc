#include "scanner/report/finding.h"

#include <string_view>

#include "scanner/core/check.h"

namespace curfew::report {

std::string_view name_of(RiskLevel level) {
    switch (level) {
        case RiskLevel::low:
            return "low";
        case RiskLevel::medium:
            return "medium";
        case RiskLevel::high:
            return "high";
        case RiskLevel::critical:
            return "critical";
    }
    core::check(false);
    return {};
}

std::string_view name_of(LifetimeStanding standing) {
    switch (standing) {
        case LifetimeStanding::expired:
            return "expired";
        case LifetimeStanding::short_lived:
            return "short";
        case LifetimeStanding::long_lived:
            return "long_lived";
        case LifetimeStanding::unbounded:
            return "unbounded";
        case LifetimeStanding::unknown:
            return "unknown";
    }
    core::check(false);
    return {};
}

}  // namespace curfew::report
