#include "scanner/core/secret_string.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace curfew::core {
namespace {

TEST(SecretString, HoldsItsOwnCopy) {
    std::string text = "made up for this test";

    const SecretString secret{std::string_view(text)};
    text.assign(text.size(), 'x');

    EXPECT_EQ(secret.reveal(), "made up for this test");
}

TEST(SecretString, MovingLeavesNothingBehind) {
    SecretString first(std::string_view("short"));

    const SecretString second = std::move(first);

    EXPECT_EQ(second.reveal(), "short");
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
}

TEST(SecretString, AssigningOverASecretReplacesIt) {
    SecretString secret(std::string_view("before"));

    secret = SecretString(std::string_view("after"));

    EXPECT_EQ(secret.reveal(), "after");
}

TEST(SecretString, KeepsZeroBytes) {
    const std::string_view bytes("a\0b", 3);

    EXPECT_EQ(SecretString(bytes).reveal(), bytes);
}

TEST(SecretString, ComparesByContent) {
    const SecretString one(std::string_view("same"));

    EXPECT_TRUE(one.equals_in_constant_time(one.duplicate()));
    EXPECT_FALSE(one.equals_in_constant_time(SecretString(std::string_view("sane"))));
    EXPECT_FALSE(one.equals_in_constant_time(SecretString(std::string_view("same "))));
}

TEST(WipeMemory, LeavesZeros) {
    std::string buffer(16, 'x');

    wipe_memory(buffer.data(), buffer.size());

    EXPECT_EQ(buffer, std::string(16, '\0'));
}

}  // namespace
}  // namespace curfew::core
