#include "scanner/report/sentences.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "scanner/core/check.h"
#include "scanner/core/instant.h"
#include "scanner/core/place.h"
#include "scanner/core/validity_window.h"
#include "scanner/lifetime/exposure.h"
#include "scanner/report/finding.h"
#include "scanner/report/render.h"
#include "scanner/rules/provider_rules.h"
#include "scanner/rules/signature.h"

namespace curfew::report {
namespace {

std::string in_brackets(std::string_view text) {
    return " (" + std::string(text) + ")";
}

std::string begin_text(const core::End& begin) {
    if (const auto* known = std::get_if<core::Known>(&begin)) {
        // History only tells that it existed by then.
        const bool is_bound = known->evidence == core::Evidence::history;
        return (is_bound ? "by " : "") + day_of(known->at);
    }
    return std::holds_alternative<core::Never>(begin) ? "always" : "unknown";
}

std::string end_text(const core::End& end, core::Instant as_of) {
    if (std::holds_alternative<core::Never>(end)) return "never";
    const auto* known = std::get_if<core::Known>(&end);
    if (known == nullptr) return "unknown";
    return known->at <= as_of
               ? day_of(known->at) + ", over for " + core::to_human_text(as_of - known->at)
               : day_of(known->at) + ", " + core::to_human_text(known->at - as_of) + " left";
}

std::string evidence_text(const core::End& end) {
    const auto evidence = core::evidence_of(end);
    return evidence ? in_brackets(name_of(*evidence)) : std::string();
}

std::string reason_text(const core::End& end) {
    const auto* unknown = std::get_if<core::Unknown>(&end);
    return unknown == nullptr || unknown->reason.empty() ? std::string()
                                                         : in_brackets(printable(unknown->reason));
}

bool has_kind(const Finding& finding, core::PlaceKind kind) {
    return std::ranges::any_of(finding.places,
                               [kind](const core::Place& place) { return place.kind == kind; });
}

bool is_taken_out(const Finding& finding) {
    return std::ranges::any_of(finding.places, [](const core::Place& place) {
        return place.kind == core::PlaceKind::commit && place.removed_by.has_value();
    });
}

std::string_view generic_end(rules::SecretKind kind) {
    switch (kind) {
        case rules::SecretKind::token:
        case rules::SecretKind::key_pair:
            return "Revoke it at its provider and issue a new one.";
        case rules::SecretKind::password:
            return "Change the password wherever it is used.";
        case rules::SecretKind::private_key:
            return "Make a new key pair and stop trusting the old one wherever it is trusted.";
        case rules::SecretKind::certificate:
            return "Revoke the certificate at its issuer if its key lies open too.";
        case rules::SecretKind::connection_string:
            return "Change the password at the host it names.";
        case rules::SecretKind::signed_url:
            return "Rotate the key that signed it, or let it expire.";
        case rules::SecretKind::session:
            return "End the session at its provider.";
        case rules::SecretKind::webhook:
            return "Delete the webhook and make a new one.";
        case rules::SecretKind::identifier:
            return "Nothing to end: it is no secret by itself.";
    }
    core::check(false);
    return {};
}

std::string_view kind_text(core::PlaceKind kind) {
    switch (kind) {
        case core::PlaceKind::commit_message:
            return "commit message";
        case core::PlaceKind::tag_message:
            return "tag message";
        case core::PlaceKind::standard_input:
            return "standard input";
        case core::PlaceKind::unreachable:
            return "unreachable object";
        case core::PlaceKind::commit:
        case core::PlaceKind::note:
        case core::PlaceKind::stash:
        case core::PlaceKind::index:
        case core::PlaceKind::worktree:
        case core::PlaceKind::file:
        case core::PlaceKind::context:
        case core::PlaceKind::vault:
            return name_of(kind);
    }
    core::check(false);
    return {};
}

}  // namespace

std::string day_of(core::Instant at) {
    return core::to_text(at).substr(0, 10);
}

std::string accepted_text(const core::ValidityWindow& window, core::Instant as_of) {
    const core::End& begin = window.not_before();
    const core::End& end = window.expires_at();
    if (std::holds_alternative<core::Unknown>(begin) && std::holds_alternative<core::Unknown>(end))
        return "unknown" + reason_text(end);
    std::string text = begin_text(begin);
    if (core::evidence_of(begin) != core::evidence_of(end)) text += evidence_text(begin);
    text += " → " + end_text(end, as_of) + evidence_text(end) + reason_text(end);
    return text;
}

std::string readable_text(const Finding& finding) {
    const lifetime::Exposure& exposure = finding.exposure;
    const std::string begin = exposure.first_seen ? day_of(*exposure.first_seen) : "unknown";
    if (exposure.is_present) {
        return exposure.first_seen ? begin + " → now (still there)"
                                   : "now (since when is unknown: no history here)";
    }
    if (!exposure.last_seen) return exposure.first_seen ? begin + " → unknown" : "unknown";
    std::string text = begin + " → " + day_of(*exposure.last_seen);
    if (is_taken_out(finding)) {
        text += " (taken out; the history keeps it)";
    } else if (has_kind(finding, core::PlaceKind::commit)) {
        text += " (no branch holds it now; the history keeps it)";
    } else if (has_kind(finding, core::PlaceKind::unreachable)) {
        text += " (no reference reaches it any more)";
    }
    return text;
}

std::string live_text(const Finding& finding) {
    const lifetime::Exposure& exposure = finding.exposure;
    const bool has_end = !std::holds_alternative<core::Unknown>(finding.window.expires_at());
    const std::string doubt = has_end ? "" : " (if it is still accepted: its end is unknown)";
    if (exposure.is_live_open) {
        return exposure.live == core::Duration::zero()
                   ? "now, since when is unknown" + doubt
                   : core::to_human_text(exposure.live) + " and counting" + doubt;
    }
    if (exposure.live == core::Duration::zero()) return "none";
    return core::to_human_text(exposure.live) + ", over" +
           (has_end ? "" : " (if it was accepted all the time: its end is unknown)");
}

std::string verdict_text(const Verdict& verdict) {
    std::string text = verdict.state;
    if (verdict.detail != verdict.state) text += ": " + verdict.detail;
    if (verdict.is_reversible) text += " (can be brought back)";
    if (verdict.checked_at) {
        text +=
            ", said " + printable(verdict.checked_by) + " at " + core::to_text(*verdict.checked_at);
        std::string mark = printable(verdict.mark);
        if (mark.empty() && verdict.status != 0) mark = std::to_string(verdict.status);
        if (!mark.empty()) text += " (" + mark + ")";
    }
    if (!verdict.reason.empty()) text += "; " + printable(verdict.reason);
    return text;
}

std::string where_text(const core::Place& place) {
    std::string text =
        place.path.empty() ? std::string(kind_text(place.kind)) : printable(place.path);
    if (place.position.line != 0) {
        text += ":" + std::to_string(place.position.line);
        if (place.position.column != 0) text += ":" + std::to_string(place.position.column);
    }
    for (const core::Container& container : place.containers) {
        text += " ! " + printable(container.kind);
        if (!container.detail.empty()) text += " " + printable(container.detail);
    }
    return text;
}

std::string commit_text(const core::CommitFacts& commit) {
    constexpr std::size_t kShortId = 12;  // as git abbreviates in large repositories
    std::string text =
        commit.id.object.hex().substr(0, kShortId) + ", " + day_of(commit.committed_at);
    if (!commit.author.empty()) text += ", " + printable(commit.author);
    return text;
}

std::string how_to_end(const rules::Signature& signature) {
    std::string text;
    const auto add = [&text](std::string_view line) {
        if (!text.empty()) text += '\n';
        text += line;
    };
    // An address ends its line: a full stop behind it would be taken for a part of it.
    if (!signature.end.page.empty()) add("Revoke it at " + signature.end.page);
    // Where there is a request, the note is about the request and not for a person's hands.
    const bool is_note_for_people = !signature.end.request && !signature.end.note.empty();
    if (is_note_for_people) add(signature.end.note);
    if (text.empty()) add(generic_end(signature.kind));
    if (signature.revocability == rules::Revocability::expiry_only)
        add("It cannot be taken back: it works until it expires.");
    if (signature.revocability == rules::Revocability::principal_wide && !is_note_for_people)
        add("Ending it hits everything of its owner.");
    return text;
}

std::string advice_for(const Finding& finding) {
    if (finding.verdict.detail == "canary")
        return "Known bait: leave it where it is. Using it raises an alarm at whoever laid it.";
    if (finding.verdict.state == "dead" && finding.verdict.is_reversible)
        return "Its provider refuses it now, and somebody can bring it back: delete it there.";
    if (finding.verdict.state == "dead")
        return "Nothing to revoke: its provider refuses it. Take it out when you pass by.";
    if (finding.standing == LifetimeStanding::expired)
        return "Nothing to revoke: it has expired. Take it out when you pass by.";
    if (finding.is_protected)
        return "It needs its passphrase. Replace it if that is weak or lies open as well.";
    std::string text = how_to_end(*finding.signature);
    if (has_kind(finding, core::PlaceKind::commit))
        text += "\nDeleting the line is not enough: the history keeps it.";
    return text;
}

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

std::string counted(std::uint64_t number, std::string_view noun) {
    return grouped(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::string byte_text(std::uint64_t bytes) {
    constexpr std::array<std::string_view, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) return std::to_string(bytes) + " B";
    std::size_t unit = 1;
    std::uint64_t tenths = bytes * 10 / 1024;  // 2^60 bytes and more do not occur
    constexpr std::uint64_t kNextUnit = 10ULL * 1024;
    for (; tenths >= kNextUnit && unit + 1 < kUnits.size(); ++unit) tenths /= 1024;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " " +
           std::string(kUnits[unit]);
}

}  // namespace curfew::report
