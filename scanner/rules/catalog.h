/// All signatures, in order of their id; the one thing matcher, lifetimes and reports agree on.
///
/// Owns:     everything it shows; references stay good as long as the catalogue lives.
/// Threads:  immutable; safe from many.
/// Errors:   invalid_input with file, line, column, what is wrong and what is right.
/// Not here: reading files (callers hand in text, so that tests need no disk).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/core/result.h"
#include "scanner/rules/borrowed_catalog.h"
#include "scanner/rules/signature.h"
#include "scanner/rules/signature_list.h"

namespace curfew::rules {

/// One signature file as it was read.
struct CatalogFile {
    std::string path;  ///< as a person would name it; goes into errors
    std::string text;
};

class Catalog {
  public:
    /// From TOML files. All errors of all files are in the message, a line each.
    [[nodiscard]] static core::Result<Catalog> from_toml(std::span<const CatalogFile> files);

    /// From the bytes `to_binary` made. Errors: corrupt.
    [[nodiscard]] static core::Result<Catalog> from_binary(core::BlobView bytes);

    /// The same without reading them: each signature is read when it is first asked for. For bytes
    /// that outlive the catalogue and its copies, and that `from_binary` accepts
    /// (borrowed_catalog.h).
    [[nodiscard]] static core::Result<Catalog> borrow_binary(core::BlobView bytes);

    /// A compact form, with the digest in it; only for the same build of Curfew.
    [[nodiscard]] std::string to_binary() const;

    /// This catalogue and further ones of a user; an id that is there already is an error, and so
    /// is an engine (denied): only the shipped catalogue hands secrets to code.
    [[nodiscard]] core::Result<Catalog> with(const Catalog& more) const;

    /// Only signatures for which `keep` says so.
    template <typename Keep>
    [[nodiscard]] Catalog only(Keep keep) const {
        Catalog kept;
        kept.providers_.assign(providers().begin(), providers().end());
        for (const Signature& signature : signatures())
            if (keep(signature)) kept.signatures_.push_back(signature);
        return kept;
    }

    [[nodiscard]] SignatureList signatures() const {
        return borrowed_ ? SignatureList(*borrowed_) : SignatureList(signatures_);
    }
    [[nodiscard]] std::span<const Provider> providers() const {
        return borrowed_ ? borrowed_->providers() : std::span<const Provider>(providers_);
    }
    [[nodiscard]] const Signature* find(std::string_view id) const;

    /// Over everything that decides what is found; changes when a signature does. Known beforehand
    /// for a borrowed catalogue, so that a start hashes nothing.
    [[nodiscard]] core::Digest digest() const;

  private:
    std::vector<Provider> providers_;                  // sorted by id
    std::vector<Signature> signatures_;                // sorted by id
    std::shared_ptr<const BorrowedCatalog> borrowed_;  // instead of both
};

}  // namespace curfew::rules
