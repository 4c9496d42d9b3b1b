/// Is this value real, or a stand-in: "changeme", "${PASSWORD}", "xxxx", AKIA…EXAMPLE, a
/// variable's name, a template, a hash, a UUID, a type, a test value?
///
/// Code with tests, not a pile of exceptions: entropy against the right alphabet, word lists,
/// structure, repetition.
///
/// Threads:  pure functions.
/// Units:    entropy in bits per character.
#pragma once

#include <string>
#include <string_view>

namespace curfew::match {

struct Realness {
    double value = 0.0;  ///< 0: surely a stand-in, 1: surely real
    std::string reason;  ///< the strongest reason, for a person
};

/// Of a value that was chosen by a person or a generator and has no structure of its own.
[[nodiscard]] Realness realness_of(std::string_view value);

/// Of the random part of a provider's token: only blatant stand-ins (repeats, runs, "EXAMPLE",
/// "xxxx", "your-token-here") count, for the structure has spoken already.
[[nodiscard]] bool is_blatant_placeholder(std::string_view token);

/// A blatant placeholder that somebody took pains with: letters and digits that run along the
/// alphabet or come again, over the length of a token. Where the rest speaks for a secret it is one
/// of a test or an example, and worth a mention.
[[nodiscard]] bool is_made_up_with_care(std::string_view token);

/// "a1b2c3d4": every second or third character goes on along the alphabet. Nobody draws that, but
/// an issuer's own example may look so.
[[nodiscard]] bool walks_the_alphabet(std::string_view value);

}  // namespace curfew::match
