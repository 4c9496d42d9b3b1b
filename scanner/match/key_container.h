/// Is a decoded block a whole private key, and is it protected by a passphrase? Reads just enough
/// of DER (X.690), openssh-key-v1 (PROTOCOL.key) and OpenPGP packets (RFC 9580) to say so.
///
/// Threads:  pure functions.
/// Errors:   none: damaged bytes are `truncated` or `unknown`.
#pragma once

#include <string_view>

namespace curfew::match {

enum class ContainerState {
    whole,  ///< structure and length agree
    protected_by_passphrase,
    truncated,  ///< it begins like one and ends too early
    unknown,    ///< something else
};

[[nodiscard]] ContainerState der_state(std::string_view bytes);
[[nodiscard]] ContainerState openssh_state(std::string_view bytes);
[[nodiscard]] ContainerState openpgp_state(std::string_view bytes);

}  // namespace curfew::match
