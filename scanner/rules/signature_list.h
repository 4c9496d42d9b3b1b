/// Signatures by their number: those of a vector, or those of a binary catalogue, each of which is
/// read when it is first asked for.
///
/// Owns:     nothing; a view, as cheap to copy as a span.
/// Threads:  safe from many.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "scanner/rules/borrowed_catalog.h"
#include "scanner/rules/signature.h"

namespace curfew::rules {

class SignatureList {
  public:
    class Iterator;

    SignatureList() = default;
    // A vector of signatures is such a list, as it is a span.
    // NOLINTNEXTLINE(google-explicit-constructor)
    SignatureList(const std::vector<Signature>& ready) : ready_(ready), size_(ready.size()) {}
    explicit SignatureList(const BorrowedCatalog& borrowed)
        : borrowed_(&borrowed), size_(borrowed.size()) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] const Signature& operator[](std::size_t number) const {
        return borrowed_ != nullptr ? borrowed_->at(number) : ready_[number];
    }
    [[nodiscard]] const Signature& front() const { return (*this)[0]; }

    [[nodiscard]] Iterator begin() const;
    [[nodiscard]] Iterator end() const;

  private:
    std::span<const Signature> ready_;
    const BorrowedCatalog* borrowed_ = nullptr;
    std::size_t size_ = 0;
};

/// For loops over all of them.
class SignatureList::Iterator {
  public:
    Iterator(const SignatureList& list, std::size_t number) : list_(list), number_(number) {}

    [[nodiscard]] const Signature& operator*() const { return list_[number_]; }
    Iterator& operator++() {
        ++number_;
        return *this;
    }
    friend bool operator==(const Iterator& left, const Iterator& right) {
        return left.number_ == right.number_;
    }

  private:
    SignatureList list_;
    std::size_t number_;
};

inline SignatureList::Iterator SignatureList::begin() const {
    return {*this, 0};
}

inline SignatureList::Iterator SignatureList::end() const {
    return {*this, size_};
}

}  // namespace curfew::rules
