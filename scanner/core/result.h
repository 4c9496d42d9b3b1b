/// A value, or the reason why there is none. Every function that can fail returns one.
///
/// Dropping a Result does not compile; reading the value of a failed one fails a check. The members
/// are spelled as in std::expected, so that a later move to it is a rename.
///
/// Threads:  as safe as T.
/// Errors:   the kinds are listed at ErrorKind, each with its neighbour.
/// Not here: programmer errors (check.h).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "scanner/core/check.h"

namespace curfew::core {

/// Why something failed; closed on purpose.
enum class ErrorKind {
    invalid_input,  ///< The caller's bytes or arguments are wrong. Damaged storage is `corrupt`.
    not_found,      ///< A named thing is not there. May not be seen: `denied`.
    corrupt,        ///< Stored bytes contradict themselves. Wrong from the start: `invalid_input`.
    denied,         ///< The system or a rule refuses access.
    unreachable,    ///< A peer or device does not answer. Answers too late: `timed_out`.
    timed_out,      ///< A limit of time ended it.
    exhausted,      ///< A limit of memory, disk, depth or count ended it.
    unsupported,    ///< Valid, but this build or version cannot do it.
    cancelled,      ///< A person or a stop token ended it.
    internal,       ///< A library broke its own contract. Our own broken contract is a check.
};

/// The kind as it is printed, for example "invalid_input".
std::string_view name_of(ErrorKind kind);

/// What went wrong: a kind, and one sentence for a person that never holds a secret.
class [[nodiscard]] Error {
  public:
    Error(ErrorKind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

    [[nodiscard]] ErrorKind kind() const { return kind_; }
    [[nodiscard]] const std::string& message() const { return message_; }

    /// The same error with `where` in front: "where: message".
    [[nodiscard]] Error at(std::string_view where) && {
        return {kind_, std::string(where) + ": " + message_};
    }

  private:
    ErrorKind kind_;
    std::string message_;
};

template <typename T>
class [[nodiscard]] Result {
  public:
    using value_type = T;

    // A value or an error turns into a Result by itself; that is the point of it.
    Result(T value)  // NOLINT(google-explicit-constructor)
        : held_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error)  // NOLINT(google-explicit-constructor)
        : held_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const { return held_.index() == 0; }

    [[nodiscard]] T& value() & {
        check(has_value());
        return std::get<0>(held_);
    }
    [[nodiscard]] const T& value() const& {
        check(has_value());
        return std::get<0>(held_);
    }
    [[nodiscard]] T&& value() && {
        check(has_value());
        return std::move(std::get<0>(held_));
    }

    [[nodiscard]] const Error& error() const& {
        check(!has_value());
        return std::get<1>(held_);
    }
    [[nodiscard]] Error&& error() && {
        check(!has_value());
        return std::move(std::get<1>(held_));
    }

  private:
    std::variant<T, Error> held_;
};

/// Success without a value, or the reason why not.
template <>
class [[nodiscard]] Result<void> {
  public:
    using value_type = void;

    Result() = default;
    Result(Error error)  // NOLINT(google-explicit-constructor)
        : error_(std::move(error)), failed_(true) {}

    [[nodiscard]] bool has_value() const { return !failed_; }
    void value() const { check(has_value()); }
    [[nodiscard]] const Error& error() const& {
        check(failed_);
        return error_;
    }
    [[nodiscard]] Error&& error() && {
        check(failed_);
        return std::move(error_);
    }

  private:
    Error error_{ErrorKind::internal, {}};
    bool failed_ = false;
};

}  // namespace curfew::core

#define CURFEW_JOIN_INNER(left, right) left##right
#define CURFEW_JOIN(left, right) CURFEW_JOIN_INNER(left, right)
#define CURFEW_TRY_ASSIGN(held, declaration, ...)          \
    auto held = (__VA_ARGS__);                             \
    if (!held.has_value()) return std::move(held).error(); \
    declaration = std::move(held).value()

/// Passes an error up: `TRY(file.close());`
#define TRY(...)                                                               \
    do {                                                                       \
        auto curfew_tried = (__VA_ARGS__);                                     \
        if (!curfew_tried.has_value()) return std::move(curfew_tried).error(); \
    } while (false)

/// Passes an error up or binds the value: `TRY_ASSIGN(const Table table, parse(text));`
#define TRY_ASSIGN(declaration, ...) \
    CURFEW_TRY_ASSIGN(CURFEW_JOIN(curfew_tried_, __LINE__), declaration, __VA_ARGS__)
