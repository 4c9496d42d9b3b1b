#include "scanner/core/validity_window.h"

#include <algorithm>

#include "scanner/core/check.h"

namespace curfew::core {

std::string_view name_of(Evidence evidence) {
    switch (evidence) {
        case Evidence::provider:
            return "provider";
        case Evidence::ledger:
            return "ledger";
        case Evidence::vault:
            return "vault";
        case Evidence::embedded:
            return "embedded";
        case Evidence::adjacent:
            return "adjacent";
        case Evidence::catalogue:
            return "catalogue";
        case Evidence::history:
            return "history";
    }
    check(false);
    return {};
}

std::optional<Instant> instant_of(const End& end) {
    const auto* known = std::get_if<Known>(&end);
    return known == nullptr ? std::nullopt : std::optional(known->at);
}

std::optional<Evidence> evidence_of(const End& end) {
    if (const auto* known = std::get_if<Known>(&end)) return known->evidence;
    if (const auto* never = std::get_if<Never>(&end)) return never->evidence;
    return std::nullopt;
}

const End& better_founded(const End& first, const End& second) {
    const auto left = evidence_of(first);
    const auto right = evidence_of(second);
    // The caller's ends, not copies: they outlive the answer.
    // NOLINTBEGIN(bugprone-return-const-ref-from-parameter)
    if (!right) return first;
    if (!left) return second;
    return *right < *left ? second : first;
    // NOLINTEND(bugprone-return-const-ref-from-parameter)
}

ValidityWindow::ValidityWindow(End not_before, End expires_at)
    : not_before_(std::move(not_before)), expires_at_(std::move(expires_at)) {}

ValidityWindow ValidityWindow::unknown(std::string reason) {
    return {Unknown{reason}, Unknown{std::move(reason)}};
}

Result<ValidityWindow> ValidityWindow::between(End not_before, End expires_at) {
    const auto begin = instant_of(not_before);
    const auto end = instant_of(expires_at);
    if (begin && end && *end <= *begin) {
        return Error(ErrorKind::invalid_input, "a validity window ends at " + to_text(*end) +
                                                   ", before it begins at " + to_text(*begin));
    }
    return ValidityWindow(std::move(not_before), std::move(expires_at));
}

ValidityWindow ValidityWindow::issued(End at) const {
    ValidityWindow window = *this;
    window.issued_at_ = std::move(at);
    return window;
}

ValidityWindow ValidityWindow::contradicted(std::string sentence) const {
    ValidityWindow window = *this;
    window.contradictions_.push_back(std::move(sentence));
    return window;
}

Acceptance ValidityWindow::at(Instant at) const {
    const auto begin = instant_of(not_before_);
    const auto end = instant_of(expires_at_);
    if (begin && at < *begin) return Acceptance::refused;
    if (end && at >= *end) return Acceptance::refused;
    const bool is_told = !std::holds_alternative<Unknown>(not_before_) &&
                         !std::holds_alternative<Unknown>(expires_at_);
    return is_told ? Acceptance::accepted : Acceptance::unknown;
}

std::optional<Duration> ValidityWindow::left(Instant now) const {
    const auto end = instant_of(expires_at_);
    if (!end) return std::nullopt;
    return std::max(Duration::zero(), *end - now);
}

}  // namespace curfew::core
