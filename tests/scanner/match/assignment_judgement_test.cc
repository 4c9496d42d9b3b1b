#include "scanner/match/assignment_judgement.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

TEST(AssignmentJudgement, DrawnPasswordsAreShownWhereverTheyAreLiteral) {
    const ShapeProbe probe = password_probe();

    for (const std::string_view text :
         {"password = \"@\"", "DB_PASSWORD=@", "password: @\n", "<password>@</password>",
          "{\"password\": \"@\"}", "mysql --password=@", "setPassword(\"@\");"}) {
        const std::string made = with(text, drawn(14));
        EXPECT_GE(probe.confidence(made), kShown) << text;
        EXPECT_EQ(probe.secret(made), drawn(14)) << text;
    }
}

TEST(AssignmentJudgement, NeverSurerThanANameAllows) {
    EXPECT_LE(key_probe().confidence("API_KEY=" + drawn(64)), kAssignedConfidenceMax);
}

TEST(AssignmentJudgement, ExpressionsOfPrograms) {
    const ShapeProbe probe = password_probe();

    for (const std::string_view text :
         {"password = getPassword();", "password=password,", "password = user.password",
          "password: string;", "password := os.Getenv(\"PW\")",
          "if password == other:", "Password: cfg.Password,", "self.password = password"})
        EXPECT_LT(probe.confidence(text), kShown) << text;
}

TEST(AssignmentJudgement, LabelsAndSentences) {
    const ShapeProbe probe = password_probe();

    for (const std::string_view text :
         {"password: \"Password\"", "\"password\": \"Enter your password\"",
          "<input type=\"password\" value=\"Login\">", "Lock the password (C(usermod -L)",
          "pass `BAO_ADDR` on", "password: \"required|string\""})
        EXPECT_LT(probe.confidence(text), kShown) << text;
}

TEST(AssignmentJudgement, TokensHaveToBeDrawnAndLong) {
    const ShapeProbe probe = token_probe();

    EXPECT_GE(probe.confidence("acme_token = '" + drawn(24) + "'"), 0.6);
    EXPECT_LT(probe.confidence("acme_token = '" + drawn(14) + "'"), kShown);
    EXPECT_LT(probe.confidence("acme_token = 'applicationContextProvider'"), kShown);
    EXPECT_LT(probe.confidence("acme_token = '0000000000000000aaaaaaaaaaaaaaaa'"), kShown);
}

TEST(AssignmentJudgement, TheTellingPieceAmongWordsIsTheSecret) {
    const std::string text = "<secret>{acme " + drawn(32) + "}</secret>";

    EXPECT_EQ(secret_probe().secret(text), drawn(32));
}

TEST(AssignmentJudgement, SchemesAreNoPartOfTheToken) {
    EXPECT_EQ(token_probe().secret("token: \"Bearer " + drawn(32) + "\""), drawn(32));
}

TEST(AssignmentJudgement, PrefixesDoNotHideADrawnPart) {
    EXPECT_GE(token_probe().confidence("token = \"acme_live_" + drawn_hex(32) + "\""), kShown);
}

TEST(AssignmentJudgement, UuidsCountByTheirName) {
    const std::string_view uuid = "9b2f8c1e-0d4a-4c3b-8e5f-7a6b5c4d3e2f";

    EXPECT_GE(key_probe().confidence(with("api_key = '@'", uuid)), kShown);
    EXPECT_LT(key_probe().confidence(with("key = '@'", uuid)), kShown);
}

TEST(AssignmentJudgement, SecretsMayBePasswordsByAnotherName) {
    EXPECT_GE(secret_probe().confidence("JWT_SECRET=corr3ct!Horse"), kShown);
    EXPECT_LT(secret_probe().confidence("secretName: my-secret-1"), kShown);
}

TEST(AssignmentJudgement, ValuesOfKubernetesSecretsAreDecoded) {
    const std::string encoded = "aHVudGVyMiFYeQ==";
    const std::string manifest =
        "apiVersion: v1\nkind: Secret\ndata:\n  password: " + encoded + "\n";

    EXPECT_EQ(password_probe().secret(manifest), "hunter2!Xy");
}

TEST(AssignmentJudgement, EscapesOfTheLiteralAreUndone) {
    const std::string escaped = R"("hunt\"er2!")";

    EXPECT_EQ(password_probe().secret("password = " + escaped), "hunt\"er2!");
}

TEST(AssignmentJudgement, EncryptedValuesInBase64AreNone) {
    // ENC[RSA,…] in base64.
    EXPECT_LT(secret_probe().confidence("secret='RU5DW1JTQSx0VWY4M0V4MG9TYkQ9'"), kShown);
}

TEST(AssignmentJudgement, PiecesOfTemplatesAndExpressionsAreNone) {
    EXPECT_LT(secret_probe().confidence("secret = \"{base62:12}.{base62:43}\""), kShown);
    EXPECT_LT(secret_probe().confidence("secret = '{pem:pkcs8}'"), kShown);
    EXPECT_LT(token_probe().confidence(R"(token = '[^][()<>@,;:"? \000-\037\177]+')"), kShown);
    EXPECT_LT(password_probe().confidence("echo \"password=`cat $HOME/.secret`\""), kShown);
}

TEST(AssignmentJudgement, MadeUpValuesAreShownBesideANameThatLeavesNoDoubt) {
    std::string made_up = "'abcd1234abcd1234";
    made_up += "abcd1234'";

    EXPECT_GE(key_probe().confidence("api_key = " + made_up), kShown);
    EXPECT_LT(key_probe().confidence("key = " + made_up), kShown);
    EXPECT_GE(password_probe().confidence("db_password = " + made_up), kShown);
}

TEST(AssignmentJudgement, CodeWithoutBlanksIsNone) {
    for (const std::string_view text :
         {"i.flag.pw:before{background-position:-72px", "w.password:w.user+w.host+\"a1b2c3\""})
        EXPECT_LT(password_probe().confidence(text), kShown) << text;
}

TEST(AssignmentJudgement, RangesOfVersionsAreNone) {
    EXPECT_LT(password_probe().confidence("minipass: \"npm:^3.0.0\""), kShown);
}

TEST(AssignmentJudgement, TestsAroundLowerIt) {
    const std::string text = "api_key = \"" + drawn(32) + "\"";

    EXPECT_LT(key_probe().confidence(text, "tests/login.py"), key_probe().confidence(text));
}

}  // namespace
}  // namespace curfew::match
