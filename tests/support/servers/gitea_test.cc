#include "tests/support/servers/gitea.h"

#include <gtest/gtest.h>

namespace curfew::support {
namespace {

TEST(Gitea, AnswersTheFiveQuestionsAboutAToken) {
    if (!Gitea::is_built()) GTEST_SKIP() << "`./dev test --all` builds Gitea";
    const auto started = Gitea::start();
    ASSERT_TRUE(started.has_value()) << started.error().message();
    const Gitea& gitea = started.value();
    const auto user = gitea.make_user("task");
    ASSERT_TRUE(user.has_value()) << user.error().message();
    const auto token = gitea.make_token(user.value(), "task-17", R"(["read:user"])");
    ASSERT_TRUE(token.has_value()) << token.error().message();
    const std::string& text = token.value().text;

    EXPECT_EQ(gitea.ask_as(text, "GET", "user").value().status, 200);
    // Alive, but without the scope.
    EXPECT_EQ(gitea.ask_as(text, "GET", "admin/users").value().status, 403);
    const std::string listed = "users/task/tokens";
    EXPECT_NE(gitea.ask_as(text, "GET", listed).value().status, 200);
    EXPECT_EQ(
        gitea.ask_with(user.value(), "DELETE", listed + "/" + token.value().id).value().status,
        204);

    const auto dead = gitea.ask_as(text, "GET", "user");
    EXPECT_EQ(dead.value().status, 401);
    EXPECT_EQ(gitea.ask_as(std::string(40, 'a'), "GET", "user").value().body, dead.value().body);
    EXPECT_EQ(gitea.ask_with(user.value(), "GET", listed).value().body, "[]\n");
}

}  // namespace
}  // namespace curfew::support
