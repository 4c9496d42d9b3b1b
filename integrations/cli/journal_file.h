/// The journal of revocations as a file that only grows: one JSON object a line, kept in the user's
/// state folder and readable for its owner alone.
///
/// A line is written whole and reaches the disk before append() returns; what could not be written
/// whole is taken away again. A last line that a crash or a power cut tore is told (torn()), closed
/// with a marker and never counts: whoever wrote it had not sent anything on its word.
///
/// Owns:     the open file, and the claims, which end with it or with the process.
/// Threads:  one thread at a time; several processes may write the same file at once.
/// Units:    kJournalBytesMax.
/// Errors:   denied (may not be read or written; or others may write it), exhausted (disk full,
///           file over its limit), timed_out (another process holds it), corrupt (a line in its
///           midst is no record), unsupported (a newer Curfew wrote it), unreachable (the disk).
/// Source:   open file description locks: fcntl(2).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"
#include "scanner/provider/journal.h"

namespace curfew::cli {

/// Some 200,000 records, each about 1 KiB; more is another file's.
inline constexpr std::uint64_t kJournalBytesMax = 256ULL << 20U;

/// Closes itself.
class JournalDescriptor {
  public:
    explicit JournalDescriptor(int number) : number_(number) {}
    JournalDescriptor(const JournalDescriptor&) = delete;
    JournalDescriptor& operator=(const JournalDescriptor&) = delete;
    JournalDescriptor(JournalDescriptor&&) = delete;
    JournalDescriptor& operator=(JournalDescriptor&&) = delete;
    ~JournalDescriptor();

    [[nodiscard]] int number() const { return number_; }

  private:
    int number_;
};

class JournalFile final : public provider::Journal {
  public:
    /// Opens the file; makes it and the folders above it where they are missing. Reads it once.
    [[nodiscard]] static core::Result<std::unique_ptr<JournalFile>> open(const std::string& path);

    [[nodiscard]] core::Result<void> append(const provider::JournalEntry& entry) override;
    [[nodiscard]] core::Result<std::vector<provider::JournalEntry>> read(
        std::string_view fingerprint) override;

    /// Whether this process may end the credential now: no other one is at it.
    [[nodiscard]] core::Result<bool> claim(std::string_view fingerprint);

    /// What is to be said of a torn record that was found; empty: none was.
    [[nodiscard]] const std::string& torn() const { return torn_; }

  private:
    JournalFile(std::string path, std::unique_ptr<JournalDescriptor> file)
        : path_(std::move(path)), file_(std::move(file)) {}

    /// Takes in what was written since, by whomever.
    [[nodiscard]] core::Result<void> catch_up();
    [[nodiscard]] core::Result<void> take_in(std::string_view text);
    [[nodiscard]] core::Result<void> close_torn_record();
    [[nodiscard]] core::Result<void> write_whole(std::string_view line);
    [[nodiscard]] core::Result<std::uint64_t> size() const;

    std::string path_;
    std::unique_ptr<JournalDescriptor> file_;
    std::uint64_t known_bytes_ = 0;  // up to here it was taken in: always a line's end
    std::uint64_t lines_ = 0;
    std::string broken_line_;  // what is wrong with the line before, until a marker explains it
    std::string torn_;
    std::map<std::string, std::vector<provider::JournalEntry>, std::less<>> entries_;
};

/// A record as a line without its end, and back.
[[nodiscard]] std::string journal_line_of(const provider::JournalEntry& entry);
[[nodiscard]] core::Result<provider::JournalEntry> journal_entry_from(std::string_view line);

}  // namespace curfew::cli
