/// How long credentials of a kind live when nothing better is known of one of them.
///
/// Threads:  immutable once in a Catalog.
/// Not here: reading it from TOML (catalog_toml.cc), using it (lifetime/window.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/instant.h"

namespace curfew::rules {

/// How long credentials of this kind live when nothing better is known.
enum class LifetimeClass { unbounded, bounded, short_lived, embedded, unknown };

[[nodiscard]] std::string_view name_of(LifetimeClass lifetime);

struct LifetimeRule {
    LifetimeClass type = LifetimeClass::unknown;
    std::optional<core::Duration> default_span;  ///< given when nobody asks for another
    std::optional<core::Duration> maximum_span;  ///< the provider accepts no longer one
    std::optional<core::Duration> idle_span;     ///< ends when unused for so long
    std::string carrier;                         ///< lifetime/carriers: "jwt", "x509", … or empty
    std::string note;                            ///< one sentence for a person
};

}  // namespace curfew::rules
