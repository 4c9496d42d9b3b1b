#include "scanner/provider/answer_memory.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace curfew::provider {
namespace {

class AnswerMemoryTest : public testing::Test {
  protected:
    Credential credential(std::string_view secret, std::string_view part = {}) {
        Credential made{&signature_, core::SecretString(secret), {}};
        if (!part.empty()) made.parts.push_back({"id", core::SecretString(part)});
        return made;
    }

    static Inspection said(Detail detail) {
        Inspection inspection;
        inspection.detail = detail;
        return inspection;
    }

    bool is_first(const Credential& one, bool is_anew = false) {
        return memory_.is_first(one, is_anew, [this](const Inspection& answer) {
            heard_ += std::string(name_of(answer.detail)) + " ";
        });
    }

    rules::Signature signature_;
    AnswerMemory memory_;
    std::string heard_;
};

TEST_F(AnswerMemoryTest, WhoComesMeanwhileWaitsForTheSameAnswer) {
    EXPECT_TRUE(is_first(credential("a")));
    EXPECT_FALSE(is_first(credential("a")));
    EXPECT_EQ(heard_, "");
    memory_.settle(credential("a"), said(Detail::live));
    EXPECT_EQ(heard_, "live live ");
    EXPECT_FALSE(is_first(credential("a")));
    EXPECT_EQ(heard_, "live live live ");
}

TEST_F(AnswerMemoryTest, PartsAndSecretsTellCredentialsApart) {
    EXPECT_TRUE(is_first(credential("a")));
    EXPECT_TRUE(is_first(credential("b")));
    EXPECT_TRUE(is_first(credential("a", "1")));
    EXPECT_TRUE(is_first(credential("a", "2")));
    EXPECT_TRUE(is_first(credential("a1")));
}

TEST_F(AnswerMemoryTest, WhatMayBeOtherwiseSoonIsNotKept) {
    for (const Detail detail : {Detail::throttled, Detail::unclear, Detail::control_failed}) {
        EXPECT_TRUE(is_first(credential("a")));
        memory_.settle(credential("a"), said(detail));
    }
    EXPECT_TRUE(is_first(credential("a")));
}

TEST_F(AnswerMemoryTest, AskedAnewWhatIsKnownDoesNotCount) {
    EXPECT_TRUE(is_first(credential("a")));
    memory_.settle(credential("a"), said(Detail::live));
    EXPECT_TRUE(is_first(credential("a"), true));
    EXPECT_FALSE(is_first(credential("a"), true));
    memory_.settle(credential("a"), said(Detail::revoked));
    EXPECT_EQ(heard_, "live revoked revoked ");
}

}  // namespace
}  // namespace curfew::provider
