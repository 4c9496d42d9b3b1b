// What providers' documentation shows as answers, read by the catalogue's rules.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/provider/answer_rules.h"
#include "tests/signatures/catalogue.h"

namespace curfew::provider {
namespace {

struct Row {
    const rules::Signature* kind = nullptr;
    const rules::ScriptedAnswer* answer = nullptr;
    std::size_t number = 0;
};

std::vector<Row> rows() {
    std::vector<Row> all;
    for (const rules::Signature& kind : signatures::catalogue().signatures()) {
        std::size_t number = 0;
        for (const rules::ScriptedAnswer& answer : kind.scripted)
            all.push_back({&kind, &answer, number++});
    }
    return all;
}

core::HttpResponse response_of(const rules::ScriptedAnswer& answer) {
    core::HttpResponse response;
    response.status = static_cast<int>(answer.status);
    response.headers = {{"content-type", "application/json"}};
    for (const auto& header : answer.headers) response.headers.push_back(header);
    response.body = core::SecretString(std::string_view(answer.body));
    return response;
}

const std::vector<rules::AnswerRule>* rules_of(const Row& row) {
    const rules::Signature& kind = *row.kind;
    if (row.answer->to == "end") return kind.end.request ? &kind.end.answers : nullptr;
    if (row.answer->to == "proof") return kind.end.proof ? &kind.end.proof->answers : nullptr;
    if (row.answer->to == "admin") return kind.ask.admin ? &kind.ask.admin->answers : nullptr;
    return kind.ask.request ? &kind.ask.answers : nullptr;
}

std::string shown(const core::End& end) {
    if (const auto instant = core::instant_of(end)) return core::to_text(*instant);
    return std::holds_alternative<core::Never>(end) ? "never" : "unknown";
}

class ScriptedAnswers : public testing::TestWithParam<Row> {};

TEST_P(ScriptedAnswers, IsTakenForWhatItMeans) {
    const rules::ScriptedAnswer& answer = *GetParam().answer;
    const std::vector<rules::AnswerRule>* const rules = rules_of(GetParam());
    ASSERT_NE(rules, nullptr) << "the kind has no such request";
    const core::HttpResponse response = response_of(answer);
    EXPECT_EQ(meaning_of(*rules, response).detail, answer.means);
    if (answer.to != "ask" && answer.to != "admin") return;
    const Inspection told = inspection_of(GetParam().kind->ask, *rules, response);
    EXPECT_TRUE(answer.expires.empty() || shown(told.expires_at) == answer.expires)
        << shown(told.expires_at);
    EXPECT_TRUE(answer.owner.empty() || told.owner == answer.owner) << told.owner;
    EXPECT_TRUE(answer.id.empty() || told.id == answer.id) << told.id;
}

INSTANTIATE_TEST_SUITE_P(Kinds, ScriptedAnswers, testing::ValuesIn(rows()), [](const auto& row) {
    return signatures::test_name_of(row.param.kind->id.value) + "_" + row.param.answer->to + "_" +
           std::to_string(row.param.number);
});

}  // namespace
}  // namespace curfew::provider
