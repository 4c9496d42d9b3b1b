/// Does the text around a value say that it is the hash of something: a commit's id, the checksum
/// of a file, the digest of an image? Hashes have the form of many keys, and nothing in their bytes
/// tells them apart.
///
/// Threads:  pure function.
/// Not here: hashes of passwords, which say so themselves (value_form.h).
#pragma once

#include <string_view>

#include "scanner/core/bytes.h"

namespace curfew::match {

/// `value` lies in `text`. Looks at its line alone.
[[nodiscard]] bool is_called_a_hash(std::string_view text, core::Span value);

}  // namespace curfew::match
