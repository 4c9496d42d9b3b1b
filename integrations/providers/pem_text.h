/// Keys in PEM as they are found (indented, with carriage returns, with "\n" from JSON) made into
/// what programs and libraries read.
///
/// Owns:     every copy it makes on the way, wiped.
/// Threads:  pure function.
#pragma once

#include <string_view>

#include "scanner/core/secret_string.h"

namespace curfew::providers {

/// The first PEM block of `text` in proper lines. An OpenSSH key's container without its PEM, which
/// is what a scan hands on, gets it back. PEM with headers of its own (old passphrases) and what is
/// neither stay as they are.
[[nodiscard]] core::SecretString normalised_pem(std::string_view text);

}  // namespace curfew::providers
