/// What was answered about which credential in this run, and who waits for an answer under way: one
/// credential in four hundred places is asked about once.
///
/// Credentials are told apart by a digest under a key that lives as long as this; no secret stays.
///
/// Threads:  one thread at a time.
/// Units:    at most kAnswersMax answers are kept; what comes beyond is asked about again.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/provider/provider.h"

namespace curfew::provider {

/// Some 100 MiB of answers at worst.
inline constexpr std::size_t kAnswersMax = 200'000;

class AnswerMemory {
  public:
    AnswerMemory() : key_(core::random_digest()) {}

    /// Whether the caller has to ask. Otherwise `handler` was called with what is known, or will be
    /// once settle() is. `is_anew`: what is known does not count; what is under way does.
    [[nodiscard]] bool is_first(const Credential& credential, bool is_anew,
                                const InspectionHandler& handler);

    /// The answer has come: all who wait get it. Kept unless it may be another one soon.
    void settle(const Credential& credential, const Inspection& inspection);

  private:
    struct Answer {
        std::optional<Inspection> known;
        std::vector<InspectionHandler> waiting;
    };

    [[nodiscard]] core::Digest name_of(const Credential& credential) const;

    core::Digest key_;
    std::map<core::Digest, Answer> answers_;
};

}  // namespace curfew::provider
