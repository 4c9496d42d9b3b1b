#include "scanner/match/value_form.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "scanner/match/characters.h"
#include "scanner/match/randomness.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kSentenceBytesMin = 8;
constexpr std::size_t kFormatBytesMax = 64;
constexpr std::size_t kFormattedNameBytesMax = 16;

bool starts_with_one_of(string_view value, const auto& heads) {
    return std::any_of(heads.begin(), heads.end(),
                       [&](string_view head) { return starts_with_caseless(value, head); });
}
bool contains_one_of(string_view value, const auto& parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](string_view part) { return value.find(part) != string_view::npos; });
}
bool is_one_of(string_view value, const auto& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](string_view word) { return equals_caseless(value, word); });
}
bool all_in(string_view value, string_view set) {
    return value.find_first_not_of(set) == string_view::npos;
}
bool is_wrapped(string_view value, string_view head, string_view tail) {
    return value.size() >= head.size() + tail.size() && value.starts_with(head) &&
           value.ends_with(tail);
}

bool is_identifier(string_view value) {
    return !value.empty() && !is_digit(value[0]) &&
           std::all_of(value.begin(), value.end(),
                       [](char letter) { return is_alphanumeric(letter) || letter == '_'; });
}

// A name as a person writes one: an identifier that no generator drew.
bool is_written_name(string_view value) {
    return is_identifier(value) && !texture_of(value).is_drawn();
}

constexpr auto kLiteralWords = std::to_array<string_view>(
    {"null",   "nil",      "none",     "true",          "false",    "undefined",
     "yes",    "no",       "on",       "off",           "n/a",      "na",
     "tbd",    "todo",     "string",   "str",           "text",     "varchar",
     "bool",   "boolean",  "int",      "integer",       "number",   "object",
     "any",    "void",     "bytes",    "byte",          "char",     "float",
     "double", "optional", "required", "disabled",      "enabled",  "default",
     "unset",  "empty",    "hidden",   "password_hash", "self",     "this",
     "never",  "always",   "nullable", "readonly",      "varchar2", "sensitive",
     "nan",    "uuid",     "array",    "list",          "map",      "dict",
     "hash",   "enum",     "static",   "final",         "const",    "var",
     "let",    "new",      "return",   "function"});

constexpr auto kEncryptedHeads = std::to_array<string_view>(
    {"ENC(", "ENC[", "{cipher}", "{AES}", "{AES", "$ANSIBLE_VAULT", "{AQAAABAAA", "vault:v",
     "!vault", "-----BEGIN PGP MESSAGE", "enc:", "encrypted:", "ENCRYPTED("});

constexpr auto kReferenceHeads = std::to_array<string_view>({"op://",
                                                             "vault:",
                                                             "ref+",
                                                             "arn:",
                                                             "ssm:",
                                                             "kms:",
                                                             "secretsmanager:",
                                                             "projects/",
                                                             "@Microsoft.KeyVault",
                                                             "!Ref",
                                                             "!Sub",
                                                             "!GetAtt",
                                                             "!ImportValue",
                                                             "!secret",
                                                             "!env",
                                                             "!If",
                                                             "secret://",
                                                             "file:",
                                                             "env:",
                                                             "azurekv",
                                                             "sm://",
                                                             "akv://",
                                                             "npm:",
                                                             "workspace:",
                                                             "patch:",
                                                             "portal:",
                                                             "keychain:",
                                                             "awssm://",
                                                             "secretref",
                                                             "valueFrom",
                                                             "keyring:",
                                                             "pass:",
                                                             "bws://",
                                                             "gcpsm://",
                                                             "npm:",
                                                             "workspace:"});

constexpr auto kHashHeads = std::to_array<string_view>(
    {"$2a$",    "$2b$",    "$2y$",    "$2x$",     "$apr1$",    "$1$",      "$5$",
     "$6$",     "$y$",     "$7$",     "$argon2",  "$pbkdf2",   "$scrypt",  "{SSHA",
     "{SHA",    "{MD5}",   "{CRYPT}", "{bcrypt}", "{pbkdf2",   "{scrypt}", "pbkdf2",
     "bcrypt",  "scrypt:", "sha256:", "sha1:",    "sha512:",   "md5:",     "sha256-",
     "sha384-", "sha512-", "hmac-",   "argon2",   "SCRAM-SHA-"});

constexpr auto kTemplateParts =
    std::to_array<string_view>({"${", "{{", "}}", "#{", "<%", "%>", "{%", "$(", "%(", "\\(", "$[[",
                                "@{", "&lt;", "\\u003c", "<<", "((", "\\$"});

constexpr auto kMarkupParts = std::to_array<string_view>(
    {"</", "/>", "<br", "&nbsp;", "&quot;", "<p>", "<a ", "<b>", "<i>", "<div", "<span"});

constexpr auto kExpressionParts =
    std::to_array<string_view>({"\\d",       "\\w",  "\\s",  "(?",   "[a-z", "[A-Z", "[0-9", "[^",
                                ".*",        ".+",   " == ", " != ", "&&",   "||",   "=>",   " ? ",
                                "function ", "+ \"", "\" +", "' +",  "+ '",  "();",  ":\""});

constexpr auto kVariableRoots = std::to_array<string_view>(
    {"process.env", "os.environ", "env.",     "env[",    "system.getenv", "cfg.",    "config.",
     "config[",     "self.",      "this.",    "params.", "params[",       "args.",   "opts.",
     "options.",    "var.",       "local.",   "module.", "data.",         "each.",   "secrets.",
     "vars.",       "settings.",  "request.", "req.",    "context.",      "ctx.",    "props.",
     "state.",      "values.",    ".values",  "steps.",  "github.",       "inputs.", "import.meta",
     "user.",       "session["});

constexpr auto kFileEndings = std::to_array<string_view>(
    {".pem", ".key",   ".json",     ".txt",  ".yml",  ".yaml",       ".xml",  ".crt", ".cer",
     ".p12", ".pfx",   ".jks",      ".html", ".php",  ".js",         ".ts",   ".py",  ".rb",
     ".go",  ".java",  ".jsx",      ".tsx",  ".css",  ".sh",         ".conf", ".cfg", ".toml",
     ".env", ".md",    ".csv",      ".log",  ".sock", ".com",        ".org",  ".net", ".io",
     ".dev", ".local", ".keystore", ".cs",   ".ini",  ".properties", ".svg",  ".png", ".jpg",
     ".vue", ".erb",   ".tpl",      ".db",   ".sql"});

bool is_blank_value(string_view value, const Texture& texture) {
    return texture.size == texture.blanks || value.empty();
}

bool is_mask(string_view value, const Texture& texture) {
    if (all_in(value, "*.xX#_-?+= \"'/\\|~:,<>[](){}\xe2\x80\xa2\xa6"))
        return texture.size < 24 || texture.distinct < 6;
    return value.find("****") != string_view::npos || value.find("....") != string_view::npos ||
           value.find("####") != string_view::npos ||
           value.find("\xe2\x80\xa6") != string_view::npos ||
           (value.find("...") != string_view::npos && !texture.is_drawn()) ||
           value.ends_with("...") || value.find("\xe2\x80\xa2\xe2\x80\xa2") != string_view::npos;
}

bool is_literal_word(string_view value, const Texture& /*texture*/) {
    return is_one_of(value, kLiteralWords);
}
bool is_encrypted(string_view value, const Texture& /*texture*/) {
    return starts_with_one_of(value, kEncryptedHeads);
}
bool is_reference(string_view value, const Texture& /*texture*/) {
    return starts_with_one_of(value, kReferenceHeads);
}
bool is_hash(string_view value, const Texture& texture) {
    // MySQL's double SHA-1: a star and 40 digits.
    if (value.size() == 41 && value[0] == '*' && texture.lower == 0)
        return std::all_of(value.begin() + 1, value.end(), is_hex);
    return starts_with_one_of(value, kHashHeads);
}

// A pair of brackets around a written name, anywhere: `f"{password}"`, "<your key>", "[TOKEN]".
// "base62:40", "name:08", "time:iso8601": a name and how it is to be written.
bool is_formatted_name(string_view inner) {
    const std::size_t colon = inner.find(':');
    if (colon == string_view::npos || colon == 0 || colon + 1 == inner.size()) return false;
    const string_view name = inner.substr(0, colon);
    const string_view form = inner.substr(colon + 1);
    return std::max(name.size(), form.size()) <= kFormattedNameBytesMax &&
           !is_digit(name.front()) && std::ranges::all_of(name, is_alphanumeric) &&
           std::ranges::all_of(form, [](char c) { return is_digit(c) || is_lower(c); });
}

bool brackets_a_name(string_view value, char open, char close) {
    const std::size_t begin = value.find(open);
    if (begin == string_view::npos) return false;
    const std::size_t end = value.find(close, begin);
    if (end == string_view::npos || end == begin + 1) return false;
    const string_view inner = value.substr(begin + 1, end - begin - 1);
    const bool is_wordy = std::all_of(inner.begin(), inner.end(), [](char letter) {
        return is_alphanumeric(letter) || is_blank(letter) ||
               string_view("_-.:$'\"/").find(letter) != string_view::npos;
    });
    return is_wordy && (!texture_of(inner).is_drawn() || is_formatted_name(inner));
}

bool is_format_string(string_view value) {
    if (value.size() > kFormatBytesMax || texture_of(value).is_drawn()) return false;
    for (std::size_t i = value.find('%'); i != string_view::npos; i = value.find('%', i + 1)) {
        if (i + 1 < value.size() && string_view("sdv").find(value[i + 1]) != string_view::npos)
            return true;
    }
    return false;
}

bool is_key_block(string_view value, const Texture& /*texture*/) {
    return value.find("-----BEGIN") != string_view::npos ||
           value.find("-----END") != string_view::npos;
}

bool is_template(string_view value, const Texture& /*texture*/) {
    if (contains_one_of(value, kTemplateParts)) return true;
    if (is_wrapped(value, "<", ">") || is_wrapped(value, "[", "]")) return true;
    if (is_wrapped(value, "__", "__") || is_wrapped(value, "@", "@")) return value.size() > 4;
    return brackets_a_name(value, '{', '}') || brackets_a_name(value, '<', '>') ||
           is_format_string(value);
}

// BAO_PW, db_pass: as variables are named, however short and odd.
bool is_of_one_case(string_view name) {
    const Texture texture = texture_of(name);
    return texture.digits <= 2 && (texture.lower == 0 || texture.upper == 0);
}

bool is_dollar_variable(string_view value) {
    if (value.size() < 2 || value[0] != '$') return false;
    const std::size_t stop = value.find_first_not_of(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:", 1);
    const string_view name = value.substr(1, stop == string_view::npos ? stop : stop - 1);
    if (name.empty() || (!is_of_one_case(name) && texture_of(name).is_drawn())) return false;
    if (stop == string_view::npos) return true;
    return is_space(value[stop]) ||
           string_view("[-.?/\\$\"'").find(value[stop]) != string_view::npos;
}

// "Dragon9121": fields are not named so; words of at least four letters before a year or a number
// are how people end a password ("Cp1252" and "Ed25519" are names).
bool ends_like_a_password(string_view name) {
    const std::size_t digits = name.size() - 1 - name.find_last_not_of("0123456789");
    return digits >= 4 && name.size() - digits >= 4;
}

// "::", "->" and "?.", whose first letter was taken off.
bool is_second_half(char separator, string_view rest) {
    constexpr std::array<string_view, 3> kPairs{"::", "->", "?."};
    return !rest.empty() && std::ranges::any_of(kPairs, [&](string_view pair) {
        return pair[0] == separator && pair[1] == rest[0];
    });
}

// `user.password`, `Settings::token`, `row->key`: at least two written names.
bool is_dotted_name(string_view value) {
    if (ends_like_a_password(value.substr(value.find_last_of(".:>") + 1))) return false;
    std::size_t names = 0;
    while (!value.empty()) {
        const std::size_t stop = value.find_first_of(".:>?!-");
        const string_view name = value.substr(0, stop);
        if (!is_written_name(name)) return false;
        ++names;
        if (stop == string_view::npos) break;
        const char separator = value[stop];
        value.remove_prefix(stop + 1);
        const bool is_pair = is_second_half(separator, value);
        if (is_pair) value.remove_prefix(1);
        if (!is_pair && separator != '.') return false;
    }
    return names >= 2;
}

bool is_variable(string_view value, const Texture& texture) {
    if (is_dollar_variable(value)) return true;
    if (is_wrapped(value, "%", "%")) return is_identifier(value.substr(1, value.size() - 2));
    if (starts_with_one_of(value, kVariableRoots)) return !texture.is_drawn();
    if (value.size() > 2 && value[0] == ':' && is_written_name(value.substr(1))) return true;
    if (value.size() > 2 && value[0] == '&' && is_written_name(value.substr(1))) return true;
    return is_dotted_name(value);
}

bool is_call(string_view value, const Texture& texture) {
    const std::size_t open = value.find('(');
    if (open == string_view::npos) return false;
    const string_view callee = value.substr(0, open);
    if (callee.empty() || texture_of(callee).is_drawn()) return false;
    const bool is_name = std::all_of(callee.begin(), callee.end(), [](char letter) {
        return is_alphanumeric(letter) || string_view("_.:$>-<!").find(letter) != string_view::npos;
    });
    return is_name && (value.ends_with(")") || !texture.is_drawn());
}

bool is_url(string_view value, const Texture& /*texture*/) {
    return value.find("://") != string_view::npos || starts_with_caseless(value, "www.") ||
           starts_with_caseless(value, "mailto:") || starts_with_caseless(value, "urn:") ||
           starts_with_caseless(value, "data:image") || value.starts_with("//");
}

bool is_path(string_view value, const Texture& texture) {
    if (texture.blanks > 1) return false;
    if (value.starts_with("@/") || value.starts_with("@./")) return true;  // curl: read from there
    const auto slashes = std::count_if(value.begin(), value.end(),
                                       [](char letter) { return letter == '/' || letter == '\\'; });
    const bool is_file =
        std::any_of(kFileEndings.begin(), kFileEndings.end(),
                    [&](string_view end) { return ends_with_caseless(value, end); });
    if (is_file) return !texture.is_drawn() || slashes > 0;
    if (slashes == 0 || texture.is_drawn()) return false;
    if (slashes >= 2 && value.starts_with("/")) return true;
    if (value.starts_with("/") || value.starts_with("./") || value.starts_with("../") ||
        value.starts_with("~/"))
        return value.find_first_of("!@#$%^&*+=") == string_view::npos;
    if (value.size() > 3 && value[1] == ':' && value[2] == '\\') return true;
    return texture.digits == 0 && value.find_first_of("!@$%^&*+=") == string_view::npos;
}

bool is_uuid_form(string_view value, const Texture& /*texture*/) {
    return is_uuid(value);
}

// 1.2.3, v0.0.0-20210920133722-c8aef6fb66ef
bool is_version(string_view value) {
    if (value.starts_with("v")) value.remove_prefix(1);
    std::size_t dots = 0;
    std::size_t at = 0;
    while (at < value.size() && (is_digit(value[at]) || value[at] == '.')) {
        dots += value[at] == '.' ? 1U : 0U;
        ++at;
    }
    return dots >= 2 && at > 0 && is_digit(value[0]) &&
           (at == value.size() || string_view("-+/\\").find(value[at]) != string_view::npos);
}

bool is_number(string_view value, const Texture& texture) {
    if (texture.digits == 0) return false;
    if (is_version(value)) return true;
    if (value.starts_with("0x") && value.size() <= 18)
        return std::all_of(value.begin() + 2, value.end(), is_hex);
    if (all_in(value, "0123456789.,+-:_/ ^~<>=*vx|"))
        return value.size() <= 15 || texture.others > 2;
    const std::size_t unit = value.find_first_not_of("0123456789.");
    return unit != string_view::npos && unit > 0 && texture.letters() == value.size() - unit &&
           value.size() - unit <= 2 && value.size() <= 6;
}

bool is_date(string_view value, const Texture& texture) {
    return value.size() >= 10 && texture.digits >= 8 && value[4] == '-' && value[7] == '-' &&
           std::all_of(value.begin(), value.begin() + 4, is_digit) && is_digit(value[5]) &&
           is_digit(value[8]);
}

bool is_email(string_view value, const Texture& texture) {
    const std::size_t at = value.find('@');
    if (at == 0 || at == string_view::npos || texture.blanks > 0) return false;
    const string_view host = value.substr(at + 1);
    const std::size_t dot = host.rfind('.');
    return dot != string_view::npos && dot > 0 && host.size() - dot > 2 &&
           std::all_of(host.begin(), host.end(),
                       [](char letter) {
                           return is_alphanumeric(letter) || letter == '.' || letter == '-';
                       }) &&
           std::all_of(host.begin() + static_cast<std::ptrdiff_t>(dot) + 1, host.end(), is_letter);
}

bool is_sentence(string_view value, const Texture& texture) {
    if (texture.blanks == 0 || value.size() < kSentenceBytesMin) return false;
    const std::size_t wordy = texture.letters() + texture.blanks;
    return texture.blanks >= 2 || wordy + 2 >= value.size();
}

bool is_markup(string_view value, const Texture& /*texture*/) {
    return contains_one_of(value, kMarkupParts);
}

// "\xa1\x02", "\000-\040": bytes that nobody can type.
bool escapes_bytes(string_view value) {
    std::size_t escapes = 0;
    std::size_t at = value.find('\\');
    while (at != string_view::npos && at + 3 < value.size()) {
        const char next = value[at + 1];
        const bool is_hex_escape = next == 'x' && is_hex(value[at + 2]) && is_hex(value[at + 3]);
        const bool is_octal = (next == '0' || next == '1' || next == '3') &&
                              is_digit(value[at + 2]) && is_digit(value[at + 3]);
        escapes += is_hex_escape || is_octal ? 1U : 0U;
        at = value.find('\\', at + 2);
    }
    return escapes >= 2 || (escapes == 1 && value.size() <= 8);
}

bool is_expression(string_view value, const Texture& texture) {
    if (escapes_bytes(value) || value.find("{0x") != string_view::npos) return true;
    if (is_wrapped(value, "^", "$") && value.size() > 3) return true;
    if (is_wrapped(value, "/", "/") && value.size() > 3 && !texture.is_drawn()) return true;
    return contains_one_of(value, kExpressionParts);
}

struct FormRule {
    bool (*holds)(string_view, const Texture&);
    ValueForm form;
};

// In order: the first that holds names the form.
constexpr auto kRules = std::to_array<FormRule>({
    {is_blank_value, ValueForm::empty},
    {is_literal_word, ValueForm::literal_word},
    {is_key_block, ValueForm::key_block},
    {is_mask, ValueForm::mask},
    {is_encrypted, ValueForm::encrypted},
    {is_hash, ValueForm::hash},
    {is_reference, ValueForm::reference},
    {is_markup, ValueForm::markup},
    {is_template, ValueForm::template_text},
    {is_url, ValueForm::url},
    {is_uuid_form, ValueForm::uuid},
    {is_variable, ValueForm::variable},
    {is_expression, ValueForm::expression},
    {is_call, ValueForm::call},
    {is_date, ValueForm::date},
    {is_number, ValueForm::number},
    {is_email, ValueForm::email},
    {is_sentence, ValueForm::sentence},
    {is_path, ValueForm::path},
});

}  // namespace

bool is_uuid(string_view value) {
    if (value.size() != 36) return false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? value[i] != '-' : !is_hex(value[i])) return false;
    }
    return true;
}

ValueForm form_of(string_view value) {
    const Texture texture = texture_of(value);
    for (const FormRule& rule : kRules)
        if (rule.holds(value, texture)) return rule.form;
    return ValueForm::plain;
}

string_view describe(ValueForm form) {
    switch (form) {
        case ValueForm::key_block:
            return "a PEM block";
        case ValueForm::plain:
            return "a plain value";
        case ValueForm::empty:
            return "empty";
        case ValueForm::template_text:
            return "a template";
        case ValueForm::variable:
            return "the name of a variable";
        case ValueForm::call:
            return "a function call";
        case ValueForm::reference:
            return "a reference to a secret store";
        case ValueForm::encrypted:
            return "encrypted";
        case ValueForm::hash:
            return "a hash";
        case ValueForm::mask:
            return "masked";
        case ValueForm::literal_word:
            return "a word of the language";
        case ValueForm::url:
            return "a URL";
        case ValueForm::path:
            return "a file path or host";
        case ValueForm::uuid:
            return "a UUID";
        case ValueForm::number:
            return "a number";
        case ValueForm::date:
            return "a date";
        case ValueForm::email:
            return "an e-mail address";
        case ValueForm::sentence:
            return "a sentence";
        case ValueForm::markup:
            return "markup";
        case ValueForm::expression:
            return "an expression";
    }
    return "unknown";
}

}  // namespace curfew::match
