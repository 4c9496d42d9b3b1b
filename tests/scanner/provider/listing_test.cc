#include "scanner/provider/listing.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace curfew::provider {
namespace {

using core::SecretString;

const std::string kSecret = "acme_" + std::string("real00000000000000000017");

rules::FindRule by_value() {
    rules::FindRule rule;
    rule.items_pointer = "/keys";
    rule.id_pointer = "/id";
    rule.value_pointer = "/token";
    return rule;
}

rules::FindRule by_hint() {
    rules::FindRule rule;
    rule.items_pointer = "/keys";
    rule.id_pointer = "/id";
    rule.hint_pointer = "/end";
    rule.hint_of = "last8";
    rule.created_pointer = "/created_at";
    rule.owner_pointer = "/by";
    return rule;
}

core::HttpResponse page(const std::string& body, int status = 200) {
    core::HttpResponse response;
    response.status = status;
    response.body = SecretString(std::string_view(body));
    return response;
}

Inspection told() {
    Inspection inspection;
    inspection.detail = Detail::live;
    inspection.owner = "someone";
    inspection.issued_at =
        core::Known{core::parse_instant("2026-01-02T03:04:05Z").value(), core::Evidence::provider};
    return inspection;
}

Binding bound(const rules::FindRule& rule, const std::vector<std::string>& pages) {
    const Inspection question = told();
    const Sought sought{kSecret, "acme_", &question};
    Listing listing(rule);
    for (const std::string& body : pages) {
        EXPECT_TRUE(listing.read(page(body), sought).has_value()) << body;
    }
    return listing.judged(sought);
}

std::string entry(const std::string& id, const std::string& by = "someone",
                  const std::string& at = "2026-01-02T03:04:05Z") {
    return R"({"id":")" + id + R"(","end":"00000017","by":")" + by + R"(","created_at":")" + at +
           "\"}";
}

std::string keys(const std::string& entries, const std::string& more = "") {
    return R"({"keys":[)" + entries + "]" + more + "}";
}

TEST(Listing, TheWholeSecretBindsWhereverItStands) {
    const Binding binding =
        bound(by_value(), {keys(R"({"id":"a","token":"acme_other"},{"id":"b","token":")" + kSecret +
                                R"("},{"id":"c","token":null})")});
    EXPECT_EQ(binding.state, Binding::State::bound);
    EXPECT_EQ(binding.id, "b");
    EXPECT_EQ(binding.how, "listing by full value");
}

TEST(Listing, AnObjectIsAListingByItsNames) {
    rules::FindRule rule = by_value();
    rule.id_pointer.clear();
    const Binding binding =
        bound(rule, {R"({"keys":{"k1":{"token":"x"},"k2":{"token":")" + kSecret + "\"}}}"});
    EXPECT_EQ(binding.id, "k2");
}

TEST(Listing, WhatACompleteListingLacksIsNotFound) {
    EXPECT_EQ(bound(by_value(), {keys(R"({"id":"a","token":"acme_other"})")}).state,
              Binding::State::not_found);
    EXPECT_EQ(bound(by_value(), {keys("")}).state, Binding::State::not_found);
    EXPECT_EQ(bound(by_hint(), {keys("")}).state, Binding::State::not_found);
}

class CutListing : public testing::TestWithParam<std::string> {};

TEST_P(CutListing, NeedsAPerson) {
    const std::string other = keys(R"({"id":"a","token":"acme_other"})", GetParam());
    const Binding unfound = bound(by_value(), {other});
    EXPECT_EQ(unfound.state, Binding::State::ambiguous);
    EXPECT_NE(unfound.reason.find("needs a person"), std::string::npos);
    EXPECT_EQ(bound(by_hint(), {keys(entry("a"), GetParam())}).state, Binding::State::ambiguous);
}

INSTANTIATE_TEST_SUITE_P(Listing, CutListing,
                         testing::Values(R"(,"has_more":true)", R"(,"next":"/keys?page=2")",
                                         R"(,"links":{"next":"https://a.example/2"})",
                                         R"(,"nextPageToken":"x")",
                                         R"(,"@odata.nextLink":"https://a.example/2")"));

TEST(Listing, APartialAnswerIsCut) {
    const Inspection question = told();
    const Sought sought{kSecret, "acme_", &question};
    const rules::FindRule rule = by_hint();
    Listing listing(rule);
    ASSERT_TRUE(listing.read(page(keys(entry("a")), 206), sought).has_value());
    EXPECT_EQ(listing.judged(sought).state, Binding::State::ambiguous);
}

TEST(Listing, AHintWithItsSecondFactsBinds) {
    const Binding binding = bound(by_hint(), {keys(entry("a"))});
    EXPECT_EQ(binding.state, Binding::State::bound);
    EXPECT_EQ(binding.id, "a");
    EXPECT_EQ(binding.owner, "someone");
    EXPECT_EQ(bound(by_hint(), {keys(entry("a", "someone", "2026-01-02T03:04:06Z"))}).state,
              Binding::State::bound);
}

struct Doubt {
    std::string_view name;
    std::string entries;
};

class DoubtfulListing : public testing::TestWithParam<Doubt> {};

TEST_P(DoubtfulListing, NeedsAPerson) {
    const Binding binding = bound(by_hint(), {keys(GetParam().entries)});
    EXPECT_EQ(binding.state, Binding::State::ambiguous) << GetParam().name;
    EXPECT_TRUE(binding.id.empty()) << GetParam().name;
    EXPECT_NE(binding.reason.find("needs a person"), std::string::npos) << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(
    Listing, DoubtfulListing,
    testing::Values(Doubt{"two of one hint", entry("a") + "," + entry("b")},
                    Doubt{"two of one hint, one somebody else's",
                          entry("a", "else") + "," + entry("b")},
                    Doubt{"somebody else's", entry("a", "else")},
                    Doubt{"made at another time", entry("a", "someone", "2026-01-02T03:14:05Z")},
                    Doubt{"made nobody knows when", entry("a", "someone", "soon")},
                    Doubt{"without an id", R"({"end":"00000017","by":"someone",)"
                                           R"("created_at":"2026-01-02T03:04:05Z"})"},
                    Doubt{"an id no integer holds", R"({"id":1e30,"end":"00000017","by":"someone",)"
                                                    R"("created_at":"2026-01-02T03:04:05Z"})"}));

TEST(Listing, WithoutAnAnswerToTheQuestionAHintIsNothing) {
    const Sought sought{kSecret, "acme_", nullptr};
    const rules::FindRule rule = by_hint();
    Listing listing(rule);
    ASSERT_TRUE(listing.read(page(keys(entry("a"))), sought).has_value());
    EXPECT_EQ(listing.judged(sought).state, Binding::State::ambiguous);
}

TEST(Listing, TheSameSecretTwiceNeedsAPerson) {
    const std::string one = R"({"id":"a","token":")" + kSecret + "\"}";
    EXPECT_EQ(bound(by_value(), {keys(one + "," + one)}).state, Binding::State::ambiguous);
}

TEST(Listing, PagesAreFollowedToTheEnd) {
    rules::FindRule rule = by_hint();
    rule.next = "/cursor";
    rule.next_as = "query:after";
    const Inspection question = told();
    const Sought sought{kSecret, "acme_", &question};
    Listing listing(rule);
    ASSERT_TRUE(listing.read(page(keys(entry("a"), R"(,"cursor":"p2")")), sought).has_value());
    EXPECT_EQ(listing.next(), "p2");
    ASSERT_TRUE(listing.read(page(keys(entry("b"), R"(,"cursor":null)")), sought).has_value());
    EXPECT_EQ(listing.next(), std::nullopt);
    EXPECT_EQ(listing.judged(sought).state, Binding::State::ambiguous);
}

TEST(Listing, TheNextLinkIsReadFromItsHeader) {
    rules::FindRule rule = by_value();
    rule.next = "header:link";
    rule.next_as = "url";
    const Sought sought{kSecret, "acme_", nullptr};
    Listing listing(rule);
    core::HttpResponse response = page(keys(""));
    response.headers = {{"link",
                         "<https://a.example/?page=1>; rel=\"first\", "
                         "<https://a.example/?page=2>; rel=\"next\""}};
    ASSERT_TRUE(listing.read(response, sought).has_value());
    EXPECT_EQ(listing.next(), "https://a.example/?page=2");
}

TEST(Listing, AnEndlessListingIsCut) {
    rules::FindRule rule = by_value();
    rule.next = "/cursor";
    rule.next_as = "query:after";
    const Sought sought{kSecret, "acme_", nullptr};
    Listing listing(rule);
    std::size_t pages = 0;
    do {
        ASSERT_TRUE(listing.read(page(keys("", R"(,"cursor":"on")")), sought).has_value());
        ++pages;
    } while (listing.next());
    EXPECT_EQ(pages, kListingPagesMax);
    EXPECT_EQ(listing.judged(sought).state, Binding::State::ambiguous);
}

TEST(Listing, WhatIsNoListingIsAnError) {
    const Sought sought{kSecret, "acme_", nullptr};
    const rules::FindRule rule = by_value();
    Listing listing(rule);
    EXPECT_FALSE(listing.read(page("<html>"), sought).has_value());
    EXPECT_FALSE(listing.read(page(R"({"keys":"none"})"), sought).has_value());
    EXPECT_FALSE(listing.read(page(keys(""), 403), sought).has_value());
    EXPECT_FALSE(listing.read(page(R"({"keys":[],"keys":[]})"), sought).has_value());
}

}  // namespace
}  // namespace curfew::provider
