/// Asks one shape what it finds in a text, without engine or catalogue.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/match/candidate.h"
#include "scanner/match/shapes.h"
#include "scanner/rules/signature.h"

namespace curfew::match {

/// A signature of one shape, and everything `find_shape` says at each place of its words.
class ShapeProbe {
  public:
    ShapeProbe(rules::Shape shape, rules::SecretKind kind, std::vector<std::string> words);

    [[nodiscard]] std::vector<Detection> find(std::string_view text,
                                              std::string_view path = {}) const;

    /// Of the likeliest detection; 0 without one.
    [[nodiscard]] double confidence(std::string_view text, std::string_view path = {}) const;

    /// Of the likeliest detection; empty without one.
    [[nodiscard]] std::string secret(std::string_view text) const;

  private:
    rules::Signature signature_;
    std::vector<std::string> words_;
};

[[nodiscard]] ShapeProbe password_probe();
[[nodiscard]] ShapeProbe key_probe();
[[nodiscard]] ShapeProbe token_probe();
[[nodiscard]] ShapeProbe secret_probe();

/// What a report shows from.
inline constexpr double kShown = 0.35;

/// Drawn letters and digits; the same for the same seed.
[[nodiscard]] std::string drawn(std::size_t count, unsigned seed = 1);
[[nodiscard]] std::string drawn_hex(std::size_t count, unsigned seed = 1);

/// `text` with each `@` replaced by `secret`.
[[nodiscard]] std::string with(std::string_view text, std::string_view secret);

}  // namespace curfew::match
