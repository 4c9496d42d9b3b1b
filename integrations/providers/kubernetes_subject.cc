#include "integrations/providers/kubernetes_subject.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "integrations/providers/strict_json.h"
#include "scanner/decode/base64.h"

namespace curfew::providers {
namespace {

namespace json = boost::json;
using core::Error;
using core::ErrorKind;
using core::Result;
using Bound = KubernetesSubject::Bound;

constexpr std::string_view kOwnClaim = "kubernetes.io";
constexpr std::string_view kOldClaims = "kubernetes.io/serviceaccount/";

Error no_token(std::string what) {
    return {ErrorKind::invalid_input, "it is no service account token: " + std::move(what)};
}

Result<json::object> claims_of(std::string_view token) {
    const std::size_t begin = token.find('.');
    const std::size_t end = token.rfind('.');
    if (begin == std::string_view::npos || end == begin) {
        return no_token("it has no three parts between dots");
    }
    const std::string_view letters = token.substr(begin + 1, end - begin - 1);
    if (letters.empty() || !std::ranges::all_of(letters, decode::is_base64_letter)) {
        return no_token("its claims are no base64url");
    }
    std::string text;
    decode::append_base64(letters, text);
    auto claims = object_from(text);
    if (!claims.has_value()) return no_token("its claims are no JSON object");
    return claims;
}

// As RFC 1123 has it; what else stands here would reach into paths and texts for people.
Result<std::string> name_from(const std::optional<std::string>& text, std::string_view of) {
    constexpr std::size_t kNameMost = 253;
    const bool is_name = text && !text->empty() && text->size() <= kNameMost &&
                         text->front() != '.' && std::ranges::all_of(*text, [](char letter) {
                             const auto byte = static_cast<unsigned char>(letter);
                             return std::islower(byte) != 0 || std::isdigit(byte) != 0 ||
                                    letter == '-' || letter == '.';
                         });
    if (!is_name) return no_token("it names no " + std::string(of));
    return *text;
}

Result<std::string> uid_from(const std::optional<std::string>& text) {
    constexpr std::size_t kUidMost = 64;
    const bool is_uid =
        text && !text->empty() && text->size() <= kUidMost &&
        std::ranges::all_of(*text, [](char letter) {
            return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-';
        });
    if (!is_uid) return no_token("its object has no uid");
    return *text;
}

const json::object* object_at(const json::object& within, std::string_view name) {
    const json::value* const value =
        within.if_contains(json::string_view(name.data(), name.size()));
    return value == nullptr ? nullptr : value->if_object();
}

// A pod's token names the node beside the pod; what it is bound to is the pod.
Result<void> read_object(const json::object& own, KubernetesSubject& subject) {
    constexpr std::array<std::pair<std::string_view, Bound>, 3> kKinds{
        {{"pod", Bound::pod}, {"secret", Bound::secret}, {"node", Bound::node}}};
    for (const auto& [name, bound] : kKinds) {
        const json::object* const object = object_at(own, name);
        if (object == nullptr) continue;
        TRY_ASSIGN(subject.object, name_from(text_at(*object, "name"), name));
        TRY_ASSIGN(subject.uid, uid_from(text_at(*object, "uid")));
        subject.bound = bound;
        return {};
    }
    return {};
}

Result<void> read_bound(const json::object& own, KubernetesSubject& subject) {
    TRY_ASSIGN(subject.name_space, name_from(text_at(own, "namespace"), "namespace"));
    const json::object* const account = object_at(own, "serviceaccount");
    if (account == nullptr) return no_token("it names no service account");
    TRY_ASSIGN(subject.account, name_from(text_at(*account, "name"), "service account"));
    return read_object(own, subject);
}

Result<void> read_old(const json::object& claims, KubernetesSubject& subject) {
    const auto claim = [&claims](std::string_view name) {
        return text_at(claims, std::string(kOldClaims).append(name));
    };
    TRY_ASSIGN(subject.name_space, name_from(claim("namespace"), "namespace"));
    TRY_ASSIGN(subject.account, name_from(claim("service-account.name"), "service account"));
    TRY_ASSIGN(subject.object, name_from(claim("secret.name"), "Secret"));
    subject.bound = Bound::token_secret;
    return {};
}

void read_audiences(const json::object& claims, KubernetesSubject& subject) {
    const json::value* const all = claims.if_contains("aud");
    if (all == nullptr) return;
    if (all->is_string()) subject.audiences.emplace_back(all->get_string());
    if (!all->is_array()) return;
    for (const json::value& one : all->get_array()) {
        if (subject.audiences.size() == kKubernetesAudiencesMax) return;
        if (one.is_string()) subject.audiences.emplace_back(one.get_string());
    }
}

}  // namespace

std::string KubernetesSubject::user() const {
    return "system:serviceaccount:" + name_space + ":" + account;
}

std::string KubernetesSubject::shown() const {
    switch (bound) {
        case Bound::account:
            return "service account " + name_space + "/" + account;
        case Bound::node:
            return "node " + object;
        case Bound::pod:
            return "pod " + name_space + "/" + object;
        case Bound::secret:
        case Bound::token_secret:
            break;
    }
    return "Secret " + name_space + "/" + object;
}

bool KubernetesSubject::can_be_ended() const {
    return bound != Bound::account && bound != Bound::node;
}

Result<KubernetesSubject> kubernetes_subject_of(std::string_view token) {
    TRY_ASSIGN(const json::object claims, claims_of(token));
    KubernetesSubject subject;
    const json::object* const own = object_at(claims, kOwnClaim);
    TRY(own != nullptr ? read_bound(*own, subject) : read_old(claims, subject));
    if (text_at(claims, "sub") != subject.user()) return no_token("it is another's than it says");
    read_audiences(claims, subject);
    return subject;
}

}  // namespace curfew::providers
