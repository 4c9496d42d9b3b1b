#include "integrations/cli/signature_page.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/instant.h"

namespace curfew::cli {
namespace {

using rules::Signature;

constexpr std::size_t kLabelWidth = 14;
constexpr std::size_t kTextWidth = 78;

std::string padded(std::string_view text, std::size_t width) {
    std::string line(text);
    line.resize(std::max(width, line.size()), ' ');
    return line;
}

/// "label         text", wrapped at words and indented under itself. Nothing for an empty text.
std::string entry(std::string_view label, std::string_view text) {
    if (text.empty()) return {};
    std::string page;
    std::string line = "  " + padded(label, kLabelWidth);
    const std::string indent(line.size(), ' ');
    while (!text.empty()) {
        const std::size_t space = kTextWidth - indent.size();
        std::size_t cut = text.size();
        if (text.size() > space) {
            const std::size_t blank = text.rfind(' ', space);
            cut = blank == std::string_view::npos || blank == 0 ? text.find(' ', space) : blank;
            cut = std::min(cut, text.size());
        }
        page += line + std::string(text.substr(0, cut)) + "\n";
        text.remove_prefix(std::min(cut + 1, text.size()));
        line = indent;
    }
    return page;
}

std::string joined(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
    return text;
}

std::string heading(std::string_view text) {
    return "\n" + std::string(text) + "\n";
}

std::string looks(const Signature& signature) {
    std::string page = heading("What it looks like");
    page += entry("kind", name_of(signature.kind));
    page += entry("pattern", signature.pattern);
    page += entry("contains", joined(signature.literals));
    page += entry("near", joined(signature.keywords));
    page += entry("checksum", signature.checksum);
    for (const rules::PartRule& part : signature.parts) {
        page += entry("with its", part.name + (part.is_required ? " (required)" : ""));
    }
    return page;
}

std::string span_text(const std::optional<core::Duration>& span) {
    return span ? core::to_human_text(*span) : std::string{};
}

std::string lives(const Signature& signature) {
    const rules::LifetimeRule& lifetime = signature.lifetime;
    std::string page = heading("How long it lives");
    page += entry("class", name_of(lifetime.type));
    page += entry("default", span_text(lifetime.default_span));
    page += entry("at most", span_text(lifetime.maximum_span));
    page += entry("unused", span_text(lifetime.idle_span));
    page += entry("times inside", lifetime.carrier);
    page += entry("note", lifetime.note);
    return page;
}

std::string request_text(const rules::RequestRule& request) {
    return request.method + " " + request.url;
}

std::string meaning_of(const rules::AnswerRule& answer) {
    std::string text;
    for (const std::uint16_t status : answer.status) {
        text += (text.empty() ? "" : ", ") + std::to_string(status);
    }
    if (!answer.json_pointer.empty()) text += " with " + answer.json_pointer;
    if (!answer.equals.empty()) text += " = " + answer.equals;
    if (!answer.contains.empty()) text += " with \"" + answer.contains + "\"";
    return text + ": " + answer.detail;
}

std::string asks(const Signature& signature) {
    std::string page = heading("How to ask whether it is live");
    if (signature.ask.request) page += entry("request", request_text(*signature.ask.request));
    for (const rules::AnswerRule& answer : signature.ask.answers) {
        page += entry("answer", meaning_of(answer));
    }
    if (signature.ask.admin)
        page += entry("by an owner", request_text(signature.ask.admin->request));
    page += entry("control", signature.ask.control);
    page += entry("note", signature.ask.note);
    if (!signature.ask.request && signature.ask.note.empty()) page += entry("note", "Not known.");
    return page;
}

std::string ends(const Signature& signature) {
    std::string page = heading("How to end it");
    page += entry("revocability", name_of(signature.revocability));
    if (signature.end.request) page += entry("request", request_text(*signature.end.request));
    page += entry("bound by", signature.end.binding);
    if (signature.end.find) page += entry("found in", request_text(signature.end.find->request));
    if (signature.end.proof) page += entry("proven by", request_text(signature.end.proof->request));
    page += entry("settings", joined(signature.end.settings));
    page += entry("shows within", span_text(signature.end.settles));
    page += entry("page", signature.end.page);
    page += entry("also hit", signature.blast_radius);
    page += entry("before its", joined(signature.mints));
    page += entry("note", signature.end.note);
    return page;
}

const rules::FactSource* find_source(const rules::Catalog& catalog, const Signature& signature,
                                     const std::string& id) {
    const auto providers = catalog.providers();
    const auto provider = std::ranges::find(providers, signature.provider_id, &rules::Provider::id);
    if (provider == providers.end()) return nullptr;
    const auto source = std::ranges::find(provider->sources, id, &rules::FactSource::id);
    return source == provider->sources.end() ? nullptr : &*source;
}

std::string sources(const Signature& signature, const rules::Catalog& catalog) {
    std::string page = heading("Where this comes from");
    for (const std::string& id : signature.sources) {
        const rules::FactSource* source = find_source(catalog, signature, id);
        if (source == nullptr) continue;
        page += entry(source->date, source->what + " (" + source->evidence + ")");
        page += entry("", source->url);
    }
    return page;
}

}  // namespace

std::string signature_page(const Signature& signature, const rules::Catalog& catalog) {
    return signature.name + "\n" + signature.id.value + ", " + signature.provider_name + "\n" +
           looks(signature) + lives(signature) + asks(signature) + ends(signature) +
           sources(signature, catalog);
}

std::string signature_line(const Signature& signature) {
    constexpr std::size_t kIdWidth = 36;
    constexpr std::size_t kNameWidth = 46;
    constexpr std::size_t kClassWidth = 12;
    return padded(signature.id.value, kIdWidth) + " " + padded(signature.name, kNameWidth) + " " +
           padded(name_of(signature.lifetime.type), kClassWidth) + " " +
           std::string(name_of(signature.revocability)) + "\n";
}

}  // namespace curfew::cli
