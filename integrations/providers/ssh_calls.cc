#include "integrations/providers/ssh_calls.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integrations/providers/ssh_login.h"
#include "integrations/providers/ssh_revocation_list.h"
#include "integrations/providers/ssh_sessions.h"
#include "integrations/providers/ssh_subject.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Binding;
using provider::Credential;
using provider::Detail;
using provider::Evidence;
using provider::Inspection;
using provider::Proof;
using provider::Step;
using Answer = SshLoginAnswer::State;

constexpr const char* kHere = "localhost";
constexpr std::string_view kCarrier = "ssh_certificate";

Evidence seen_here(std::string mark, core::Instant at) {
    Evidence evidence;
    evidence.host = kHere;
    evidence.mark = std::move(mark);
    evidence.asked_at = at;
    return evidence;
}

/// What the files of this machine say of a subject.
struct Lists {
    std::size_t asked = 0;
    std::size_t refusing = 0;
    std::string problem{};  ///< of the first that could not be asked
    std::vector<Evidence> evidence{};
};

Lists ask_lists(const SshSettings& settings, const SshSubject& subject, const core::Clock& clock) {
    Lists lists;
    for (const std::string& path : settings.lists) {
        const core::Instant asked_at = clock.now();
        const auto refuses =
            SshRevocationList(path, settings.keygen, clock).refuses(subject.line());
        if (!refuses.has_value()) {
            lists.problem = refuses.error().message();
            continue;
        }
        ++lists.asked;
        if (refuses.value()) ++lists.refusing;
        Evidence evidence =
            seen_here(refuses.value() ? "ssh-keygen -Q: REVOKED" : "ssh-keygen -Q: ok", asked_at);
        evidence.status = refuses.value() ? 1 : 0;
        evidence.request_id = path;
        lists.evidence.push_back(std::move(evidence));
    }
    return lists;
}

bool may_log_in(const SshSubject& subject) {
    return !subject.certificate || subject.certificate->is_for_user;
}

std::vector<SshLoginAnswer> ask_servers(const SshSettings& settings, const SshSubject& subject,
                                        const core::Clock& clock) {
    std::vector<SshLoginAnswer> answers;
    if (!may_log_in(subject)) return answers;
    for (const SshLogin& login : settings.logins) {
        answers.push_back(try_login(settings, login, subject.shown(), clock));
    }
    return answers;
}

const SshLoginAnswer* first_of(const std::vector<SshLoginAnswer>& answers, Answer state) {
    const auto found = std::ranges::find(answers, state, &SshLoginAnswer::state);
    return found == answers.end() ? nullptr : &*found;
}

Inspection told(Detail detail, std::string reason) {
    Inspection inspection;
    inspection.detail = detail;
    inspection.reason = std::move(reason);
    inspection.evidence.host = kHere;
    return inspection;
}

/// The strongest thing any configured server says.
Inspection from_servers(const std::vector<SshLoginAnswer>& answers) {
    struct Meaning {
        Answer state;
        Detail detail;
    };
    for (const Meaning meaning :
         {Meaning{Answer::accepted, Detail::live}, Meaning{Answer::partly, Detail::live_limited},
          Meaning{Answer::unclear, Detail::unclear}, Meaning{Answer::refused, Detail::refused}}) {
        const SshLoginAnswer* answer = first_of(answers, meaning.state);
        if (answer == nullptr) continue;
        Inspection inspection = told(meaning.detail, answer->reason);
        inspection.evidence = answer->evidence;
        return inspection;
    }
    return told(Detail::unclear, "no server was asked");
}

/// Owner, scopes and times as the certificate says them itself.
struct Window {
    core::End expires_at = core::Unknown{"an OpenSSH key has no end of its own"};
    std::string owner{};
    std::vector<std::string> scopes{};
    std::optional<Inspection> outside{};  ///< the answer where `now` lies outside
};

Window window_of(const SshSubject& subject, const core::SecretString& secret, core::Instant now) {
    Window window;
    if (!subject.certificate) return window;
    const lifetime::CarrierFacts facts = lifetime::read_carrier(kCarrier, secret);
    window.owner = facts.name;
    window.scopes = facts.scopes;
    if (facts.never_expires) window.expires_at = core::Never{core::Evidence::embedded};
    if (facts.expires_at) {
        window.expires_at = core::Known{*facts.expires_at, core::Evidence::embedded};
    }
    if (!facts.problem.empty()) window.outside = told(Detail::unclear, facts.problem);
    if (facts.not_before && now < *facts.not_before) {
        window.outside = told(Detail::unclear, "it begins to be accepted only at " +
                                                   core::to_text(*facts.not_before));
    }
    if (facts.expires_at && now >= *facts.expires_at) {
        window.outside = told(Detail::expired, "its own end has passed");
    }
    return window;
}

/// What is left to say when it is on no list and inside its window.
Inspection judge_unlisted(const SshSettings& settings, const SshSubject& subject,
                          const core::Clock& clock) {
    if (may_log_in(subject) && !settings.logins.empty()) {
        return from_servers(ask_servers(settings, subject, clock));
    }
    if (!subject.certificate) {
        return told(Detail::unclear, "it is on no list; no server to log in to is configured");
    }
    if (settings.authority(subject.certificate->authority) == nullptr) {
        return told(Detail::unclear, "its authority is not among the configured `authorities`");
    }
    return told(Detail::live,
                "signed by a configured authority, inside its window, on no revocation list");
}

Inspection judge(const SshSettings& settings, const SshSubject& subject,
                 const std::optional<Inspection>& outside, const core::Clock& clock) {
    if (outside) return *outside;
    const Lists lists = ask_lists(settings, subject, clock);
    if (lists.refusing > 0) {
        Inspection inspection = told(Detail::revoked, "a key revocation list refuses it");
        const auto refusing = std::ranges::find(lists.evidence, 1, &Evidence::status);
        inspection.evidence = *refusing;
        return inspection;
    }
    if (!lists.problem.empty()) return told(Detail::unclear, lists.problem);
    return judge_unlisted(settings, subject, clock);
}

std::optional<std::string> why_not_endable(const SshSettings& settings, const SshSubject& subject) {
    if (settings.lists.empty()) return "no `revoked_keys` is configured";
    if (!subject.certificate || subject.certificate->serial == 0) return std::nullopt;
    if (settings.authority(subject.certificate->authority) != nullptr) return std::nullopt;
    return "its authority is not among the configured `authorities`";
}

/// Why nothing was changed, as a step.
Step step_from(const Error& error, std::size_t done) {
    Step step;
    step.reason = error.message();
    if (error.kind() == ErrorKind::denied) step.state = Step::State::refused;
    if (error.kind() == ErrorKind::internal || done > 0) step.state = Step::State::unclear;
    if (done > 0) step.reason += "; " + std::to_string(done) + " other lists have it";
    return step;
}

Step put_on_lists(const SshSettings& settings, const SshSubject& subject,
                  const core::Clock& clock) {
    std::size_t done = 0;
    std::size_t there_already = 0;
    for (const std::string& path : settings.lists) {
        const SshRevocationList list(path, settings.keygen, clock);
        const auto refuses = list.refuses(subject.line());
        if (!refuses.has_value()) return step_from(refuses.error(), done);
        if (refuses.value()) {
            ++there_already;
            continue;
        }
        const auto added = list.add(subject.revocation());
        if (!added.has_value()) return step_from(added.error(), done);
        ++done;
    }
    Step step;
    step.state = done > 0 ? Step::State::accepted : Step::State::already_gone;
    step.reason = done > 0 ? "on " + std::to_string(done) + " revocation lists"
                           : "every revocation list had it already";
    step.evidence.mark = done > 0 ? "ssh-keygen -k" : "ssh-keygen -Q: REVOKED";
    return step;
}

/// What sessions are left, for the proof; nothing where none is.
std::optional<std::pair<Proof::State, std::string>> sessions_left(const SshSettings& settings,
                                                                  const SshSubject& subject,
                                                                  const core::Clock& clock) {
    const SshSessions sessions(settings.session_command, clock);
    if (!sessions.is_configured()) {
        return std::pair(Proof::State::unclear,
                         "whether sessions opened before go on is not known: no session_command");
    }
    const auto count = sessions.count(subject.sessions());
    if (!count.has_value()) return std::pair(Proof::State::unclear, count.error().message());
    if (count.value() == 0) return std::nullopt;
    return std::pair(Proof::State::alive,
                     std::to_string(count.value()) + " sessions opened before are still open");
}

Proof judge_death(const SshSettings& settings, const SshSubject& subject, const Lists& lists,
                  const std::vector<SshLoginAnswer>& answers, const core::Clock& clock) {
    if (lists.refusing < lists.asked) {
        return {.state = Proof::State::alive, .reason = "a revocation list does not have it"};
    }
    if (lists.asked == 0 || !lists.problem.empty()) {
        return {.reason = lists.problem.empty() ? "no list is configured" : lists.problem};
    }
    for (const Answer state : {Answer::accepted, Answer::partly, Answer::unclear}) {
        const SshLoginAnswer* answer = first_of(answers, state);
        if (answer == nullptr) continue;
        return {.state = state == Answer::unclear ? Proof::State::unclear : Proof::State::alive,
                .reason = answer->reason};
    }
    if (answers.empty() && may_log_in(subject)) {
        return {.reason = "the lists refuse it; no server to log in to is configured"};
    }
    if (auto left = sessions_left(settings, subject, clock)) {
        return {.state = left->first, .reason = "the lists and servers refuse it; " + left->second};
    }
    return {.state = Proof::State::dead,
            .reason = "refused by every list and every server, no session left"};
}

}  // namespace

Inspection inspect_ssh(const SshSettings& settings, const Credential& credential,
                       const core::Clock& clock) {
    const core::Instant asked_at = clock.now();
    auto subject = ssh_subject_of(credential, settings.keygen, clock);
    Inspection inspection;
    if (!subject.has_value()) {
        const bool is_damaged = subject.error().kind() == ErrorKind::invalid_input &&
                                subject.error().message().find("passphrase") == std::string::npos;
        inspection =
            told(is_damaged ? Detail::refused : Detail::unclear, subject.error().message());
    } else {
        const Window window = window_of(subject.value(), credential.secret, asked_at);
        inspection = judge(settings, subject.value(), window.outside, clock);
        inspection.expires_at = window.expires_at;
        inspection.owner = window.owner;
        inspection.scopes = window.scopes;
    }
    inspection.evidence.asked_at = asked_at;
    return inspection;
}

Binding bind_ssh(const SshSettings& settings, const Credential& credential,
                 const core::Clock& clock) {
    auto subject = ssh_subject_of(credential, settings.keygen, clock);
    Binding binding;
    binding.evidence = seen_here({}, clock.now());
    if (!subject.has_value()) {
        const bool is_ours = subject.error().kind() == ErrorKind::invalid_input;
        binding.state = is_ours ? Binding::State::impossible : Binding::State::unclear;
        binding.reason = subject.error().message() + (is_ours ? "; needs a person" : "");
        return binding;
    }
    if (const auto why = why_not_endable(settings, subject.value())) {
        binding.reason = *why;
        return binding;
    }
    const SshSubject& found = subject.value();
    binding.state = Binding::State::bound;
    binding.id = found.id();
    binding.how = found.certificate ? "embedded" : "self";
    binding.evidence.mark = found.certificate ? "signature holds" : "signs for its public half";
    if (found.certificate) binding.owner = lifetime::clean_text(found.certificate->key_id);
    return binding;
}

Step end_ssh(const SshSettings& settings, const Credential& credential, const Binding& binding,
             const core::Clock& clock) {
    auto subject = ssh_subject_of(credential, settings.keygen, clock);
    if (!subject.has_value()) return {.reason = subject.error().message()};
    if (binding.state != Binding::State::bound || binding.id != subject.value().id()) {
        return {.reason = "the id is not proven to be this one's"};
    }
    if (const auto why = why_not_endable(settings, subject.value())) return {.reason = *why};
    Step step = put_on_lists(settings, subject.value(), clock);
    step.evidence.host = kHere;
    step.evidence.asked_at = clock.now();
    const SshSessions sessions(settings.session_command, clock);
    const bool is_on =
        step.state == Step::State::accepted || step.state == Step::State::already_gone;
    if (!is_on || !sessions.is_configured()) return step;
    const auto ended = sessions.end(subject.value().sessions());
    step.reason += ended.has_value() ? "; open sessions were told to end"
                                     : "; open sessions go on: " + ended.error().message();
    return step;
}

Proof prove_ssh_dead(const SshSettings& settings, const Credential& credential,
                     const core::Clock& clock) {
    auto subject = ssh_subject_of(credential, settings.keygen, clock);
    if (!subject.has_value()) return {.reason = subject.error().message()};
    const Lists lists = ask_lists(settings, subject.value(), clock);
    const std::vector<SshLoginAnswer> answers = ask_servers(settings, subject.value(), clock);
    Proof proof = judge_death(settings, subject.value(), lists, answers, clock);
    proof.evidence = lists.evidence;
    for (const SshLoginAnswer& answer : answers) proof.evidence.push_back(answer.evidence);
    return proof;
}

}  // namespace curfew::providers
