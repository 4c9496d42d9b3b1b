/// A binary catalogue that is read piece by piece, each when it is first asked for: a scan meets a
/// few of a thousand signatures, and a start pays for none.
///
/// Only for bytes that `Catalog::from_binary` accepted before: the shipped ones, when Curfew was
/// built. Damage in them is a check.
///
/// Owns:     what it read; references stay good as long as it lives. Borrows the bytes.
/// Threads:  safe from many.
/// Errors:   corrupt when the front is not that of a catalogue of this build.
/// Cost:     8 bytes a signature; reading one takes a few microseconds, once.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/core/result.h"
#include "scanner/rules/catalog_binary.h"
#include "scanner/rules/signature.h"

namespace curfew::rules {

class BorrowedCatalog {
  public:
    [[nodiscard]] static core::Result<std::shared_ptr<const BorrowedCatalog>> over(
        core::BlobView bytes);

    BorrowedCatalog(const BorrowedCatalog&) = delete;
    BorrowedCatalog& operator=(const BorrowedCatalog&) = delete;
    BorrowedCatalog(BorrowedCatalog&&) = delete;
    BorrowedCatalog& operator=(BorrowedCatalog&&) = delete;
    ~BorrowedCatalog();

    [[nodiscard]] std::size_t size() const { return bytes_.signature_count(); }
    [[nodiscard]] const core::Digest& digest() const { return bytes_.digest(); }

    [[nodiscard]] const Signature& at(std::size_t number) const {
        const Signature* known = signatures_[number].load(std::memory_order_acquire);
        return known != nullptr ? *known : read(number);
    }
    [[nodiscard]] std::span<const Provider> providers() const;

  private:
    explicit BorrowedCatalog(const BinaryCatalog& bytes);

    /// Two threads may read the same one; the first to be done keeps it.
    [[nodiscard]] const Signature& read(std::size_t number) const;

    BinaryCatalog bytes_;
    std::unique_ptr<std::atomic<const Signature*>[]> signatures_;  // owned, once they are there
    mutable std::once_flag providers_are_read_;
    mutable std::vector<Provider> providers_;
};

}  // namespace curfew::rules
