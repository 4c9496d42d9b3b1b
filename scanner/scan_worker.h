/// One reader's half of a scan: blobs in, secrets folded into its own table.
///
/// Owns:     its table, its workspace and its counts. Borrows the detector and the run's key.
/// Threads:  one thread at a time; each reader has its own.
/// Errors:   none come out: a blob that cannot be scanned is counted as a gap.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/core/fingerprint.h"
#include "scanner/decode/decoder.h"
#include "scanner/decode/line_index.h"
#include "scanner/match/detector.h"
#include "scanner/report/scan_report.h"
#include "scanner/scan_setup.h"
#include "scanner/secret_table.h"

namespace curfew {

/// Skips counted together, with some names; joins in any order.
class SkipCounter {
  public:
    void add(core::Skipped skipped);
    void absorb(SkipCounter&& other);
    [[nodiscard]] std::vector<report::SkippedCount> counts() const;

  private:
    struct Bucket {
        std::uint64_t count = 0;
        std::vector<std::string> names;
    };
    std::map<std::tuple<std::string, std::string, bool>, Bucket> buckets_;
};

/// What all readers of a run share.
struct SharedRun {
    const match::Detector& detector;
    const core::RunFingerprinter& fingerprinter;
    const std::function<void(const Progress&)>& on_progress;
    /// ScanSetup::on_secret; null while base versions are read.
    const std::function<void(const match::Detection&, const std::string&)>* on_secret = nullptr;
    /// Only these are kept; null: all.
    const SecretTable* sought = nullptr;
    std::atomic<std::uint64_t> blobs = 0;
    std::atomic<std::uint64_t> bytes = 0;
    std::atomic<std::uint64_t> sightings = 0;
    std::atomic<std::uint64_t> steps = 0;  ///< of the source that is read
    std::atomic<std::uint64_t> steps_total = 0;
};

class ScanWorker final : public core::BlobSink {
  public:
    ScanWorker(SharedRun& run, std::unique_ptr<match::Detector::Workspace> workspace);

    void take(const core::Blob& blob) override;
    void skip(core::Skipped skipped) override;
    void expect_steps(std::uint64_t steps) override;
    void advance_steps(std::uint64_t steps) override;

    [[nodiscard]] SecretTable& table() { return table_; }
    [[nodiscard]] SkipCounter& skips() { return skips_; }

  private:
    /// A detection together with where it stands in the outermost bytes.
    struct Pending {
        core::RunFingerprint who;
        match::Detection detection;
        lifetime::CarrierFacts adjacent;
        RawSighting sighting;
        std::optional<core::Span> outermost;  ///< nothing inside a compressed stream
        unsigned depth = 0;
        bool is_superfluous = false;
    };

    void scan_one(const core::Blob& blob);
    void keep(const core::Blob& blob, match::Detection detection);
    void settle();
    void place_in(const core::Blob& blob, core::Span span, core::Place& place);
    void report_progress(std::size_t bytes);

    SharedRun& run_;
    std::unique_ptr<match::Detector::Workspace> workspace_;
    decode::DecoderStack decoders_;
    decode::LineIndex lines_{core::BlobView{}};  // of the bytes whose lines are counted
    std::vector<match::Detection> found_;
    std::vector<Pending> pending_;  // of the outermost blob being read
    SecretTable table_;
    SkipCounter skips_;
    std::uint64_t unreported_bytes_ = 0;
    std::uint64_t unreported_blobs_ = 0;
};

}  // namespace curfew
