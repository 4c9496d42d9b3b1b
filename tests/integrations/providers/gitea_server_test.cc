// Five questions (alive, revoked, dead, made up, asker without right) to a real Gitea, by the
// catalogue's data: its tokens never end, and are bound by their last eight letters and their
// owner.
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "scanner/core/clock.h"
#include "scanner/provider/data_provider.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/signatures/catalogue.h"
#include "tests/support/servers/gitea.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Inspection;
using provider::Proof;
using provider::Step;
using support::DatabaseLogin;
using support::Gitea;

class GiteaServer : public testing::Test {
  protected:
    void SetUp() override {
        if (!Gitea::is_built()) GTEST_SKIP() << "`./dev test --all` builds Gitea";
        const auto server = support::shared_server<Gitea>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        gitea_ = server.value();
    }

    /// Whom the configuration names as administrator decides what may be listed and ended.
    void ask_as(const DatabaseLogin& login) {
        provider::ProviderAccess& gitea = access_.providers["gitea"];
        gitea.base = gitea_->base();
        gitea.admin = core::SecretString(std::string_view(login.password));
        gitea.settings["admin_user"] = login.user;
        asker_ = std::make_unique<provider::DataProvider>(*client_, clock_, access_);
    }

    static provider::Credential credential(const std::string& text) {
        return {signatures::catalogue().find("gitea-token"),
                core::SecretString(std::string_view(text)),
                {}};
    }

    int status_of(const std::string& text) const {
        const auto answer = gitea_->ask_as(text, "GET", "user");
        return answer.has_value() ? answer.value().status : 0;
    }

    core::SystemClock clock_;
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    provider::Access access_;
    std::unique_ptr<provider::DataProvider> asker_;
    Gitea* gitea_ = nullptr;
};

TEST_F(GiteaServer, ATokenIsAskedBoundEndedAndProvenDeadAndNoOtherIsTouched) {
    const DatabaseLogin user = gitea_->make_user("owner").value();
    const Gitea::Token first = gitea_->make_token(user, "first", R"(["read:user"])").value();
    const Gitea::Token token = gitea_->make_token(user, "second", R"(["read:user"])").value();
    const Gitea::Token limited = gitea_->make_token(user, "third", R"(["read:package"])").value();
    ask_as(user);

    const Inspection alive = introspect(*asker_, credential(token.text));
    const Inspection without_scope = introspect(*asker_, credential(limited.text));
    const Binding binding = bind(*asker_, credential(token.text));
    const Step ended = revoke(*asker_, credential(token.text));
    const Inspection dead = introspect(*asker_, credential(token.text));
    const Inspection made_up = introspect(*asker_, asker_->made_up(credential(token.text)).value());

    EXPECT_EQ(alive.detail, Detail::live) << alive.reason;
    EXPECT_EQ(alive.owner, "owner");
    EXPECT_EQ(without_scope.detail, Detail::live_limited) << without_scope.reason;
    ASSERT_EQ(binding.state, Binding::State::bound) << binding.reason;
    EXPECT_EQ(binding.id, token.id);
    EXPECT_EQ(ended.state, Step::State::accepted) << ended.reason;
    EXPECT_EQ(dead.detail, Detail::refused);
    EXPECT_EQ(made_up.detail, Detail::refused);
    EXPECT_EQ(status_of(token.text), 401);
    EXPECT_EQ(status_of(first.text), 200);
}

TEST_F(GiteaServer, WhoMayNotListBindsNothing) {
    const DatabaseLogin user = gitea_->make_user("victim").value();
    const DatabaseLogin stranger = gitea_->make_user("stranger").value();
    const Gitea::Token token = gitea_->make_token(user, "mine", R"(["read:user"])").value();
    ask_as(stranger);

    const Binding binding = bind(*asker_, credential(token.text));

    EXPECT_NE(binding.state, Binding::State::bound);
    EXPECT_EQ(status_of(token.text), 200);
}

}  // namespace
}  // namespace curfew::providers
