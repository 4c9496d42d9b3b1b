#include "integrations/providers/vault_answers.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "integrations/providers/strict_json.h"
#include "scanner/core/limits.h"
#include "scanner/provider/answer_rules.h"

namespace curfew::providers {
namespace {

namespace json = boost::json;
using core::End;
using core::Known;
using core::Never;
using core::Unknown;
using provider::Detail;
using provider::Inspection;
using provider::Step;

constexpr int kOk = 200;
constexpr int kNoContent = 204;
constexpr int kBadRequest = 400;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;
constexpr int kTooManyRequests = 429;
constexpr int kInternal = 500;
constexpr int kUnavailable = 503;
constexpr std::size_t kNameLengthMax = 256;

// The errors the server names, joined; looked into for known sentences and never shown.
std::string errors_in(const json::object& answer) {
    std::string errors;
    const json::value* const found = answer.if_contains("errors");
    if (found == nullptr || !found->is_array()) return errors;
    for (const json::value& error : found->get_array()) {
        if (error.is_string()) errors += std::string(error.get_string().c_str()) + "\n";
    }
    return errors;
}

// An answer taken apart once: `data` empty where there is none.
struct Parsed {
    json::object data;
    std::string errors;
    bool has_warnings = false;
    bool is_json = false;
};

Parsed parsed(const core::HttpResponse& response) {
    Parsed result;
    auto object = object_from(response.body.reveal());
    if (!object.has_value()) return result;
    result.is_json = true;
    result.errors = errors_in(object.value());
    const json::value* const data = object.value().if_contains("data");
    if (data != nullptr && data->is_object()) result.data = data->get_object();
    const json::value* const warnings = object.value().if_contains("warnings");
    result.has_warnings =
        warnings != nullptr && warnings->is_array() && !warnings->get_array().empty();
    return result;
}

bool says(const Parsed& answer, std::string_view words) {
    return answer.errors.find(words) != std::string::npos;
}

Inspection said(const core::HttpResponse& response, Detail detail, std::string_view mark,
                std::string reason) {
    Inspection inspection;
    inspection.detail = detail;
    inspection.reason = std::move(reason);
    inspection.evidence = provider::evidence_of(response);
    inspection.evidence.mark = std::to_string(response.status);
    if (!mark.empty()) inspection.evidence.mark += " " + std::string(mark);
    return inspection;
}

// Whatever says nothing about the credential, whichever question it answers.
Inspection unclear(const core::HttpResponse& response) {
    switch (response.status) {
        case kTooManyRequests:
            return said(response, Detail::throttled, {}, "the server asks to wait");
        case kUnavailable:
            return said(response, Detail::unclear, {}, "the server is sealed or down (503)");
        case kForbidden:
            return said(response, Detail::unclear, "permission denied",
                        "our own token may not ask this, or is itself no longer accepted");
        default:
            return said(response, Detail::unclear, {},
                        "an answer that is not known (" + std::to_string(response.status) + ")");
    }
}

End end_at(const json::object& data, std::string_view name) {
    const json::value* const found = data.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr) return Unknown{"the server did not say"};
    if (found->is_null()) return Never{core::Evidence::provider};
    if (!found->is_string()) return Unknown{"the server told a time that cannot be read"};
    return provider::end_from(found->get_string().c_str(), {});
}

// Seconds since 1970, as certificates have them.
std::optional<core::Instant> seconds_at(const json::object& data, std::string_view name) {
    const json::value* const found = data.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr || !found->is_int64() || found->get_int64() <= 0) return std::nullopt;
    auto instant = core::instant_from_unix_seconds(found->get_int64());
    if (!instant.has_value()) return std::nullopt;
    return instant.value();
}

std::string name_in(const json::object& data, std::string_view member) {
    std::string name = text_at(data, member).value_or("").substr(0, kNameLengthMax);
    std::ranges::replace_if(name, [](unsigned char letter) { return letter < ' '; }, '?');
    return name;
}

std::vector<std::string> names_in(const json::object& data, std::string_view member) {
    std::vector<std::string> names;
    const json::value* const found =
        data.if_contains(json::string_view(member.data(), member.size()));
    if (found == nullptr || !found->is_array()) return names;
    for (const json::value& entry : found->get_array()) {
        if (names.size() == core::kCarrierNamesMax) break;
        if (entry.is_string()) {
            names.push_back(std::string(entry.get_string().c_str()).substr(0, kNameLengthMax));
        }
    }
    return names;
}

void add_times(Inspection& inspection, const json::object& data, std::string_view issued,
               std::string_view expires) {
    inspection.issued_at = end_at(data, issued);
    inspection.expires_at = end_at(data, expires);
    const auto begin = core::instant_of(inspection.issued_at);
    const auto end = core::instant_of(inspection.expires_at);
    if (!begin || !end || *begin < *end) return;
    inspection.issued_at = Unknown{"the server told an end before the beginning"};
    inspection.expires_at = Unknown{"the server told an end before the beginning"};
}

// An answer about another token than the one in question is no answer: asked with an empty or cut
// token, the server speaks of the asker.
bool speaks_of(const json::object& data, const core::SecretString& secret) {
    auto id = text_at(data, "id").value_or("");
    const bool is_masked = id.empty();  // lookup-accessor
    const core::SecretString theirs{std::string_view(id)};
    core::wipe_memory(id.data(), id.size());
    return is_masked || theirs.equals_in_constant_time(secret);
}

Inspection live_token(const core::HttpResponse& response, const json::object& data,
                      const core::SecretString& secret) {
    if (!speaks_of(data, secret)) {
        return said(response, Detail::unclear, {}, "the answer speaks of another token");
    }
    Inspection inspection = said(response, Detail::live, "/data/policies", {});
    add_times(inspection, data, "issue_time", "expire_time");
    inspection.owner = name_in(data, "display_name");
    inspection.scopes = names_in(data, "policies");
    inspection.id = name_in(data, "accessor");
    const json::value* const uses = data.if_contains("num_uses");
    if (uses != nullptr && uses->is_int64() && uses->get_int64() != 0) {
        const std::int64_t left = std::max<std::int64_t>(uses->get_int64(), 0);
        inspection.reason = "good for " + std::to_string(left) + " more uses";
    }
    return inspection;
}

Inspection token_from(const core::HttpResponse& response, const core::SecretString& secret,
                      bool by_admin) {
    const Parsed answer = parsed(response);
    if (response.status == kOk && answer.data.contains("policies")) {
        return live_token(response, answer.data, secret);
    }
    if (response.status == kForbidden && by_admin && says(answer, "bad token")) {
        return said(response, Detail::refused, "bad token", {});
    }
    if (response.status == kForbidden && !by_admin && says(answer, "permission denied")) {
        return said(response, Detail::refused, "permission denied", {});
    }
    if (response.status == kBadRequest && by_admin && says(answer, "invalid accessor")) {
        return said(response, Detail::refused, "invalid accessor", {});
    }
    return unclear(response);
}

Inspection secret_id_from(const core::HttpResponse& response) {
    const Parsed answer = parsed(response);
    if (response.status == kNoContent) return said(response, Detail::refused, {}, {});
    if (response.status != kOk || !answer.data.contains("secret_id_accessor")) {
        return unclear(response);
    }
    Inspection inspection = said(response, Detail::live, "/data/secret_id_accessor", {});
    add_times(inspection, answer.data, "creation_time", "expiration_time");
    inspection.id = name_in(answer.data, "secret_id_accessor");
    inspection.reason = "tokens got with it live on by themselves";
    return inspection;
}

Inspection lease_from(const core::HttpResponse& response) {
    const Parsed answer = parsed(response);
    if (response.status == kBadRequest && says(answer, "invalid lease")) {
        return said(response, Detail::refused, "invalid lease",
                    "the server knows no such lease, which says nothing of what it gave");
    }
    if (response.status != kOk || !answer.data.contains("expire_time")) return unclear(response);
    Inspection inspection = said(response, Detail::live, "/data/expire_time", {});
    add_times(inspection, answer.data, "issue_time", "expire_time");
    inspection.id = name_in(answer.data, "id");
    inspection.scopes = {name_in(answer.data, "path")};
    return inspection;
}

Inspection certificate_from(const core::HttpResponse& response) {
    const Parsed answer = parsed(response);
    if (response.status == kNotFound && answer.is_json) {
        return said(response, Detail::refused, {}, "the authority knows no such certificate");
    }
    const bool is_record = response.status == kOk && answer.data.contains("revocation_time");
    if (!is_record) return unclear(response);
    if (seconds_at(answer.data, "revocation_time")) {
        return said(response, Detail::revoked, "/data/revocation_time", {});
    }
    return said(response, Detail::live, "/data/revocation_time = 0", {});
}

Step::State state_of(const core::HttpResponse& response, const Parsed& answer, VaultKind kind) {
    const int status = response.status;
    if (status == kNoContent) return Step::State::accepted;
    if (status == kOk && answer.is_json) {
        const bool is_token = kind == VaultKind::token;
        return is_token && answer.has_warnings ? Step::State::already_gone : Step::State::accepted;
    }
    const bool is_missing_accessor = kind == VaultKind::secret_id && status == kInternal &&
                                     says(answer, "failed to find accessor entry");
    if (is_missing_accessor) return Step::State::already_gone;
    const bool is_no = status >= kBadRequest && status < kInternal && status != kTooManyRequests;
    return is_no ? Step::State::refused : Step::State::unclear;
}

}  // namespace

Inspection vault_inspection_from(const core::HttpResponse& response,
                                 const provider::Credential& credential, bool by_admin) {
    switch (vault_kind_of(*credential.signature)) {
        case VaultKind::token:
        case VaultKind::batch_token:
            return token_from(response, credential.secret, by_admin);
        case VaultKind::secret_id:
            return secret_id_from(response);
        case VaultKind::lease:
            return lease_from(response);
        case VaultKind::certificate:
            return certificate_from(response);
    }
    return unclear(response);
}

Step vault_step_from(const core::HttpResponse& response, VaultKind kind) {
    const Parsed answer = parsed(response);
    Step step;
    step.state = state_of(response, answer, kind);
    step.evidence = provider::evidence_of(response);
    step.evidence.mark = std::to_string(response.status);
    if (step.state == Step::State::accepted) return step;
    if (step.state == Step::State::already_gone) {
        step.reason = "the server has no token or secret id with this accessor";
    } else if (says(answer, "batch tokens cannot be revoked")) {
        step.reason = "batch tokens cannot be revoked: end the parent token, or wait";
    } else if (says(answer, "failed to revoke")) {
        step.reason = "the server could not end it where it was made; the lease is still there";
    } else if (response.status == kForbidden) {
        step.reason = "the token that asked may not do this, or is itself no longer accepted";
    } else {
        step.reason = "the server answered " + std::to_string(response.status);
    }
    return step;
}

VaultPresence vault_presence_from(const core::HttpResponse& response, VaultKind kind) {
    const Parsed answer = parsed(response);
    if (response.status == kOk && !answer.data.empty()) return VaultPresence::there;
    if (kind == VaultKind::secret_id) {
        const std::string reason = text_at(answer.data, "error").value_or("");
        const bool is_gone = response.status == kNotFound &&
                             reason.find("failed to find accessor entry") != std::string::npos;
        return is_gone ? VaultPresence::gone : VaultPresence::unclear;
    }
    const bool is_gone = response.status == kBadRequest && says(answer, "invalid accessor");
    return is_gone ? VaultPresence::gone : VaultPresence::unclear;
}

bool is_own_token_alive(const core::HttpResponse& response) {
    return response.status == kOk && parsed(response).data.contains("policies");
}

}  // namespace curfew::providers
