#include "scanner/provider/binding_search.h"

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "tests/scanner/provider/acme_kinds.h"
#include "tests/support/scripted_http.h"

namespace curfew::provider {
namespace {

using core::SecretString;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;

std::string ending(const std::string& binding, const std::string& find = {}) {
    return R"toml(
method = "DELETE"
url = "{base}/keys/{id}"
headers = { Authorization = "Bearer {secret}" }
binding = ")toml" +
           binding + R"toml("
answers = [{ status = [204], detail = "ended" }]
)toml" + find;
}

std::string listing(const std::string& lines) {
    return R"toml(
[signature.end.find]
method = "GET"
url = "{base}/keys?limit=2"
headers = { Authorization = "Bearer {secret}" }
id = "/id"
)toml" + lines;
}

const std::string kSecret = "acme_" + std::string("real00000000000000000017");
const std::string kLive = R"({"login":"someone","key":"k17","created_at":"2026-01-02T03:04:05Z"})";

class BindingSearchTest : public testing::Test {
  protected:
    /// How `kind` is bound where the server answers so.
    Binding bound(const std::string& kind, support::HttpScript script) {
        server_ = std::make_unique<ScriptedHttp>(std::move(script));
        access_.providers["acme"].base = server_->base();
        const auto conversation =
            std::make_shared<const DataConversation>(*client_, clock_, access_);
        auto answer = std::make_shared<std::promise<Binding>>();
        auto future = answer->get_future();
        search_binding(conversation,
                       {catalog_.find(kind), SecretString(std::string_view(kSecret)), {}},
                       [answer](Binding binding) { answer->set_value(std::move(binding)); });
        return future.get();
    }

    static std::string entry(const std::string& id, const std::string& token) {
        return R"({"id":")" + id + R"(","token":")" + token + "\"}";
    }

    static HttpScripted page(const std::string& entries, const std::string& link = {}) {
        HttpScripted answer{200, "[" + entries + "]"};
        if (!link.empty()) answer.headers.emplace_back("Link", "<" + link + ">; rel=\"next\"");
        return answer;
    }

    static std::string asking() {
        std::string ask = support::kAcmeAsk;
        return ask.insert(ask.find("owner"), "id = \"/key\"\n");
    }

    core::SystemClock clock_;
    Access access_;
    rules::Catalog catalog_ = support::acme_catalog(
        {{"acme-self", asking(), ending("self")},
         {"acme-linked", asking(),
          ending("listing", listing("value = \"/token\"\nnext = \"header:link\"\n"
                                    "next_as = \"url\"\n"))},
         {"acme-cursor", asking(),
          ending("listing", listing("items = \"/keys\"\nvalue = \"/token\"\nnext = \"/cursor\"\n"
                                    "next_as = \"query:after\"\n"))},
         {"acme-range", asking(),
          ending("listing", listing("value = \"/token\"\nnext = \"header:next-range\"\n"
                                    "next_as = \"header:Range\"\n"))},
         {"acme-hint", asking(),
          ending("hint", listing("hint = \"/end\"\nhint_of = \"last8\"\n"
                                 "created = \"/created_at\"\n"))}});
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    std::unique_ptr<ScriptedHttp> server_;
};

TEST_F(BindingSearchTest, TheQuestionTellsTheIdOfItself) {
    const Binding binding =
        bound("acme-self", [](const HttpSeen&) { return HttpScripted{200, kLive}; });
    EXPECT_EQ(binding.state, Binding::State::bound);
    EXPECT_EQ(binding.id, "k17");
    EXPECT_EQ(binding.owner, "someone");
    EXPECT_EQ(binding.how, "self");
}

TEST_F(BindingSearchTest, AnAnswerWithoutAnIdNeedsAPerson) {
    const Binding binding = bound(
        "acme-self", [](const HttpSeen&) { return HttpScripted{200, R"({"login":"someone"})"}; });
    EXPECT_EQ(binding.state, Binding::State::ambiguous);
}

TEST_F(BindingSearchTest, WhatIsNotLiveIsNotBound) {
    const Binding binding =
        bound("acme-self", [](const HttpSeen&) { return HttpScripted{401, "{}"}; });
    EXPECT_EQ(binding.state, Binding::State::unclear);
    EXPECT_NE(binding.reason.find("refused"), std::string::npos);
}

TEST_F(BindingSearchTest, LinksAreFollowedAtTheSameHost) {
    const Binding binding = bound("acme-linked", [](const HttpSeen& seen) {
        if (seen.target == "/keys?limit=2") return page(entry("k1", "x"), "/keys?page=2");
        return page(entry("k2", kSecret));
    });
    EXPECT_EQ(binding.id, "k2");
    EXPECT_EQ(server_->requests().size(), 2U);
}

TEST_F(BindingSearchTest, LinksToAnotherHostAreNotFollowed) {
    const ScriptedHttp other([](const HttpSeen&) { return page(entry("k2", kSecret)); });
    for (const std::string& link : {other.base() + "/keys", std::string("//evil.invalid/keys"),
                                    std::string("https://evil.invalid/keys")}) {
        const Binding binding =
            bound("acme-linked", [link](const HttpSeen&) { return page(entry("k1", "x"), link); });
        EXPECT_EQ(binding.state, Binding::State::ambiguous);
        EXPECT_NE(binding.reason.find("needs a person"), std::string::npos);
    }
    EXPECT_TRUE(other.requests().empty());
}

TEST_F(BindingSearchTest, CursorsAreAskedForEscaped) {
    const Binding binding = bound("acme-cursor", [](const HttpSeen& seen) {
        if (seen.target == "/keys?limit=2") {
            return HttpScripted{200, R"({"keys":[],"cursor":"a&b=1 2"})"};
        }
        return HttpScripted{200, R"({"keys":[)" + entry("k2", kSecret) + "]}"};
    });
    EXPECT_EQ(binding.id, "k2");
    EXPECT_EQ(server_->requests().back().target, "/keys?limit=2&after=a%26b%3D1%202");
}

TEST_F(BindingSearchTest, RangesAreAskedForInTheirHeader) {
    const Binding binding = bound("acme-range", [](const HttpSeen& seen) {
        if (!seen.headers.contains("range")) {
            HttpScripted first{206, "[]"};
            first.headers.emplace_back("Next-Range", "id ]k1..; max=2");
            return first;
        }
        return page(entry("k2", kSecret));
    });
    EXPECT_EQ(binding.id, "k2");
    EXPECT_EQ(server_->requests().back().headers.at("range"), "id ]k1..; max=2");
}

TEST_F(BindingSearchTest, AnEndlessListingIsLeftToAPerson) {
    const Binding binding = bound(
        "acme-linked", [](const HttpSeen&) { return page(entry("k1", "x"), "/keys?page=on"); });
    EXPECT_EQ(binding.state, Binding::State::ambiguous);
    EXPECT_LE(server_->requests().size(), 50U);
}

TEST_F(BindingSearchTest, AListingThatIsNoneIsUnclearWithItsStatus) {
    const Binding binding =
        bound("acme-linked", [](const HttpSeen&) { return HttpScripted{403, "{}"}; });
    EXPECT_EQ(binding.state, Binding::State::unclear);
    EXPECT_EQ(binding.evidence.status, 403);
}

TEST_F(BindingSearchTest, AHintIsComparedWithWhatTheQuestionTold) {
    const auto script = [](const std::string& created) {
        return [created](const HttpSeen& seen) {
            if (seen.target == "/user") return HttpScripted{200, kLive};
            return HttpScripted{
                200, R"([{"id":"k17","end":"00000017","created_at":")" + created + "\"}]"};
        };
    };
    EXPECT_EQ(bound("acme-hint", script("2026-01-02T03:04:05Z")).id, "k17");
    EXPECT_EQ(bound("acme-hint", script("2026-01-02T03:14:05Z")).state, Binding::State::ambiguous);
}

TEST_F(BindingSearchTest, WhatItAsksIsKnownBefore) {
    EXPECT_TRUE(binding_asks(*catalog_.find("acme-self"), false));
    EXPECT_TRUE(binding_asks(*catalog_.find("acme-hint"), false));
    EXPECT_FALSE(binding_asks(*catalog_.find("acme-linked"), false));
}

}  // namespace
}  // namespace curfew::provider
