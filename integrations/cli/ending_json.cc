#include "integrations/cli/ending_json.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/validity_window.h"

namespace curfew::cli {
namespace {

namespace json = boost::json;

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Binding;
using provider::Ending;
using provider::Evidence;
using provider::Inspection;
using provider::Step;
using report::JsonWriter;

template <typename Value, std::size_t kCount>
using Names = std::array<std::pair<Value, std::string_view>, kCount>;

constexpr Names<Binding::State, 5> kBindingStates{{
    {Binding::State::bound, "bound"},
    {Binding::State::not_found, "not_found"},
    {Binding::State::ambiguous, "ambiguous"},
    {Binding::State::impossible, "impossible"},
    {Binding::State::unclear, "unclear"},
}};

constexpr Names<Step::State, 5> kStepStates{{
    {Step::State::accepted, "accepted"},
    {Step::State::already_gone, "already_gone"},
    {Step::State::refused, "refused"},
    {Step::State::unclear, "unclear"},
    {Step::State::not_sent, "not_sent"},
}};

constexpr Names<core::Evidence, 7> kEndEvidence{{
    {core::Evidence::provider, "provider"},
    {core::Evidence::ledger, "ledger"},
    {core::Evidence::vault, "vault"},
    {core::Evidence::embedded, "embedded"},
    {core::Evidence::adjacent, "adjacent"},
    {core::Evidence::catalogue, "catalogue"},
    {core::Evidence::history, "history"},
}};

template <typename Value, std::size_t kCount>
std::string_view name_in(const Names<Value, kCount>& names, Value value) {
    return std::ranges::find(names, value, &std::pair<Value, std::string_view>::first)->second;
}

template <typename Value, std::size_t kCount>
std::optional<Value> named(const Names<Value, kCount>& names, std::string_view name) {
    const auto* const found =
        std::ranges::find(names, name, &std::pair<Value, std::string_view>::second);
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

void write_evidence(JsonWriter& json, const Evidence& evidence) {
    json.begin_object();
    json.member_if("host", evidence.host);
    if (evidence.status != 0) json.member("status", evidence.status);
    json.member_if("mark", evidence.mark);
    json.member_if("request_id", evidence.request_id);
    if (evidence.asked_at != core::Instant()) {
        json.member("asked_at", core::to_text(evidence.asked_at));
    }
    if (evidence.skew) {
        json.member("skew_seconds",
                    std::chrono::floor<std::chrono::seconds>(*evidence.skew).count());
    }
    json.end_object();
}

void write_inspection(JsonWriter& json, const Inspection& inspection) {
    json.begin_object();
    json.member("detail", name_of(inspection.detail));
    json.member_if("reason", inspection.reason);
    json.name("expires_at");
    write_end(json, inspection.expires_at);
    json.name("issued_at");
    write_end(json, inspection.issued_at);
    json.member_if("owner", inspection.owner);
    json.member_if("id", inspection.id);
    if (!inspection.scopes.empty()) {
        json.name("scopes");
        json.begin_array();
        for (const std::string& scope : inspection.scopes) json.value(scope);
        json.end_array();
    }
    json.name("evidence");
    write_evidence(json, inspection.evidence);
    json.end_object();
}

/// Nothing was read yet.
bool is_empty(const Binding& binding) {
    return binding.state == Binding::State::impossible && binding.reason.empty();
}

void write_binding(JsonWriter& json, const Binding& binding) {
    json.begin_object();
    json.member("state", name_in(kBindingStates, binding.state));
    json.member_if("id", binding.id);
    json.member_if("how", binding.how);
    json.member_if("owner", binding.owner);
    json.member_if("reason", binding.reason);
    json.name("evidence");
    write_evidence(json, binding.evidence);
    json.end_object();
}

void write_step(JsonWriter& json, const Step& step) {
    json.begin_object();
    json.member("state", name_in(kStepStates, step.state));
    json.member_if("reason", step.reason);
    json.name("evidence");
    write_evidence(json, step.evidence);
    json.end_object();
}

/// A member, or null where there is none.
const json::value& member(const json::value& value, std::string_view name) {
    static const json::value nothing;
    const json::object* object = value.if_object();
    const json::value* found = object == nullptr ? nullptr : object->if_contains(name);
    return found == nullptr ? nothing : *found;
}

std::string text_of(const json::value& value) {
    const json::string* text = value.if_string();
    return text == nullptr ? std::string() : std::string(text->begin(), text->end());
}

std::optional<core::Instant> instant_of(const json::value& value) {
    const auto at = core::parse_instant(text_of(value));
    return at.has_value() ? std::optional(at.value()) : std::nullopt;
}

Evidence evidence_from(const json::value& value) {
    Evidence evidence;
    evidence.host = text_of(member(value, "host"));
    if (const auto* status = member(value, "status").if_int64()) {
        evidence.status = static_cast<int>(*status);
    }
    evidence.mark = text_of(member(value, "mark"));
    evidence.request_id = text_of(member(value, "request_id"));
    evidence.asked_at = instant_of(member(value, "asked_at")).value_or(core::Instant());
    if (const auto* skew = member(value, "skew_seconds").if_int64()) {
        evidence.skew = std::chrono::seconds(*skew);
    }
    return evidence;
}

core::End end_from(const json::value& value) {
    const std::string state = text_of(member(value, "state"));
    const auto evidence = named(kEndEvidence, text_of(member(value, "evidence")));
    const auto at = instant_of(member(value, "instant"));
    if (state == "known" && at && evidence) return core::Known{*at, *evidence};
    if (state == "never" && evidence) return core::Never{*evidence};
    return core::Unknown{text_of(member(value, "reason"))};
}

Error not_an(const char* what) {
    return {ErrorKind::corrupt, std::string("no ") + what + " that this Curfew knows"};
}

Result<Inspection> inspection_from(const json::value& value) {
    const auto detail = provider::detail_from(text_of(member(value, "detail")));
    if (!detail) return not_an("answer before");
    Inspection inspection;
    inspection.detail = *detail;
    inspection.reason = text_of(member(value, "reason"));
    inspection.expires_at = end_from(member(value, "expires_at"));
    inspection.issued_at = end_from(member(value, "issued_at"));
    inspection.owner = text_of(member(value, "owner"));
    inspection.id = text_of(member(value, "id"));
    if (const json::array* scopes = member(value, "scopes").if_array()) {
        for (const json::value& scope : *scopes) inspection.scopes.push_back(text_of(scope));
    }
    inspection.evidence = evidence_from(member(value, "evidence"));
    return inspection;
}

Result<Binding> binding_from(const json::value& value) {
    const auto state = named(kBindingStates, text_of(member(value, "state")));
    if (!state) return not_an("binding");
    return Binding{.state = *state,
                   .id = text_of(member(value, "id")),
                   .how = text_of(member(value, "how")),
                   .owner = text_of(member(value, "owner")),
                   .reason = text_of(member(value, "reason")),
                   .evidence = evidence_from(member(value, "evidence"))};
}

Result<Step> step_from(const json::value& value) {
    const auto state = named(kStepStates, text_of(member(value, "state")));
    if (!state) return not_an("request");
    return Step{.state = *state,
                .reason = text_of(member(value, "reason")),
                .evidence = evidence_from(member(value, "evidence"))};
}

}  // namespace

void write_end(JsonWriter& json, const core::End& end) {
    json.begin_object();
    if (const auto* known = std::get_if<core::Known>(&end)) {
        json.member("state", "known");
        json.member("instant", core::to_text(known->at));
        json.member("evidence", core::name_of(known->evidence));
    } else if (const auto* never = std::get_if<core::Never>(&end)) {
        json.member("state", "never");
        json.member("evidence", core::name_of(never->evidence));
    } else {
        json.member("state", "unknown");
        json.member_if("reason", std::get<core::Unknown>(end).reason);
    }
    json.end_object();
}

void write_course_members(JsonWriter& json, const Ending& ending) {
    json.name("before");
    write_inspection(json, ending.before);
    if (!is_empty(ending.binding)) {
        json.name("binding");
        write_binding(json, ending.binding);
    }
    if (ending.step) {
        json.name("request");
        write_step(json, *ending.step);
    }
    if (ending.proof.empty()) return;
    json.name("proof");
    json.begin_array();
    for (const Evidence& evidence : ending.proof) write_evidence(json, evidence);
    json.end_array();
}

void write_outcome_members(JsonWriter& json, const Ending& ending) {
    json.member("outcome", name_of(ending.outcome));
    json.member("reason", ending.reason);
    json.member("needs_person", ending.needs_person);
    if (ending.ask_again_at) json.member("ask_again_at", core::to_text(*ending.ask_again_at));
}

Result<Ending> ending_from(const json::value& value) {
    Ending ending;
    TRY_ASSIGN(ending.before, inspection_from(member(value, "before")));
    if (!member(value, "binding").is_null()) {
        TRY_ASSIGN(ending.binding, binding_from(member(value, "binding")));
    }
    if (!member(value, "request").is_null()) {
        TRY_ASSIGN(ending.step, step_from(member(value, "request")));
    }
    if (const json::array* proof = member(value, "proof").if_array()) {
        for (const json::value& one : *proof) ending.proof.push_back(evidence_from(one));
    }
    if (member(value, "outcome").is_null()) return ending;
    const auto outcome = provider::ending_outcome_from(text_of(member(value, "outcome")));
    if (!outcome) return not_an("outcome");
    ending.outcome = *outcome;
    ending.reason = text_of(member(value, "reason"));
    const bool* needs_person = member(value, "needs_person").if_bool();
    ending.needs_person = needs_person != nullptr && *needs_person;
    ending.ask_again_at = instant_of(member(value, "ask_again_at"));
    return ending;
}

}  // namespace curfew::cli
