#include "scanner/match/value_form.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

struct Case {
    std::string name;
    ValueForm form;
    std::vector<std::string> values;
};

class FormOf : public testing::TestWithParam<Case> {};

TEST_P(FormOf, NamesTheForm) {
    for (const std::string& value : GetParam().values)
        EXPECT_EQ(describe(form_of(value)), describe(GetParam().form)) << value;
}

std::vector<Case> cases() {
    return {
        {"empty", ValueForm::empty, {"", "   "}},
        {"template",
         ValueForm::template_text,
         {"${DB_PASSWORD}", "{{ password }}", "<your-password>", "%(password)s", "$(cat file)",
          "prefix-{token}", "{base62:40}", "__PASSWORD__", "#{secret}", "&lt;secret&gt;"}},
        {"variable",
         ValueForm::variable,
         {"$PASSWORD", "$BAO_PW", "%PASSWORD%", "process.env.API_KEY", "config.password",
          "user.password", "Settings::token", "row->secret", "$_POST['pw']", ":password",
          "user.password2", "Curve.Ed25519", "Codepage.Cp1252"}},
        {"call", ValueForm::call, {"getPassword()", "os.getenv(name)", "random.bytes(16)"}},
        {"reference",
         ValueForm::reference,
         {"op://vault/item/field", "arn:aws:secretsmanager:eu:1:secret", "!Ref DatabasePassword",
          "npm:^7.0.3", "workspace:packages/minipass"}},
        {"encrypted", ValueForm::encrypted, {"ENC(abcdef)", "{cipher}00ff", "$ANSIBLE_VAULT;1.1"}},
        {"hash", ValueForm::hash, {"$2b$12$" + drawn(53), "{SSHA}" + drawn(32), "sha256:abc"}},
        {"mask", ValueForm::mask, {"********", "xxxxxxxx", "abc...", "XXXX-XXXX"}},
        {"word", ValueForm::literal_word, {"null", "None", "true", "string", "undefined"}},
        {"url", ValueForm::url, {"https://login.acme.io/token", "//cdn.acme.io/x"}},
        {"path", ValueForm::path, {"/etc/ssl/private/server.key", "./secrets/token", "~/.netrc"}},
        {"uuid", ValueForm::uuid, {"9b2f8c1e-0d4a-4c3b-8e5f-7a6b5c4d3e2f"}},
        {"number",
         ValueForm::number,
         {"8080", "1.2.3", "v0.0.0-20210920133722-c8aef6fb66ef", "30s"}},
        {"date", ValueForm::date, {"2024-05-17T10:00:00Z"}},
        {"email", ValueForm::email, {"someone@acme.io"}},
        {"sentence", ValueForm::sentence, {"Enter your password", "must be at least 8"}},
        {"markup", ValueForm::markup, {"<b>Password</b>", "a&nbsp;b"}},
        {"expression", ValueForm::expression, {"^[a-z]{8,}$", "a == b", "(?i)x"}},
        {"plain",
         ValueForm::plain,
         {"hunter2", "P@ssw0rd!", drawn(32), drawn_hex(40), "Tr0ub4dor&3", "Saturn.Winter2222"}},
    };
}

INSTANTIATE_TEST_SUITE_P(ValueForm, FormOf, testing::ValuesIn(cases()),
                         [](const auto& tested) { return tested.param.name; });

TEST(ValueForm, PemBlocksAreLeftToTheShapeOfPrivateKeys) {
    EXPECT_EQ(form_of(std::string("-----BE") + "GIN PRIVATE KEY-----\\nabc"), ValueForm::key_block);
}

TEST(ValueForm, UuidNeedsItsDashesInPlace) {
    EXPECT_TRUE(is_uuid("9b2f8c1e-0d4a-4c3b-8e5f-7a6b5c4d3e2f"));
    EXPECT_FALSE(is_uuid("9b2f8c1e0-d4a-4c3b-8e5f-7a6b5c4d3e2f"));
    EXPECT_FALSE(is_uuid("9b2f8c1e-0d4a-4c3b-8e5f-7a6b5c4d3e2"));
}

}  // namespace
}  // namespace curfew::match
