#include "scanner/match/acceptance.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "scanner/core/secret_string.h"
#include "scanner/match/entropy.h"
#include "scanner/match/filters.h"
#include "scanner/match/hash_context.h"
#include "scanner/match/keyword.h"
#include "scanner/match/parts.h"
#include "scanner/match/placeholder.h"
#include "scanner/match/shapes.h"
#include "scanner/rules/token_checksum.h"

namespace curfew::match {

namespace {

/// A right checksum of 30 bits leaves one chance in a thousand million.
constexpr double kChecksumConfidence = 0.99;
constexpr double kWrongChecksumFactor = 0.5;
/// A made-up token of a true form is shown, and stops nobody.
constexpr double kMadeUpConfidence = 0.4;
/// From here on a provider's own structure counts as beyond doubt.
constexpr double kConfirmedFrom = 0.9;
/// Values without a structure of their own, next to a keyword: below this they are stand-ins.
constexpr double kRealnessMin = 0.35;
/// Random text reaches the entropy expected of its alphabet within a few per cent; a repeated or
/// counted-up value stays below three quarters of it.
constexpr double kRandomnessMin = 0.75;
constexpr std::size_t kRandomnessLengthMin = 16;

std::string_view text_of(std::string_view text, core::Span span) {
    return text.substr(span.begin, span.size());
}

bool is_hex_digit(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f') ||
           (letter >= 'A' && letter <= 'F');
}

bool is_hex_or_uuid(std::string_view secret) {
    return std::all_of(secret.begin(), secret.end(),
                       [](char letter) { return is_hex_digit(letter) || letter == '-'; });
}

/// Whether the digits of a hash or UUID are spread as evenly as random ones are.
bool looks_random(std::string_view hex_or_uuid) {
    std::string digits;  // The signs of a UUID would count as a larger alphabet.
    std::copy_if(hex_or_uuid.begin(), hex_or_uuid.end(), std::back_inserter(digits), is_hex_digit);
    if (digits.size() < kRandomnessLengthMin) return true;
    const double expected = expected_entropy(digits.size(), alphabet_size_of(digits));
    return shannon_entropy(digits) >= kRandomnessMin * expected;
}

/// A keyword kind's value has no prefix that speaks for it, so it must look real by itself. Hashes
/// and UUIDs are what the pattern asked for; there only the spread of the digits can tell.
bool is_real_beside_keyword(std::string_view secret) {
    if (is_hex_or_uuid(secret)) return looks_random(secret);
    return realness_of(secret).value >= kRealnessMin;
}

/// Whether what stands around the secret is proof enough. A URL around a password is not: most are
/// user:password@localhost.
bool speaks_for_itself(const rules::Signature& signature) {
    return !signature.literals.empty() && signature.kind != rules::SecretKind::connection_string;
}

enum class Origin { issued, made_up, stand_in };

/// A form that speaks for itself makes an example of what would else be a placeholder.
Origin origin_of(const rules::Signature& signature, std::string_view secret) {
    if (!signature.filters.reject_placeholders) return Origin::issued;
    if (is_blatant_placeholder(secret)) {
        return speaks_for_itself(signature) && is_made_up_with_care(secret) ? Origin::made_up
                                                                            : Origin::stand_in;
    }
    return speaks_for_itself(signature) || is_real_beside_keyword(secret) ? Origin::issued
                                                                          : Origin::stand_in;
}

void doubt_made_up(Confidence& confidence) {
    confidence.value = std::min(confidence.value, kMadeUpConfidence);
    confidence.reasons.emplace_back("looks made up: it repeats itself or runs along the alphabet");
}

enum class ChecksumState { none, right, wrong };

ChecksumState checksum_of(const rules::Signature& signature, std::string_view secret) {
    if (signature.checksum.empty()) return ChecksumState::none;
    return rules::checksum_holds(signature.checksum, secret) ? ChecksumState::right
                                                             : ChecksumState::wrong;
}

Confidence confidence_of(const rules::Signature& signature, ChecksumState checksum) {
    Confidence confidence{.value = signature.confidence, .reasons = {}};
    if (checksum == ChecksumState::right) {
        confidence.value = std::max(confidence.value, kChecksumConfidence);
        confidence.reasons.emplace_back("checksum is right");
    }
    if (!signature.public_prefix.empty()) {
        confidence.reasons.push_back("begins with " + signature.public_prefix);
    } else if (!signature.literals.empty()) {
        confidence.reasons.push_back("has the form of " + signature.name);
    } else {
        confidence.reasons.push_back("has the form of " + signature.name +
                                     " and stands after its name");
    }
    if (checksum == ChecksumState::wrong) {
        confidence.value *= kWrongChecksumFactor;
        confidence.reasons.emplace_back("checksum is not right");
    }
    return confidence;
}

void add_part_reasons(const rules::Signature& signature, Detection& detection) {
    for (const rules::PartRule& rule : signature.parts) {
        const bool is_found =
            std::any_of(detection.parts.begin(), detection.parts.end(),
                        [&](const FoundPart& part) { return part.name == rule.name; });
        if (is_found) detection.confidence.reasons.push_back(rule.name + " stands beside it");
    }
}

core::Result<bool> take_parts(const Claim& claim, Detection& detection) {
    if (claim.signature.parts.empty()) return true;
    const PartSearch search{.confirmer = claim.confirmer,
                            .signature = claim.signature,
                            .number = claim.number,
                            .text = claim.text,
                            .secret = detection.span};
    TRY_ASSIGN(auto parts, find_parts(search, std::move(detection.parts)));
    if (!parts) return false;
    detection.parts = std::move(*parts);
    add_part_reasons(claim.signature, detection);
    return true;
}

}  // namespace

bool has_keyword(const rules::Signature& signature, std::string_view text, const Match& match) {
    return std::any_of(
        signature.keywords.begin(), signature.keywords.end(), [&](const std::string& word) {
            const std::size_t reach = signature.keyword_distance + word.size();
            const std::size_t from = match.whole.begin - std::min(match.whole.begin, reach);
            return stands_as_keyword(text, {.begin = from, .end = match.secret.begin}, word);
        });
}

core::Result<std::optional<Detection>> accepted(const Claim& claim) {
    const rules::Signature& signature = claim.signature;
    const std::string_view secret = text_of(claim.text, claim.match.secret);
    if (secret.empty()) return std::optional<Detection>();
    const ChecksumState checksum = checksum_of(signature, secret);
    if (checksum == ChecksumState::wrong && signature.is_checksum_trusted) {
        return std::optional<Detection>();
    }
    if (filtered_by(signature.filters, secret)) return std::optional<Detection>();
    const Origin origin = origin_of(signature, secret);
    if (origin == Origin::stand_in) return std::optional<Detection>();
    if (signature.literals.empty() && is_called_a_hash(claim.text, claim.match.secret)) {
        return std::optional<Detection>();
    }
    Detection detection;
    detection.signature = &signature;
    detection.span = claim.match.secret;
    detection.confidence = confidence_of(signature, checksum);
    if (origin == Origin::made_up) doubt_made_up(detection.confidence);
    TRY_ASSIGN(const bool has_parts, take_parts(claim, detection));
    if (!has_parts || detection.confidence.value < kConfidenceMin) {
        return std::optional<Detection>();
    }
    detection.secret = core::SecretString(secret);
    const bool has_structure =
        !signature.literals.empty() && detection.confidence.value >= kConfirmedFrom;
    detection.is_confirmed =
        origin == Origin::issued && (checksum == ChecksumState::right || has_structure);
    return std::optional(std::move(detection));
}

core::Result<std::optional<Detection>> accepted_from_shape(const Claim& claim,
                                                           Detection detection) {
    if (detection.confidence.value < kConfidenceMin) return std::optional<Detection>();
    if (filtered_by(claim.signature.filters, detection.secret.reveal())) {
        return std::optional<Detection>();
    }
    TRY_ASSIGN(const bool has_parts, take_parts(claim, detection));
    if (!has_parts) return std::optional<Detection>();
    return std::optional(std::move(detection));
}

}  // namespace curfew::match
