#include "scanner/provider/inspector.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scanner/provider/answer_rules.h"
#include "scanner/provider/control.h"
#include "scanner/provider/politeness.h"
#include "scanner/provider/request_template.h"

namespace curfew::provider {
namespace {

using core::Duration;
using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::string_view kMadeUp = "made_up";

Inspection unasked(Detail detail, std::string reason) {
    Inspection inspection;
    inspection.detail = detail;
    inspection.reason = std::move(reason);
    return inspection;
}

bool is_transient(const Error& error) {
    return error.kind() == ErrorKind::unreachable || error.kind() == ErrorKind::timed_out;
}

bool is_fault(int status) {
    return status >= 500;
}

// A word other than `refused` counts only where a made-up secret is answered otherwise.
bool says_more_than_refused(Detail detail) {
    return detail == Detail::expired || detail == Detail::revoked || detail == Detail::disabled;
}

}  // namespace

class Inspector::Asking : public std::enable_shared_from_this<Asking> {
  public:
    Asking(core::HttpClient& client, const core::Clock& clock, Access access)
        : client_(client), clock_(clock), access_(std::move(access)) {}

    void post(Credential credential, InspectionHandler handler) {
        auto question = std::make_shared<Question>();
        question->credential = std::move(credential);
        question->handler = std::move(handler);
        client_.run_after(Duration::zero(),
                          [self = shared_from_this(), question] { self->begin(question); });
    }

  private:
    struct Question {
        Credential credential;
        InspectionHandler handler;
        std::string host;
        unsigned tries = 0;
        bool is_control = false;
    };
    using QuestionPointer = std::shared_ptr<Question>;

    struct Control {
        std::optional<Inspection> answer;
        std::vector<QuestionPointer> waiting;
    };

    void begin(const QuestionPointer& question) {
        const Credential& credential = question->credential;
        const rules::AskRule& ask = credential.signature->ask;
        if (!ask.request) return question->handler(unasked(Detail::not_askable, ask.note));
        if (credential.is_canary && !access_.touches_canaries) {
            return question->handler(
                unasked(Detail::canary, "the account is known bait; it is never asked"));
        }
        auto filled = filled_request(credential);
        if (!filled.has_value()) {
            return question->handler(unasked(Detail::not_asked, filled.error().message()));
        }
        question->host = filled.value().host;
        if (ask.control != kMadeUp) return send(question);
        with_control(question);
    }

    Result<FilledRequest> filled_request(const Credential& credential) const {
        const ProviderAccess* own = access_.of(credential.signature->provider_id);
        TemplateValues values;
        values.secret = credential.secret.reveal();
        values.parts = &credential.parts;
        if (own != nullptr) values.base = own->base;
        const auto& request = credential.signature->ask.request;
        if (!request) return Error(ErrorKind::unsupported, "the kind cannot be asked");
        TRY_ASSIGN(FilledRequest filled, fill(*request, values));
        const bool is_named = access_.hosts.contains(filled.host);
        if (filled.host_source == HostSource::beside && !is_named) {
            return Error(ErrorKind::denied,
                         "its host " + filled.host +
                             " stands beside the secret or in it, where anybody could write it; "
                             "name it in the configuration to have it asked");
        }
        const bool is_own = is_named || filled.host_source == HostSource::configuration;
        filled.request.reach = {.private_addresses = is_own, .plain = is_own};
        return filled;
    }

    void with_control(const QuestionPointer& question) {
        Control& control = controls_[{question->host, question->credential.signature->id.value}];
        if (control.answer) return go_on(question, *control.answer);
        control.waiting.push_back(question);
        if (control.waiting.size() > 1) return;
        auto made = make_control(question->credential);
        if (!made.has_value()) {
            return settle_control(control, unasked(Detail::not_asked, made.error().message()));
        }
        auto asking = std::make_shared<Question>();
        asking->credential = std::move(made).value();
        asking->host = question->host;
        asking->is_control = true;
        asking->handler = [self = shared_from_this(), &control](Inspection answer) {
            self->settle_control(control, std::move(answer));
        };
        send(asking);
    }

    void settle_control(Control& control, Inspection answer) {
        control.answer = std::move(answer);
        for (const QuestionPointer& question : std::exchange(control.waiting, {})) {
            go_on(question, *control.answer);
        }
    }

    // A real secret goes only to a host that told the made-up one from it, now and later in the
    // run.
    void go_on(const QuestionPointer& question, const Inspection& control) {
        const bool is_believed =
            control.evidence.status != 0 && verdict_of(control.detail, false) != Verdict::live;
        if (is_believed) return send(question);
        question->handler(judged(Inspection(), control));
    }

    // What an answer is worth beside the control's.
    static Inspection judged(Inspection inspection, const Inspection& control) {
        if (control.evidence.status == 0) {
            return unasked(Detail::unclear,
                           "a made-up secret was asked about first and got no "
                           "answer: " +
                               control.reason);
        }
        if (verdict_of(control.detail, false) == Verdict::live) {
            Inspection failed =
                unasked(Detail::control_failed,
                        "a made-up secret was called live: nothing this host says can be believed");
            failed.evidence = control.evidence;
            return failed;
        }
        if (says_more_than_refused(inspection.detail) &&
            inspection.evidence.mark == control.evidence.mark) {
            inspection.reason = "a made-up secret gets the same answer (" +
                                std::string(name_of(inspection.detail)) + ")";
            inspection.detail = Detail::refused;
        }
        return inspection;
    }

    void send(const QuestionPointer& question) {
        if (requests_made_ >= access_.requests_max) {
            return finish(question, unasked(Detail::not_asked,
                                            "the limit of requests of this run was reached"));
        }
        const auto wait = pace_of(question->host).take(clock_.steady());
        if (!wait) {
            return finish(question,
                          unasked(Detail::unclear, question->host + " wants no requests for now"));
        }
        ++requests_made_;
        ++question->tries;
        client_.run_after(*wait, [self = shared_from_this(), question] { self->ask(question); });
    }

    void ask(const QuestionPointer& question) {
        auto filled = filled_request(question->credential);
        if (!filled.has_value()) {
            return finish(question, unasked(Detail::not_asked, filled.error().message()));
        }
        client_.send(std::move(filled).value().request,
                     [self = shared_from_this(), question](Result<core::HttpResponse> outcome) {
                         self->hear(question, std::move(outcome));
                     });
    }

    void hear(const QuestionPointer& question, Result<core::HttpResponse> outcome) {
        Pace& pace = pace_of(question->host);
        const Duration now = clock_.steady();
        const bool may_repeat = question->tries < access_.tries_max;
        if (!outcome.has_value()) {
            const Error& error = outcome.error();
            if (is_transient(error)) pace.note_failure(now);
            if (is_transient(error) && may_repeat) return send(question);
            return finish(question, unasked(Detail::unclear, error.message()));
        }
        const core::HttpResponse& response = outcome.value();
        if (is_fault(response.status)) pace.note_failure(now);
        else pace.note_answer();
        if (const auto span = wait_asked_for(response)) pace.note_limit(now, *span);
        Inspection inspection = inspection_of(question->credential.signature->ask, response);
        inspection.evidence.host = question->host;
        const bool is_passing = inspection.detail == Detail::throttled || is_fault(response.status);
        if (is_passing && may_repeat) return send(question);
        finish(question, std::move(inspection));
    }

    void finish(const QuestionPointer& question, Inspection inspection) {
        if (inspection.evidence.status == 0 || question->is_control) {
            return question->handler(std::move(inspection));
        }
        const auto control =
            controls_.find({question->host, question->credential.signature->id.value});
        const std::optional<Inspection> made_up =
            control == controls_.end() ? std::nullopt : control->second.answer;
        if (made_up) {
            inspection = judged(std::move(inspection), *made_up);
        } else if (says_more_than_refused(inspection.detail)) {
            inspection.reason = "called " + std::string(name_of(inspection.detail)) +
                                ", which no made-up secret was compared with";
            inspection.detail = Detail::refused;
        }
        question->handler(std::move(inspection));
    }

    Pace& pace_of(const std::string& host) {
        return paces_.try_emplace(host, access_.pace, clock_.steady()).first->second;
    }

    core::HttpClient& client_;
    const core::Clock& clock_;
    const Access access_;
    // All of it is touched on the client's thread only.
    std::map<std::string, Pace> paces_;
    std::map<std::pair<std::string, std::string>, Control> controls_;
    std::size_t requests_made_ = 0;
};

Inspector::Inspector(core::HttpClient& client, const core::Clock& clock, Access access)
    : asking_(std::make_shared<Asking>(client, clock, std::move(access))) {}
Inspector::~Inspector() = default;

void Inspector::inspect(Credential credential, InspectionHandler handler) {
    asking_->post(std::move(credential), std::move(handler));
}

}  // namespace curfew::provider
