#include "scanner/rules/request_check.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scanner/rules/acme_file.h"

namespace curfew::rules {
namespace {

using ::testing::HasSubstr;

/// What is complained about when the file asks or ends so.
std::string fault_in(const std::string& lines) {
    return complaint_of(acme_with("[signature.example]", lines + "[signature.example]"));
}

std::string ask(const std::string& request) {
    return "[[signature.part]]\nname = \"host\"\npattern = '[a-z.]+'\n"
           "[signature.ask]\nmethod = \"POST\"\n" +
           request + "answers = [{ status = [200], pointer = \"/id\", detail = \"live\" }]\n";
}

TEST(RequestCheck, SecretBaseAdminAndPartsAreFilledIn) {
    EXPECT_EQ(fault_in(ask("url = \"{base}/me?host={host}\"\n"
                           "headers = { Authorization = \"Bearer {admin}\" }\n"
                           "body = '{\"token\": \"{secret}\", \"open\": {{}'\n")),
              "");
}

TEST(RequestCheck, AnotherNameIsToldWithItsPlaceAndWhatThereIs) {
    const std::string fault = fault_in(ask("url = \"https://acme.example/{hots}\"\n"));

    EXPECT_THAT(fault, HasSubstr("acme.toml:23:7: acme-key"));
    EXPECT_THAT(fault, HasSubstr("nothing fills in {hots}; there are: {secret} {base} {admin} "
                                 "{host}"));
}

TEST(RequestCheck, HeadersAndBodiesAreLookedAt) {
    EXPECT_THAT(fault_in(ask("url = \"https://a.example\"\nheaders = { Key = \"{nobody}\" }\n")),
                HasSubstr("{nobody}"));
    EXPECT_THAT(fault_in(ask("url = \"https://a.example\"\nbody = \"t={nobody}\"\n")),
                HasSubstr("{nobody}"));
}

TEST(RequestCheck, AnOpenBraceIsTold) {
    EXPECT_THAT(fault_in(ask("url = \"https://acme.example/{secret\"\n")),
                HasSubstr("{secret is not closed"));
}

TEST(RequestCheck, AQuestionKnowsNoIdYet) {
    EXPECT_THAT(fault_in(ask("url = \"{base}/{id}\"\n")), HasSubstr("nothing fills in {id}"));
}

TEST(RequestCheck, ARequestGoesWhereTheCatalogueOrTheUserSays) {
    for (const std::string url :
         {"https://{secret}/x", "https://{admin}.acme.example/", "https://{secret}.acme.example",
          "http://acme.example/", "{host}/x", "ftp://acme.example", "https://acme{base}/x"}) {
        EXPECT_NE(fault_in(ask("url = \"" + url + "\"\n")), "") << url;
    }
    EXPECT_EQ(fault_in(ask("url = \"https://{host}/x\"\n")), "");
    EXPECT_THAT(fault_in(ask("url = \"{secret}\"\n")), HasSubstr("says where it may"));
    EXPECT_EQ(fault_in(ask("url = \"{secret}\"\nhosts = [\"hooks.acme.example\"]\n")), "");
    EXPECT_THAT(fault_in(ask("url = \"https://a.example\"\nhosts = [\"a.example\"]\n")),
                HasSubstr("hosts belong to"));
}

TEST(RequestCheck, TheEndIsLookedAtToo) {
    EXPECT_THAT(fault_in("[signature.end]\nmethod = \"DELETE\"\n"
                         "url = \"https://acme.example/{token}\"\n"),
                HasSubstr("nothing fills in {token}"));
}

}  // namespace
}  // namespace curfew::rules
