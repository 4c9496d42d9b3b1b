/// Does a signature's keyword stand in a text as a word of its own?
///
/// "ghost" names a service in `GHOST_KEY`, `ghostAdminKey` and `ghostkey`, and nothing in
/// "ghostunnel".
///
/// Threads:  pure function.
#pragma once

#include <string_view>

#include "scanner/core/bytes.h"

namespace curfew::match {

/// Whether `word` stands somewhere in `where`, in any case, and neither letters before nor after it
/// make another word of it. What follows may lie behind `where`.
[[nodiscard]] bool stands_as_keyword(std::string_view text, core::Span where,
                                     std::string_view word);

/// The same of a keyword that was found at `keyword`.
[[nodiscard]] bool is_whole_keyword(std::string_view text, core::Span keyword);

}  // namespace curfew::match
