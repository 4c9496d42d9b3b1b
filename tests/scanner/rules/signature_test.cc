#include "scanner/rules/signature.h"

#include <gtest/gtest.h>

namespace curfew::rules {
namespace {

TEST(SecretKind, NamesComeBackAsTheSameKind) {
    for (int at = 0; at <= static_cast<int>(SecretKind::identifier); ++at) {
        const auto kind = static_cast<SecretKind>(at);
        EXPECT_EQ(secret_kind_from(name_of(kind)), kind);
    }
}

TEST(SecretKind, OtherWordsAreNone) {
    EXPECT_EQ(secret_kind_from("tokens"), std::nullopt);
    EXPECT_EQ(secret_kind_from(""), std::nullopt);
}

TEST(Names, AreThoseOfTheFileFormat) {
    EXPECT_EQ(name_of(SecretKind::connection_string), "connection_string");
    EXPECT_EQ(name_of(LifetimeClass::short_lived), "short_lived");
    EXPECT_EQ(name_of(LifetimeClass::unknown), "unknown");
    EXPECT_EQ(name_of(Revocability::principal_wide), "principal_wide");
    EXPECT_EQ(name_of(Revocability::unknown), "unknown");
}

}  // namespace
}  // namespace curfew::rules
