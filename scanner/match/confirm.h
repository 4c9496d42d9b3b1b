/// Exact borders: the second engine, run on a small window around a hit.
///
/// Owns:     the compiled expressions, each made when it is first needed.
///           Borrows the signatures, which must outlive it.
/// Threads:  safe from many.
/// Units:    offsets are bytes of the text that was given.
/// Errors:   invalid_input with the signature's id when a pattern does not compile.
/// Cost:     first use of a signature about 0.1 ms, then microseconds.
/// Source:   bytes are Latin-1 to the engine, so that any text can be looked at.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/core/result.h"
#include "scanner/match/borders.h"
#include "scanner/rules/signature.h"
#include "scanner/rules/signature_list.h"

namespace curfew::match {

/// What a pattern matched, and the secret within.
struct Match {
    core::Span whole;
    core::Span secret;

    friend bool operator==(const Match&, const Match&) = default;
};

class Confirmer {
  public:
    explicit Confirmer(rules::SignatureList signatures);
    Confirmer(const Confirmer&) = delete;
    Confirmer& operator=(const Confirmer&) = delete;
    Confirmer(Confirmer&&) noexcept;
    Confirmer& operator=(Confirmer&&) noexcept;
    ~Confirmer();

    /// Compiles everything now, to see whether it does; all that do not are in the error's message,
    /// a line each.
    [[nodiscard]] core::Result<void> compile_all() const;

    /// The match that begins at `window.begin`, if there is one that ends within the window.
    [[nodiscard]] core::Result<std::optional<Match>> match_at(std::uint32_t signature,
                                                              std::string_view text,
                                                              core::Span window) const;

    /// The first match inside the window.
    [[nodiscard]] core::Result<std::optional<Match>> find(std::uint32_t signature,
                                                          std::string_view text,
                                                          core::Span window) const;

    /// The first match of a part's pattern inside the window.
    [[nodiscard]] core::Result<std::optional<Match>> find_part(std::uint32_t signature,
                                                               std::size_t part,
                                                               std::string_view text,
                                                               core::Span window) const;

    /// What continues a match of this signature.
    [[nodiscard]] Borders borders(std::uint32_t signature) const;

  private:
    struct Expressions;
    std::unique_ptr<Expressions> expressions_;
};

}  // namespace curfew::match
