/// All signatures, in order of their id; the one thing matcher, lifetimes and reports agree on.
///
/// Owns:     everything it shows; references stay good as long as the catalogue lives.
/// Threads:  immutable; safe from many.
/// Errors:   invalid_input with file, line, column, what is wrong and what is right.
/// Not here: reading files (callers hand in text, so that tests need no disk).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/core/result.h"
#include "scanner/rules/signature.h"

namespace curfew::rules {

/// One signature file as it was read.
struct CatalogFile {
    std::string path;  ///< as a person would name it; goes into errors
    std::string text;
};

/// How much of a binary catalogue is loaded. `scan` leaves out what only a person who reads about a
/// signature needs: requests and their answers, examples, near misses, sources.
enum class CatalogDetail { everything, scan };

class Catalog {
  public:
    /// From TOML files. All errors of all files are in the message, a line each.
    [[nodiscard]] static core::Result<Catalog> from_toml(std::span<const CatalogFile> files);

    /// From the bytes `to_binary` made. Errors: corrupt.
    [[nodiscard]] static core::Result<Catalog> from_binary(
        core::BlobView bytes, CatalogDetail detail = CatalogDetail::everything);

    /// A compact form that loads in well under a millisecond; only for the same build of Curfew.
    [[nodiscard]] std::string to_binary() const;

    /// This catalogue and further signatures; an id that is there already is an error.
    [[nodiscard]] core::Result<Catalog> with(const Catalog& more) const;

    /// Only signatures for which `keep` says so.
    template <typename Keep>
    [[nodiscard]] Catalog only(Keep keep) const {
        Catalog kept;
        kept.providers_ = providers_;
        for (const Signature& signature : signatures_)
            if (keep(signature)) kept.signatures_.push_back(signature);
        return kept;
    }

    [[nodiscard]] std::span<const Signature> signatures() const { return signatures_; }
    [[nodiscard]] std::span<const Provider> providers() const { return providers_; }
    [[nodiscard]] const Signature* find(std::string_view id) const;

    /// Over everything that decides what is found; changes when a signature does.
    [[nodiscard]] core::Digest digest() const;

  private:
    std::vector<Provider> providers_;    // sorted by id
    std::vector<Signature> signatures_;  // sorted by id
};

}  // namespace curfew::rules
