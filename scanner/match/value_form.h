/// What else than a secret a value may be, judged by its outer form alone: a template, a call, a
/// path, a URL, a hash, a UUID, a sentence …
///
/// Threads:  pure functions.
/// Not here: whether a plain value is real (placeholder.h).
#pragma once

#include <string_view>

namespace curfew::match {

enum class ValueForm {
    key_block,  ///< a PEM block; private keys have a shape of their own
    plain,      ///< none of the below
    empty,
    template_text,  ///< "${X}", "{{ x }}", "<password>", "%s", "$(cmd)"
    variable,       ///< "$PASSWORD", "%PASSWORD%", "process.env.X", "cfg.password"
    call,           ///< "getenv(...)", "foo(bar)"
    reference,      ///< a place in a secret store: "op://…", "vault:…", "arn:aws:…", "!Ref x"
    encrypted,      ///< "ENC(...)", "{cipher}…", ansible vault: there, but protected
    hash,           ///< of a password: "$2b$…", "{SSHA}…", "sha256:…"
    mask,           ///< "****", "xxxx", "…"
    literal_word,   ///< null, true, string, none
    url,
    path,
    uuid,
    number,
    date,
    email,
    sentence,  ///< several words for a person
    markup,
    expression,  ///< a regular expression or operators of a language
};

[[nodiscard]] ValueForm form_of(std::string_view value);

/// The form as a reason for a person: "a template", "a file path".
[[nodiscard]] std::string_view describe(ValueForm form);

/// 8-4-4-4-12 hexadecimal digits and nothing else.
[[nodiscard]] bool is_uuid(std::string_view value);

}  // namespace curfew::match
