/// Findings and reports for tests, made of parts at run time: no whole secret stands in a file.
///
/// Owns:     nothing; a finding borrows its signature, which the functions here keep for good.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/fingerprint.h"
#include "scanner/core/instant.h"
#include "scanner/core/place.h"
#include "scanner/report/finding.h"
#include "scanner/report/scan_report.h"

namespace curfew::support {

inline core::Instant instant(std::string_view text) {
    return core::parse_instant(text.size() == 10 ? std::string(text) + "T00:00:00Z"
                                                 : std::string(text))
        .value();
}

inline const core::Instant kToday = instant("2026-11-23T12:00:00Z");

/// A bearer token of a made-up provider; never expires.
inline const rules::Signature& token_signature() {
    static const rules::Signature signature = [] {
        rules::Signature made;
        made.id.value = "acme-token";
        made.name = "Acme access token";
        made.provider_id = "acme";
        made.provider_name = "Acme";
        made.kind = rules::SecretKind::token;
        made.public_prefix = "acme_";
        made.confidence = 0.95;
        made.lifetime.type = rules::LifetimeClass::unbounded;
        made.lifetime.note = "Works until somebody deletes it.";
        made.revocability = rules::Revocability::exact;
        made.end.page = "https://acme.example/settings/tokens";
        made.end.note = "Takes effect within a minute.";
        return made;
    }();
    return signature;
}

/// A password in an assignment: nothing is known of its times.
inline const rules::Signature& password_signature() {
    static const rules::Signature signature = [] {
        rules::Signature made;
        made.id.value = "generic-password";
        made.name = "Assigned password";
        made.provider_id = "generic";
        made.kind = rules::SecretKind::password;
        made.confidence = 0.6;
        return made;
    }();
    return signature;
}

/// Any other kind, for the tables of policy and risk.
inline rules::Signature signature_of_kind(rules::SecretKind kind) {
    rules::Signature made = token_signature();
    made.kind = kind;
    made.id.value = "made-" + std::string(rules::name_of(kind));
    made.revocability = rules::Revocability::unknown;
    return made;
}

/// "acme_" and thirty letters that depend on `seed`.
inline std::string made_token(unsigned seed) {
    std::string token = "acme_";
    for (unsigned i = 0; i < 30; ++i) {
        seed = seed * 1'103'515'245U + 12'345U;
        token += static_cast<char>('a' + (seed >> 16U) % 26U);
    }
    return token;
}

inline core::ObjectId made_object(unsigned char fill) {
    core::ObjectId id;
    id.bytes.fill(fill);
    return id;
}

inline core::CommitFacts made_commit(unsigned char fill, std::string_view day) {
    return {.id = {made_object(fill)},
            .author = "Jane Roe <jane@acme.example>",
            .committed_at = instant(day)};
}

inline core::Place made_place(std::string path, std::uint32_t line, std::uint32_t column) {
    core::Place place;
    place.kind = core::PlaceKind::commit;
    place.path = std::move(path);
    place.is_present = true;
    place.position = {line, column, line, column + 35};
    place.letter_columns = {column, column + 35};
    return place;
}

inline report::Finding made_finding(const rules::Signature& signature, const std::string& secret) {
    const core::SecretString held{std::string_view(secret)};
    report::Finding finding{.fingerprint = core::Fingerprinter::with_public_key().of(held)};
    finding.signature = &signature;
    finding.secret = held.duplicate();
    finding.confidence = signature.confidence;
    return finding;
}

inline core::ValidityWindow made_window(core::End not_before, core::End expires_at) {
    return core::ValidityWindow::between(std::move(not_before), std::move(expires_at)).value();
}

}  // namespace curfew::support
