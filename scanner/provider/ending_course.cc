#include "scanner/provider/ending_course.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "scanner/core/instant.h"

namespace curfew::provider {
namespace {

using core::Duration;
using core::Result;
using namespace std::chrono_literals;
using Stage = JournalEntry::Stage;

// An ending without a documented delay may still be answered by a replica that has not heard.
constexpr Duration kSettlingLeast = 3s;
constexpr Duration kProofPauseFirst = 500ms;
constexpr Duration kProofPauseMost = 30s;
// After a sending that nobody understood.
constexpr Duration kPauseAfterDoubt = 1s;
constexpr Duration kAskAgainAfterDoubt = 5min;

std::string told_of(const Inspection& inspection) {
    std::string text(name_of(inspection.detail));
    if (!inspection.reason.empty()) text += ": " + inspection.reason;
    return text;
}

bool may_try_again(const Evidence& evidence) {
    constexpr int kTooManyRequests = 429;
    return evidence.may_pass || evidence.wait || evidence.status == kTooManyRequests;
}

const Evidence& evidence_of(const Binding& binding) {
    return binding.evidence;
}
const Evidence& evidence_of(const Step& step) {
    return step.evidence;
}
Evidence evidence_of(const Proof& proof) {
    return proof.evidence.empty() ? Evidence() : proof.evidence.back();
}

Verdict verdict_of(Proof::State state) {
    switch (state) {
        case Proof::State::dead:
            return Verdict::dead;
        case Proof::State::alive:
            return Verdict::live;
        case Proof::State::unclear:
            break;
    }
    return Verdict::unknown;
}

}  // namespace

EndingCourse::EndingCourse(const Revoker::Surroundings& surroundings, EndingOrder order,
                           EndingHandler handler)
    : around_(surroundings),
      order_(std::move(order)),
      handler_(std::move(handler)),
      provider_(around_.providers.of(*order_.credential.signature)),
      facts_(provider_.facts_of(order_.credential)) {
    const Result<Target> target = provider_.target(order_.credential);
    host_ = target.has_value() ? target.value().host : order_.credential.signature->provider_id;
}

EndingCourse::~EndingCourse() {
    if (!handler_) return;
    const bool was_taken = ending_.step && (ending_.step->state == Step::State::accepted ||
                                            ending_.step->state == Step::State::already_gone);
    if (was_taken) ending_.outcome = EndingOutcome::accepted_not_proven;
    ending_.reason = was_taken ? "the provider took the ending; the run ended before it was proven"
                     : is_sent_
                         ? "the run ended after it was sent; nobody knows whether it was done"
                         : "the run ended before it was sent";
    std::exchange(handler_, nullptr)(std::move(ending_));
}

void EndingCourse::begin() {
    if (auto objection = objection_to(order_, facts_, around_.access)) {
        return fail(std::move(*objection), true);
    }
    auto entries = around_.journal.read(order_.fingerprint);
    if (!entries.has_value()) {
        return fail("what earlier runs did cannot be read: " + entries.error().message());
    }
    recollection_ = recollection_of(entries.value());
    was_live_ = recollection_.was_live;
    if (!facts_.is_askable) {
        ending_.before.detail = Detail::not_askable;
        return bind();
    }
    inspect([self = shared_from_this()](const Inspection& inspection) {
        self->judge_answer_before(inspection);
    });
}

void EndingCourse::judge_answer_before(const Inspection& inspection) {
    ending_.before = inspection;
    const Verdict verdict = verdict_of(inspection.detail, was_live_);
    if (verdict == Verdict::live) {
        was_live_ = true;
        if (spares(inspection.owner)) return;
        return bind();
    }
    if (verdict != Verdict::dead) {
        return fail("asked before anything is done, its provider said " + told_of(inspection) +
                    "; nothing was sent");
    }
    if (!recollection_.binding) {
        ending_.proof.push_back(inspection.evidence);
        return conclude(EndingOutcome::proven,
                        "it was dead already (" + told_of(inspection) + "); nothing was sent");
    }
    // An earlier run sent the ending; what is left is the proof.
    ending_.binding = *recollection_.binding;
    sent_at_ = around_.clock.steady() - facts_.settles_in - kSettlingLeast;
    prove();
}

void EndingCourse::bind() {
    ++bindings_;
    in_turn([self = shared_from_this()] {
        self->provider_.bind(self->order_.credential.duplicate(),
                             self->heard<Binding>([](EndingCourse& course, Binding binding) {
                                 course.judge_binding(std::move(binding));
                             }));
    });
}

void EndingCourse::judge_binding(Binding binding) {
    const bool may_repeat = bindings_ < around_.access.tries_max;
    if (binding.state == Binding::State::unclear && may_try_again(binding.evidence) && may_repeat) {
        return after(kPauseAfterDoubt, [self = shared_from_this()] { self->bind(); });
    }
    ending_.binding = std::move(binding);
    if (spares(ending_.binding.owner)) return;
    if (ending_.binding.state == Binding::State::bound) {
        const bool has_moved = recollection_.is_open && recollection_.binding &&
                               recollection_.binding->id != ending_.binding.id;
        if (has_moved) {
            return fail("an earlier run sent the ending of another id; needs a person", true);
        }
        return facts_.is_askable ? intend() : look_up_before();
    }
    const bool is_passing = ending_.binding.state == Binding::State::unclear;
    const std::string person = is_passing ? "" : "; needs a person";
    const std::string& reason = ending_.binding.reason;
    const bool says_so = reason.find("needs a person") != std::string::npos;
    fail("which id is its own is not proven: " + reason + (says_so ? "" : person), !is_passing);
}

// What cannot be asked itself may be looked up by somebody who may.
void EndingCourse::look_up_before() {
    in_turn([self = shared_from_this()] {
        self->provider_.prove_dead(self->order_.credential.duplicate(), self->ending_.binding,
                                   self->was_live_,
                                   self->heard<Proof>([](EndingCourse& course, const Proof& proof) {
                                       course.judge_lookup(proof);
                                   }));
    });
}

void EndingCourse::judge_lookup(const Proof& proof) {
    if (proof.state == Proof::State::dead) {
        ending_.proof = proof.evidence;
        if (was_live_) return conclude(EndingOutcome::proven, "dead: " + proof.reason);
        return fail("looked up before anything is done, it was not found (" + proof.reason +
                        "): gone, or another account's; needs a person",
                    true);
    }
    if (proof.state == Proof::State::alive) {
        was_live_ = true;
        ending_.before.detail = Detail::live;
        ending_.before.reason = proof.reason;
        ending_.before.evidence = evidence_of(proof);
    }
    intend();
}

void EndingCourse::intend() {
    if (!write(Stage::intended)) return;
    bind_again();
}

// Ids that were read a moment ago may be somebody else's by now.
void EndingCourse::bind_again() {
    const Binding& binding = ending_.binding;
    const bool was_read = !binding.id.empty() && binding.how != "embedded" && !facts_.asking_spends;
    if (!was_read) return send();
    in_turn([self = shared_from_this()] {
        self->provider_.bind(self->order_.credential.duplicate(),
                             self->heard<Binding>([](EndingCourse& course, const Binding& second) {
                                 course.judge_second_binding(second);
                             }));
    });
}

void EndingCourse::judge_second_binding(const Binding& binding) {
    if (binding.state != Binding::State::bound) {
        return fail("its id could be read once and not again right before the act: " +
                        binding.reason + "; needs a person",
                    true);
    }
    if (spares(binding.owner)) return;
    if (binding.id != ending_.binding.id) {
        return fail("its id moved between reading and ending; needs a person", true);
    }
    send();
}

void EndingCourse::send() {
    in_turn([self = shared_from_this()] {
        if (self->order_.stop.stop_requested()) return self->fail("stopped before it was sent");
        if (!self->write(Stage::sent)) return;
        ++self->sendings_;
        self->is_sent_ = true;
        self->sent_at_ = self->around_.clock.steady();
        self->provider_.revoke(self->order_.credential.duplicate(), self->ending_.binding,
                               self->heard<Step>([](EndingCourse& course, Step step) {
                                   course.judge_step(std::move(step));
                               }));
    });
}

void EndingCourse::judge_step(Step step) {
    ending_.step = std::move(step);
    const std::string& reason = ending_.step->reason;
    switch (ending_.step->state) {
        case Step::State::accepted:
        case Step::State::already_gone:
            return prove();
        case Step::State::not_sent:
            is_sent_ = sendings_ > 1;
            return fail("nothing was sent: " + reason);
        case Step::State::refused:
            return read_after("its provider refused to end it: " + reason);
        case Step::State::unclear:
            return read_after("sent, and not known whether it was done: " + reason);
    }
}

// Read first, then perhaps act again.
void EndingCourse::read_after(const std::string& why) {
    const Duration wait = ending_.step ? ending_.step->evidence.wait.value_or(0s) : 0s;
    const Duration pause = std::max(kPauseAfterDoubt, wait);
    if (pause > order_.patience) {
        ending_.ask_again_at = around_.clock.now() + pause;
        return fail(why);
    }
    after(pause, [self = shared_from_this(), why] { self->ask_after(why); });
}

void EndingCourse::ask_after(const std::string& why) {
    if (facts_.is_askable) {
        return inspect([self = shared_from_this(), why](const Inspection& inspection) {
            self->ending_.proof.push_back(inspection.evidence);
            self->judge_answer_after(verdict_of(inspection.detail, self->was_live_), why);
        });
    }
    in_turn([self = shared_from_this(), why] {
        self->provider_.prove_dead(
            self->order_.credential.duplicate(), self->ending_.binding, self->was_live_,
            self->heard<Proof>([why](EndingCourse& course, const Proof& proof) {
                course.judge_answer_after(verdict_of(proof.state), why);
            }));
    });
}

void EndingCourse::judge_answer_after(Verdict verdict, const std::string& why) {
    const bool was_refused = ending_.step && ending_.step->state == Step::State::refused;
    if (verdict == Verdict::dead) return prove();
    if (verdict != Verdict::live) {
        ending_.ask_again_at = around_.clock.now() + kAskAgainAfterDoubt;
        return fail(why + "; asked afterwards, nothing was to be learnt");
    }
    if (was_refused) return fail(why + "; it still lives", true);
    if (sendings_ >= around_.access.tries_max) return fail(why + "; it still lives");
    bind_again();
}

void EndingCourse::prove() {
    if (proofs_ == 0) proving_since_ = around_.clock.steady();
    ++proofs_;
    in_turn([self = shared_from_this()] {
        self->provider_.prove_dead(self->order_.credential.duplicate(), self->ending_.binding,
                                   self->was_live_,
                                   self->heard<Proof>([](EndingCourse& course, const Proof& proof) {
                                       course.judge_proof(proof);
                                   }));
    });
}

void EndingCourse::judge_proof(const Proof& proof) {
    ending_.proof.insert(ending_.proof.end(), proof.evidence.begin(), proof.evidence.end());
    const Evidence evidence = evidence_of(proof);
    const Duration now = around_.clock.steady();
    const bool has_settled = now - sent_at_ >= std::max(facts_.settles_in, kSettlingLeast);
    deaths_ = proof.state == Proof::State::dead ? deaths_ + 1 : 0;
    // Where an ending takes a while, the first "no" may be one replica's.
    const unsigned deaths_wanted = facts_.settles_in > 0s ? 2 : 1;
    if (deaths_ >= deaths_wanted) {
        if (was_live_) return conclude(EndingOutcome::proven, "dead: " + proof.reason);
        return conclude(EndingOutcome::accepted_not_proven,
                        "gone (" + proof.reason + "), and never seen live before");
    }
    if (proof.state == Proof::State::alive && has_settled) {
        return fail("the provider took the ending, and it still lives: " + proof.reason +
                        "; needs a person",
                    true);
    }
    const bool says_nothing =
        proof.state == Proof::State::unclear && !is_answer(evidence) && !may_try_again(evidence);
    if (says_nothing) {
        return conclude(EndingOutcome::accepted_not_proven,
                        "the provider took the ending; nobody can be asked whether it is dead (" +
                            proof.reason + ")");
    }
    prove_later(evidence.wait);
}

void EndingCourse::prove_later(std::optional<Duration> wait) {
    Duration pause = kProofPauseFirst;
    for (unsigned at = 1; at < proofs_ && pause < kProofPauseMost; ++at) pause *= 2;
    pause = std::max(std::min(pause, kProofPauseMost), wait.value_or(0s));
    const Duration now = around_.clock.steady();
    const bool goes_on = !order_.stop.stop_requested();
    if (goes_on && now + pause - proving_since_ <= order_.patience) {
        return after(pause, [self = shared_from_this()] { self->prove(); });
    }
    const Duration settled_in = sent_at_ + facts_.settles_in - now;
    ending_.ask_again_at = around_.clock.now() + std::max(settled_in, pause);
    conclude(EndingOutcome::accepted_not_proven,
             "the provider took the ending; it was not seen dead so far");
}

void EndingCourse::inspect(InspectionHandler handler) {
    around_.inspector.inspect_anew(order_.credential.duplicate(), std::move(handler));
}

void EndingCourse::in_turn(Task task) {
    const Result<Duration> wait = around_.inspector.turns()->take(host_);
    if (!wait.has_value()) {
        ending_.ask_again_at = around_.clock.now() + kAskAgainAfterDoubt;
        if (is_sent_ && proofs_ > 0) {
            return conclude(EndingOutcome::accepted_not_proven, wait.error().message());
        }
        return fail(wait.error().message());
    }
    after(wait.value(), std::move(task));
}

void EndingCourse::after(Duration span, Task task) {
    around_.strand.run_after(span, std::move(task));
}

template <typename Answer, typename Judge>
std::function<void(Answer)> EndingCourse::heard(const Judge& judge) {
    return [self = shared_from_this(), judge](Answer answer) {
        self->after(0s, [self, judge, answer = std::move(answer)] {
            self->around_.inspector.turns()->note(self->host_, evidence_of(answer));
            judge(*self, answer);
        });
    };
}

bool EndingCourse::write(Stage stage) {
    JournalEntry entry;
    entry.stage = stage;
    entry.at = around_.clock.now();
    entry.fingerprint = order_.fingerprint;
    entry.signature = order_.credential.signature->id.value;
    entry.ending = ending_;
    const Result<void> written = around_.journal.append(entry);
    if (written.has_value()) return true;
    fail("it could not be written down, so nothing was sent: " + written.error().message());
    return false;
}

bool EndingCourse::spares(const std::string& owner) {
    if (owner.empty() || !order_.protected_owners.contains(owner)) return false;
    fail("it is protected: its owner is " + owner, true);
    return true;
}

void EndingCourse::fail(std::string reason, bool needs_person) {
    ending_.needs_person = needs_person;
    conclude(EndingOutcome::failed, std::move(reason));
}

void EndingCourse::conclude(EndingOutcome outcome, std::string reason) {
    ending_.outcome = outcome;
    ending_.reason = std::move(reason);
    if (is_sent_ || recollection_.binding) {
        JournalEntry entry;
        entry.stage = Stage::told;
        entry.at = around_.clock.now();
        entry.fingerprint = order_.fingerprint;
        entry.signature = order_.credential.signature->id.value;
        entry.ending = ending_;
        const Result<void> written = around_.journal.append(entry);
        if (!written.has_value()) {
            ending_.reason +=
                " (this could not be written down: " + written.error().message() + ")";
        }
    }
    const EndingHandler handler = std::exchange(handler_, nullptr);
    if (handler) handler(ending_);
}

}  // namespace curfew::provider
