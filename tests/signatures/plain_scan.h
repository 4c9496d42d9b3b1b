/// The slow twin of the matcher: every pattern by RE2 over the whole text, no literals looked for
/// first, no windows, no quick checks.
///
/// What follows a match (checksum, filters, parts) and the settling of overlaps is the same code:
/// this compares how matches are found.
///
/// Threads:  one thread at a time.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "scanner/match/candidate.h"
#include "scanner/match/confirm.h"
#include "scanner/rules/signature.h"
#include "scanner/rules/signature_list.h"

namespace curfew::signatures {

class PlainScan {
  public:
    /// Borrows the signatures. Those whose shape is code are left out.
    explicit PlainScan(rules::SignatureList signatures);
    PlainScan(const PlainScan&) = delete;
    PlainScan& operator=(const PlainScan&) = delete;
    PlainScan(PlainScan&&) = delete;
    PlainScan& operator=(PlainScan&&) = delete;
    ~PlainScan();

    /// What stands in `text`, settled, in order of its begin.
    [[nodiscard]] std::vector<match::Detection> detect(std::string_view text) const;

  private:
    struct Patterns;
    rules::SignatureList signatures_;
    match::Confirmer confirmer_;  // for the parts
    std::unique_ptr<Patterns> patterns_;
};

}  // namespace curfew::signatures
