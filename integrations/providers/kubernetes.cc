#include "integrations/providers/kubernetes.h"

#include <optional>
#include <string>
#include <utility>

#include "integrations/providers/kubernetes_requests.h"
#include "integrations/providers/kubernetes_subject.h"
#include "scanner/provider/answer_json.h"
#include "scanner/provider/answer_rules.h"
#include "scanner/provider/data_conversation.h"
#include "scanner/provider/data_provider.h"
#include "scanner/rules/maker.h"

namespace curfew::providers {
namespace {

using core::Result;
using provider::Binding;
using provider::Credential;
using provider::Inspection;

// One token with the requests that are its own. Whoever waits for an answer holds it: the rules the
// answer is read by are in it.
struct Course {
    Result<KubernetesSubject> subject;
    rules::Signature kind;
    Credential credential;
};
using CoursePointer = std::shared_ptr<const Course>;

Binding in_state(Binding::State state, std::string reason) {
    Binding binding;
    binding.state = state;
    binding.reason = std::move(reason);
    return binding;
}

Binding in_doubt(std::string reason) {
    return in_state(Binding::State::ambiguous, std::move(reason) + "; needs a person");
}

Binding bound_to(std::string uid, std::string how, const Course& course) {
    Binding binding;
    binding.state = Binding::State::bound;
    binding.id = std::move(uid);
    binding.how = std::move(how);
    binding.owner = course.subject.value().user();
    return binding;
}

// What stands against an ending before anybody is asked.
std::optional<Binding> obstacle_in(const Course& course) {
    if (!course.subject.has_value()) return in_doubt(course.subject.error().message());
    if (course.subject.value().can_be_ended()) return std::nullopt;
    return in_state(Binding::State::impossible, course.kind.end.note);
}

// Whether the Secret holds this token and no other.
bool holds(const boost::json::value& secret, const Credential& credential) {
    const auto type = provider::name_in(secret, "/type");
    const auto* const held = provider::value_at(secret, "/data/token");
    if (type != "kubernetes.io/service-account-token" || !held || !held->is_string()) return false;
    std::string encoded = rules::base64_of(credential.secret.reveal(), false);
    const core::SecretString ours{std::string_view(encoded)};
    core::wipe_memory(encoded.data(), encoded.size());
    return ours.equals_in_constant_time(core::SecretString(std::string_view(held->get_string())));
}

Binding binding_by(const core::HttpResponse& response, const Course& course) {
    constexpr int kFound = 200;
    constexpr int kNotFound = 404;
    const std::string object = course.subject.value().shown();
    if (response.status == kNotFound) {
        return in_state(Binding::State::not_found, "there is no " + object);
    }
    const auto secret =
        response.status == kFound ? provider::parsed_answer(response.body.reveal()) : std::nullopt;
    if (!secret) {
        return in_state(Binding::State::unclear, "the " + object + " could not be read (" +
                                                     std::to_string(response.status) + ")");
    }
    const auto uid = provider::name_in(*secret, "/metadata/uid");
    if (!uid || !holds(*secret, course.credential)) {
        return in_doubt("the " + object + " holds another token");
    }
    return bound_to(*uid, "the Secret holds this very token", course);
}

class KubernetesProvider final : public provider::Provider {
  public:
    KubernetesProvider(core::HttpClient& client, const core::Clock& clock,
                       const provider::Access& access)
        : data_(client, clock, access),
          conversation_(std::make_shared<const provider::DataConversation>(client, clock, access)) {
    }

    [[nodiscard]] provider::Facts facts(const rules::Signature& signature) const override;
    [[nodiscard]] provider::Facts facts_of(const Credential& credential) const override;

    [[nodiscard]] Result<provider::Target> target(const Credential& credential) const override {
        return data_.target(course_of(credential)->credential);
    }
    [[nodiscard]] Result<std::string> explain_question(
        const Credential& credential) const override {
        return data_.explain_question(course_of(credential)->credential);
    }
    [[nodiscard]] Result<std::string> explain_ending(const Credential& credential,
                                                     const Binding& binding) const override {
        return data_.explain_ending(course_of(credential)->credential, binding);
    }

    void introspect(Credential credential, provider::InspectionHandler handler) override;
    void bind(Credential credential, provider::BindingHandler handler) override;
    void revoke(Credential credential, Binding binding, provider::StepHandler handler) override;

  private:
    [[nodiscard]] CoursePointer course_of(const Credential& credential) const;

    provider::DataProvider data_;
    std::shared_ptr<const provider::DataConversation> conversation_;
};

// A token of the old kind tells no uid: the Secret does, if the token stands in it.
void read_secret(const provider::DataConversation& conversation, const CoursePointer& course,
                 provider::BindingHandler handler) {
    auto filled = conversation.request_of(kubernetes_secret_request(),
                                          conversation.values_of(course->credential, nullptr));
    if (!filled.has_value()) {
        return handler(in_state(Binding::State::unclear, filled.error().message()));
    }
    const std::string host = filled.value().host;
    const core::Instant now = conversation.now();
    conversation.send(std::move(filled).value(), [course, host, now, handler = std::move(handler)](
                                                     const Result<core::HttpResponse>& outcome) {
        Binding binding;
        if (outcome.has_value()) {
            binding = binding_by(outcome.value(), *course);
            binding.evidence = provider::evidence_of(outcome.value());
            binding.evidence.mark = std::to_string(outcome.value().status);
        } else {
            binding = in_state(Binding::State::unclear, outcome.error().message());
            binding.evidence = provider::evidence_of(outcome.error(), now);
        }
        binding.evidence.host = host;
        handler(std::move(binding));
    });
}

// Accepted by the server, its claims are true.
Binding binding_by(const Inspection& inspection, const Course& course) {
    const KubernetesSubject& subject = course.subject.value();
    Binding binding;
    if (provider::verdict_of(inspection.detail, false) != provider::Verdict::live) {
        binding = in_state(Binding::State::unclear,
                           "asked whose it is, the server said " +
                               std::string(provider::name_of(inspection.detail)) +
                               (inspection.reason.empty() ? "" : ": " + inspection.reason));
    } else if (inspection.owner != subject.user()) {
        binding = in_doubt("the server knows its bearer by another name than the token");
    } else {
        binding = bound_to(subject.uid, "the server accepts the token that names it", course);
    }
    binding.evidence = inspection.evidence;
    return binding;
}

CoursePointer KubernetesProvider::course_of(const Credential& credential) const {
    const bool has_admin = !conversation_->values_of(credential, nullptr).admin.empty();
    auto course = std::make_shared<Course>(
        Course{kubernetes_subject_of(credential.secret.reveal()), {}, credential.duplicate()});
    const KubernetesSubject* const subject =
        course->subject.has_value() ? &course->subject.value() : nullptr;
    course->kind = kubernetes_kind(*credential.signature, subject, has_admin);
    course->credential.signature = &course->kind;
    if (subject != nullptr) course->credential.parts = kubernetes_parts(*subject);
    return course;
}

// Of a token nobody has seen yet; which object ends it is in facts_of().
provider::Facts KubernetesProvider::facts(const rules::Signature& signature) const {
    provider::Facts facts = data_.facts(signature);
    facts.is_askable = true;
    facts.can_end = true;
    facts.needs_admin = true;
    facts.is_idempotent = true;
    facts.settles_in = kubernetes_settling(KubernetesSubject::Bound::pod);
    return facts;
}

provider::Facts KubernetesProvider::facts_of(const Credential& credential) const {
    return data_.facts(course_of(credential)->kind);
}

void KubernetesProvider::introspect(Credential credential, provider::InspectionHandler handler) {
    const CoursePointer course = course_of(credential);
    data_.introspect(course->credential.duplicate(),
                     [course, handler = std::move(handler)](Inspection inspection) {
                         handler(std::move(inspection));
                     });
}

void KubernetesProvider::bind(Credential credential, provider::BindingHandler handler) {
    const CoursePointer course = course_of(credential);
    if (auto obstacle = obstacle_in(*course)) {
        return conversation_->post(
            [obstacle = std::move(*obstacle), handler = std::move(handler)] { handler(obstacle); });
    }
    data_.introspect(course->credential.duplicate(),
                     [course, conversation = conversation_,
                      handler = std::move(handler)](const Inspection& inspection) {
                         Binding binding = binding_by(inspection, *course);
                         const bool needs_uid = binding.state == Binding::State::bound &&
                                                course->subject.value().uid.empty();
                         if (needs_uid) return read_secret(*conversation, course, handler);
                         handler(std::move(binding));
                     });
}

void KubernetesProvider::revoke(Credential credential, Binding binding,
                                provider::StepHandler handler) {
    const CoursePointer course = course_of(credential);
    data_.revoke(
        course->credential.duplicate(), std::move(binding),
        [course, handler = std::move(handler)](provider::Step step) { handler(std::move(step)); });
}

}  // namespace

std::unique_ptr<provider::Provider> make_kubernetes_provider(core::HttpClient& client,
                                                             const core::Clock& clock,
                                                             const provider::Access& access) {
    return std::make_unique<KubernetesProvider>(client, clock, access);
}

}  // namespace curfew::providers
