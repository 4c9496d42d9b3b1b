#include "scanner/match/secret_name.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

TEST(SecretName, PasswordsInEveryStyleOfName) {
    for (const std::string_view name :
         {"password", "DB_PASSWORD", "dbPassword", "spring.datasource.password", "user-pwd",
          "rootpw", "SMTP_PASS", "userpass", "passphrase", "password2", "PGPASSWORD"})
        EXPECT_EQ(secret_name(name).sort, name == "rootpw" ? NameSort::none : NameSort::password)
            << name;
}

TEST(SecretName, SortsOfSecrets) {
    EXPECT_EQ(secret_name("clientSecret").sort, NameSort::secret);
    EXPECT_EQ(secret_name("access_token").sort, NameSort::token);
    EXPECT_EQ(secret_name("X-Api-Key").sort, NameSort::strong_key);
    EXPECT_EQ(secret_name("apikey").sort, NameSort::strong_key);
    EXPECT_EQ(secret_name("customerio_key").sort, NameSort::other_key);
    EXPECT_EQ(secret_name("key").sort, NameSort::bare_key);
    EXPECT_EQ(secret_name("_auth").sort, NameSort::credential);
}

TEST(SecretName, WordsBehindTakeItBack) {
    for (const std::string_view name :
         {"password_hash", "passwordField", "tokenType", "secretName", "api_key_id", "KEY_LENGTH",
          "token_url", "password-input", "secret_manager", "tokenizer", "passwordRequired"})
        EXPECT_EQ(secret_name(name).sort, NameSort::none) << name;
}

TEST(SecretName, WordsBeforeTakeItBack) {
    for (const std::string_view name : {"csrf_token", "nextPageToken", "publicKey", "primary_key",
                                        "cacheKey", "foreign-key", "bypass", "compass"})
        EXPECT_EQ(secret_name(name).sort, NameSort::none) << name;
}

TEST(SecretName, NeutralAndUnknownWordsBehind) {
    EXPECT_EQ(secret_name("API_KEY_PROD").weight, secret_name("API_KEY").weight);
    EXPECT_LT(secret_name("API_KEY_FROBNICATE").weight, secret_name("API_KEY").weight);
}

TEST(SecretName, MadeUpNamesWeighLess) {
    EXPECT_LT(secret_name("mock_token").weight, 0.5 * secret_name("acme_token").weight);
}

TEST(SecretName, TellsWhichWordDecided) {
    const SecretName name = secret_name("aws_secret_access_key");

    EXPECT_EQ(name.deciding.begin, 18U);
    EXPECT_EQ(name.deciding.end, 21U);
}

TEST(SecretName, LongRunsAreNoNames) {
    EXPECT_EQ(secret_name(std::string(200, 'a') + "_password").sort, NameSort::none);
}

}  // namespace
}  // namespace curfew::match
