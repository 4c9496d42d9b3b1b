// The whole way, with real servers: credentials of each lie in a repository, and `curfew` says what
// they are. What a server did is asked by its own clients, never by code of ours.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"
#include "tests/end_to_end/reported.h"
#include "tests/support/estates/estate.h"
#include "tests/support/temp_dir.h"

namespace curfew::end_to_end {
namespace {

using support::Claim;
using support::Estate;
using support::Planted;

/// All estates, and a repository with what lies in them.
class World {
  public:
    void build() {
        for (const support::MakeEstate make :
             {&support::make_postgresql_estate, &support::make_redis_estate,
              &support::make_mariadb_estate, &support::make_open_bao_estate,
              &support::make_oauth_estate, &support::make_aws_estate, &support::make_ssh_estate,
              &support::make_certificate_estate, &support::make_registry_estate}) {
            auto made = make(private_);
            ASSERT_TRUE(made.has_value()) << made.error().message();
            estates_.push_back(std::move(made).value());
        }
        fill_repository();
        configure();
    }

    [[nodiscard]] const std::vector<Estate>& estates() const { return estates_; }
    [[nodiscard]] const Workshop& shop() const { return shop_; }

  private:
    void fill_repository() {
        shop_.init();
        for (const Estate& estate : estates_) {
            for (const auto& [path, text] : estate.files) shop_.write(path, text);
            shop_.commit("what " + estate.name + " needs");
        }
    }

    void configure() {
        std::string settings;
        std::string trusted;
        for (const Estate& estate : estates_) {
            settings += estate.settings;
            trusted += estate.trusted;
            if (estate.kinds_file.empty()) continue;
            settings += "[scan]\nsignatures = [\"" + estate.kinds_file + "\"]\n";
        }
        settings = "[verify]\nauthorities_file = \"" + private_.write("trusted.pem", trusted) +
                   "\"\npace = 0\nhosts = [\"127.0.0.1\", \"localhost\"]\n" + settings;
        shop_.write("../home/.config/curfew/curfew.toml", settings);
    }

    support::TempDir private_;  // before the estates, which lie in it
    std::vector<Estate> estates_;
    Workshop shop_;
};

std::string line_of(const Workshop& shop, const Planted& planted) {
    const std::string text = shop.read(planted.path);
    const std::size_t at = planted.text.empty() ? 0 : text.find(planted.text);
    EXPECT_NE(at, std::string::npos) << planted.title;
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size()));
    return std::to_string(1 + std::count(text.begin(), end, '\n'));
}

/// Times to the second.
std::string to_the_second(const std::string& instant) {
    const std::size_t point = instant.find('.');
    return point == std::string::npos ? instant : instant.substr(0, point) + "Z";
}

std::string told(const Reported& found) {
    return found.signature + " at " + found.path + ":" + found.line + " " + found.state + " " +
           found.detail + " until " + found.end + " (" + found.reason + ")";
}

void expect_claim(const Planted& planted, const Reported& found, const std::string& as_of) {
    const Claim& claim = planted.claim;
    const std::string end = claim.end == support::kWhenAsked ? as_of : claim.end;
    EXPECT_EQ(found.state, claim.state) << planted.title << ": " << told(found);
    EXPECT_EQ(found.detail, claim.detail) << planted.title << ": " << told(found);
    EXPECT_EQ(to_the_second(found.end), to_the_second(end)) << planted.title << ": " << told(found);
}

/// Takes what was reported of a planted one out of the report.
std::optional<Reported> taken_from(std::vector<Reported>& all, const Planted& planted,
                                   const std::string& line) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Reported& one) {
        return one.path == planted.path && one.line == line && one.signature == planted.signature;
    });
    if (found == all.end()) return std::nullopt;
    Reported one = *found;
    all.erase(found);
    return one;
}

std::string told(const Ended& ended) {
    return ended.signature + " at " + ended.path + ":" + ended.line + " " + ended.outcome + " (" +
           ended.reason + ")";
}

std::optional<Ended> ending_of(const std::vector<Ended>& all, const Planted& planted,
                               const std::string& line) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Ended& one) {
        return one.path == planted.path && one.line == line && one.signature == planted.signature;
    });
    return found == all.end() ? std::nullopt : std::optional(*found);
}

/// One world for both tests, the second of which ends what lies in it.
class RealServers : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        world_ = std::make_unique<World>();
        world_->build();
    }
    static void TearDownTestSuite() { world_.reset(); }
    void SetUp() override { ASSERT_EQ(world_->estates().size(), kEstates); }

    static void expect_foreign_ones_work() {
        for (const Estate& estate : world_->estates()) {
            for (const auto& foreign : estate.foreign) {
                EXPECT_TRUE(foreign.is_taken()) << foreign.title;
            }
        }
    }

    static constexpr std::size_t kEstates = 9;
    static inline std::unique_ptr<World> world_;
};

TEST_F(RealServers, EachCredentialHasItsStateAndItsEnd) {
    const Outcome outcome = world_->shop().curfew({"scan", "--verify", "--format", "json"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    const Report report = report_from(outcome.output);
    std::vector<Reported> all = report.findings;
    for (const Estate& estate : world_->estates()) {
        SCOPED_TRACE(estate.name);
        for (const Planted& planted : estate.planted) {
            const auto found = taken_from(all, planted, line_of(world_->shop(), planted));
            EXPECT_TRUE(found.has_value()) << planted.title << " in " << planted.path;
            if (found) expect_claim(planted, *found, report.as_of);
            EXPECT_EQ(planted.is_taken(), planted.claim.state == "live") << planted.title;
        }
    }
    for (const Reported& one : all) ADD_FAILURE() << "not planted: " << told(one);
    expect_foreign_ones_work();
}

/// The planted ones that live, with their servers' names for a message.
std::vector<std::pair<std::string, const Planted*>> live_ones(const World& world) {
    std::vector<std::pair<std::string, const Planted*>> live;
    for (const Estate& estate : world.estates()) {
        for (const Planted& planted : estate.planted) {
            if (planted.claim.state != "live") continue;
            live.emplace_back(estate.name + ", " + planted.title, &planted);
        }
    }
    return live;
}

bool has_session(const Planted& planted) {
    return planted.session != nullptr && planted.session->is_running();
}

TEST_F(RealServers, RevokeEndsTheLiveOnesAndNothingElse) {
    const Outcome plan = world_->shop().curfew({"revoke", ".", "--allow", "principal_wide"});
    EXPECT_EQ(plan.exit_code, 0) << plan.errors;
    for (const auto& [name, planted] : live_ones(*world_)) {
        EXPECT_TRUE(planted->is_taken()) << name;
        EXPECT_EQ(has_session(*planted), planted->session != nullptr) << name;
    }

    const Outcome outcome = world_->shop().curfew(
        {"revoke", ".", "--yes", "--allow", "principal_wide", "--wait", "5s", "--format", "json"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors << "some need a person";
    const std::vector<Ended> all = endings_in(outcome.output);
    for (const auto& [name, planted] : live_ones(*world_)) {
        const auto ended = ending_of(all, *planted, line_of(world_->shop(), *planted));
        ASSERT_TRUE(ended.has_value()) << name << " in " << planted->path;
        EXPECT_EQ(ended->outcome, planted->outcome) << name << ": " << told(*ended);
        EXPECT_EQ(planted->is_taken(), planted->outcome == "failed") << name;
        EXPECT_FALSE(has_session(*planted)) << name;
    }
    expect_foreign_ones_work();
}

}  // namespace
}  // namespace curfew::end_to_end
