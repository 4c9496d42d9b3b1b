/// Bytes in, secrets out: the two engines, the filters and the judgement of generic values.
///
/// Literals (matcher.h) → window → exact borders by RE2 or by the code of a shape → checksum →
/// filters → parts → overlapping detections settled: the better founded one stays, the others go
/// into `also_matched`.
///
/// Owns:     the matcher and the confirming expressions (compiled when first needed).
///           Borrows the catalogue, which must outlive it.
/// Threads:  a Detector may be shared; each thread brings its own Workspace.
/// Errors:   invalid_input with the signature's id when a pattern does not compile; `load`: corrupt
///           when the database is damaged or of another catalogue, unsupported when it was made for
///           another engine version or processor.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/core/result.h"
#include "scanner/match/candidate.h"
#include "scanner/match/matcher.h"
#include "scanner/rules/catalog.h"

namespace curfew::match {

/// What is known of the bytes besides themselves.
struct BlobContext {
    std::string_view path;    ///< empty for a git blob: its paths come later
    bool is_decoded = false;  ///< made by a decoder
};

class Detector {
  public:
    class Workspace;

    Detector(const Detector&) = delete;
    Detector& operator=(const Detector&) = delete;
    Detector(Detector&&) noexcept;
    Detector& operator=(Detector&&) noexcept;
    ~Detector();

    /// Compiles the first engine's database and, to see whether they do, all patterns:
    /// milliseconds for a few hundred signatures.
    [[nodiscard]] static core::Result<Detector> compile(const rules::Catalog& catalog,
                                                        Processor processor = Processor::this_one);

    /// With a database from `serialized_database` for the same catalogue. Compiles nothing.
    [[nodiscard]] static core::Result<Detector> load(const rules::Catalog& catalog,
                                                     core::BlobView database);
    [[nodiscard]] core::Result<std::string> serialized_database() const;

    [[nodiscard]] core::Result<std::unique_ptr<Workspace>> make_workspace() const;

    /// Appends what stands in `bytes` to `found`, in order of its begin; at most
    /// core::kDetectionsPerBlobMax, `Workspace::cut_off` tells how many more there were.
    core::Result<void> detect(core::BlobView bytes, const BlobContext& context,
                              Workspace& workspace, std::vector<Detection>& found) const;

  private:
    struct Parts;
    explicit Detector(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

/// One thread's memory for scanning, used again for every blob.
class Detector::Workspace {
  public:
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;
    Workspace(Workspace&&) = delete;
    Workspace& operator=(Workspace&&) = delete;
    ~Workspace();

    /// Candidates of the last blob that were dropped because it held too many.
    [[nodiscard]] std::size_t cut_off() const;

  private:
    friend class Detector;
    struct Memory;
    explicit Workspace(std::unique_ptr<Memory> memory);
    std::unique_ptr<Memory> memory_;
};

}  // namespace curfew::match
