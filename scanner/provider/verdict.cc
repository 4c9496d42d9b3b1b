#include "scanner/provider/verdict.h"

#include <algorithm>
#include <array>
#include <utility>

namespace curfew::provider {
namespace {

constexpr std::array<std::pair<Detail, std::string_view>, 12> kDetails{{
    {Detail::live, "live"},
    {Detail::live_limited, "live_limited"},
    {Detail::expired, "expired"},
    {Detail::revoked, "revoked"},
    {Detail::disabled, "disabled"},
    {Detail::refused, "refused"},
    {Detail::throttled, "throttled"},
    {Detail::unclear, "unclear"},
    {Detail::control_failed, "control_failed"},
    {Detail::not_asked, "not_asked"},
    {Detail::not_askable, "not_askable"},
    {Detail::canary, "canary"},
}};

}  // namespace

std::string_view name_of(Detail detail) {
    return std::ranges::find(kDetails, detail, &std::pair<Detail, std::string_view>::first)->second;
}

std::optional<Detail> detail_from(std::string_view name) {
    const auto* const found =
        std::ranges::find(kDetails, name, &std::pair<Detail, std::string_view>::second);
    return found == kDetails.end() ? std::nullopt : std::optional(found->first);
}

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::live:
            return "live";
        case Verdict::dead:
            return "dead";
        case Verdict::unknown:
            return "unknown";
        case Verdict::not_checked:
            return "not_checked";
    }
    return "unknown";
}

Verdict verdict_of(Detail detail, bool was_live) {
    switch (detail) {
        case Detail::live:
        case Detail::live_limited:
            return Verdict::live;
        case Detail::expired:
        case Detail::revoked:
        case Detail::disabled:
            return Verdict::dead;
        case Detail::refused:
            return was_live ? Verdict::dead : Verdict::unknown;
        case Detail::throttled:
        case Detail::unclear:
        case Detail::control_failed:
            return Verdict::unknown;
        case Detail::not_asked:
        case Detail::not_askable:
        case Detail::canary:
            return Verdict::not_checked;
    }
    return Verdict::unknown;
}

bool is_answer(const Evidence& evidence) {
    return evidence.status != 0 || !evidence.mark.empty();
}

}  // namespace curfew::provider
