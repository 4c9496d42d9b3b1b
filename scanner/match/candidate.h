/// One secret found in one blob, with its borders, its parts and why we believe it.
///
/// Owns:     the secret's canonical bytes. Borrows the signature from the catalogue.
/// Threads:  plain values; move-only, for secrets are not copied.
/// Units:    spans are bytes in the blob that was scanned; confidence is 0 to 1.
#pragma once

#include <string>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/secret_string.h"
#include "scanner/rules/signature.h"

namespace curfew::match {

/// A further piece of the credential.
struct FoundPart {
    std::string name;
    core::SecretString value;
    core::Span span;
    bool is_secret = false;
};

/// How sure we are, and why: short sentences, best first ("checksum is right", "assigned to
/// db_password", "entropy 4.1 of 4.8 bits").
struct Confidence {
    double value = 0.0;
    std::vector<std::string> reasons;
};

struct Detection {
    const rules::Signature* signature = nullptr;
    core::Span span;            ///< of the secret, in the scanned bytes
    core::SecretString secret;  ///< canonical bytes
    std::vector<FoundPart> parts;
    Confidence confidence;
    /// Provider structure or checksum leaves no doubt about the kind (what `gate` blocks on).
    bool is_confirmed = false;
    /// An encrypted private key, a hash: present but not usable by itself.
    bool is_protected = false;
    /// Other signatures that matched the same bytes.
    std::vector<const rules::Signature*> also_matched;
};

}  // namespace curfew::match
