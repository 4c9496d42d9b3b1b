/// TOML text to a Node tree. The implementation, catalog_toml.cc, is the only file of the scanner
/// that sees the TOML library.
#pragma once

#include <optional>
#include <string_view>

#include "scanner/rules/document.h"

namespace curfew::rules {

/// The file's root table; nothing, and a complaint, when it is not TOML.
[[nodiscard]] std::optional<Node> parse_toml(std::string_view text, const FileComplaints& complain);

}  // namespace curfew::rules
