/// Checksums inside tokens: a failed one is no token, a right one is well-formed, not live.
///
/// Threads:  pure functions.
/// Source:   each rule names its own in token_checksum.cc.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace curfew::rules {

/// Known rules: "crc32_base62_6" (GitHub classic, npm), "github_fine", "gitlab_routable",
/// "crc32_hex_le" (Grafana), … sorted.
[[nodiscard]] std::span<const std::string_view> checksum_names();

/// Whether `token` carries the right checksum. An unknown rule is a check: catalogues are checked.
[[nodiscard]] bool checksum_holds(std::string_view rule, std::string_view token);

/// The text that has to stand at `{checksum}` after `head` (everything of the token before it).
/// Nothing when the rule cannot be computed (then templates must not use it).
[[nodiscard]] std::optional<std::string> checksum_for(std::string_view rule, std::string_view head);

}  // namespace curfew::rules
