#include "scanner/provider/inspector.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "scanner/provider/answer_memory.h"

namespace curfew::provider {
namespace {

using core::Duration;
using core::Result;

Inspection unasked(Detail detail, std::string reason) {
    Inspection inspection;
    inspection.detail = detail;
    inspection.reason = std::move(reason);
    return inspection;
}

bool is_passing(const Inspection& inspection) {
    return inspection.detail == Detail::throttled || inspection.evidence.may_pass;
}

// A word other than `refused` counts only where a made-up secret is answered otherwise.
bool says_more_than_refused(Detail detail) {
    return detail == Detail::expired || detail == Detail::revoked || detail == Detail::disabled;
}

bool is_live(const Inspection& inspection) {
    return verdict_of(inspection.detail, false) == Verdict::live;
}

// The host told a made-up secret apart, or at least did not take it.
bool is_settled(const Inspection& control) {
    return is_answer(control.evidence) && !is_passing(control);
}

// What an answer is worth where nothing was compared with it.
Inspection uncompared(Inspection inspection) {
    if (says_more_than_refused(inspection.detail) && !inspection.evidence.is_administrators) {
        inspection.reason = "called " + std::string(name_of(inspection.detail)) +
                            ", which no made-up secret was compared with";
        inspection.detail = Detail::refused;
    }
    return inspection;
}

// What it is worth beside the answer to a made-up secret, which was not live.
Inspection compared(Inspection inspection, const Inspection& control) {
    if (says_more_than_refused(inspection.detail) &&
        inspection.evidence.mark == control.evidence.mark) {
        inspection.reason = "a made-up secret gets the same answer (" +
                            std::string(name_of(inspection.detail)) + ")";
        inspection.detail = Detail::refused;
    }
    return inspection;
}

// Why no real secret is shown to a host that answered a made-up one so.
Inspection unbelieved(const Inspection& control) {
    if (is_live(control)) {
        Inspection failed =
            unasked(Detail::control_failed,
                    "a made-up secret was called live: nothing this host says can be believed");
        failed.evidence = control.evidence;
        return failed;
    }
    Inspection unclear =
        unasked(Detail::unclear,
                "a made-up secret was asked about first and got no answer: " + control.reason);
    unclear.evidence.host = control.evidence.host;
    unclear.evidence.may_pass = true;
    return unclear;
}

}  // namespace

class Inspector::Asking : public std::enable_shared_from_this<Asking> {
  public:
    Asking(Providers& providers, core::Strand& strand, const core::Clock& clock,
           const Access& access)
        : providers_(providers),
          strand_(strand),
          clock_(clock),
          access_(access),
          turns_(std::make_shared<Turns>(clock, access)) {}

    void post(Credential credential, bool is_anew, InspectionHandler handler) {
        auto question = std::make_shared<Question>();
        question->credential = std::move(credential);
        question->handler = std::move(handler);
        question->is_anew = is_anew;
        strand_.run_after(Duration::zero(),
                          [self = shared_from_this(), question] { self->begin(question); });
    }

    [[nodiscard]] const std::shared_ptr<Turns>& turns() const { return turns_; }

  private:
    // Answered once at the latest when it goes: a strand that ends drops its tasks.
    struct Question {
        Question() = default;
        Question(const Question&) = delete;
        Question& operator=(const Question&) = delete;
        Question(Question&&) = delete;
        Question& operator=(Question&&) = delete;
        ~Question() {
            if (handler) answer(unasked(Detail::not_asked, "the run ended before it was asked"));
        }

        void answer(Inspection inspection) {
            const InspectionHandler last = std::exchange(handler, nullptr);
            last(std::move(inspection));
        }

        Credential credential{};
        InspectionHandler handler{};
        Provider* provider = nullptr;
        std::string host{};
        std::string service{};
        unsigned tries = 0;
        bool is_anew = false;
        bool is_control = false;
    };
    using QuestionPointer = std::shared_ptr<Question>;
    /// Host, which of its servers, kind.
    using ControlKey = std::tuple<std::string, std::string, std::string>;

    struct Control {
        std::optional<Inspection> answer;  // of a control that could be made
        bool is_known = false;
        Duration known_at{};
        std::vector<QuestionPointer> waiting;
    };

    void begin(const QuestionPointer& question) {
        const Credential& credential = question->credential;
        question->provider = &providers_.of(*credential.signature);
        const Facts facts = question->provider->facts(*credential.signature);
        if (!facts.is_askable) {
            return question->answer(unasked(Detail::not_askable, facts.asking_note));
        }
        if (credential.is_canary && !access_.touches_canaries) {
            return question->answer(
                unasked(Detail::canary, "the account is known bait; it is never asked"));
        }
        const Result<Target> target = question->provider->target(credential);
        if (!target.has_value()) {
            return question->answer(unasked(Detail::not_asked, target.error().message()));
        }
        question->host = target.value().host;
        question->service = target.value().service;
        const InspectionHandler handler = std::exchange(question->handler, nullptr);
        if (!memory_.is_first(credential, question->is_anew, handler)) return;
        // From here on the answer goes to all who wait for it.
        question->handler = [self = shared_from_this(),
                             question = question.get()](const Inspection& inspection) {
            self->memory_.settle(question->credential, inspection);
        };
        if (facts.locks_out) return send(question);
        with_control(question);
    }

    static ControlKey control_key(const Question& question) {
        return {question.host, question.service, question.credential.signature->id.value};
    }

    void with_control(const QuestionPointer& question) {
        Control& control = controls_[control_key(*question)];
        forget_unsettled(control);
        if (control.is_known) return go_on(question, control);
        control.waiting.push_back(question);
        if (control.waiting.size() > 1) return;
        auto made = question->provider->made_up(question->credential);
        if (!made.has_value()) return settle_control(control, std::nullopt);
        auto asking = std::make_shared<Question>();
        asking->credential = std::move(made).value();
        asking->provider = question->provider;
        asking->host = question->host;
        asking->service = question->service;
        asking->is_control = true;
        asking->handler = [self = shared_from_this(), &control](Inspection answer) {
            self->settle_control(control, std::move(answer));
        };
        send(asking);
    }

    // A host that could not be compared a while ago gets another chance.
    void forget_unsettled(Control& control) const {
        if (!control.is_known || !control.answer) return;
        const bool is_old = clock_.steady() - control.known_at >= access_.pace.rest;
        if (is_old && !is_settled(*control.answer)) control.is_known = false;
    }

    void settle_control(Control& control, std::optional<Inspection> answer) {
        control.answer = std::move(answer);
        control.is_known = true;
        control.known_at = clock_.steady();
        for (const QuestionPointer& question : std::exchange(control.waiting, {})) {
            go_on(question, control);
        }
    }

    // A real secret goes only to a host that told the made-up one from it, now and later in the
    // run.
    void go_on(const QuestionPointer& question, const Control& control) {
        const bool is_believed =
            !control.answer || (is_settled(*control.answer) && !is_live(*control.answer));
        if (is_believed) return send(question);
        question->answer(unbelieved(*control.answer));
    }

    void send(const QuestionPointer& question) {
        const Result<Duration> wait = turns_->take(question->host);
        if (!wait.has_value()) {
            const bool is_spent = wait.error().kind() == core::ErrorKind::exhausted;
            return finish(question, unasked(is_spent ? Detail::not_asked : Detail::unclear,
                                            wait.error().message()));
        }
        ++question->tries;
        if (wait.value() == Duration::zero()) return ask(question);
        strand_.run_after(wait.value(),
                          [self = shared_from_this(), question] { self->ask(question); });
    }

    void ask(const QuestionPointer& question) {
        question->provider->introspect(
            question->credential.duplicate(),
            [self = shared_from_this(), question](const Inspection& inspection) {
                self->strand_.run_after(Duration::zero(), [self, question, inspection] {
                    self->hear(question, inspection);
                });
            });
    }

    void hear(const QuestionPointer& question, Inspection inspection) {
        inspection.evidence.host = question->host;
        turns_->note(question->host, inspection.evidence);
        const bool may_repeat = question->tries < access_.tries_max;
        if (is_passing(inspection) && may_repeat) return send(question);
        finish(question, std::move(inspection));
    }

    void finish(const QuestionPointer& question, Inspection inspection) {
        if (!is_answer(inspection.evidence) || question->is_control) {
            return question->answer(std::move(inspection));
        }
        const auto control = controls_.find(control_key(*question));
        const std::optional<Inspection> none;
        const auto& answer = control == controls_.end() ? none : control->second.answer;
        question->answer(answer ? compared(std::move(inspection), *answer)
                                : uncompared(std::move(inspection)));
    }

    Providers& providers_;
    core::Strand& strand_;
    const core::Clock& clock_;
    const Access& access_;
    const std::shared_ptr<Turns> turns_;
    // All of it is touched on the strand's thread only.
    std::map<ControlKey, Control> controls_;
    AnswerMemory memory_;
};

Inspector::Inspector(Providers& providers, core::Strand& strand, const core::Clock& clock,
                     const Access& access)
    : asking_(std::make_shared<Asking>(providers, strand, clock, access)) {}
Inspector::~Inspector() = default;

void Inspector::inspect(Credential credential, InspectionHandler handler) {
    asking_->post(std::move(credential), false, std::move(handler));
}

void Inspector::inspect_anew(Credential credential, InspectionHandler handler) {
    asking_->post(std::move(credential), true, std::move(handler));
}

std::shared_ptr<Turns> Inspector::turns() const {
    return asking_->turns();
}

}  // namespace curfew::provider
