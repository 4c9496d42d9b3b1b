/// Where the value of a name stands, in every syntax that gives a name a value: `NAME=value`,
/// `"key": "value"`, `key: value`, `<name>value</name>`, `<add key="name" value="v"/>`,
/// `name => 'v'`, `setName("v")`, `--name v`, `env("NAME", "v")`, `name - 'v'` …
///
/// Reads forward from the name, linearly, at most kValueBytesMax and a short gap; knows nothing of
/// what names or values mean.
///
/// Threads:  pure functions.
/// Units:    spans are bytes of the text that was given.
/// Not here: is the name one of a secret (secret_name.h), is the value real (placeholder.h).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "scanner/core/bytes.h"

namespace curfew::match {

/// Longer values are data. The longest tokens in use (signed ones with many claims) are about 3
/// KiB.
inline constexpr std::size_t kValueBytesMax = 4096;

/// What ties the value to the name.
enum class Link {
    operator_sign,  ///< = := => == += …
    colon,
    element,    ///< <name>value</name>
    labelled,   ///< name="NAME" value="v": the name is itself a value
    argument,   ///< f("NAME", "v") or setName("v")
    flag,       ///< --name v
    statement,  ///< a line that sets by a blank: ENV NAME v, setx NAME v, `password v`
    prose,      ///< blank, dash, "is": only telling values count
};

enum class Quoting { none, quoted, escaped, block };

struct Assignment {
    core::Span value;  ///< without its quotes
    Link link = Link::operator_sign;
    Quoting quoting = Quoting::none;
    /// An unquoted value that code goes on after: `,` `;` `)` or operators.
    bool goes_on_as_code = false;
    /// Blanks stand around the sign: `a = b`, as programs are written and few .env files.
    bool is_spaced = false;
};

[[nodiscard]] std::optional<Assignment> read_assignment(std::string_view text, core::Span name);

/// The name characters (and dots before) around `anchor`; empty when it is not part of a name or
/// the run is too long to be one.
[[nodiscard]] core::Span name_around(std::string_view text, core::Span anchor);

}  // namespace curfew::match
