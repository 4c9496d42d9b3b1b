#include "scanner/rules/borrowed_catalog.h"

#include <optional>
#include <utility>

#include "scanner/core/check.h"

namespace curfew::rules {

core::Result<std::shared_ptr<const BorrowedCatalog>> BorrowedCatalog::over(core::BlobView bytes) {
    TRY_ASSIGN(const BinaryCatalog pieces, BinaryCatalog::taken_apart(bytes));
    return std::shared_ptr<const BorrowedCatalog>(new BorrowedCatalog(pieces));
}

BorrowedCatalog::BorrowedCatalog(const BinaryCatalog& bytes)
    : bytes_(bytes),
      signatures_(std::make_unique<std::atomic<const Signature*>[]>(bytes.signature_count())) {}

BorrowedCatalog::~BorrowedCatalog() {
    for (std::size_t number = 0; number < size(); ++number) {
        const std::unique_ptr<const Signature> owned(signatures_[number].load());
    }
}

const Signature& BorrowedCatalog::read(std::size_t number) const {
    std::optional<Signature> signature = bytes_.signature(number);
    core::check(signature.has_value());
    // NOLINTNEXTLINE(bugprone-unchecked-optional-access): the line above.
    auto mine = std::make_unique<const Signature>(std::move(*signature));
    const Signature* known = nullptr;
    if (signatures_[number].compare_exchange_strong(known, mine.get(), std::memory_order_acq_rel)) {
        known = mine.release();
    }
    return *known;
}

std::span<const Provider> BorrowedCatalog::providers() const {
    std::call_once(providers_are_read_, [this] {
        std::optional<std::vector<Provider>> providers = bytes_.providers();
        core::check(providers.has_value());
        providers_ = std::move(*providers);
    });
    return providers_;
}

}  // namespace curfew::rules
