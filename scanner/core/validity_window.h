/// From when to when a provider accepts a credential, and how we know.
///
/// Half-open [not_before, expires_at). Each end is known, never, or unknown, and these three stay
/// apart everywhere, in sorting and in JSON too.
///
/// Threads:  immutable values.
/// Source:   design.md 2. Evidence is ordered, strongest first.
/// Not here: how long it was visible (lifetime/exposure.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/result.h"

namespace curfew::core {

/// How we know an end; a smaller value is stronger.
enum class Evidence { provider, ledger, vault, embedded, adjacent, catalogue, history };

[[nodiscard]] std::string_view name_of(Evidence evidence);

/// The end is this instant. `not_after` ends of history say "no later than".
struct Known {
    Instant at;
    Evidence evidence;

    friend bool operator==(const Known&, const Known&) = default;
};

/// There is no such end: it never starts being refused, or never expires.
struct Never {
    Evidence evidence;

    friend bool operator==(const Never&, const Never&) = default;
};

/// Nobody told us; the reason is for a person.
struct Unknown {
    std::string reason;

    friend bool operator==(const Unknown&, const Unknown&) = default;
};

using End = std::variant<Known, Never, Unknown>;

/// The instant of a known end; nothing for the other two.
[[nodiscard]] std::optional<Instant> instant_of(const End& end);

/// The evidence of a known or never end; nothing for an unknown one.
[[nodiscard]] std::optional<Evidence> evidence_of(const End& end);

/// The better founded of two ends. Equal evidence: the first.
[[nodiscard]] const End& better_founded(const End& first, const End& second);

enum class Acceptance { accepted, refused, unknown };

class ValidityWindow {
  public:
    /// Nothing known, for the given reason.
    static ValidityWindow unknown(std::string reason);

    /// Errors: invalid_input when both ends are known and the window would be empty.
    static Result<ValidityWindow> between(End not_before, End expires_at);

    [[nodiscard]] const End& not_before() const { return not_before_; }
    [[nodiscard]] const End& expires_at() const { return expires_at_; }
    [[nodiscard]] const End& issued_at() const { return issued_at_; }

    /// The same window with the moment of issue.
    [[nodiscard]] ValidityWindow issued(End at) const;

    /// The same window with a sentence about evidence that disagrees. Shown in every report.
    [[nodiscard]] ValidityWindow contradicted(std::string sentence) const;
    [[nodiscard]] const std::vector<std::string>& contradictions() const { return contradictions_; }

    /// Whether the provider accepts it at `at`, as far as the two ends tell.
    [[nodiscard]] Acceptance at(Instant at) const;

    /// Time until it stops working; zero once it has; nothing when the end is never or unknown.
    [[nodiscard]] std::optional<Duration> left(Instant now) const;

    friend bool operator==(const ValidityWindow&, const ValidityWindow&) = default;

  private:
    ValidityWindow(End not_before, End expires_at);

    End not_before_;
    End expires_at_;
    End issued_at_ = Unknown{"not told"};
    std::vector<std::string> contradictions_;
};

}  // namespace curfew::core
