/// Finds places in a blob where a credential may stand: literals of the whole catalogue, one pass.
///
/// The first engine of two. It reports that a literal (or keyword) of a signature ends at an
/// offset; exact borders and everything else is confirm.h and detector.h.
///
/// Owns:     the compiled database; borrows nothing.
/// Threads:  a Matcher never changes and may be shared; each thread brings its own Scratch.
/// Units:    offsets are bytes from the start of the blob.
/// Errors:   invalid_input with the literal that does not compile; unsupported when a compiled
///           database was made for another engine version or processor; corrupt when the bytes are
///           no database (damage within is not noticed: callers keep a digest); exhausted without
///           memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/result.h"

namespace curfew::match {

/// Longer literals are refused: blobs too long for one call of the engine are cut into blocks that
/// overlap by this much.
inline constexpr std::size_t kLiteralBytesMax = 256;

/// What the first engine looks for; `id` comes back in the hit.
struct Literal {
    std::string text;
    bool is_caseless = false;
    std::uint32_t id = 0;
};

/// A literal was found; it ends before `end`.
struct Hit {
    std::uint32_t literal = 0;
    std::size_t end = 0;
};

/// Whose instructions a database may use. One for more than the running processor has is refused
/// when it is loaded.
enum class Processor {
    this_one,
    baseline,  ///< the least the engine runs on
    avx2,
    avx512,
};

class Matcher {
  public:
    class Scratch;

    Matcher(const Matcher&) = delete;
    Matcher& operator=(const Matcher&) = delete;
    Matcher(Matcher&&) noexcept;
    Matcher& operator=(Matcher&&) noexcept;
    ~Matcher();

    [[nodiscard]] static core::Result<Matcher> compile(std::span<const Literal> literals,
                                                       Processor processor = Processor::this_one);

    /// From the bytes `serialized` made, on the same engine version and a processor that has the
    /// features it was compiled for.
    [[nodiscard]] static core::Result<Matcher> load(core::BlobView serialized);

    [[nodiscard]] core::Result<std::string> serialized() const;

    [[nodiscard]] core::Result<std::unique_ptr<Scratch>> make_scratch() const;

    /// Calls `on_hit` for each hit in order of its end. `on_hit` does not throw.
    core::Result<void> scan(core::BlobView bytes, Scratch& scratch,
                            const std::function<void(Hit)>& on_hit) const;

    /// "Hyperscan 5.4.0", for `curfew version` and cache keys.
    [[nodiscard]] static std::string engine_name();

    /// The running processor's features as far as the engine cares, for cache keys: "avx2 avx512".
    [[nodiscard]] static std::string processor_name();

  private:
    struct Compiled;
    explicit Matcher(std::unique_ptr<Compiled> compiled);
    std::unique_ptr<Compiled> compiled_;
};

/// One thread's working memory of the engine.
class Matcher::Scratch {
  public:
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    Scratch(Scratch&&) = delete;
    Scratch& operator=(Scratch&&) = delete;
    ~Scratch();

  private:
    friend class Matcher;
    struct Memory;
    explicit Scratch(std::unique_ptr<Memory> memory);
    std::unique_ptr<Memory> memory_;
};

}  // namespace curfew::match
