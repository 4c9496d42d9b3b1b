/// What a credential says of its own times and owner, read offline and without trust.
///
/// Strict and bounded: a broken carrier gives facts with a `problem`, never a crash and never a
/// guess. No signature is verified: the times only say what the issuer wrote.
///
/// Threads:  pure functions.
/// Units:    instants in UTC.
/// Source:   reference of each carrier in its own file.
/// Not here: turning facts into a window (window.h), times written beside a secret (adjacent.h).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"
#include "scanner/rules/signature.h"
#include "scanner/rules/signature_list.h"

namespace curfew::lifetime {

struct CarrierFacts {
    std::string carrier;  ///< "jwt", "x509", …
    std::optional<core::Instant> issued_at;
    std::optional<core::Instant> not_before;
    std::optional<core::Instant> expires_at;
    bool never_expires = false;  ///< the carrier says so (no `exp`, all-ones, 9999)
    std::string account;         ///< AWS account, `sub`, tenant; empty if untold
    std::string name;            ///< a person's name for it: key id, common name
    std::vector<std::string> scopes;
    std::string problem;  ///< why nothing could be read; empty if all is well

    std::optional<core::Instant> renew_after;  ///< was meant to be replaced then, works on
    std::optional<core::Duration> lifetime;    ///< from the moment of issue, told by its class
    std::string note;                          ///< one sentence for a person, beside the times

    friend bool operator==(const CarrierFacts&, const CarrierFacts&) = default;
};

/// The names `read_carrier` knows, sorted; a signature's `carrier` must be one of them.
[[nodiscard]] std::span<const std::string_view> carrier_names();

/// Whether the carriers of all signatures are known, for catalogues that come from outside.
/// Errors: invalid_input naming the first signature whose carrier is not.
[[nodiscard]] core::Result<void> check_carriers(rules::SignatureList signatures);

/// Reads `secret` as `carrier`. An unknown carrier name is a check: catalogues are checked on load.
[[nodiscard]] CarrierFacts read_carrier(std::string_view carrier, const core::SecretString& secret);

}  // namespace curfew::lifetime
