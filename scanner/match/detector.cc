#include "scanner/match/detector.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "scanner/core/digest.h"
#include "scanner/core/limits.h"
#include "scanner/match/doubt.h"
#include "scanner/match/hit_index.h"
#include "scanner/match/pattern_search.h"
#include "scanner/match/settle.h"
#include "scanner/match/shapes.h"
#include "scanner/match/value_runs.h"

namespace curfew::match {

using core::ErrorKind;

namespace {

/// The front of a serialized database: its form; then the digest of the catalogue it was made for,
/// so that it is used for no other.
constexpr std::string_view kDatabaseMark = "curfew-database-4\n";

std::string_view text_of(const core::Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// A size as eight bytes, lowest first.
std::string bytes_of(std::uint64_t size) {
    std::string bytes;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        bytes += static_cast<char>((size >> shift) & 0xFFU);
    }
    return bytes;
}

std::uint64_t size_from(std::string_view bytes) {
    std::uint64_t size = 0;
    for (unsigned index = 0; index < 8; ++index) {
        size |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[index])) << (8 * index);
    }
    return size;
}

/// The pieces of a serialized database; a matcher with nothing to look for is empty.
struct DatabaseBytes {
    std::string_view index;
    std::string_view everywhere;
    std::string_view windows;
};

void put_piece(std::string& bytes, std::string_view piece) {
    bytes += bytes_of(piece.size());
    bytes += piece;
}

/// Takes a piece off the front; nothing when there is not so much.
std::optional<std::string_view> take_piece(std::string_view& bytes) {
    if (bytes.size() < 8) return std::nullopt;
    const std::uint64_t size = size_from(bytes);
    bytes.remove_prefix(8);
    if (size > bytes.size()) return std::nullopt;
    const std::string_view piece = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return piece;
}

std::optional<DatabaseBytes> taken_apart(std::string_view bytes, const core::Digest& digest) {
    if (!bytes.starts_with(kDatabaseMark)) return std::nullopt;
    bytes.remove_prefix(kDatabaseMark.size());
    if (!bytes.starts_with(text_of(digest))) return std::nullopt;
    bytes.remove_prefix(digest.size());
    const auto index = take_piece(bytes);
    const auto everywhere = take_piece(bytes);
    const auto windows = take_piece(bytes);
    if (!index || !everywhere || !windows || !bytes.empty()) return std::nullopt;
    return DatabaseBytes{.index = *index, .everywhere = *everywhere, .windows = *windows};
}

/// Nothing to look for is no matcher.
core::Result<std::optional<Matcher>> compiled(std::span<const Literal> literals,
                                              Processor processor) {
    if (literals.empty()) return std::optional<Matcher>();
    TRY_ASSIGN(Matcher matcher, Matcher::compile(literals, processor));
    return std::optional(std::move(matcher));
}

core::Result<std::optional<Matcher>> loaded(std::string_view bytes) {
    if (bytes.empty()) return std::optional<Matcher>();
    TRY_ASSIGN(Matcher matcher, Matcher::load(core::as_bytes(bytes)));
    return std::optional(std::move(matcher));
}

core::Result<std::string> serialized(const std::optional<Matcher>& matcher) {
    return matcher ? matcher->serialized() : std::string();
}

core::Result<std::unique_ptr<Matcher::Scratch>> scratch_of(const std::optional<Matcher>& matcher) {
    if (!matcher) return std::unique_ptr<Matcher::Scratch>();
    return matcher->make_scratch();
}

}  // namespace

struct Detector::Parts {
    const rules::Catalog* catalog;
    HitIndex index;
    std::optional<Matcher> everywhere;  ///< runs over every byte
    std::optional<Matcher> windows;     ///< runs over the windows around long runs of letters
    Confirmer confirmer;
};

struct Detector::Workspace::Memory {
    std::unique_ptr<Matcher::Scratch> everywhere;
    std::unique_ptr<Matcher::Scratch> windows;
    SearchMemory search;
    std::vector<Detection> raw;
    std::size_t cut_off = 0;
};

namespace {

/// One blob on its way through: what happens at each hit.
class BlobRun {
  public:
    struct Setting {
        rules::SignatureList signatures;
        const HitIndex& index;
        const Confirmer& confirmer;
        core::BlobView bytes;
        const BlobContext& context;
    };

    BlobRun(const Setting& setting, SearchMemory& memory, std::vector<Detection>& raw)
        : setting_(setting), text_(core::as_text(setting.bytes)), memory_(memory), raw_(raw) {}

    void take(Hit hit) {
        const HitSlot& slot = setting_.index.slot(hit.literal);
        const core::Span span{.begin = hit.end - slot.length, .end = hit.end};
        for (const HitEntry& entry : setting_.index.entries(slot)) take(entry, span);
    }

    [[nodiscard]] std::size_t cut_off() const { return cut_off_; }
    [[nodiscard]] core::Result<void>& outcome() { return outcome_; }

  private:
    void take(const HitEntry& entry, core::Span span) {
        switch (entry.role) {
            case HitRole::literal:
                take_literal(entry, span);
                return;
            case HitRole::keyword:
                if (may_follow(search_of(entry), span)) confirm(entry, span);
                return;
            case HitRole::anchor:
                ask_shape(entry, span);
                return;
        }
    }

    void take_literal(const HitEntry& entry, core::Span span) {
        const std::size_t before = raw_.size();
        if (setting_.index.pool().may_stand_around(entry.check, text_, span)) confirm(entry, span);
        // Most texts hold nothing that could be doubted, and asking who is the issuer reads it.
        const bool may_doubt = raw_.size() == before && before != 0;
        if (may_doubt) cast_doubt(setting_.signatures[entry.signature], span, raw_);
    }

    [[nodiscard]] PatternSearch search_of(const HitEntry& entry) const {
        return {.signature = setting_.signatures[entry.signature],
                .entry = entry,
                .pool = setting_.index.pool(),
                .confirmer = setting_.confirmer,
                .text = text_};
    }

    void confirm(const HitEntry& entry, core::Span span) {
        if (is_full()) return;
        note(search_at(search_of(entry), span, memory_, raw_));
    }

    void ask_shape(const HitEntry& entry, core::Span span) {
        if (is_full()) return;
        const std::size_t before = raw_.size();
        const rules::Signature& signature = setting_.signatures[entry.signature];
        find_shape({.bytes = setting_.bytes,
                    .context = setting_.context,
                    .signature = signature,
                    .anchor = span},
                   raw_);
        if (raw_.size() != before) note(keep_accepted(search_of(entry), before, raw_));
    }

    void note(core::Result<void> result) {
        if (!result.has_value() && outcome_.has_value()) outcome_ = std::move(result);
    }

    /// Whether there are too many to go on; makes room by settling what is there first.
    bool is_full() {
        if (!is_cut_ && raw_.size() >= kRawMax) {
            settle(raw_);
            is_cut_ = raw_.size() > core::kDetectionsPerBlobMax;
        }
        if (is_cut_) ++cut_off_;
        return is_cut_;
    }

    /// Overlapping candidates are many more than secrets; this many are held at once.
    static constexpr std::size_t kRawMax = 2 * core::kDetectionsPerBlobMax;

    const Setting& setting_;
    std::string_view text_;
    SearchMemory& memory_;
    std::vector<Detection>& raw_;
    std::size_t cut_off_ = 0;
    bool is_cut_ = false;
    core::Result<void> outcome_;
};

/// Looks for keywords around the long runs of letters of a blob.
struct WindowScan {
    const Matcher& matcher;
    Matcher::Scratch& scratch;
    const HitIndex& index;

    /// Windows that meet become one, so that no hit is seen twice.
    [[nodiscard]] core::Result<void> over(core::BlobView bytes, BlobRun& blob_run) const {
        const std::string_view text = core::as_text(bytes);
        core::Span run = next_run(text, 0);
        while (run.size() != 0) {
            const core::Span window = next_window(text, run);
            const auto take = [&](Hit hit) {
                blob_run.take({.literal = hit.literal, .end = hit.end + window.begin});
            };
            TRY(matcher.scan(bytes.subspan(window.begin, window.size()), scratch, take));
        }
        return {};
    }

    /// The window around `run` and the runs whose windows meet it; `run` is then the one after.
    [[nodiscard]] core::Span next_window(std::string_view text, core::Span& run) const {
        core::Span window = index.window_around(run, text.size());
        run = next_run(text, run.end);
        while (run.size() != 0 && index.window_around(run, text.size()).begin <= window.end) {
            window.end = index.window_around(run, text.size()).end;
            run = next_run(text, run.end);
        }
        return window;
    }
};

}  // namespace

Detector::Detector(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;
Detector::~Detector() = default;

Detector::Workspace::Workspace(std::unique_ptr<Memory> memory) : memory_(std::move(memory)) {}
Detector::Workspace::~Workspace() = default;

std::size_t Detector::Workspace::cut_off() const {
    return memory_->cut_off;
}

core::Result<Detector> Detector::compile(const rules::Catalog& catalog, Processor processor) {
    Confirmer confirmer(catalog.signatures());
    TRY(confirmer.compile_all());
    TRY_ASSIGN(HitIndex::Built built, HitIndex::build(catalog.signatures()));
    TRY_ASSIGN(auto everywhere, compiled(built.literals, processor));
    TRY_ASSIGN(auto windows, compiled(built.window_literals, processor));
    return Detector(std::make_unique<Parts>(Parts{.catalog = &catalog,
                                                  .index = std::move(built.index),
                                                  .everywhere = std::move(everywhere),
                                                  .windows = std::move(windows),
                                                  .confirmer = std::move(confirmer)}));
}

core::Result<Detector> Detector::load(const rules::Catalog& catalog, core::BlobView database) {
    const auto bytes = taken_apart(core::as_text(database), catalog.digest());
    if (!bytes) {
        return core::Error(ErrorKind::corrupt,
                           "the compiled catalogue is damaged or belongs to another one");
    }
    TRY_ASSIGN(HitIndex index,
               HitIndex::from_bytes(core::as_bytes(bytes->index), catalog.signatures().size()));
    TRY_ASSIGN(auto everywhere, loaded(bytes->everywhere));
    TRY_ASSIGN(auto windows, loaded(bytes->windows));
    return Detector(std::make_unique<Parts>(Parts{.catalog = &catalog,
                                                  .index = std::move(index),
                                                  .everywhere = std::move(everywhere),
                                                  .windows = std::move(windows),
                                                  .confirmer = Confirmer(catalog.signatures())}));
}

core::Result<std::string> Detector::serialized_database() const {
    TRY_ASSIGN(const std::string everywhere, serialized(parts_->everywhere));
    TRY_ASSIGN(const std::string windows, serialized(parts_->windows));
    std::string bytes(kDatabaseMark);
    bytes += text_of(parts_->catalog->digest());
    put_piece(bytes, parts_->index.to_bytes());
    put_piece(bytes, everywhere);
    put_piece(bytes, windows);
    return bytes;
}

core::Result<std::unique_ptr<Detector::Workspace>> Detector::make_workspace() const {
    auto memory = std::make_unique<Workspace::Memory>();
    TRY_ASSIGN(memory->everywhere, scratch_of(parts_->everywhere));
    TRY_ASSIGN(memory->windows, scratch_of(parts_->windows));
    return std::unique_ptr<Workspace>(new Workspace(std::move(memory)));
}

core::Result<void> Detector::detect(core::BlobView bytes, const BlobContext& context,
                                    Workspace& workspace, std::vector<Detection>& found) const {
    Workspace::Memory& memory = *workspace.memory_;
    const rules::SignatureList signatures = parts_->catalog->signatures();
    memory.search.reset(signatures.size());
    memory.raw.clear();
    memory.cut_off = 0;
    const BlobRun::Setting setting{.signatures = signatures,
                                   .index = parts_->index,
                                   .confirmer = parts_->confirmer,
                                   .bytes = bytes,
                                   .context = context};
    BlobRun run(setting, memory.search, memory.raw);
    const auto take = [&run](Hit hit) { run.take(hit); };
    if (const auto& everywhere = parts_->everywhere; everywhere && memory.everywhere) {
        TRY(everywhere->scan(bytes, *memory.everywhere, take));
    }
    if (const auto& windows = parts_->windows; windows && memory.windows) {
        const WindowScan scan{
            .matcher = *windows, .scratch = *memory.windows, .index = parts_->index};
        TRY(scan.over(bytes, run));
    }
    TRY(std::move(run.outcome()));
    settle(memory.raw);
    const std::size_t kept = std::min(memory.raw.size(), core::kDetectionsPerBlobMax);
    memory.cut_off = run.cut_off() + memory.raw.size() - kept;
    std::move(memory.raw.begin(), memory.raw.begin() + static_cast<std::ptrdiff_t>(kept),
              std::back_inserter(found));
    memory.raw.clear();
    return {};
}

}  // namespace curfew::match
