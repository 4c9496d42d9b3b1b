/// The questions of a run: each credential is asked about once, in however many places it lies, and
/// only so many questions are open at a time.
///
/// Whoever reads (a scan) puts questions without waiting; what finds no room is put when everything
/// is read. Nothing is kept but answers, in memory: the copies of secrets are the provider's.
///
/// Owns:     the answers, shared with the questions under way. What `ask` reaches is borrowed until
///           no question is open.
/// Threads:  safe from many. Answers come on a thread of the provider's.
/// Errors:   none: a question without an answer has none (stopped).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "scanner/core/fingerprint.h"
#include "scanner/provider/credential.h"
#include "scanner/provider/provider.h"
#include "scanner/provider/verdict.h"

namespace curfew::verification {

using Ask = std::function<void(provider::Credential, provider::InspectionHandler)>;

/// Open at once. Each takes some 9 KiB all the way down to the client (measured, verify_bench); far
/// more than any client sends at once, so that a host that hangs does not fill it.
inline constexpr std::size_t kOpenQuestionsMax = 4'096;

class Questions {
  public:
    explicit Questions(Ask ask, std::size_t open_max = kOpenQuestionsMax);
    Questions(const Questions&) = delete;
    Questions& operator=(const Questions&) = delete;
    Questions(Questions&&) = delete;
    Questions& operator=(Questions&&) = delete;
    ~Questions();

    /// Puts the question, unless it was put before or there is no room.
    void try_put(const provider::Credential& credential);

    /// The same, but waits for room. False when `stop` ended the waiting.
    bool put(const provider::Credential& credential, const std::stop_token& stop);

    /// Until every question has its answer. False when `stop` ended the waiting.
    [[nodiscard]] bool wait(const std::stop_token& stop) const;

    /// Nothing while there is none.
    [[nodiscard]] std::optional<provider::Inspection> answer_to(
        const provider::Credential& credential) const;

    /// Different credentials that were asked about.
    [[nodiscard]] std::size_t count() const;

  private:
    struct State;

    [[nodiscard]] core::RunFingerprint identity_of(const provider::Credential& credential) const;
    void send(const core::RunFingerprint& who, const provider::Credential& credential);

    Ask ask_;
    std::size_t open_max_;
    core::RunFingerprinter fingerprinter_;
    std::shared_ptr<State> state_;
};

}  // namespace curfew::verification
