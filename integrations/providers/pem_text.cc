#include "integrations/providers/pem_text.h"

#include <string>

#include "scanner/core/check.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::providers {
namespace {

using core::SecretString;

constexpr std::string_view kDashes = "-----";
constexpr std::size_t kColumns = 64;  // RFC 7468 2; OpenSSH reads any

/// Text that is wiped when it goes; never grows, so that nothing is left behind in freed memory.
class Scratch {
  public:
    explicit Scratch(std::size_t room) { text_.reserve(room); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    Scratch(Scratch&&) = delete;
    Scratch& operator=(Scratch&&) = delete;
    ~Scratch() { core::wipe_memory(text_.data(), text_.size()); }

    void add(std::string_view piece) {
        core::check(text_.size() + piece.size() <= text_.capacity());
        text_.append(piece);
    }
    [[nodiscard]] std::string_view text() const { return text_; }

  private:
    std::string text_;
};

bool is_body(char letter) {
    return lifetime::is_base62(letter) || letter == '+' || letter == '/' || letter == '=';
}

/// The base64 of a container, in lines as OpenSSH wants them: found keys are indented, have
/// carriage returns, or "\n" in JSON instead of a line's end.
void add_body(Scratch& clean, std::string_view body) {
    std::size_t column = 0;
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (body[i] == '\\') {
            ++i;  // and the letter it escapes
            continue;
        }
        if (!is_body(body[i])) continue;
        clean.add(body.substr(i, 1));
        if (++column % kColumns == 0) clean.add("\n");
    }
    if (column % kColumns != 0) clean.add("\n");
}

}  // namespace

SecretString normalised_pem(std::string_view text) {
    constexpr std::size_t kNone = std::string_view::npos;
    const std::size_t begin = text.find(kDashes);
    const std::size_t label = begin == kNone ? kNone : text.find(kDashes, begin + kDashes.size());
    const std::size_t end = label == kNone ? kNone : text.find("-----END ", label);
    const std::size_t close = end == kNone ? kNone : text.find(kDashes, end + kDashes.size());
    if (close == kNone) return SecretString(text);
    const std::size_t body_begin = label + kDashes.size();
    const std::string_view head = text.substr(begin, body_begin - begin);
    const std::string_view body = text.substr(body_begin, end - body_begin);
    const std::string_view foot = text.substr(end, close + kDashes.size() - end);
    Scratch clean(2 * text.size() + 16);
    clean.add(head);
    clean.add("\n");
    if (body.find(':') != std::string_view::npos) {
        clean.add(body);
    } else {
        add_body(clean, body);
    }
    clean.add(foot);
    clean.add("\n");
    return SecretString(clean.text());
}

}  // namespace curfew::providers
