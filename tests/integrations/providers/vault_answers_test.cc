#include "integrations/providers/vault_answers.h"

#include <gtest/gtest.h>

#include "tests/integrations/providers/vault_samples.h"

namespace curfew::providers {
namespace {

using provider::Detail;
using provider::Inspection;
using provider::Step;

core::HttpResponse answer(int status, std::string_view body) {
    core::HttpResponse response;
    response.status = status;
    response.headers = {{"content-type", "application/json"}};
    response.body = core::SecretString(body);
    return response;
}

const std::string_view kAlive =
    R"({"data":{"accessor":"acc","display_name":"token-task","expire_time":
    "2026-11-23T09:43:53.927114797Z","id":"s.one","issue_time":"2026-11-23T09:28:53.927118452Z",
    "num_uses":3,"policies":["default","read"],"ttl":899,"type":"service"}})";

Inspection asked(int status, std::string_view body, bool by_admin = true) {
    return vault_inspection_from(answer(status, body), vault_token("s.one"), by_admin);
}

TEST(VaultAnswers, ALiveTokenTellsItsTimesOwnerAndAccessor) {
    const Inspection inspection = asked(200, kAlive);

    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_EQ(core::to_text(*core::instant_of(inspection.expires_at)),
              "2026-11-23T09:43:53.927114Z");
    EXPECT_EQ(inspection.owner, "token-task");
    EXPECT_EQ(inspection.scopes, (std::vector<std::string>{"default", "read"}));
    EXPECT_EQ(inspection.id, "acc");
    EXPECT_EQ(inspection.reason, "good for 3 more uses");
}

TEST(VaultAnswers, ARootTokenNeverEnds) {
    const Inspection inspection = asked(
        200, R"({"data":{"id":"s.one","policies":["root"],"expire_time":null,"issue_time":null}})");

    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_TRUE(std::holds_alternative<core::Never>(inspection.expires_at));
}

TEST(VaultAnswers, AnAnswerAboutAnotherTokenIsNone) {
    EXPECT_EQ(vault_inspection_from(answer(200, kAlive), vault_token("s.two"), true).detail,
              Detail::unclear);
}

TEST(VaultAnswers, PermissionDeniedCountsOnlyWhereTheTokenItselfAsked) {
    const std::string_view denied =
        R"({"errors":["1 error occurred:\n\t* permission denied\n\n"]})";

    EXPECT_EQ(asked(403, denied, false).detail, Detail::refused);
    EXPECT_EQ(asked(403, denied, true).detail, Detail::unclear);
    EXPECT_EQ(asked(403, R"({"errors":["bad token"]})", true).detail, Detail::refused);
    EXPECT_EQ(asked(403, "<html>", false).detail, Detail::unclear);
    EXPECT_EQ(asked(400, R"({"errors":["1 error occurred:\n\t* invalid accessor\n\n"]})").detail,
              Detail::refused);
}

TEST(VaultAnswers, SealedThrottledAndStrangeAnswersSayNothing) {
    EXPECT_EQ(asked(503, R"({"errors":["Vault is sealed"]})").detail, Detail::unclear);
    EXPECT_EQ(asked(429, R"({"errors":["rate limit quota exceeded"]})").detail, Detail::throttled);
    EXPECT_EQ(asked(200, "{}").detail, Detail::unclear);
    EXPECT_EQ(asked(200, "<html>").detail, Detail::unclear);
    EXPECT_EQ(asked(204, "").detail, Detail::unclear);
    EXPECT_EQ(asked(404, R"({"errors":[]})").detail, Detail::unclear);
    EXPECT_EQ(asked(200, R"({"data":{"policies":["a"],"id":"s.one","id":"s.two"}})").detail,
              Detail::unclear);
}

TEST(VaultAnswers, TimesThatCannotBeAreUnknown) {
    const Inspection turned =
        asked(200, R"({"data":{"id":"s.one","policies":[],"expire_time":"2026-01-01T00:00:00Z",
                 "issue_time":"2026-01-02T00:00:00Z"}})");
    const Inspection strange =
        asked(200, R"({"data":{"id":"s.one","policies":[],"expire_time":17,"issue_time":"soon"}})");

    EXPECT_FALSE(core::instant_of(turned.expires_at));
    EXPECT_TRUE(std::holds_alternative<core::Unknown>(strange.expires_at));
    EXPECT_TRUE(std::holds_alternative<core::Unknown>(strange.issued_at));
}

TEST(VaultAnswers, SecretIdsAreKnownByABodyAndUnknownWithoutOne) {
    const auto asked_about = [](int status, std::string_view body) {
        return vault_inspection_from(answer(status, body), vault_secret_id("x", "ci"), true);
    };
    const Inspection alive = asked_about(
        200, R"({"data":{"secret_id_accessor":"acc","creation_time":"2026-11-23T18:58:50Z",
                 "expiration_time":"0001-01-01T00:00:00Z"}})");

    EXPECT_EQ(alive.detail, Detail::live);
    EXPECT_EQ(alive.id, "acc");
    EXPECT_TRUE(std::holds_alternative<core::Never>(alive.expires_at));
    EXPECT_EQ(asked_about(204, "").detail, Detail::refused);
    EXPECT_EQ(asked_about(500, R"({"errors":["role \"none\" does not exist"]})").detail,
              Detail::unclear);
}

TEST(VaultAnswers, EndingsAreAcceptedGoneRefusedOrUnclear) {
    const auto state = [](int status, std::string_view body, VaultKind kind = VaultKind::token) {
        return vault_step_from(answer(status, body), kind).state;
    };

    EXPECT_EQ(state(204, ""), Step::State::accepted);
    EXPECT_EQ(state(200, R"({"warnings":["No token found with this accessor"]})"),
              Step::State::already_gone);
    EXPECT_EQ(state(400, R"({"errors":["batch tokens cannot be revoked"]})"), Step::State::refused);
    EXPECT_EQ(state(403, R"({"errors":["permission denied"]})"), Step::State::refused);
    EXPECT_EQ(state(503, R"({"errors":["Vault is sealed"]})"), Step::State::unclear);
    EXPECT_EQ(state(429, "{}"), Step::State::unclear);
    EXPECT_EQ(
        state(500, R"({"errors":["failed to find accessor entry for …"]})", VaultKind::secret_id),
        Step::State::already_gone);
    EXPECT_EQ(state(500, "{}", VaultKind::secret_id), Step::State::unclear);
    EXPECT_EQ(state(400, R"({"errors":["failed to revoke entry: connection refused"]})",
                    VaultKind::lease),
              Step::State::refused);
}

TEST(VaultAnswers, AnIdIsGoneOnlyByTheServersOwnWords) {
    const auto presence = [](int status, std::string_view body, VaultKind kind = VaultKind::token) {
        return vault_presence_from(answer(status, body), kind);
    };

    EXPECT_EQ(presence(200, kAlive), VaultPresence::there);
    EXPECT_EQ(presence(400, R"({"errors":["* invalid accessor"]})"), VaultPresence::gone);
    EXPECT_EQ(presence(400, "{}"), VaultPresence::unclear);
    EXPECT_EQ(presence(403, R"({"errors":["permission denied"]})"), VaultPresence::unclear);
    EXPECT_EQ(presence(503, R"({"errors":["invalid accessor"]})"), VaultPresence::unclear);
    EXPECT_EQ(presence(404, R"({"data":{"error":"failed to find accessor entry for x"}})",
                       VaultKind::secret_id),
              VaultPresence::gone);
    EXPECT_EQ(presence(404, R"({"errors":[]})", VaultKind::secret_id), VaultPresence::unclear);
    EXPECT_TRUE(is_own_token_alive(answer(200, kAlive)));
    EXPECT_FALSE(is_own_token_alive(answer(403, "{}")));
}

}  // namespace
}  // namespace curfew::providers
