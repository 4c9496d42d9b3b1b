/// The catalogue as bytes: where its pieces lie, and how one of them is read.
///
///   mark, digest, size of the providers, count of signatures, where each signature ends,
///   providers, signatures
///
/// so that a signature can be read alone. Only for the same build of Curfew.
///
/// Threads:  free functions; a BinaryCatalog borrows the bytes and never changes.
/// Errors:   corrupt. Outside bytes are bounded by what is left of them: no count is believed
///           further.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/core/result.h"
#include "scanner/rules/signature.h"

namespace curfew::rules {

/// The pieces, not looked into.
class BinaryCatalog {
  public:
    [[nodiscard]] static core::Result<BinaryCatalog> taken_apart(core::BlobView bytes);

    /// As it was when the bytes were written; nothing checks it.
    [[nodiscard]] const core::Digest& digest() const { return digest_; }
    [[nodiscard]] std::size_t signature_count() const { return ends_.size() / 4; }

    /// Nothing when the bytes are damaged.
    [[nodiscard]] std::optional<Signature> signature(std::size_t number) const;
    [[nodiscard]] std::optional<std::vector<Provider>> providers() const;

    /// Whether the last signature ends where the bytes do.
    [[nodiscard]] bool ends_well() const;

  private:
    [[nodiscard]] std::size_t end_of(std::size_t number) const;

    core::Digest digest_{};
    std::string_view ends_;  // four bytes each
    std::string_view providers_;
    std::string_view signatures_;
};

}  // namespace curfew::rules
