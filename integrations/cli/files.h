/// Reading and writing whole files, and what the environment says: the command line's world.
///
/// Threads:  free functions without state.
/// Errors:   not_found, denied, exhausted (over the limit, or no space left), unreachable (device).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"

namespace curfew::cli {

/// At most `bytes_max` bytes. Errors: exhausted beyond that.
[[nodiscard]] core::Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

/// The same for a file that somebody else laid there: invalid_input for a FIFO or device, which
/// would make us wait for ever.
[[nodiscard]] core::Result<std::string> read_regular_file(const std::string& path,
                                                          std::size_t bytes_max);

/// The same for what is open already, read to its end; `name` is for errors.
[[nodiscard]] core::Result<std::string> read_descriptor(int descriptor, const std::string& name,
                                                        std::size_t bytes_max);

/// Replaces `path` as a whole: readers see the old bytes or the new ones. `mode` as in chmod.
[[nodiscard]] core::Result<void> write_file(const std::string& path, std::string_view bytes,
                                            unsigned mode = 0644);

/// Writes everything to an open descriptor. Errors: cancelled when the reader has gone (EPIPE),
/// exhausted when the disk is full.
[[nodiscard]] core::Result<void> write_all(int descriptor, std::string_view bytes);

/// The folder and those above it. Errors: denied and the like.
[[nodiscard]] core::Result<void> make_folders(const std::string& path);

[[nodiscard]] bool exists(const std::string& path);
[[nodiscard]] bool is_folder(const std::string& path);

/// From the root, without `.`, `..` and links where the system can tell; as it was otherwise.
[[nodiscard]] std::string absolute_path(const std::string& path);

/// The folder's `*.toml` files, sorted; a file stands for itself.
[[nodiscard]] core::Result<std::vector<std::string>> toml_files_below(const std::string& path);

/// The variable's value; an empty string when it is not set.
[[nodiscard]] std::string variable(const char* name);

/// The nearest folder from the current one upward that holds `.git`; empty when there is none.
[[nodiscard]] std::string repository_here();

}  // namespace curfew::cli
