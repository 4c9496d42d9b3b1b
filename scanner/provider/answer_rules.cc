#include "scanner/provider/answer_rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

#include <boost/json/value.hpp>

#include "scanner/core/limits.h"
#include "scanner/core/lower_case.h"
#include "scanner/provider/answer_json.h"
#include "scanner/provider/politeness.h"

namespace curfew::provider {
namespace {

namespace json = boost::json;
using core::End;
using core::Instant;
using core::Known;
using core::Never;
using core::Unknown;

constexpr std::size_t kScopesMax = core::kCarrierNamesMax;
constexpr std::size_t kOwnerLengthMax = 256;
constexpr std::string_view kHeaderMark = "header:";

const json::value* find(const std::optional<json::value>& document, std::string_view pointer) {
    return document && !pointer.empty() ? value_at(*document, pointer) : nullptr;
}

bool fits(const rules::AnswerRule& rule, const core::HttpResponse& response,
          const std::optional<json::value>& document) {
    if (std::ranges::find(rule.status, response.status) == rule.status.end()) return false;
    if (!rule.contains.empty() &&
        response.body.reveal().find(rule.contains) == std::string_view::npos) {
        return false;
    }
    if (rule.json_pointer.empty()) return true;
    const json::value* const found = find(document, rule.json_pointer);
    if (found == nullptr || found->is_null()) return false;
    return rule.equals.empty() || text_of(*found) == rule.equals;
}

std::string mark_of(const rules::AnswerRule& rule, int status) {
    std::string mark = std::to_string(status);
    if (!rule.json_pointer.empty()) mark += " " + rule.json_pointer;
    if (!rule.equals.empty()) mark += " = " + rule.equals;
    if (!rule.contains.empty()) mark += " \"" + rule.contains + "\"";
    return mark;
}

// A page for people: of a sign-in, a proxy, a firewall. Only a rule that knows its text believes
// it.
bool is_page(const core::HttpResponse& response) {
    const auto type = response.header("content-type");
    if (!type) return false;
    const std::string small = core::in_lower_case(*type);
    return small.starts_with("text/html") || small.starts_with("application/xhtml");
}

Meaning unfit(const core::HttpResponse& response) {
    constexpr int kTooManyRequests = 429;
    const std::string status = std::to_string(response.status);
    if (response.status == kTooManyRequests) {
        return {"throttled", status, "the provider asks to wait"};
    }
    if (response.status >= 500)
        return {"unclear", status, "the provider has a fault (" + status + ")"};
    if (response.status >= 300 && response.status < 400) {
        return {"unclear", status, "the answer leads elsewhere (" + status + "); not followed"};
    }
    if (is_page(response)) {
        return {"unclear", status, "a page for people came instead of an answer (" + status + ")"};
    }
    return {"unclear", status, "an answer the catalogue does not know (" + status + ")"};
}

Meaning meaning_in(const std::vector<rules::AnswerRule>& rules, const core::HttpResponse& response,
                   const std::optional<json::value>& document) {
    const bool is_for_people = is_page(response);
    for (const rules::AnswerRule& rule : rules) {
        if (is_for_people && (rule.contains.empty() || rule.detail == "live")) continue;
        if (fits(rule, response, document)) {
            Meaning meaning{rule.detail, mark_of(rule, response.status), {}};
            if (meaning.detail == "unclear")
                meaning.reason = "an answer that decides nothing (" + meaning.mark + ")";
            return meaning;
        }
    }
    return unfit(response);
}

std::optional<std::int64_t> integer_from(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

End end_from_number(std::int64_t number) {
    // No issuer's seconds reach the year 5138, no issuer's milliseconds lie before 1973.
    constexpr std::int64_t kMillisecondsFrom = 100'000'000'000;
    if (number == 0) return Never{core::Evidence::provider};
    const bool is_milliseconds = number >= kMillisecondsFrom;
    auto instant = core::instant_from_unix_seconds(is_milliseconds ? number / 1'000 : number);
    if (number < 0 || !instant.has_value()) {
        return Unknown{"the provider told a time that cannot be"};
    }
    const auto rest = std::chrono::milliseconds(is_milliseconds ? number % 1'000 : 0);
    return Known{instant.value() + rest, core::Evidence::provider};
}

// "2026-11-22 09:30:00 UTC" and "… -0700" as RFC 3339 writes them; other text as it is.
std::string with_t_and_offset(std::string_view text) {
    constexpr std::size_t kDateAndTime = 19;  // "2026-11-22 09:30:00"
    std::string written(text);
    if (written.size() < kDateAndTime) return written;
    if (written[10] == ' ') written[10] = 'T';
    const std::size_t blank = written.find(' ');
    if (blank == std::string::npos) return written;
    const std::string zone = written.substr(blank + 1);
    written.resize(blank);
    if (zone == "UTC" || zone == "GMT") return written + "Z";
    const bool is_offset = zone.size() == 5 && (zone[0] == '+' || zone[0] == '-');
    return is_offset ? written + zone.substr(0, 3) + ":" + zone.substr(3) : written + " " + zone;
}

End end_of_day(std::string_view date, std::string_view day) {
    auto begin = core::parse_instant(std::string(date) + "T00:00:00Z");
    if (!begin.has_value()) return Unknown{"the provider told a time that cannot be read"};
    if (day.empty()) {
        return Unknown{"the provider told a day (" + std::string(date) +
                       ") and not when on that day"};
    }
    const auto later = day == "end" ? std::chrono::days(1) : std::chrono::days(0);
    return Known{begin.value() + later, core::Evidence::provider};
}

End end_at(const rules::AskRule& ask, std::string_view where, std::string_view absent,
           const core::HttpResponse& response, const std::optional<json::value>& document) {
    End untold = absent == "never" ? End(Never{core::Evidence::provider})
                                   : End(Unknown{"the provider did not say"});
    if (where.starts_with(kHeaderMark)) {
        const auto text = response.header(where.substr(kHeaderMark.size()));
        return text ? end_from(*text, ask.expires_day) : untold;
    }
    const json::value* const found = find(document, where);
    if (found == nullptr) return untold;
    // Asked for its end, it says that there is none.
    if (found->is_null()) return Never{core::Evidence::provider};
    if (const auto* const number = found->if_double()) {
        if (!std::isfinite(*number) || std::abs(*number) > 1e15) {
            return Unknown{"the provider told a time that cannot be"};
        }
        return end_from_number(static_cast<std::int64_t>(*number));
    }
    return end_from(text_of(*found), ask.expires_day);
}

std::string owner_in(const std::optional<json::value>& document, std::string_view pointer) {
    const json::value* const found = find(document, pointer);
    if (found == nullptr || found->is_null() || found->is_structured()) return {};
    return text_of(*found).substr(0, kOwnerLengthMax);
}

// A list of texts, or one text with blanks or commas between.
std::vector<std::string> scopes_in(const std::optional<json::value>& document,
                                   std::string_view pointer) {
    std::vector<std::string> scopes;
    const json::value* const found = find(document, pointer);
    if (found == nullptr) return scopes;
    if (const auto* const list = found->if_array()) {
        for (const json::value& entry : *list) {
            if (scopes.size() == kScopesMax) break;
            if (entry.is_string()) scopes.push_back(text_of(entry).substr(0, kOwnerLengthMax));
        }
        return scopes;
    }
    if (!found->is_string()) return scopes;
    const std::string text = text_of(*found);
    std::size_t begin = 0;
    while (begin < text.size() && scopes.size() < kScopesMax) {
        const std::size_t end = std::min(text.find_first_of(" ,", begin), text.size());
        if (end > begin)
            scopes.push_back(text.substr(begin, end - begin).substr(0, kOwnerLengthMax));
        begin = end + 1;
    }
    return scopes;
}

// The names providers give the number of an answer; it is asked for when something went wrong.
std::string request_id_of(const core::HttpResponse& response) {
    constexpr std::array<std::string_view, 5> kNames{"x-github-request-id", "x-request-id",
                                                     "x-amzn-requestid", "request-id", "cf-ray"};
    for (const std::string_view name : kNames) {
        if (const auto value = response.header(name)) return std::string(*value);
    }
    return {};
}

// An end that lies before its start is none.
void refuse_contradiction(Inspection& inspection) {
    const auto start = core::instant_of(inspection.issued_at);
    const auto end = core::instant_of(inspection.expires_at);
    if (start && end && *end < *start) {
        inspection.expires_at = Unknown{"the provider told an end before its start"};
    }
}

}  // namespace

Meaning meaning_of(const std::vector<rules::AnswerRule>& rules,
                   const core::HttpResponse& response) {
    return meaning_in(rules, response, parsed_answer(response.body.reveal()));
}

End end_from(std::string_view text, std::string_view day) {
    constexpr std::size_t kDateLength = 10;
    if (text.empty()) return Never{core::Evidence::provider};
    if (const auto number = integer_from(text)) return end_from_number(*number);
    if (text.size() == kDateLength) return end_of_day(text, day);
    auto instant = core::parse_instant(with_t_and_offset(text));
    if (!instant.has_value()) return Unknown{"the provider told a time that cannot be read"};
    // Year 1 is how some write "none".
    if (instant.value() < Instant()) return Never{core::Evidence::provider};
    return Known{instant.value(), core::Evidence::provider};
}

Evidence evidence_of(const core::HttpResponse& response) {
    Evidence evidence;
    evidence.status = response.status;
    evidence.request_id = request_id_of(response);
    evidence.asked_at = response.received_at;
    if (response.server_time) evidence.skew = *response.server_time - response.received_at;
    evidence.wait = wait_asked_for(response);
    evidence.may_pass = response.status >= 500;
    return evidence;
}

Inspection inspection_of(const rules::AskRule& ask, const core::HttpResponse& response) {
    return inspection_of(ask, ask.answers, response);
}

Inspection inspection_of(const rules::AskRule& ask, const std::vector<rules::AnswerRule>& answers,
                         const core::HttpResponse& response) {
    const std::optional<json::value> document = parsed_answer(response.body.reveal());
    Meaning meaning = meaning_in(answers, response, document);
    Inspection inspection;
    inspection.detail = detail_from(meaning.detail).value_or(Detail::unclear);
    inspection.reason = std::move(meaning.reason);
    inspection.evidence = evidence_of(response);
    inspection.evidence.mark = std::move(meaning.mark);
    // Only who is accepted is told the truth about itself.
    if (verdict_of(inspection.detail, false) != Verdict::live) return inspection;
    if (!ask.expires_pointer.empty()) {
        inspection.expires_at =
            end_at(ask, ask.expires_pointer, ask.expires_absent, response, document);
    }
    if (!ask.issued_pointer.empty()) {
        inspection.issued_at = end_at(ask, ask.issued_pointer, {}, response, document);
    }
    refuse_contradiction(inspection);
    if (document && !ask.id_pointer.empty())
        inspection.id = name_in(*document, ask.id_pointer).value_or("");
    inspection.owner = owner_in(document, ask.owner_pointer);
    inspection.scopes = scopes_in(document, ask.scopes_pointer);
    return inspection;
}

}  // namespace curfew::provider
