#include "scanner/provider/control.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/support/acme.h"

namespace curfew::provider {
namespace {

using core::SecretString;

TEST(Control, IsOfTheSameShapeAndEachTimeAnother) {
    const rules::Catalog catalog = support::acme_catalog();
    Credential real;
    real.signature = &catalog.signatures().front();
    real.secret = SecretString(std::string_view(support::acme_key(1)));

    const Credential one = make_control(real).value();
    const Credential two = make_control(real).value();

    EXPECT_EQ(one.signature, real.signature);
    EXPECT_EQ(one.secret.size(), real.secret.size());
    EXPECT_FALSE(one.secret.equals_in_constant_time(real.secret));
    EXPECT_FALSE(one.secret.equals_in_constant_time(two.secret));
}

TEST(Control, KeepsThePublicPartsAsTheyAre) {
    const rules::Catalog catalog = support::acme_catalog();
    Credential real;
    real.signature = &catalog.signatures().front();
    real.secret = SecretString(std::string_view(support::acme_key(1)));
    real.parts.push_back({"host", SecretString(std::string_view("keys.acme.invalid"))});

    const Credential control = make_control(real).value();

    ASSERT_NE(control.part("host"), nullptr);
    EXPECT_EQ(control.part("host")->reveal(), "keys.acme.invalid");
    EXPECT_EQ(control.part("port"), nullptr);
}

}  // namespace
}  // namespace curfew::provider
