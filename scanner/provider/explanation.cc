// A mask of letters that no position escapes is filled in for each secret, and turned into its name
// in braces afterwards: so the person sees what the one way of filling in makes.
#include "scanner/provider/explanation.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace curfew::provider {
namespace {

using core::Result;
using core::SecretString;

constexpr std::string_view kMaskFront = "zzMaskedBegin7";
constexpr std::string_view kMaskEnd = "zzMaskedEnd7";
constexpr std::string_view kBasic = "Basic ";

std::string mask_of(std::string_view name) {
    std::string mask(kMaskFront);
    // Names have letters that a header, a URL and a body treat alike, but for these two.
    for (const char letter : name) mask += letter == '-' || letter == '_' ? 'Q' : letter;
    return mask.append(kMaskEnd);
}

void unmask(std::string& text, std::string_view name) {
    const std::string mask = mask_of(name);
    const std::string shown = "{" + std::string(name) + "}";
    for (std::size_t at = text.find(mask); at != std::string::npos; at = text.find(mask, at)) {
        text.replace(at, mask.size(), shown);
        at += shown.size();
    }
}

bool is_secret_part(const rules::Signature& signature, std::string_view name) {
    const auto found = std::ranges::find(signature.parts, name, &rules::PartRule::name);
    return found == signature.parts.end() || found->is_secret;
}

// "Basic {user}:{secret}" is sent in base64, which tells a person nothing.
std::string shown_header(const std::string& text, const SecretString& filled) {
    if (text.starts_with(kBasic)) return text + " (in base64)";
    return std::string(filled.reveal());
}

// "https://hooks.acme.example/": the host of a webhook may be seen, what stands before an '@' not.
std::string host_of_webhook(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    const std::size_t end = url.find_first_of("/?#", scheme + 3);
    const std::string_view front = url.substr(0, end);
    if (front.find('@') != std::string_view::npos) return {};
    return std::string(front) + "/";
}

class Masking {
  public:
    Masking(const rules::RequestRule& rule, const Credential& credential,
            const TemplateValues& values)
        : values_(values) {
        if (rule.url == "{secret}") secret_ = host_of_webhook(values.secret);
        secret_ += mask("secret");
        for (const CredentialPart& part : credential.parts) {
            const bool is_secret = is_secret_part(*credential.signature, part.name);
            parts_.push_back({part.name, is_secret ? SecretString(std::string_view(mask(part.name)))
                                                   : part.value.duplicate()});
        }
        values_.secret = secret_;
        values_.parts = &parts_;
        if (!values.admin.empty()) values_.admin = admin_ = mask("admin");
        if (values.id.empty()) values_.id = id_ = mask("id");
        if (values.owner.empty()) values_.owner = owner_ = mask("owner");
    }

    [[nodiscard]] const TemplateValues& values() const { return values_; }

    [[nodiscard]] std::string shown(std::string text) const {
        for (const std::string& name : names_) unmask(text, name);
        return text;
    }

  private:
    std::string mask(std::string_view name) {
        names_.emplace_back(name);
        return mask_of(name);
    }

    std::vector<std::string> names_;
    std::string secret_;
    std::string admin_;
    std::string id_;
    std::string owner_;
    std::vector<CredentialPart> parts_;
    TemplateValues values_;
};

}  // namespace

Result<std::string> explained(const rules::RequestRule& rule, const Credential& credential,
                              const TemplateValues& values) {
    const Masking masking(rule, credential, values);
    TRY_ASSIGN(const FilledRequest filled, fill(rule, masking.values()));
    std::string text = filled.request.method + " ";
    text.append(filled.request.url.reveal());
    text += "\n";
    for (std::size_t at = 0; at < rule.headers.size(); ++at) {
        text += rule.headers[at].first + ": ";
        text += shown_header(rule.headers[at].second, filled.request.headers[at].value) + "\n";
    }
    if (!filled.request.body.empty()) {
        text.append("\n").append(filled.request.body.reveal()).append("\n");
    }
    return masking.shown(std::move(text));
}

}  // namespace curfew::provider
