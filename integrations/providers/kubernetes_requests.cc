#include "integrations/providers/kubernetes_requests.h"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace curfew::providers {
namespace {

using Bound = KubernetesSubject::Bound;
using namespace std::chrono_literals;

// A server remembers a good token for ten seconds.
constexpr core::Duration kRemembered = 15s;
// A pod has half a minute to end itself; its token is good for a minute more.
constexpr core::Duration kPodIsEnding = 2min;

constexpr std::string_view kReview = R"({"apiVersion":"authentication.k8s.io/v1","kind":)";

std::vector<std::pair<std::string, std::string>> headers_of(std::string_view bearer) {
    return {{"Authorization", "Bearer {" + std::string(bearer) + "}"},
            {"Content-Type", "application/json"}};
}

rules::AnswerRule answer(std::vector<std::uint16_t> status, std::string pointer,
                         std::string contains, std::string detail) {
    rules::AnswerRule rule;
    rule.status = std::move(status);
    rule.json_pointer = std::move(pointer);
    rule.contains = std::move(contains);
    rule.detail = std::move(detail);
    return rule;
}

rules::AnswerRule refusal(std::uint16_t status, std::string reason, std::string detail) {
    rules::AnswerRule rule = answer({status}, "/reason", {}, std::move(detail));
    rule.equals = std::move(reason);
    return rule;
}

std::string audience_name(std::size_t number) {
    return "audience" + std::to_string(number);
}

// Without the audiences of the token, one for another service would look like a dead one.
std::string review_body(std::size_t audiences) {
    std::string body = std::string(kReview) + R"("TokenReview","spec":{"token":"{secret}")";
    for (std::size_t at = 0; at < audiences; ++at) {
        body += at == 0 ? R"(,"audiences":[")" : R"(",")";
        body += "{" + audience_name(at) + "}";
    }
    return body + (audiences > 0 ? R"("]}})" : "}}");
}

// Always answered 201. A token is looked up only after its signature was found to be good: what is
// said after that is said of a token that was once made.
void put_review(rules::AskRule& ask, std::size_t audiences) {
    ask.request = rules::RequestRule{"POST",
                                     "{base}/apis/authentication.k8s.io/v1/tokenreviews",
                                     headers_of("admin"),
                                     review_body(audiences),
                                     {}};
    ask.owner_pointer = "/status/user/username";
    const std::string error = "/status/error";
    ask.answers = {
        answer({200, 201}, "/status/user/username", {}, "live"),
        answer({200, 201}, error, "is invalid for the target audiences", "unclear"),
        answer({200, 201}, error, "has expired", "expired"),
        answer({200, 201}, error, "has been invalidated", "revoked"),
        answer({200, 201}, error, "not found", "revoked"),
        answer({200, 201}, error, "does not match", "revoked"),
        answer({200, 201}, error, "invalid bearer token", "refused"),
        answer({401, 403}, {}, {}, "unclear"),
    };
}

void put_own_question(rules::AskRule& ask) {
    ask.request = rules::RequestRule{"POST",
                                     "{base}/apis/authentication.k8s.io/v1/selfsubjectreviews",
                                     headers_of("secret"),
                                     std::string(kReview) + R"("SelfSubjectReview"})",
                                     {}};
    ask.owner_pointer = "/status/userInfo/username";
    ask.answers = {
        answer({200, 201}, "/status/userInfo/username", {}, "live"),
        refusal(401, "Unauthorized", "refused"),
        answer({403}, "/reason", "system:serviceaccount:", "live_limited"),
    };
}

// The uid makes it this object, and no later one of the same name.
void put_ending(rules::EndRule& end, Bound bound) {
    const std::string kind = bound == Bound::pod ? "pods" : "secrets";
    end.request = rules::RequestRule{
        "DELETE",
        "{base}/api/v1/namespaces/{namespace}/" + kind + "/{object}",
        headers_of("admin"),
        R"({"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"{id}"}})",
        {}};
    end.answers = {
        answer({200, 202}, "/kind", {}, "ended"),
        refusal(404, "NotFound", "already_gone"),
        refusal(409, "Conflict", "refused"),
        answer({401, 403}, {}, {}, "refused"),
    };
    end.settles = kubernetes_settling(bound);
}

rules::PartRule part_rule(std::string name) {
    rules::PartRule rule;
    rule.name = std::move(name);
    return rule;
}

std::string blast_radius_of(const KubernetesSubject& subject) {
    switch (subject.bound) {
        case Bound::account:
            return "every token of the " + subject.shown();
        case Bound::node:
            return "the " + subject.shown() + ", and every token bound to it";
        case Bound::pod:
            return "the " + subject.shown() + " itself, and every token bound to it";
        case Bound::secret:
            return "the " + subject.shown() + " with what it holds, and every token bound to it";
        case Bound::token_secret:
            break;
    }
    return "the " + subject.shown() + " with this token, and whoever reads it there";
}

// What ends before its time only together with others is left to its time, and to people.
void leave_to_time(rules::Signature& kind, const KubernetesSubject& subject) {
    kind.revocability = rules::Revocability::expiry_only;
    kind.end.binding = "none";
    kind.end.note = "it is bound to the " + subject.shown() +
                    " alone; deleting that ends it sooner (principal_wide), with " +
                    blast_radius_of(subject);
}

}  // namespace

rules::Signature kubernetes_kind(const rules::Signature& kind, const KubernetesSubject* subject,
                                 bool has_admin) {
    rules::Signature own;
    own.id = kind.id;
    own.name = kind.name;
    own.provider_id = kind.provider_id;
    own.provider_name = kind.provider_name;
    own.kind = kind.kind;
    own.revocability = kind.revocability;
    own.blast_radius = kind.blast_radius;
    own.public_prefix = kind.public_prefix;
    own.ask.note = kind.ask.note;
    own.ask.control = "made_up";
    own.end.note = kind.end.note;
    own.end.page = kind.end.page;
    if (!has_admin) put_own_question(own.ask);
    else put_review(own.ask, subject == nullptr ? 0 : subject->audiences.size());
    if (subject == nullptr) return own;
    own.blast_radius = blast_radius_of(*subject);
    for (const provider::CredentialPart& part : kubernetes_parts(*subject)) {
        own.parts.push_back(part_rule(part.name));
    }
    if (!subject->can_be_ended()) {
        leave_to_time(own, *subject);
        return own;
    }
    put_ending(own.end, subject->bound);
    return own;
}

std::vector<provider::CredentialPart> kubernetes_parts(const KubernetesSubject& subject) {
    std::vector<provider::CredentialPart> parts;
    const auto add = [&parts](std::string name, std::string_view value) {
        parts.push_back({std::move(name), core::SecretString(value)});
    };
    add("namespace", subject.name_space);
    add("object", subject.object);
    for (std::size_t at = 0; at < subject.audiences.size(); ++at) {
        add(audience_name(at), subject.audiences[at]);
    }
    return parts;
}

const rules::RequestRule& kubernetes_secret_request() {
    static const rules::RequestRule request{"GET",
                                            "{base}/api/v1/namespaces/{namespace}/secrets/{object}",
                                            {{"Authorization", "Bearer {admin}"}},
                                            {},
                                            {}};
    return request;
}

core::Duration kubernetes_settling(Bound bound) {
    return bound == Bound::pod ? kPodIsEnding : kRemembered;
}

}  // namespace curfew::providers
