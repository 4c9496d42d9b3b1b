#include "tests/support/servers/verdaccio.h"

#include <gtest/gtest.h>

namespace curfew::support {
namespace {

TEST(Verdaccio, SaysWhoATokenIsForAndNobodyForAMadeUpOne) {
    const auto registry = Verdaccio::start();
    ASSERT_TRUE(registry.has_value()) << registry.error().message();

    const auto token = registry.value().sign_up("carol");

    ASSERT_TRUE(token.has_value()) << token.error().message();
    EXPECT_EQ(registry.value().who_is(token.value()).value(), "carol");
    EXPECT_EQ(registry.value().who_is("made-up").value(), "");
}

}  // namespace
}  // namespace curfew::support
