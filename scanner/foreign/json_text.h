/// JSON of outside origin: a document, or one value a line, with errors that say where.
///
/// What is parsed lies in memory that is wiped when it is given back: reports hold secrets.
///
/// Threads:  pure functions; a core::WipedJsonMemory serves one thread.
/// Errors:   corrupt (broken off, no JSON), exhausted (too deep), with line and column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "scanner/core/json_memory.h"
#include "scanner/core/result.h"

namespace curfew::foreign {

struct ParsedText {
    boost::json::value value;
    std::size_t size = 0;  ///< bytes it took; something else may follow
};

/// The first value of `text`. `first_line` is the number of its first line, for errors.
[[nodiscard]] core::Result<ParsedText> parse_json(std::string_view text,
                                                  core::WipedJsonMemory& memory,
                                                  std::uint64_t first_line = 1);

/// The members of one entry. Each reads a member that may be missing; one of another type than the
/// format knows is remembered, the first of them, as a sentence.
class Fields {
  public:
    explicit Fields(const boost::json::value& value, std::string name = {});

    [[nodiscard]] const boost::json::value* find(std::string_view name) const;
    /// The members of an object inside; none of them where it is missing.
    [[nodiscard]] Fields object(std::string_view name);
    [[nodiscard]] std::string_view text(std::string_view name);
    [[nodiscard]] std::uint32_t number(std::string_view name);
    [[nodiscard]] bool truth(std::string_view name);
    [[nodiscard]] const boost::json::array* list(std::string_view name);

    [[nodiscard]] bool is_object() const { return object_ != nullptr; }
    [[nodiscard]] const std::string& problem() const { return problem_; }
    /// Takes over what was wrong inside an inner object.
    void note(const Fields& inner);

  private:
    void complain(std::string_view name, std::string_view wanted);

    const boost::json::object* object_ = nullptr;
    std::string name_;
    std::string problem_;
};

}  // namespace curfew::foreign
