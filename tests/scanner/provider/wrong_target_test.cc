// Each kind of the catalogue that is found in a listing, against listings that would have somebody
// else's ended: the whole way of the Revoker, through libcurl and a real socket.
#include <algorithm>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "scanner/provider/data_provider.h"
#include "scanner/provider/inspector.h"
#include "scanner/provider/revoker.h"
#include "tests/scanner/provider/catalogue_answers.h"
#include "tests/scanner/provider/remembering_journal.h"
#include "tests/signatures/catalogue.h"
#include "tests/support/scripted_http.h"

namespace curfew::provider {
namespace {

using core::SecretString;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;

using Values = std::vector<std::pair<std::string, std::string>>;

std::string json_text(std::string_view text) {
    return boost::json::serialize(boost::json::string(text.data(), text.size()));
}

constexpr std::string_view kOwner = "someone";
constexpr std::string_view kMadeAt = "2026-01-02T03:04:05Z";

/// An entry of a listing, before it is written the kind's way.
struct Entry {
    std::string id;
    bool is_ours = true;    ///< shows our secret, or our hint
    bool has_facts = true;  ///< the second fact agrees
};

/// The pages of one reading after the other; the last goes on.
struct Scene {
    std::string_view name;
    std::vector<std::vector<Entry>> readings;
    bool goes_on = false;  ///< says that there is more
    bool is_ended = false;
    bool of_facts_only = false;
};

const std::vector<Scene>& scenes() {
    static const std::vector<Scene> all = {
        {"ours_alone", {{{"17"}}}, false, true},
        {"the_first_is_somebody_elses", {{{"1", false}, {"17"}, {"99", false}}}, false, true},
        {"all_are_somebody_elses", {{{"1", false}, {"2", false}}}},
        {"none_at_all", {{}}},
        {"the_id_moved_before_the_act", {{{"17"}}, {{"18"}}}},
        {"it_went_before_the_act", {{{"17"}}, {{"1", false}}}},
        {"two_show_the_same", {{{"17"}, {"18"}}}},
        {"two_show_the_same_one_with_other_facts",
         {{{"17"}, {"18", true, false}}},
         false,
         false,
         true},
        {"the_second_fact_disagrees", {{{"17", true, false}}}, false, false, true},
        {"the_listing_goes_on_without_it", {{{"1", false}}}, true},
    };
    return all;
}

std::string last_segment(std::string url) {
    url = url.substr(0, url.find('?'));
    return url.substr(url.rfind('/'));
}

class WrongTarget : public testing::TestWithParam<std::tuple<std::string, Scene>> {
  protected:
    [[nodiscard]] static const Scene& scene() { return std::get<1>(GetParam()); }

    WrongTarget()
        : kind_(support::led_to_base(*signatures::catalogue().find(std::get<0>(GetParam())))),
          secret_(support::made_credential(kind_).secret.duplicate()) {
        ProviderAccess& own = access_.providers[kind_.provider_id];
        own.base = server_.base();
        own.admin = SecretString(std::string_view("administrators-own"));
        for (const std::string& name : kind_.end.settings) own.settings[name] = "setting1";
        access_.pace = unlimited_pace();
    }

    [[nodiscard]] const rules::FindRule& find() const { return *kind_.end.find; }

    [[nodiscard]] Values written(const Entry& entry) const {
        Values values{{find().id_pointer, json_text(entry.id)}};
        const std::string secret(secret_.reveal());
        const std::string shown = entry.is_ours ? secret : std::string(secret.size(), 'x');
        if (!find().value_pointer.empty())
            values.emplace_back(find().value_pointer, json_text(shown));
        if (!find().hint_pointer.empty())
            values.emplace_back(find().hint_pointer, json_text(shown.substr(shown.size() - 8)));
        if (!find().created_pointer.empty()) {
            values.emplace_back(find().created_pointer,
                                json_text(entry.has_facts ? kMadeAt : "2020-01-01T00:00:00Z"));
        }
        if (!find().owner_pointer.empty())
            values.emplace_back(find().owner_pointer, json_text(entry.has_facts ? kOwner : "else"));
        return values;
    }

    HttpScripted listed() {
        const auto& readings = scene().readings;
        const auto& entries = readings[std::min(listings_++, readings.size() - 1)];
        std::string list;
        for (const Entry& entry : entries)
            list += (list.empty() ? "" : ",") + support::body_with(written(entry));
        list = "[" + list + "]";
        HttpScripted answer{200, find().items_pointer.empty()
                                     ? list
                                     : support::body_with({{find().items_pointer, list}})};
        // Somewhere nobody follows to.
        if (scene().goes_on)
            answer.headers.emplace_back("Link", "<https://elsewhere.invalid/>; rel=\"next\"");
        return answer;
    }

    HttpScripted asked() const {
        if (is_ended_) return {401, R"({"id":"unauthorized","message":"no"})"};
        Values values;
        if (!kind_.ask.owner_pointer.empty())
            values.emplace_back(kind_.ask.owner_pointer, json_text(kOwner));
        if (!kind_.ask.issued_pointer.empty())
            values.emplace_back(kind_.ask.issued_pointer, json_text(kMadeAt));
        return support::answer_for(*support::rule_for(kind_.ask.answers, "live"), values);
    }

    // A look-up of the kind's own proof.
    HttpScripted looked_up() const {
        const auto& answers = kind_.end.proof->answers;
        return support::answer_for(*support::rule_for(answers, is_ended_ ? "gone" : "live"));
    }

    HttpScripted answer(const HttpSeen& seen) {
        if (seen.method == kind_.end.request->method) {
            ended_.push_back(seen.target);
            is_ended_ = true;
            return support::answer_for(*support::rule_for(kind_.end.answers, "ended"));
        }
        const std::string segment = last_segment(seen.target);
        if (segment == last_segment(find().request.url)) return listed();
        const bool is_question =
            kind_.ask.request && segment == last_segment(kind_.ask.request->url);
        if (!is_question) return looked_up();
        // The made-up secret goes first.
        return questions_++ == 0 && kind_.ask.control != "none"
                   ? HttpScripted{401, R"({"id":"unauthorized","message":"no"})"}
                   : asked();
    }

    Ending end() {
        const auto client =
            http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
        DataProviders providers(*client, clock_, access_);
        Inspector inspector(providers, *client, clock_, access_);
        Revoker revoker({providers, inspector, *client, clock_, access_, journal_});
        EndingOrder order;
        order.credential = support::made_credential(kind_);
        order.fingerprint = "cf1:test:1";
        order.allowed = Width::principal;
        std::promise<Ending> told;
        revoker.end(std::move(order), [&](Ending ending) { told.set_value(std::move(ending)); });
        return told.get_future().get();
    }

    core::SystemClock clock_;
    rules::Signature kind_;
    SecretString secret_;
    Access access_;
    support::RememberingJournal journal_;
    // On the server's thread.
    std::size_t listings_ = 0;
    std::size_t questions_ = 0;
    bool is_ended_ = false;
    std::vector<std::string> ended_;
    ScriptedHttp server_{[this](const HttpSeen& seen) { return answer(seen); }};
};

TEST_P(WrongTarget, NothingForeignIsEnded) {
    const Ending ending = end();
    SCOPED_TRACE(ending.reason);
    if (scene().is_ended) {
        EXPECT_EQ(ending.outcome, EndingOutcome::proven);
        ASSERT_EQ(ended_.size(), 1U);
        EXPECT_TRUE(ended_[0].ends_with("/17")) << ended_[0];
        return;
    }
    EXPECT_TRUE(ended_.empty());
    EXPECT_EQ(ending.outcome, EndingOutcome::failed);
    EXPECT_TRUE(ending.needs_person);
    EXPECT_NE(ending.reason.find("needs a person"), std::string::npos);
}

using Row = std::tuple<std::string, Scene>;

/// Each kind that is found in a listing, with the scenes that its entries can play.
std::vector<Row> rows() {
    std::vector<Row> all;
    for (const rules::Signature& kind : signatures::catalogue().signatures()) {
        if (!kind.end.find) continue;
        const rules::FindRule& find = *kind.end.find;
        const bool has_facts = !find.created_pointer.empty() || !find.owner_pointer.empty();
        for (const Scene& scene : scenes())
            if (has_facts || !scene.of_facts_only) all.emplace_back(kind.id.value, scene);
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(Kinds, WrongTarget, testing::ValuesIn(rows()), [](const auto& row) {
    return signatures::test_name_of(std::get<0>(row.param)) + "_" +
           std::string(std::get<1>(row.param).name);
});

}  // namespace
}  // namespace curfew::provider
