/// The course of one ending, step by step (revoker.h tells the order and why).
///
/// Owns:     its order, until the handler was called; at the latest when it goes, since a strand
///           that ends drops its tasks.
/// Threads:  the strand's alone; providers' handlers are brought there.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "scanner/provider/revoker.h"

namespace curfew::provider {

class EndingCourse : public std::enable_shared_from_this<EndingCourse> {
  public:
    EndingCourse(const Revoker::Surroundings& surroundings, EndingOrder order,
                 EndingHandler handler);
    EndingCourse(const EndingCourse&) = delete;
    EndingCourse& operator=(const EndingCourse&) = delete;
    EndingCourse(EndingCourse&&) = delete;
    EndingCourse& operator=(EndingCourse&&) = delete;
    ~EndingCourse();

    void begin();

  private:
    using Task = std::function<void()>;

    // Before.
    void judge_answer_before(const Inspection& inspection);
    void bind();
    void judge_binding(Binding binding);
    void look_up_before();
    void judge_lookup(const Proof& proof);

    // The act.
    void intend();
    void bind_again();
    void judge_second_binding(const Binding& binding);
    void send();
    void judge_step(Step step);
    void read_after(const std::string& why);
    void ask_after(const std::string& why);
    void judge_answer_after(Verdict verdict, const std::string& why);

    // After.
    void prove();
    void judge_proof(const Proof& proof);
    void prove_later(std::optional<core::Duration> wait);

    void inspect(InspectionHandler handler);
    /// Runs `task` when it is this host's turn; fails where there is none in this run.
    void in_turn(Task task);
    void after(core::Duration span, Task task);
    /// Brings a provider's answer to the strand and tells the host's pace.
    template <typename Answer, typename Judge>
    std::function<void(Answer)> heard(const Judge& judge);

    [[nodiscard]] bool write(JournalEntry::Stage stage);
    /// Fails, and says so, where `owner` is protected.
    [[nodiscard]] bool spares(const std::string& owner);
    void fail(std::string reason, bool needs_person = false);
    void conclude(EndingOutcome outcome, std::string reason);

    Revoker::Surroundings around_;
    EndingOrder order_;
    EndingHandler handler_;
    Provider& provider_;
    Facts facts_;
    std::string host_;
    Recollection recollection_;
    Ending ending_;
    bool was_live_ = false;
    bool is_sent_ = false;
    unsigned bindings_ = 0;
    unsigned sendings_ = 0;
    unsigned deaths_ = 0;  ///< dead answers in a row
    unsigned proofs_ = 0;
    core::Duration sent_at_{};
    core::Duration proving_since_{};
};

}  // namespace curfew::provider
