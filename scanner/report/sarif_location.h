/// Places as SARIF locations.
///
/// Threads:  pure functions.
/// Source:   SARIF 2.1.0, 3.4 (artifactLocation), 3.28 (location); RFC 3986.
#pragma once

#include <string>
#include <string_view>

#include "scanner/core/place.h"
#include "scanner/report/json_writer.h"

namespace curfew::report {

/// A path as a URI reference: relative where it is, file:// where it is absolute; every byte that
/// is not unreserved is percent-encoded, so any bytes survive.
[[nodiscard]] std::string uri_of_path(std::string_view path);

/// One location object. `snippet`: the secret's text, or nothing.
void write_location(JsonWriter& json, const core::Place& place, std::string_view snippet);

}  // namespace curfew::report
