#include "scanner/match/doubt.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/match/candidate.h"
#include "scanner/match/settle.h"
#include "scanner/rules/signature.h"

namespace curfew::match {
namespace {

constexpr std::size_t kTellingBytesMin = 4;  // "sk-" is everybody's
constexpr std::ptrdiff_t kLookedAtMax = 4;   // a value's literal is found right after its name
constexpr double kDoubtWeight = 0.38;

bool is_doubted(const Detection& detection, const std::string& reason) {
    const auto& reasons = detection.confidence.reasons;
    return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

}  // namespace

void cast_doubt(const rules::Signature& issuer, core::Span literal, std::vector<Detection>& found) {
    if (literal.size() < kTellingBytesMin) return;
    const std::string reason = "begins like a token of an issuer and has not its form";
    const auto end = found.rbegin() + std::min(std::ssize(found), kLookedAtMax);
    for (auto at = found.rbegin(); at != end; ++at) {
        const rules::Signature& signature = *at->signature;
        if (signature.provider_id != kGenericProvider || &signature == &issuer) continue;
        if (signature.kind != rules::SecretKind::token || at->span.begin != literal.begin) continue;
        if (is_doubted(*at, reason)) continue;
        at->confidence.value *= kDoubtWeight;
        at->confidence.reasons.push_back(reason);
    }
}

}  // namespace curfew::match
