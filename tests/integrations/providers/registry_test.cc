/// Each signature has somebody who speaks for it.
#include "integrations/providers/registry.h"

#include <string>

#include <gtest/gtest.h>

#include "scanner/core/clock.h"

namespace curfew::providers {
namespace {

/// Never asked anything here.
class SilentClient final : public core::HttpClient {
  public:
    void send(core::HttpRequest /*request*/, core::HttpHandler /*handler*/) override {}
    void run_after(core::Duration /*delay*/, std::function<void()> /*task*/) override {}
};

TEST(Registry, AnEngineThatIsMissingSaysSo) {
    SilentClient client;
    const core::SystemClock clock;
    const provider::Access access;
    AllProviders providers({client, clock, access});
    rules::Signature signature;
    signature.engine = "no-such-engine";
    provider::Credential credential;
    credential.signature = &signature;

    provider::Provider& nobody = providers.of(signature);
    provider::Inspection answer;
    nobody.introspect(credential.duplicate(),
                      [&answer](const provider::Inspection& inspection) { answer = inspection; });

    EXPECT_FALSE(nobody.facts(signature).is_askable);
    EXPECT_EQ(answer.detail, provider::Detail::not_askable);
    EXPECT_NE(answer.reason.find("no-such-engine"), std::string::npos);
    EXPECT_FALSE(nobody.target(credential).has_value());
    EXPECT_EQ(&providers.of(signature), &nobody) << "one for all signatures of the engine";
}

}  // namespace
}  // namespace curfew::providers
