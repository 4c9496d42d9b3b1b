/// A journal that lasts as long as the test, and may be full.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "scanner/provider/journal.h"

namespace curfew::support {

class RememberingJournal final : public provider::Journal {
  public:
    [[nodiscard]] core::Result<void> append(const provider::JournalEntry& entry) override {
        if (is_full) return core::Error(core::ErrorKind::exhausted, "the disk is full");
        entries.push_back(entry);
        return {};
    }
    [[nodiscard]] core::Result<std::vector<provider::JournalEntry>> read(
        std::string_view fingerprint) override {
        std::vector<provider::JournalEntry> own;
        std::ranges::copy_if(
            entries, std::back_inserter(own),
            [&](const provider::JournalEntry& entry) { return entry.fingerprint == fingerprint; });
        return own;
    }
    [[nodiscard]] std::vector<provider::JournalEntry::Stage> stages() const {
        std::vector<provider::JournalEntry::Stage> all;
        for (const provider::JournalEntry& entry : entries) all.push_back(entry.stage);
        return all;
    }

    std::vector<provider::JournalEntry> entries;
    bool is_full = false;
};

}  // namespace curfew::support
