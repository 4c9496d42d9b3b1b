#include "scanner/rules/request_reader.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/rules/fields.h"

namespace curfew::rules {
namespace {

std::vector<AnswerRule> read_answers(Fields& fields, const FileComplaints& complain,
                                     const std::vector<std::string_view>& details) {
    std::vector<AnswerRule> answers;
    const std::vector<Node>* tables = fields.tables("answers");
    if (tables == nullptr) return answers;
    for (const Node& table : *tables) {
        AnswerRule& answer = answers.emplace_back();
        Fields one(table, "an answer", complain);
        one.statuses("status", answer.status);
        if (table.find("status") == nullptr) one.missing("status", "[200]");
        one.text("pointer", answer.json_pointer);
        one.text("equals", answer.equals);
        one.text("contains", answer.contains);
        if (const auto at = one.word("detail", details); at.has_value())
            answer.detail = details[*at];
        if (table.find("detail") == nullptr) one.missing("detail", R"("live")");
        one.finish();
        if (!answer.json_pointer.empty() && answer.json_pointer.front() != '/') {
            complain.add(table.mark_of("pointer"),
                         "pointer must begin with a slash, such as \"/user/login\" (RFC 6901)");
        }
    }
    return answers;
}

std::optional<RequestRule> read_request(const Node& table, Fields& fields) {
    RequestRule request;
    const auto at = fields.word("method", {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"});
    constexpr std::array<std::string_view, 6> kMethods{"GET",   "POST",   "PUT",
                                                       "PATCH", "DELETE", "HEAD"};
    if (at.has_value()) request.method = kMethods.at(*at);
    fields.text("url", request.url);
    fields.text_pairs("headers", request.headers);
    fields.text("body", request.body);
    fields.texts("hosts", request.hosts);
    const bool has_method = table.find("method") != nullptr;
    const bool has_url = table.find("url") != nullptr;
    if (!has_method && !has_url) return std::nullopt;
    if (!has_method) fields.missing("method", R"("GET")");
    if (!has_url) fields.missing("url", R"("https://api.acme.example/v1/me")");
    return request;
}

void read_expiry(const Node& table, Fields& fields, const FileComplaints& complain, AskRule& ask) {
    fields.text("expires", ask.expires_pointer);
    const std::string_view where = ask.expires_pointer;
    if (!where.empty() && !where.starts_with('/') && !where.starts_with("header:")) {
        complain.add(table.mark_of("expires"),
                     "expires must be a pointer such as \"/expires_at\" (RFC 6901) or "
                     "\"header:NAME\"");
    }
    if (fields.word("expires_absent", {"never"}).has_value()) ask.expires_absent = "never";
    constexpr std::array<std::string_view, 2> kDays{"begin", "end"};
    if (const auto at = fields.word("expires_day", {"begin", "end"}); at.has_value())
        ask.expires_day = kDays.at(*at);
}

void check_live_marks(const Node& table, const std::vector<AnswerRule>& answers,
                      const FileComplaints& complain) {
    for (const AnswerRule& answer : answers) {
        if (answer.detail != "live" || !answer.json_pointer.empty() || !answer.contains.empty())
            continue;
        complain.add(table.mark_of("answers"),
                     "an answer that means live needs a mark in the body (pointer or contains): "
                     "success alone also comes from pages and proxies");
    }
}

FindRule read_find(const Node& table, const FileComplaints& complain) {
    FindRule find;
    Fields fields(table, "signature.end.find", complain);
    if (auto request = read_request(table, fields); request.has_value()) {
        find.request = std::move(*request);
    } else {
        fields.missing("method and url", R"("GET" and "https://api.acme.example/v1/keys")");
    }
    fields.text("items", find.items_pointer);
    fields.text("id", find.id_pointer);
    fields.text("value", find.value_pointer);
    fields.text("hint", find.hint_pointer);
    fields.text("hint_of", find.hint_of);
    fields.text("created", find.created_pointer);
    fields.text("owner", find.owner_pointer);
    fields.text("next", find.next);
    fields.text("next_as", find.next_as);
    fields.finish();
    return find;
}

QuestionRule read_question(const Node& table, std::string_view what,
                           const std::vector<std::string_view>& details,
                           const FileComplaints& complain) {
    QuestionRule question;
    Fields fields(table, what, complain);
    if (auto request = read_request(table, fields); request.has_value()) {
        question.request = std::move(*request);
    } else {
        fields.missing("method and url", R"("GET" and "https://api.acme.example/v1/keys/{id}")");
    }
    question.answers = read_answers(fields, complain, details);
    fields.finish();
    if (question.answers.empty()) fields.missing("answers", "an array");
    check_live_marks(table, question.answers, complain);
    return question;
}

void read_end_tables(Fields& fields, const FileComplaints& complain, EndRule& end) {
    if (const Node* find = fields.table("find"); find != nullptr)
        end.find = read_find(*find, complain);
    if (const Node* proof = fields.table("proof"); proof != nullptr)
        end.proof = read_question(
            *proof, "signature.end.proof",
            {"live", "gone", "expired", "revoked", "disabled", "refused", "throttled", "unclear"},
            complain);
}

}  // namespace

void read_ask(const Node& table, const FileComplaints& complain, AskRule& ask) {
    Fields fields(table, "signature.ask", complain);
    ask.request = read_request(table, fields);
    const std::vector<std::string_view> details = {"live",      "live_limited", "expired",
                                                   "revoked",   "disabled",     "refused",
                                                   "throttled", "unclear"};
    ask.answers = read_answers(fields, complain, details);
    if (const Node* admin = fields.table("admin"); admin != nullptr)
        ask.admin = read_question(*admin, "signature.ask.admin", details, complain);
    read_expiry(table, fields, complain, ask);
    fields.text("issued", ask.issued_pointer);
    fields.text("owner", ask.owner_pointer);
    fields.text("scopes", ask.scopes_pointer);
    fields.text("id", ask.id_pointer);
    constexpr std::array<std::string_view, 2> kControls{"made_up", "none"};
    if (const auto at = fields.word("control", {"made_up", "none"}); at.has_value())
        ask.control = kControls.at(*at);
    fields.boolean("spends", ask.spends);
    fields.text("note", ask.note);
    fields.finish();
    if (ask.request.has_value() && ask.answers.empty()) fields.missing("answers", "an array");
    check_live_marks(table, ask.answers, complain);
    if (!ask.request.has_value() && ask.note.empty()) {
        fields.missing("method and url, or a note",
                       "\"Not askable: the key never leaves the server.\"");
    }
}

void read_end(const Node& table, const FileComplaints& complain, EndRule& end) {
    Fields fields(table, "signature.end", complain);
    end.request = read_request(table, fields);
    end.answers =
        read_answers(fields, complain,
                     {"accepted", "ended", "already_gone", "expired", "revoked", "disabled", "live",
                      "live_limited", "refused", "throttled", "unclear"});
    constexpr std::array<std::string_view, 5> kBindings{"self", "embedded", "listing", "hint",
                                                        "none"};
    if (const auto at = fields.word("binding", {kBindings.begin(), kBindings.end()}); at)
        end.binding = kBindings.at(*at);
    read_end_tables(fields, complain, end);
    fields.texts("settings", end.settings);
    fields.duration("settles", end.settles);
    fields.boolean("reversible", end.is_reversible);
    fields.text("page", end.page);
    fields.text("note", end.note);
    fields.finish();
    if (!end.request.has_value() && end.page.empty() && end.note.empty()) {
        fields.missing("method and url, a page or a note",
                       "page = \"https://acme.example/settings/tokens\"");
    }
}

ScriptedAnswer read_scripted(const Node& table, const FileComplaints& complain) {
    ScriptedAnswer scripted;
    Fields fields(table, "signature.scripted", complain);
    constexpr std::array<std::string_view, 4> kTo{"ask", "admin", "end", "proof"};
    if (const auto at = fields.word("to", {kTo.begin(), kTo.end()}); at) scripted.to = kTo.at(*at);
    if (table.find("to") == nullptr) fields.missing("to", R"("ask")");
    fields.count("status", scripted.status, {.least = 100, .most = 599});
    if (table.find("status") == nullptr) fields.missing("status", "200");
    fields.text_pairs("headers", scripted.headers);
    fields.text("body", scripted.body);
    fields.required_text("means", scripted.means, R"("live")");
    fields.text("expires", scripted.expires);
    fields.text("owner", scripted.owner);
    fields.text("id", scripted.id);
    fields.finish();
    return scripted;
}

}  // namespace curfew::rules
