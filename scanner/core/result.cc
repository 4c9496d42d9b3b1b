#include "scanner/core/result.h"

namespace curfew::core {

std::string_view name_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid_input:
            return "invalid_input";
        case ErrorKind::not_found:
            return "not_found";
        case ErrorKind::corrupt:
            return "corrupt";
        case ErrorKind::denied:
            return "denied";
        case ErrorKind::unreachable:
            return "unreachable";
        case ErrorKind::timed_out:
            return "timed_out";
        case ErrorKind::exhausted:
            return "exhausted";
        case ErrorKind::unsupported:
            return "unsupported";
        case ErrorKind::cancelled:
            return "cancelled";
        case ErrorKind::internal:
            return "internal";
    }
    check(false);
    return {};
}

}  // namespace curfew::core
