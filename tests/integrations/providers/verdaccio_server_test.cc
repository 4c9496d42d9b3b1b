// The negative case: a registry that answers 200 to the ending of a token and goes on taking it.
#include <string>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "scanner/provider/data_provider.h"
#include "tests/integrations/providers/oauth2_samples.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/support/servers/verdaccio.h"

namespace curfew::providers {
namespace {

using provider::Detail;
using provider::Proof;
using provider::Step;

TEST(VerdaccioServer, ASuccessThatEndsNothingIsReportedAsNotDead) {
    const auto registry = support::Verdaccio::start();
    ASSERT_TRUE(registry.has_value()) << registry.error().message();
    const std::string token = registry.value().sign_up("carol").value();
    const core::SystemClock clock;
    const auto client = http::CurlClient::make(clock, {.uses_environment_proxies = false}).value();
    provider::Access access;
    access.providers["npm"].base = registry.value().base();
    provider::DataProvider provider(*client, clock, access);
    const auto found = credential_of("npm-token", token);

    const auto before = introspect(provider, found);
    const auto made_up =
        introspect(provider, credential_of("npm-token", "npm_" + std::string(36, 'Q')));
    const Step step = revoke(provider, found);
    const Proof proof = prove_dead(provider, found);

    EXPECT_EQ(before.detail, Detail::live);
    EXPECT_EQ(before.owner, "carol");
    EXPECT_EQ(made_up.detail, Detail::unclear);  // 200 with an empty object
    EXPECT_EQ(step.state, Step::State::accepted);
    EXPECT_EQ(proof.state, Proof::State::alive);
    EXPECT_EQ(registry.value().who_is(token).value(), "carol");
}

}  // namespace
}  // namespace curfew::providers
