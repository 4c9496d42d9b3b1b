#include "scanner/report/report_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "scanner/core/instant.h"
#include "scanner/core/limits.h"
#include "scanner/core/validity_window.h"

namespace curfew::report {
namespace {

namespace json = boost::json;

using core::Error;
using core::ErrorKind;
using core::Result;

/// A report names itself in its first members.
constexpr std::size_t kHeadBytes = 512;
constexpr std::string_view kSchemaVersion = "1";

/// A member, or null where there is none: a report of a later version may lack it.
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

bool truth_of(const json::value& value) {
    const bool* truth = value.if_bool();
    return truth != nullptr && *truth;
}

std::vector<std::string> texts_of(const json::value& value) {
    std::vector<std::string> texts;
    const json::array* array = value.if_array();
    if (array == nullptr) return texts;
    for (const json::value& item : *array) texts.push_back(text_of(item));
    return texts;
}

std::optional<core::Instant> instant_of(const json::value& value) {
    const auto at = core::parse_instant(text_of(value));
    return at.has_value() ? std::optional(at.value()) : std::nullopt;
}

std::optional<core::Evidence> evidence_from(const std::string& name) {
    using core::Evidence;
    constexpr std::array kAll{Evidence::provider, Evidence::ledger,   Evidence::vault,
                              Evidence::embedded, Evidence::adjacent, Evidence::catalogue,
                              Evidence::history};
    const auto* const found = std::ranges::find_if(
        kAll, [&name](Evidence evidence) { return core::name_of(evidence) == name; });
    return found == kAll.end() ? std::nullopt : std::optional(*found);
}

core::End end_of(const json::value& value) {
    const auto evidence = evidence_from(text_of(member(value, "evidence")));
    const std::string state = text_of(member(value, "state"));
    const auto at = instant_of(member(value, "instant"));
    if (state == "known" && at && evidence) return core::Known{*at, *evidence};
    if (state == "never" && evidence) return core::Never{*evidence};
    return core::Unknown{text_of(member(value, "reason"))};
}

core::ValidityWindow window_of(const json::value& value) {
    auto window = core::ValidityWindow::between(end_of(member(value, "not_before")),
                                                end_of(member(value, "expires_at")));
    if (!window.has_value()) return core::ValidityWindow::unknown("the report contradicts itself");
    core::ValidityWindow told = window.value().issued(end_of(member(value, "issued_at")));
    for (std::string& sentence : texts_of(member(value, "contradictions"))) {
        told = told.contradicted(std::move(sentence));
    }
    return told;
}

void read_parts(Finding& finding, const json::value& value) {
    const json::array* parts = value.if_array();
    if (parts == nullptr) return;
    for (const json::value& item : *parts) {
        FindingPart part{text_of(member(item, "name")), std::nullopt,
                         text_of(member(item, "value"))};
        const auto who = core::Fingerprint::parse(text_of(member(item, "fingerprint")));
        if (who.has_value()) part.fingerprint = who.value();
        std::string secret = text_of(member(item, "secret"));
        part.secret = core::SecretString(std::string_view(secret));
        core::wipe_memory(secret.data(), secret.size());
        finding.parts.push_back(std::move(part));
    }
}

core::PlaceKind kind_from(const std::string& name) {
    using core::PlaceKind;
    constexpr std::array kAll{
        PlaceKind::commit,   PlaceKind::commit_message, PlaceKind::tag_message,
        PlaceKind::note,     PlaceKind::stash,          PlaceKind::index,
        PlaceKind::worktree, PlaceKind::unreachable,    PlaceKind::standard_input,
        PlaceKind::context,  PlaceKind::vault};
    const auto* const found =
        std::ranges::find_if(kAll, [&name](PlaceKind kind) { return core::name_of(kind) == name; });
    return found == kAll.end() ? PlaceKind::file : *found;
}

std::uint32_t number_of(const json::value& value) {
    const std::int64_t* number = value.if_int64();
    const bool is_right = number != nullptr && *number >= 0 && *number <= UINT32_MAX;
    return is_right ? static_cast<std::uint32_t>(*number) : 0;
}

void read_places(Finding& finding, const json::value& value) {
    const json::array* places = value.if_array();
    if (places == nullptr) return;
    for (const json::value& item : *places) {
        core::Place place;
        place.kind = kind_from(text_of(member(item, "kind")));
        place.path = text_of(member(item, "path"));
        place.is_present = truth_of(member(item, "present"));
        place.is_git_ignored = truth_of(member(item, "git_ignored"));
        place.position = {number_of(member(item, "line")), number_of(member(item, "column")),
                          number_of(member(item, "end_line")),
                          number_of(member(item, "end_column"))};
        const auto commit = core::ObjectId::from_hex(text_of(member(item, "commit")));
        const auto at = instant_of(member(item, "committed_at"));
        if (commit && at) {
            place.first_commit = {{*commit}, text_of(member(item, "author")), *at};
        }
        finding.places.push_back(std::move(place));
    }
}

void read_exposure(Finding& finding, const json::value& value) {
    finding.exposure.first_seen = instant_of(member(value, "first_seen"));
    finding.exposure.last_seen = instant_of(member(value, "last_seen"));
    finding.exposure.is_present = truth_of(member(value, "present"));
    finding.exposure.reason = text_of(member(value, "reason"));
}

void read_judgement(Finding& finding, const json::value& value) {
    finding.masked = text_of(member(value, "masked"));
    const json::value& confidence = member(value, "confidence");
    if (confidence.is_number()) finding.confidence = confidence.to_number<double>();
    finding.confidence_reasons = texts_of(member(value, "confidence_reasons"));
    finding.is_confirmed = truth_of(member(value, "confirmed"));
    finding.is_protected = truth_of(member(value, "protected"));
    finding.is_new = truth_of(member(value, "new"));
    finding.also_matched = texts_of(member(value, "also_matched"));
    finding.notes = texts_of(member(value, "notes"));
    const json::value& owner = member(value, "owner");
    finding.owner = {text_of(member(owner, "account")), text_of(member(owner, "name")),
                     texts_of(member(owner, "scopes"))};
    const json::value& verdict = member(value, "verdict");
    // What a provider said then is asked again; known bait stays known.
    if (text_of(member(verdict, "detail")) == "canary") {
        finding.verdict = {"not_checked", "canary", text_of(member(verdict, "reason"))};
    }
}

Result<ReadFinding> finding_of(const json::value& value, const rules::Catalog& catalog) {
    TRY_ASSIGN(const core::Fingerprint who,
               core::Fingerprint::parse(text_of(member(value, "fingerprint"))));
    ReadFinding read{Finding{.fingerprint = who},
                     text_of(member(member(value, "signature"), "id"))};
    Finding& finding = read.finding;
    finding.signature = catalog.find(read.signature_id);
    std::string secret = text_of(member(value, "secret"));
    finding.secret = core::SecretString(std::string_view(secret));
    core::wipe_memory(secret.data(), secret.size());
    finding.window = window_of(member(value, "window"));
    read_judgement(finding, value);
    read_exposure(finding, member(value, "exposure"));
    read_parts(finding, member(value, "parts"));
    read_places(finding, member(value, "places"));
    return read;
}

Result<json::value> parsed(std::string_view text) {
    json::parse_options options;
    options.max_depth = core::kStructureDepthMax;
    json::error_code problem;
    json::value value = json::parse({text.data(), text.size()}, problem, {}, options);
    if (problem) return Error(ErrorKind::corrupt, "the report is no whole JSON");
    return value;
}

Result<void> add_findings(std::vector<ReadFinding>& read, const json::value& list,
                          const rules::Catalog& catalog) {
    const json::array* findings = list.if_array();
    if (findings == nullptr) return Error(ErrorKind::corrupt, "the report lists no findings");
    for (const json::value& item : *findings) {
        TRY_ASSIGN(ReadFinding one, finding_of(item, catalog));
        read.push_back(std::move(one));
    }
    return {};
}

Result<void> add_lines(std::vector<ReadFinding>& read, std::string_view text,
                       const rules::Catalog& catalog) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) continue;
        TRY_ASSIGN(const json::value value, parsed(line));
        if (text_of(member(value, "type")) != "finding") continue;
        TRY_ASSIGN(ReadFinding one, finding_of(value, catalog));
        read.push_back(std::move(one));
    }
    return {};
}

bool is_lines(std::string_view text) {
    return text.starts_with("{\"type\":");
}

}  // namespace

bool is_report(std::string_view text) {
    if (!text.starts_with('{')) return false;
    const std::string_view head = text.substr(0, kHeadBytes);
    if (is_lines(text)) {
        return head.find("\"fingerprint\":\"cf1:") != head.npos ||
               head.find("\"schema_version\"") != head.npos;
    }
    return head.find("\"schema_version\"") != head.npos && head.find("\"curfew\"") != head.npos;
}

Result<std::vector<ReadFinding>> read_report(std::string_view text, const rules::Catalog& catalog) {
    std::vector<ReadFinding> read;
    if (is_lines(text)) {
        TRY(add_lines(read, text, catalog));
        return read;
    }
    TRY_ASSIGN(const json::value report, parsed(text));
    if (text_of(member(report, "schema_version")) != kSchemaVersion) {
        return Error(ErrorKind::unsupported,
                     "the report has another schema version than " + std::string(kSchemaVersion));
    }
    TRY(add_findings(read, member(report, "findings"), catalog));
    return read;
}

}  // namespace curfew::report
