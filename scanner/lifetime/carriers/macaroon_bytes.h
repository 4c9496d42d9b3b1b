/// A macaroon taken apart: location, identifier and caveats, in both of libmacaroons' encodings.
///
/// Threads:  plain values.
/// Source:   libmacaroons doc/format.txt (version 2) and its packet format (version 1).
/// Not here: what the caveats mean (macaroon.cc, pypi.cc).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"

namespace curfew::lifetime {

struct Macaroon {
    std::string location;
    std::string identifier;
    std::vector<std::string> caveats;  ///< first-party ones; all of them must hold
    bool has_third_party = false;      ///< others exist, whose terms are not readable here
};

/// From base64 or base64url text. Errors: invalid_input, exhausted past kCaveatsMax.
[[nodiscard]] core::Result<Macaroon> macaroon_from(std::string_view text);

}  // namespace curfew::lifetime
