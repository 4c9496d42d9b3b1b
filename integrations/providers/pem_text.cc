#include "integrations/providers/pem_text.h"

#include <cstdint>

#include "integrations/providers/wiped_draft.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::providers {
namespace {

using core::SecretString;

constexpr std::string_view kDashes = "-----";
constexpr std::string_view kOpensshMark("openssh-key-v1\0", 15);
constexpr std::size_t kColumns = 64;  // RFC 7468 2; OpenSSH reads any

bool is_body(char letter) {
    return lifetime::is_base62(letter) || letter == '+' || letter == '/' || letter == '=';
}

/// The base64 of a container, in lines as OpenSSH wants them: found keys are indented, have
/// carriage returns, or "\n" in JSON instead of a line's end.
void add_body(WipedDraft& clean, std::string_view body) {
    std::size_t column = 0;
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (body[i] == '\\') {
            ++i;  // and the letter it escapes
            continue;
        }
        if (!is_body(body[i])) continue;
        clean.append(body.substr(i, 1));
        if (++column % kColumns == 0) clean.append("\n");
    }
    if (column % kColumns != 0) clean.append("\n");
}

/// Lines of base64.
void add_encoded(WipedDraft& clean, std::string_view bytes) {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::size_t column = 0;
    while (!bytes.empty()) {
        const std::string_view three = bytes.substr(0, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            bits = (bits << 8U) | (i < three.size() ? static_cast<unsigned char>(three[i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t letter = (bits >> (18U - 6U * i)) & 63U;
            clean.append(i <= three.size() ? kLetters.substr(letter, 1) : "=");
        }
        column += 4;
        if (column % kColumns == 0) clean.append("\n");
        bytes.remove_prefix(three.size());
    }
    if (column % kColumns != 0) clean.append("\n");
}

SecretString openssh_pem(std::string_view container) {
    WipedDraft clean(2 * container.size() + 128);
    // In two pieces, so that nobody takes this file for a key.
    for (const std::string_view piece : {"-----BEGIN OPENSSH ", "PRIVATE KEY-----\n"}) {
        clean.append(piece);
    }
    add_encoded(clean, container);
    for (const std::string_view piece : {"-----END OPENSSH ", "PRIVATE KEY-----\n"}) {
        clean.append(piece);
    }
    return SecretString(clean.text());
}

}  // namespace

SecretString normalised_pem(std::string_view text) {
    if (text.starts_with(kOpensshMark)) return openssh_pem(text);
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
    WipedDraft clean(2 * text.size() + 16);
    clean.append(head);
    clean.append("\n");
    if (body.find(':') != std::string_view::npos) {
        clean.append(body);
    } else {
        add_body(clean, body);
    }
    clean.append(foot);
    clean.append("\n");
    return SecretString(clean.text());
}

}  // namespace curfew::providers
