#include "integrations/providers/oauth2_answers.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "integrations/providers/strict_json.h"
#include "scanner/core/limits.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/provider/answer_rules.h"

namespace curfew::providers {
namespace {

namespace json = boost::json;
using core::End;
using core::Error;
using core::ErrorKind;
using core::Known;
using core::Never;
using core::Result;
using core::Unknown;
using provider::Detail;
using provider::Inspection;
using provider::Step;

constexpr int kOk = 200;
constexpr int kBadRequest = 400;
constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;
constexpr int kTooManyRequests = 429;
constexpr std::size_t kNameLengthMax = 256;
// How far a server's clock and a token's may lie apart before we say that a time is past.
constexpr auto kLeeway = std::chrono::seconds(60);

bool is_page(const core::HttpResponse& response) {
    const auto type = response.header("content-type");
    return type && type->starts_with("text/html");
}

std::string mark_of(int status, std::string_view more) {
    return std::to_string(status) + (more.empty() ? "" : " ") + std::string(more);
}

// RFC 6749 5.2's error word, where the body has one that could be one.
std::string error_in(const core::HttpResponse& response) {
    const auto object = object_from(response.body.reveal());
    if (!object.has_value()) return {};
    const std::string word = text_at(object.value(), "error").value_or("");
    const bool is_word = word.size() <= 40 && std::ranges::all_of(word, [](char letter) {
                             return (letter >= 'a' && letter <= 'z') || letter == '_';
                         });
    return is_word ? word : std::string();
}

Inspection said(const core::HttpResponse& response, Detail detail, std::string_view mark,
                std::string reason) {
    Inspection inspection;
    inspection.detail = detail;
    inspection.reason = std::move(reason);
    inspection.evidence = evidence_from(response, mark_of(response.status, mark));
    return inspection;
}

// Whatever says nothing about the credential, whichever question it answers.
Inspection unclear(const core::HttpResponse& response, std::string_view mark = {}) {
    const int status = response.status;
    if (status == kTooManyRequests) {
        return said(response, Detail::throttled, {}, "the issuer asks to wait");
    }
    if (status >= 500) {
        return said(response, Detail::unclear, mark,
                    "the issuer has a fault (" + std::to_string(status) + ")");
    }
    if (status >= 300 && status < 400) {
        return said(response, Detail::unclear, mark, "the answer leads elsewhere; not followed");
    }
    if (is_page(response)) {
        return said(response, Detail::unclear, mark, "a page for people came instead of an answer");
    }
    return said(response, Detail::unclear, mark, "an answer no standard knows");
}

// A time that issuers write as a number; what no double holds exactly is no time.
End end_from(const json::value* value) {
    if (value == nullptr || value->is_null()) return Unknown{"the issuer did not say"};
    constexpr double kExactMax = 9'007'199'254'740'992.0;  // 2^53
    double seconds = 0;
    if (const auto* const number = value->if_int64()) seconds = static_cast<double>(*number);
    else if (const auto* const large = value->if_uint64()) seconds = static_cast<double>(*large);
    else if (const auto* const fraction = value->if_double()) seconds = *fraction;
    else return Unknown{"the issuer told a time that is no number"};
    const bool is_possible = std::isfinite(seconds) && seconds > 0 && seconds < kExactMax;
    if (!is_possible) return Unknown{"the issuer told a time that cannot be"};
    auto at = core::instant_from_unix_seconds(static_cast<std::int64_t>(seconds));
    if (!at.has_value()) return Unknown{"the issuer told a time that cannot be"};
    return Known{at.value(), core::Evidence::provider};
}

// A name for people: short, and without control characters.
std::string name_in(const json::object& answer, std::string_view member) {
    std::string name = text_at(answer, member).value_or("").substr(0, kNameLengthMax);
    std::ranges::replace_if(name, [](unsigned char letter) { return letter < ' '; }, '?');
    return name;
}

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty() && words.size() < core::kCarrierNamesMax) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) words.emplace_back(text.substr(0, std::min(end, kNameLengthMax)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

core::Instant server_time(const core::HttpResponse& response) {
    return response.server_time.value_or(response.received_at);
}

void add_times(Inspection& inspection, const json::object& answer, core::Instant now) {
    inspection.expires_at = end_from(answer.if_contains("exp"));
    inspection.issued_at = end_from(answer.if_contains("iat"));
    const auto end = core::instant_of(inspection.expires_at);
    const auto begin = core::instant_of(inspection.issued_at);
    if (begin && end && *begin >= *end) {
        inspection.expires_at = Unknown{"the issuer told an end before the beginning"};
        inspection.issued_at = Unknown{"the issuer told an end before the beginning"};
    } else if (end && *end + kLeeway < now) {
        inspection.reason = "called active although its end is past";
    }
}

Inspection active(const core::HttpResponse& response, const json::object& answer,
                  std::string_view own_client) {
    Inspection inspection = said(response, Detail::live, "/active = true", {});
    add_times(inspection, answer, server_time(response));
    for (const std::string_view member : {"sub", "username", "client_id"}) {
        if (inspection.owner.empty()) inspection.owner = name_in(answer, member);
    }
    inspection.scopes = words_in(text_at(answer, "scope").value_or(""));
    const std::string client = name_in(answer, "client_id");
    if (!client.empty() && client != own_client && inspection.reason.empty()) {
        inspection.reason = "issued to the client " + client +
                            ", not to ours: the issuer may accept our revocation and do nothing";
    }
    return inspection;
}

Inspection inactive(const core::HttpResponse& response, const core::SecretString& token) {
    const lifetime::CarrierFacts own = lifetime::read_carrier("jwt", token);
    const bool is_past =
        own.problem.empty() && own.expires_at && *own.expires_at + kLeeway < server_time(response);
    if (!is_past) return said(response, Detail::refused, "/active = false", {});
    Inspection inspection = said(response, Detail::expired, "/active = false, exp is past", {});
    inspection.expires_at = Known{*own.expires_at, core::Evidence::embedded};
    return inspection;
}

Inspection client_refused(const core::HttpResponse& response, const std::string& error) {
    return said(response, Detail::unclear, error,
                "our own client was not accepted; nothing was said about the token");
}

std::vector<std::string> list_in(const json::object& document, std::string_view name) {
    std::vector<std::string> words;
    const json::value* const found =
        document.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr || !found->is_array()) return words;
    for (const json::value& entry : found->get_array()) {
        if (words.size() == core::kCarrierNamesMax) break;
        if (entry.is_string()) words.emplace_back(entry.get_string().c_str());
    }
    return words;
}

}  // namespace

provider::Evidence evidence_from(const core::HttpResponse& response, std::string mark) {
    provider::Evidence evidence = provider::evidence_of(response);
    evidence.mark = std::move(mark);
    return evidence;
}

Result<Endpoints> endpoints_from(const core::HttpResponse& response, std::string_view issuer) {
    auto object = object_from(response.body.reveal());
    if (!object.has_value()) {
        return Error(ErrorKind::corrupt, "the discovery document: " + object.error().message());
    }
    const json::object& document = object.value();
    const auto named = text_at(document, "issuer");
    if (!named) return Error(ErrorKind::corrupt, "the discovery document names no issuer");
    if (*named != issuer) {
        return Error(ErrorKind::denied, "the discovery document speaks for another issuer (" +
                                            name_in(document, "issuer") + ")");
    }
    Endpoints endpoints;
    endpoints.introspection = text_at(document, "introspection_endpoint").value_or("");
    endpoints.revocation = text_at(document, "revocation_endpoint").value_or("");
    endpoints.userinfo = text_at(document, "userinfo_endpoint").value_or("");
    const auto general = list_in(document, "token_endpoint_auth_methods_supported");
    const auto or_general = [&general, &document](std::string_view name) {
        auto own = list_in(document, name);
        return own.empty() ? general : own;
    };
    endpoints.introspection_authentication =
        or_general("introspection_endpoint_auth_methods_supported");
    endpoints.revocation_authentication = or_general("revocation_endpoint_auth_methods_supported");
    return endpoints;
}

Inspection introspection_from(const core::HttpResponse& response, const core::SecretString& token,
                              std::string_view own_client) {
    if (response.status != kOk) {
        const std::string error = error_in(response);
        if (response.status == kUnauthorized) return client_refused(response, error);
        if (response.status == kBadRequest && error == "invalid_client") {
            return client_refused(response, error);
        }
        if (response.status == kBadRequest && error == "unsupported_token_type") {
            return said(response, Detail::not_askable, error,
                        "the issuer keeps no state of such tokens: it is accepted until its own "
                        "end, whoever asks");
        }
        return unclear(response, error);
    }
    if (is_page(response)) return unclear(response);
    auto object = object_from(response.body.reveal());
    if (!object.has_value()) {
        return said(response, Detail::unclear, {}, object.error().message());
    }
    const json::value* const found = object.value().if_contains("active");
    if (found == nullptr || !found->is_bool()) {
        return said(response, Detail::unclear, {}, "the answer does not say whether it is active");
    }
    return found->get_bool() ? active(response, object.value(), own_client)
                             : inactive(response, token);
}

Inspection client_authentication_from(const core::HttpResponse& response) {
    const std::string error = error_in(response);
    if (response.status == kUnauthorized || error == "invalid_client") {
        return said(response, Detail::refused, error, {});
    }
    if (response.status != kOk || is_page(response)) return unclear(response, error);
    auto object = object_from(response.body.reveal());
    const json::value* const found =
        object.has_value() ? object.value().if_contains("active") : nullptr;
    if (found == nullptr || !found->is_bool()) return unclear(response);
    if (found->get_bool()) {
        return said(response, Detail::control_failed, "/active = true",
                    "a made-up token was called active: nothing this host says can be believed");
    }
    return said(response, Detail::live, "/active", "the client was accepted");
}

Inspection acceptance_from(const core::HttpResponse& response) {
    const auto challenge = response.header("www-authenticate").value_or("");
    if (response.status >= 200 && response.status < 300) {
        if (is_page(response)) return unclear(response);
        return said(response, Detail::live, "taken by a resource server", {});
    }
    if (response.status == kForbidden &&
        challenge.find("insufficient_scope") != std::string_view::npos) {
        return said(response, Detail::live_limited, "insufficient_scope", {});
    }
    if (response.status == kUnauthorized) {
        const bool is_named = challenge.find("invalid_token") != std::string_view::npos;
        return said(response, Detail::refused, is_named ? "invalid_token" : "", {});
    }
    return unclear(response);
}

Inspection registration_from(const core::HttpResponse& response, const core::SecretString& secret,
                             std::string_view client_id) {
    if (response.status == kUnauthorized || response.status == kForbidden) {
        return said(response, Detail::unclear, error_in(response),
                    "our own right to read the client's record was not accepted");
    }
    if (response.status != kOk || is_page(response)) return unclear(response);
    auto object = object_from(response.body.reveal());
    if (!object.has_value() || text_at(object.value(), "client_id") != client_id) {
        return said(response, Detail::unclear, {}, "the answer is not this client's record");
    }
    auto written = text_at(object.value(), "client_secret");
    if (!written) return said(response, Detail::unclear, {}, "the record does not hold the secret");
    const core::SecretString theirs{std::string_view(*written)};
    core::wipe_memory(written->data(), written->size());
    if (!theirs.equals_in_constant_time(secret)) {
        return said(response, Detail::refused, "another /client_secret",
                    "the client has another secret now");
    }
    Inspection inspection = said(response, Detail::live, "/client_secret", {});
    const json::value* const end = object.value().if_contains("client_secret_expires_at");
    const bool is_zero = end != nullptr && end->is_int64() && end->get_int64() == 0;
    inspection.expires_at = is_zero ? End(Never{core::Evidence::provider}) : end_from(end);
    inspection.issued_at = end_from(object.value().if_contains("client_id_issued_at"));
    inspection.owner = name_in(object.value(), "client_name");
    if (inspection.owner.empty()) inspection.owner = std::string(client_id);
    const auto at = core::instant_of(inspection.expires_at);
    if (at && *at <= server_time(response)) {
        inspection.detail = Detail::expired;
        inspection.evidence.mark = mark_of(response.status, "/client_secret_expires_at is past");
    }
    return inspection;
}

Step revocation_from(const core::HttpResponse& response) {
    const std::string error = error_in(response);
    Step step;
    step.evidence = evidence_from(response, mark_of(response.status, error));
    if (response.status == kOk) {
        step.state = is_page(response) ? Step::State::unclear : Step::State::accepted;
        step.reason = "an unknown token and another client's get the same answer";
        return step;
    }
    const bool is_fault = response.status >= 500 || response.status == kTooManyRequests ||
                          response.status < kBadRequest;
    step.state = is_fault ? Step::State::unclear : Step::State::refused;
    if (error == "unsupported_token_type") {
        step.reason = "the issuer does not revoke such tokens: it ends with its own time";
    } else if (response.status == kUnauthorized || error == "invalid_client") {
        step.reason = "our own client was not accepted";
    } else {
        step.reason = "the issuer answered " + mark_of(response.status, error);
    }
    return step;
}

}  // namespace curfew::providers
