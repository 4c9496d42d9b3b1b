/// The words that names, labels and sentences in source code are made of.
///
/// Threads:  pure functions.
#pragma once

#include <string_view>

namespace curfew::match {

/// `word` in lower case, four letters or more.
[[nodiscard]] bool is_common_word(std::string_view word);

}  // namespace curfew::match
