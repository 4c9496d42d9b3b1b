/// Memory for JSON documents that may hold secrets: wiped before it is given back.
///
/// Owns:     nothing; a document keeps a pointer to it and must not outlive it.
/// Threads:  any, at once.
/// Units:    bytes.
/// Source:   Boost.JSON gives keys back under another alignment than it took them (1.81); none of
///           its own goes beyond what every allocation has, so both are left out of account.
#pragma once

#include <cstddef>
#include <new>

#include <boost/json/memory_resource.hpp>

#include "scanner/core/check.h"
#include "scanner/core/secret_string.h"

namespace curfew::core {

class WipedJsonMemory final : public boost::json::memory_resource {
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        check(alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
        return ::operator new(bytes);
    }
    void do_deallocate(void* memory, std::size_t bytes, std::size_t /*alignment*/) override {
        wipe_memory(memory, bytes);
        ::operator delete(memory);
    }
    [[nodiscard]] bool do_is_equal(
        const boost::json::memory_resource& other) const noexcept override {
        return this == &other;
    }
};

}  // namespace curfew::core
