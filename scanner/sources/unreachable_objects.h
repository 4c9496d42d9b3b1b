/// How many of the objects that were read nothing leads to any more: no reference, reflog, stash,
/// note or index.
///
/// What no object names and nothing starts from is dangling. Without dangling objects there are no
/// unreachable ones, for an object cannot name itself through others.
///
/// Threads:  SlotMarks may be marked from many; the count is taken by one.
/// Cost:     nothing when nothing dangles; otherwise every reached tree is read once more.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <stop_token>

#include "scanner/sources/git_handle.h"
#include "scanner/sources/object_inventory.h"
#include "scanner/sources/reading_order.h"

namespace curfew::sources {

/// A set of slots that several threads add to.
class SlotMarks {
  public:
    explicit SlotMarks(std::size_t size)
        : words_(std::make_unique<std::atomic<std::uint64_t>[]>((size + 63) / 64)) {}

    void mark(Slot slot) {
        std::atomic<std::uint64_t>& word = words_[slot / 64];
        const std::uint64_t bit = std::uint64_t{1} << (slot % 64U);
        if ((word.load(std::memory_order_relaxed) & bit) == 0) {
            word.fetch_or(bit, std::memory_order_relaxed);
        }
    }
    [[nodiscard]] bool is_marked(Slot slot) const {
        return (words_[slot / 64].load(std::memory_order_relaxed) >> (slot % 64U) & 1U) != 0;
    }

  private:
    std::unique_ptr<std::atomic<std::uint64_t>[]> words_;
};

/// Blobs, commits and tags of `order` that nothing leads to; `named`: whatever another object
/// names.
[[nodiscard]] std::uint64_t count_unreachable(const GitRepository::Handle& handle,
                                              const ObjectInventory& inventory,
                                              const ReadingOrder& order, const SlotMarks& named,
                                              const std::stop_token& stop);

}  // namespace curfew::sources
