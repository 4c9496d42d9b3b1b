// Each askable kind of the catalogue times each way an answer can be, through libcurl and a real
// socket. Answers of life and death are made from the kind's own rules; they say nothing of what
// its real provider answers.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "scanner/provider/answer_rules.h"
#include "scanner/provider/data_provider.h"
#include "scanner/provider/inspector.h"
#include "tests/scanner/provider/catalogue_answers.h"
#include "tests/signatures/catalogue.h"
#include "tests/support/scripted_http.h"

namespace curfew::provider {
namespace {

using support::HttpManner;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;
using namespace std::chrono_literals;

constexpr std::string_view kElsewhere = "/elsewhere";
constexpr int kUnheardOf = 418;

/// One column: what the real secret is answered, from the kind's own answer of life.
struct Column {
    std::string_view name;
    std::string_view detail;  ///< of the kind's rule that answers; empty: its answer of life
    void (*spoil)(HttpScripted& answer) = nullptr;
    std::string_view base = "http";  ///< "https": a certificate nobody trusts; "gone": no such name
    bool is_hasty = false;           ///< one second for each answer
};

std::ostream& operator<<(std::ostream& stream, const Column& column) {
    return stream << column.name;
}

void set_type(HttpScripted& answer, const std::string& type) {
    answer.headers = {{"Content-Type", type}};
}

const std::vector<Column>& columns() {
    static const std::vector<Column> all = {
        {"live", "live"},
        {"expired", "expired"},
        {"revoked", "revoked"},
        {"disabled", "disabled"},
        {"refused", "refused"},
        {"limited", "live_limited"},
        {"throttled", "", [](HttpScripted& answer) { answer = {429, "{}"}; }},
        {"throttled_with_retry_after", "",
         [](HttpScripted& answer) {
             answer = {429, "{}"};
             answer.headers.emplace_back("Retry-After", "1");
         }},
        {"fault", "", [](HttpScripted& answer) { answer.status = 503; }},
        {"page_with_200", "",
         [](HttpScripted& answer) {
             answer = {200, "<html><title>Sign in</title>" + answer.body + "</html>"};
             set_type(answer, "text/html; charset=utf-8");
         }},
        {"redirect", "",
         [](HttpScripted& answer) {
             answer.status = 302;
             answer.headers.emplace_back("Location", std::string(kElsewhere));
         }},
        {"truncated", "", [](HttpScripted& answer) { answer.manner = HttpManner::truncated; }},
        {"half_a_body", "",
         [](HttpScripted& answer) { answer.body.resize(answer.body.size() / 2); }},
        {"wrong_content_type", "", [](HttpScripted& answer) { set_type(answer, "text/html"); }},
        {"slow_drip", "", [](HttpScripted& answer) { answer.manner = HttpManner::drips; }, "http",
         true},
        {"endless_body", "", [](HttpScripted& answer) { answer.manner = HttpManner::endless; }},
        {"no_trusted_certificate", "", nullptr, "https"},
        {"no_such_name", "", nullptr, "gone"},
    };
    return all;
}

/// Waits no longer than a second for an answer.
class HastyClient final : public core::HttpClient {
  public:
    HastyClient(core::HttpClient& inner, bool is_hasty) : inner_(inner), is_hasty_(is_hasty) {}
    void send(core::HttpRequest request, core::HttpHandler handler) override {
        if (is_hasty_) request.timeout = 1s;
        inner_.send(std::move(request), std::move(handler));
    }
    void run_after(core::Duration delay, std::function<void()> task) override {
        inner_.run_after(delay, std::move(task));
    }

  private:
    core::HttpClient& inner_;
    bool is_hasty_;
};

/// All kinds that can be asked, led to one server; made once.
const std::vector<rules::Signature>& rows() {
    static const std::vector<rules::Signature> all = [] {
        std::vector<rules::Signature> kinds;
        for (const rules::Signature& signature : signatures::catalogue().signatures())
            if (signature.ask.request) kinds.push_back(support::led_to_base(signature));
        return kinds;
    }();
    return all;
}

const rules::Signature* row_of(std::string_view target) {
    const std::string_view id = target.substr(1, target.find('/', 1) - 1);
    for (const rules::Signature& kind : rows())
        if (kind.id.value == id) return &kind;
    return nullptr;
}

/// Whether nobody else may ask at all.
bool asks_as_administrator(const rules::Signature& kind) {
    return std::ranges::any_of(kind.ask.request->headers, [](const auto& header) {
        return header.second.find("{admin}") != std::string::npos;
    });
}

bool has_control(const rules::Signature& kind) {
    return kind.ask.control != "none";
}

HttpScripted answer_to_control(const rules::Signature& kind) {
    const rules::AnswerRule* const refused = support::rule_for(kind.ask.answers, "refused");
    return refused == nullptr ? HttpScripted{kUnheardOf, "{}"} : support::answer_for(*refused);
}

/// What the kind answers in this column; nothing where its rules have no such answer.
std::optional<HttpScripted> answer_in(const Column& column, const rules::Signature& kind) {
    const std::string_view detail = column.detail.empty() ? "live" : column.detail;
    const rules::AnswerRule* const rule = support::rule_for(kind.ask.answers, detail);
    if (rule == nullptr) return std::nullopt;
    HttpScripted answer = support::answer_for(*rule);
    if (column.spoil != nullptr) column.spoil(answer);
    return answer;
}

Detail expected(const Column& column, const rules::Signature& kind) {
    if (column.detail.empty()) return Detail::unclear;
    const Detail detail = detail_from(column.detail).value();
    const bool is_strong =
        detail == Detail::expired || detail == Detail::revoked || detail == Detail::disabled;
    return is_strong && !has_control(kind) ? Detail::refused : detail;
}

class AnswerMatrix : public testing::TestWithParam<Column> {
  protected:
    HttpScripted answer(const HttpSeen& seen) {
        const rules::Signature* const kind = row_of(seen.target);
        if (kind == nullptr) return {404, "{}"};
        const unsigned number = ++seen_[kind->id.value];
        if (has_control(*kind) && number == 1) return answer_to_control(*kind);
        return answer_in(GetParam(), *kind).value_or(HttpScripted{kUnheardOf, "{}"});
    }

    [[nodiscard]] std::string base() const {
        // No resolver is troubled with a label of more than 63 letters (RFC 1035 2.3.4).
        if (GetParam().base == "gone") return "https://" + std::string(70, 'a') + ".invalid";
        return server_.base();
    }

    Access access() {
        Access access;
        access.pace = unlimited_pace();
        access.pace.failures_max = 1'000'000;
        access.tries_max = 1;
        for (const rules::Signature& kind : rows()) {
            ProviderAccess& own = access.providers[kind.provider_id];
            own.base = base();
            if (asks_as_administrator(kind))
                own.admin = core::SecretString(std::string_view("administrators-own"));
        }
        return access;
    }

    /// What is said of each kind, all asked at once.
    std::map<std::string, Inspection> inspect_all() {
        const Access access = this->access();
        const auto client = http::CurlClient::make(clock_, {.transfers_per_host_max = 64,
                                                            .answer_bytes_max = 64U << 10U,
                                                            .uses_environment_proxies = false});
        HastyClient hasty(*client.value(), GetParam().is_hasty);
        DataProviders providers(hasty, clock_, access);
        Inspector inspector(providers, hasty, clock_, access);
        std::map<std::string, std::future<Inspection>> answers;
        for (const rules::Signature& kind : rows()) {
            auto told = std::make_shared<std::promise<Inspection>>();
            answers.emplace(kind.id.value, told->get_future());
            inspector.inspect(support::made_credential(kind), [told](Inspection inspection) {
                told->set_value(std::move(inspection));
            });
        }
        std::map<std::string, Inspection> all;
        for (auto& [kind, told] : answers) all.emplace(kind, told.get());
        return all;
    }

    core::SystemClock clock_;
    std::map<std::string, unsigned> seen_;  // on the server's thread
    ScriptedHttp server_{[this](const HttpSeen& seen) { return answer(seen); },
                         GetParam().base == "https"};
};

TEST_P(AnswerMatrix, IsUnderstoodForEachKind) {
    const Column& column = GetParam();
    const std::map<std::string, Inspection> all = inspect_all();
    std::size_t asked = 0;
    for (const rules::Signature& kind : rows()) {
        if (!answer_in(column, kind)) continue;
        ++asked;
        const Inspection& told = all.at(kind.id.value);
        SCOPED_TRACE(kind.id.value + ": " + told.reason + " [" + told.evidence.mark + "]");
        if (column.name.starts_with("throttled")) {
            EXPECT_EQ(verdict_of(told.detail, true), Verdict::unknown);
            const bool has_wait = column.name == "throttled_with_retry_after";
            EXPECT_EQ(told.evidence.wait.has_value(), has_wait);
            continue;
        }
        EXPECT_EQ(name_of(told.detail), name_of(expected(column, kind)));
        if (expected(column, kind) == Detail::unclear) {
            EXPECT_FALSE(told.reason.empty());
            EXPECT_TRUE(told.owner.empty());
        }
    }
    EXPECT_GT(asked, column.detail.empty() || column.detail == "live" ? 150U : 0U);
    for (const HttpSeen& seen : server_.requests()) EXPECT_NE(seen.target, kElsewhere);
}

INSTANTIATE_TEST_SUITE_P(Columns, AnswerMatrix, testing::ValuesIn(columns()),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace curfew::provider
