/// Each credential is asked about once, and only so many at a time.
#include "scanner/verification/questions.h"

#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/verification/credential_of.h"
#include "tests/support/made_finding.h"

namespace curfew::verification {
namespace {

using support::made_finding;
using support::made_token;
using support::token_signature;

provider::Credential credential(unsigned number) {
    return credential_of(made_finding(token_signature(), made_token(number)));
}

/// Keeps the handlers until the test answers.
struct Asked {
    std::vector<provider::InspectionHandler> handlers;

    Ask ask() {
        return
            [this](const provider::Credential& /*credential*/,
                   provider::InspectionHandler handler) { handlers.push_back(std::move(handler)); };
    }
    void answer(std::size_t at, provider::Detail detail) {
        provider::Inspection inspection;
        inspection.detail = detail;
        handlers.at(at)(std::move(inspection));
    }
};

TEST(Questions, OneSecretInManyPlacesIsAskedOnce) {
    Asked asked;
    Questions questions(asked.ask());

    questions.try_put(credential(1));
    questions.try_put(credential(1));
    EXPECT_TRUE(questions.put(credential(1), {}));
    questions.try_put(credential(2));

    EXPECT_EQ(asked.handlers.size(), 2U);
    EXPECT_EQ(questions.count(), 2U);
}

TEST(Questions, TheSameSecretWithAnotherAccountIsAnotherQuestion) {
    Asked asked;
    Questions questions(asked.ask());
    provider::Credential other = credential(1);
    other.parts.push_back({"account", core::SecretString(std::string_view("b"))});

    questions.try_put(credential(1));
    questions.try_put(other);

    EXPECT_EQ(asked.handlers.size(), 2U);
}

TEST(Questions, AnAnswerBelongsToItsCredential) {
    Asked asked;
    Questions questions(asked.ask());
    questions.try_put(credential(1));
    questions.try_put(credential(2));

    asked.answer(1, provider::Detail::live);

    EXPECT_FALSE(questions.answer_to(credential(1)).has_value());
    EXPECT_EQ(questions.answer_to(credential(2))->detail, provider::Detail::live);
    EXPECT_FALSE(questions.answer_to(credential(3)).has_value());
}

TEST(Questions, WithoutRoomNobodyWaitsWhileReading) {
    Asked asked;
    Questions questions(asked.ask(), 1);

    questions.try_put(credential(1));
    questions.try_put(credential(2));

    EXPECT_EQ(asked.handlers.size(), 1U);
}

TEST(Questions, AfterReadingOneWaitsForRoom) {
    Asked asked;
    Questions questions(asked.ask(), 1);
    questions.try_put(credential(1));

    std::jthread later([&] { asked.answer(0, provider::Detail::live); });

    EXPECT_TRUE(questions.put(credential(2), {}));
    later.join();
    EXPECT_EQ(asked.handlers.size(), 2U);
}

TEST(Questions, AStopEndsTheWaiting) {
    Asked asked;
    Questions questions(asked.ask(), 1);
    questions.try_put(credential(1));
    std::stop_source stop;
    stop.request_stop();

    EXPECT_FALSE(questions.put(credential(2), stop.get_token()));
    EXPECT_FALSE(questions.wait(stop.get_token()));
}

TEST(Questions, WaitEndsWithTheLastAnswer) {
    Asked asked;
    Questions questions(asked.ask());
    questions.try_put(credential(1));

    std::jthread later([&] { asked.answer(0, provider::Detail::revoked); });

    EXPECT_TRUE(questions.wait({}));
    EXPECT_EQ(questions.answer_to(credential(1))->detail, provider::Detail::revoked);
}

TEST(Questions, AnAnswerInsideTheCallIsTakenToo) {
    Questions questions([](const provider::Credential& /*credential*/,
                           const provider::InspectionHandler& handler) { handler({}); });

    questions.try_put(credential(1));

    EXPECT_TRUE(questions.wait({}));
    EXPECT_TRUE(questions.answer_to(credential(1)).has_value());
}

}  // namespace
}  // namespace curfew::verification
