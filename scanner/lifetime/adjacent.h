/// Times written beside a secret: kubeconfig, cloud command-line caches, token answers.
///
/// Looks only inside the same object of the same file (the nearest braces, the same section, a few
/// lines), at names known for it: expiry, expires_at, expiresAt, expiration, expires_on,
/// token_expiry, exp, issued_at, created_at, … Ambiguity gives nothing.
///
/// Threads:  pure functions.
/// Source:   reference of each shape in adjacent.cc.
#pragma once

#include "scanner/core/bytes.h"
#include "scanner/lifetime/carriers/carrier.h"

namespace curfew::lifetime {

/// `secret` lies in `bytes`. Empty facts (no times, no problem) when nothing stands there.
[[nodiscard]] CarrierFacts read_adjacent(core::BlobView bytes, core::Span secret);

}  // namespace curfew::lifetime
