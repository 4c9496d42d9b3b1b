#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

TEST(Discord, BotTokenTellsItsAccountAndWhenThatWasMade) {
    // The snowflake of the documentation: 2016-04-30T11:18:25.796Z.
    const auto facts =
        read_discord(support::base64url("175928847299117063") + ".Gabcde." + std::string(38, 'a'));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.account, "175928847299117063");
    EXPECT_EQ(facts.note, "the account was made at 2016-04-30T11:18:25.796000Z");
    EXPECT_FALSE(facts.issued_at);
}

TEST(Discord, WebhookTellsWhenItWasMade) {
    const auto facts =
        read_discord("https://discord.com/api/webhooks/175928847299117063/" + std::string(68, 'a'));

    EXPECT_EQ(facts.account, "175928847299117063");
    EXPECT_EQ(facts.note, "the webhook was made at 2016-04-30T11:18:25.796000Z");
}

TEST(Discord, WithoutAnIdSaysSo) {
    for (const std::string text : {"", "abc.def.ghi", "https://discord.com/api/webhooks/x/y"}) {
        EXPECT_EQ(read_discord(text).problem, "there is no Discord id in it") << text;
    }
}

}  // namespace
}  // namespace curfew::lifetime
