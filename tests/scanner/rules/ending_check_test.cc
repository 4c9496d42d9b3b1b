#include "scanner/rules/ending_check.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scanner/rules/acme_file.h"

namespace curfew::rules {
namespace {

using ::testing::HasSubstr;

const std::string kAsk = R"([signature.ask]
method = "GET"
url = "{base}/me"
issued = "/created_at"
owner = "/login"
answers = [{ status = [200], pointer = "/login", detail = "live" }]
)";

const std::string kDelete = R"([signature.end]
method = "DELETE"
url = "{base}/keys/{id}"
answers = [{ status = [204], detail = "ended" }]
)";

const std::string kListing = R"([signature.end.find]
method = "GET"
url = "{base}/keys"
id = "/id"
)";

/// What is complained about when the signature asks and ends so.
std::string fault_in(const std::string& lines, const std::string& signature = {}) {
    std::string text = acme_with("[signature.example]", lines + "[signature.example]");
    const std::string at = "sources = [\"docs\"]\n";
    const std::string revocability =
        signature.find("revocability") == std::string::npos ? "revocability = \"exact\"\n" : "";
    return complaint_of(text.replace(text.find(at), at.size(), at + revocability + signature));
}

std::string bound(const std::string& how) {
    return kDelete + "binding = \"" + how + "\"\n";
}

TEST(EndingCheck, AnEndingNeedsABinding) {
    EXPECT_THAT(fault_in(kAsk + kDelete), HasSubstr("needs a binding"));
    EXPECT_THAT(fault_in(kAsk + bound("none")), HasSubstr("needs a binding"));
}

TEST(EndingCheck, AListingIsDescribedAndBindsByTheWholeSecret) {
    EXPECT_THAT(fault_in(kAsk + bound("listing")), HasSubstr("needs [signature.end.find]"));
    EXPECT_THAT(fault_in(kAsk + bound("listing") + kListing),
                HasSubstr("binds by the whole secret"));
    EXPECT_EQ(fault_in(kAsk + bound("listing") + kListing + "value = \"/token\"\n"), "");
    EXPECT_THAT(fault_in(kAsk + bound("embedded") + kListing + "value = \"/token\"\n"),
                HasSubstr("find belongs to"));
}

TEST(EndingCheck, AHintNeedsASecondFactThatTheQuestionTells) {
    const std::string hint = bound("hint") + kListing + "hint = \"/end\"\nhint_of = \"last8\"\n";
    EXPECT_THAT(fault_in(kAsk + hint), HasSubstr("second fact"));
    EXPECT_EQ(fault_in(kAsk + hint + "created = \"/created_at\"\n"), "");
    EXPECT_EQ(fault_in(kAsk + hint + "owner = \"/by\"\n"), "");
    EXPECT_THAT(fault_in("[signature.ask]\nnote = \"x\"\n" + hint + "created = \"/created_at\"\n"),
                HasSubstr("second fact"));
}

TEST(EndingCheck, HintsHaveAKnownWay) {
    const std::string facts = kListing + "hint = \"/end\"\ncreated = \"/created_at\"\n";
    for (const std::string way : {"last2", "sha1", "", "first999"}) {
        EXPECT_THAT(fault_in(kAsk + bound("hint") + facts + "hint_of = \"" + way + "\"\n"),
                    HasSubstr("hint_of must be"))
            << way;
    }
    EXPECT_THAT(fault_in(kAsk + bound("hint") + kListing +
                         "hint_of = \"last8\"\ncreated = \"/created_at\"\n"),
                HasSubstr("needs hint"));
}

TEST(EndingCheck, AnIdIsToldBySomebody) {
    EXPECT_THAT(fault_in(kAsk + bound("self")), HasSubstr("{id} is known only where"));
    std::string telling = kAsk;
    telling.insert(telling.find("owner"), "id = \"/id\"\n");
    EXPECT_EQ(fault_in(telling + bound("self")), "");
}

TEST(EndingCheck, AnEmbeddedIdIsNamed) {
    EXPECT_THAT(fault_in(kAsk + bound("embedded")), HasSubstr("binding is embedded"));
}

TEST(EndingCheck, HowFarAnEndingGoesIsSaid) {
    for (const std::string word : {"unknown", "expiry_only"}) {
        EXPECT_THAT(fault_in(kAsk + bound("listing") + kListing + "value = \"/token\"\n",
                             "revocability = \"" + word + "\"\n"),
                    HasSubstr("say how far that goes"));
    }
}

TEST(EndingCheck, CodeAndDataDoNotBothEnd) {
    EXPECT_THAT(fault_in(kAsk, "engine = \"postgresql\"\n"), HasSubstr("engine says that code"));
    EXPECT_EQ(fault_in("[signature.ask]\nnote = \"Code asks.\"\n", "engine = \"postgresql\"\n"),
              "");
}

TEST(EndingCheck, PagesHaveAKnownWayOn) {
    const std::string listing = kAsk + bound("listing") + kListing + "value = \"/token\"\n";
    EXPECT_EQ(fault_in(listing + "next = \"header:link\"\nnext_as = \"url\"\n"), "");
    EXPECT_EQ(fault_in(listing + "next = \"/cursor\"\nnext_as = \"query:after\"\n"), "");
    EXPECT_THAT(fault_in(listing + "next = \"/cursor\"\n"), HasSubstr("belong together"));
    EXPECT_THAT(fault_in(listing + "next = \"/cursor\"\nnext_as = \"query:\"\n"),
                HasSubstr("next_as must be"));
    EXPECT_THAT(fault_in(listing + "items = \"data\"\n"), HasSubstr("must be a pointer"));
}

TEST(EndingCheck, AProofOfLifeNeedsAMark) {
    const std::string proof =
        "[signature.end.proof]\nmethod = \"GET\"\nurl = \"{base}/keys/{id}\"\n";
    const std::string listing = kAsk + bound("listing") + kListing + "value = \"/token\"\n";
    EXPECT_THAT(fault_in(listing + proof + "answers = [{ status = [200], detail = \"live\" }]\n"),
                HasSubstr("needs a mark"));
    EXPECT_EQ(fault_in(listing + proof + "answers = [{ status = [404], detail = \"gone\" }]\n"),
              "");
    EXPECT_THAT(fault_in(listing + proof), HasSubstr("needs answers"));
}

TEST(EndingCheck, AnAdministratorAsksWithItsOwnCredential) {
    const std::string admin =
        "[signature.ask.admin]\nmethod = \"GET\"\nurl = \"{base}/k\"\n"
        "answers = [{ status = [403], detail = \"refused\" }]\n";
    EXPECT_THAT(fault_in(kAsk + admin), HasSubstr("is put with {admin}"));
    EXPECT_EQ(fault_in(kAsk + admin + "headers = { Key = \"{admin}\" }\n"), "");
}

TEST(EndingCheck, SettingsOfTheUserAreFilledInWhereTheyAreNamed) {
    const std::string listing = kListing + "value = \"/token\"\n";
    std::string tenanted = listing;
    tenanted.replace(tenanted.find("{base}/keys"), 11, "{base}/{tenant}/keys");
    EXPECT_THAT(fault_in(kAsk + bound("listing") + tenanted),
                HasSubstr("nothing fills in {tenant}"));
    EXPECT_EQ(fault_in(kAsk + bound("listing") + "settings = [\"tenant\"]\n" + tenanted), "");
}

TEST(EndingCheck, UnknownFieldsAreTold) {
    EXPECT_THAT(fault_in(kAsk + bound("listing") + kListing + "value = \"/token\"\nfirst = true\n"),
                HasSubstr("has no key \"first\""));
}

TEST(EndingCheck, NothingGivesOutItself) {
    EXPECT_THAT(fault_in("", "mints = [\"acme-key\"]\n"), HasSubstr("gives out itself"));
    EXPECT_EQ(fault_in("", "mints = [\"acme-session\"]\n"), "");
}

}  // namespace
}  // namespace curfew::rules
