// Times written beside a secret.
//
// Two kinds of neighbourhood. Where braces enclose the secret (JSON, Python, HCL, inline YAML), it
// is the members of the innermost ones, and nothing nested in them. Elsewhere (INI, .env, YAML) it
// is the lines around the secret's own: the same indentation, up to an empty line, a section's
// head, or a list's next item. What the names mean is named_times.h.
//
// Sources: AWS SSO and CLI caches, .aws/credentials of saml2aws and aws-vault, gcloud's and
// oauth2client's credential files, Azure CLI and MSAL caches, Kubernetes ExecCredential and
// kubeconfig, RFC 6749 and RFC 7591 answers, GitHub's and GitLab's REST answers.

#include "scanner/lifetime/adjacent.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/named_times.h"

namespace curfew::lifetime {
namespace {

using core::Span;

constexpr std::size_t kReach = 4096;      // bytes looked at on either side; caches are smaller
constexpr std::size_t kMembersMax = 128;  // of one object
constexpr int kLinesMax = 16;             // on either side, in files without braces

struct Member {
    std::string_view name;
    std::string_view value;
    Span place;  ///< of the value, in the window
};

bool is_space(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

bool is_quote(char letter) {
    return letter == '"' || letter == '\'' || letter == '`';
}

/// The members of one object, from the byte behind its opening brace.
class ObjectReader {
  public:
    ObjectReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    /// Nothing at the closing brace or where the text ends.
    std::optional<Member> next() {
        while (skip_to_word()) {
            const Span name = word(is_name_end);
            skip_spaces();
            if (!is_separator()) continue;
            while (at_ < text_.size() && is_separator()) ++at_;
            skip_spaces();
            const Span value = value_span();
            return Member{cut(name), cut(value), value};
        }
        return std::nullopt;
    }

  private:
    static bool is_name_end(char letter) {
        return is_space(letter) ||
               std::string_view(",;:={}[]()\"'`").find(letter) != std::string_view::npos;
    }
    static bool is_value_end(char letter) {
        return std::string_view(",;{}[]\n\r").find(letter) != std::string_view::npos;
    }

    [[nodiscard]] bool is_separator() const {
        return at_ < text_.size() && (text_[at_] == ':' || text_[at_] == '=' || text_[at_] == '>');
    }
    [[nodiscard]] std::string_view cut(Span span) const {
        return text_.substr(span.begin, span.size());
    }
    void skip_spaces() {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    }

    /// To the next letter that may begin a name; false at the end of the object.
    bool skip_to_word() {
        while (at_ < text_.size() && text_[at_] != '}') {
            if (text_[at_] == '{' || text_[at_] == '[') skip_nested();
            else if (is_quote(text_[at_]) || !is_name_end(text_[at_])) return true;
            else ++at_;
        }
        return false;
    }

    Span word(bool (*is_end)(char)) {
        if (is_quote(text_[at_])) return quoted();
        const std::size_t begin = at_;
        while (at_ < text_.size() && !is_end(text_[at_])) ++at_;
        return {begin, at_};
    }

    Span quoted() {
        const char quote = text_[at_];
        const std::size_t begin = ++at_;
        while (at_ < text_.size() && text_[at_] != quote) at_ += text_[at_] == '\\' ? 2U : 1U;
        at_ = std::min(at_, text_.size());
        const Span inside{begin, at_};
        if (at_ < text_.size()) ++at_;
        return inside;
    }

    Span value_span() {
        if (at_ >= text_.size()) return {at_, at_};
        if (text_[at_] == '{' || text_[at_] == '[') {
            const std::size_t begin = at_;
            skip_nested();
            return {begin, at_};
        }
        return word(is_value_end);
    }

    /// Over a nested object or list, strings in it included.
    void skip_nested() {
        std::size_t depth = 0;
        while (at_ < text_.size()) {
            const char letter = text_[at_];
            if (is_quote(letter)) {
                quoted();
                continue;
            }
            ++at_;
            if (letter == '{' || letter == '[') ++depth;
            if (letter == '}' || letter == ']') --depth;
            if (depth == 0) return;
        }
    }

    std::string_view text_;
    std::size_t at_;
};

/// Behind the innermost opening brace before `from`; nothing if none is near.
std::optional<std::size_t> object_begin(std::string_view text, std::size_t from) {
    std::size_t closed = 0;
    for (std::size_t at = from; at > 0; --at) {
        const char letter = text[at - 1];
        if (letter == '}') ++closed;
        if (letter != '{') continue;
        if (closed == 0) return at;
        --closed;
    }
    return std::nullopt;
}

/// Nothing when the secret does not stand in a member of the object: it was none.
std::optional<CarrierFacts> read_object(std::string_view text, Span secret, std::size_t begin) {
    ObjectReader reader(text, begin);
    NamedTimes times;
    std::optional<TimeOwner> owner;
    for (std::size_t i = 0; i < kMembersMax; ++i) {
        const auto member = reader.next();
        if (!member) break;
        if (member->place.contains(secret)) owner = owner_by_name(member->name);
        else times.add(member->name, member->value);
    }
    if (!owner) return std::nullopt;
    return times.facts(*owner);
}

struct Line {
    std::size_t indent = 0;
    bool is_item = false;  ///< begins a list's item
    std::string_view text;

    [[nodiscard]] bool ends_block() const { return text.empty() || text.front() == '['; }
};

Line line_from(std::string_view text) {
    Line line;
    std::size_t begin = 0;
    while (begin < text.size() && (text[begin] == ' ' || text[begin] == '\t')) ++begin;
    if (text.substr(begin).starts_with("- ")) {
        line.is_item = true;
        begin += 2;
        while (begin < text.size() && text[begin] == ' ') ++begin;
    }
    line.indent = begin;
    line.text = trimmed(text.substr(begin));
    return line;
}

std::string_view unquoted(std::string_view text) {
    if (text.size() >= 2 && is_quote(text.front()) && text.back() == text.front()) {
        return text.substr(1, text.size() - 2);
    }
    return text;
}

std::string_view name_in(std::string_view text) {
    constexpr std::string_view kExport = "export ";
    if (text.starts_with(kExport)) text.remove_prefix(kExport.size());
    return unquoted(trimmed(text.substr(0, text.find_first_of(":="))));
}

void add_line(NamedTimes& times, std::string_view text) {
    const std::size_t separator = text.find_first_of(":=");
    if (separator == std::string_view::npos || text.front() == '#' || text.front() == ';') return;
    std::string_view value = text.substr(separator + 1);
    value = trimmed(value.substr(0, value.find(" #")));
    if (value.ends_with(',')) value.remove_suffix(1);
    times.add(name_in(text), unquoted(value));
}

/// Lines above the secret's, nearest first, while they belong to its block.
void add_above(NamedTimes& times, std::string_view above, const Line& own) {
    if (own.is_item) return;
    for (int i = 0; i < kLinesMax && !above.empty(); ++i) {
        above.remove_suffix(1);  // the line feed
        const std::size_t feed = above.rfind('\n');
        const std::size_t begin = feed == std::string_view::npos ? 0 : feed + 1;
        const Line line = line_from(above.substr(begin));
        above = above.substr(0, begin);
        if (line.ends_block() || line.indent < own.indent) return;
        if (line.indent > own.indent) continue;
        add_line(times, line.text);
        if (line.is_item) return;
    }
}

void add_below(NamedTimes& times, std::string_view below, const Line& own) {
    for (int i = 0; i < kLinesMax && !below.empty(); ++i) {
        const std::size_t end = std::min(below.find('\n'), below.size());
        const Line line = line_from(below.substr(0, end));
        below.remove_prefix(std::min(end + 1, below.size()));
        if (line.ends_block() || line.indent < own.indent) return;
        if (line.indent > own.indent) continue;
        if (line.is_item) return;
        add_line(times, line.text);
    }
}

CarrierFacts read_lines(std::string_view text, Span secret) {
    const std::size_t feed = text.substr(0, secret.begin).rfind('\n');
    const std::size_t begin = feed == std::string_view::npos ? 0 : feed + 1;
    const std::size_t end = std::min(text.find('\n', secret.end), text.size());
    const Line own = line_from(text.substr(begin, end - begin));
    NamedTimes times;
    add_above(times, text.substr(0, begin), own);
    if (end < text.size()) add_below(times, text.substr(end + 1), own);
    return times.facts(owner_by_name(name_in(own.text)));
}

bool says_something(const CarrierFacts& facts) {
    return facts.issued_at || facts.not_before || facts.expires_at || facts.never_expires;
}

}  // namespace

CarrierFacts read_adjacent(core::BlobView bytes, Span secret) {
    if (secret.begin > secret.end || secret.end > bytes.size()) return {};
    const std::size_t from = secret.begin - std::min(secret.begin, kReach);
    const std::size_t until = std::min(bytes.size() - secret.end, kReach) + secret.end;
    const std::string_view text = core::as_text(bytes.subspan(from, until - from));
    const Span here{secret.begin - from, secret.end - from};

    std::optional<CarrierFacts> facts;
    if (const auto begin = object_begin(text, here.begin)) facts = read_object(text, here, *begin);
    if (!facts) facts = read_lines(text, here);
    if (!says_something(*facts)) return {};
    facts->carrier = "adjacent";
    return *facts;
}

}  // namespace curfew::lifetime
