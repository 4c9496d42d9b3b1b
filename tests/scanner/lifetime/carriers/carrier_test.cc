#include "scanner/lifetime/carriers/carrier.h"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "scanner/core/limits.h"
#include "tests/support/carrier_samples.h"

namespace curfew::lifetime {
namespace {

CarrierFacts read(std::string_view carrier, std::string_view text) {
    return read_carrier(carrier, core::SecretString(text));
}

TEST(Carriers, NamesAreSortedAndUnique) {
    const auto names = carrier_names();

    EXPECT_TRUE(std::ranges::is_sorted(names));
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

TEST(Carriers, EachHasASampleThatCanBeRead) {
    std::set<std::string_view> read_well;
    const auto samples = support::carrier_samples();
    for (const auto& [carrier, text] : samples) {
        const CarrierFacts facts = read(carrier, text);
        EXPECT_EQ(facts.problem, "") << carrier;
        EXPECT_EQ(facts.carrier, carrier);
        read_well.insert(carrier);
    }

    for (const std::string_view name : carrier_names())
        EXPECT_TRUE(read_well.contains(name)) << name;
}

TEST(Carriers, EachSaysAProblemForNothingAtAll) {
    for (const std::string_view name : carrier_names()) {
        if (name == "gitlab_routable") continue;  // anything without a dot may be the older form
        const CarrierFacts facts = read(name, "");

        EXPECT_NE(facts.problem, "") << name;
        EXPECT_EQ(facts.carrier, name);
    }
}

TEST(Carriers, OneThatIsTooLargeIsNotRead) {
    const std::string large(core::kCarrierBytesMax + 1, 'a');

    for (const std::string_view name : carrier_names()) {
        EXPECT_EQ(read(name, large).problem, "it is too large to read") << name;
    }
}

TEST(CarriersDeathTest, AnUnknownNameIsAProgrammersError) {
    EXPECT_DEATH(static_cast<void>(read("no_such_carrier", "")), "");
}

TEST(Carriers, ACatalogueThatNamesAnUnknownOneIsRefused) {
    std::vector<rules::Signature> signatures(2);
    signatures[0].lifetime.carrier = "jwt";
    EXPECT_TRUE(check_carriers(signatures).has_value());

    signatures[1].id.value = "mine";
    signatures[1].lifetime.carrier = "jwtt";
    const auto checked = check_carriers(signatures);

    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().kind(), core::ErrorKind::invalid_input);
    EXPECT_NE(checked.error().message().find("signature mine: lifetime.carrier must be one of"),
              std::string::npos);
}

/// A reader never gives both an end and a claim that there is none, and always its own name.
void expect_sane(std::string_view carrier, const CarrierFacts& facts) {
    EXPECT_EQ(facts.carrier, carrier);
    EXPECT_FALSE(facts.expires_at && facts.never_expires) << carrier;
    EXPECT_LE(facts.account.size(), 600U) << carrier;
    EXPECT_LE(facts.scopes.size(), 2 * core::kCarrierNamesMax) << carrier;
}

TEST(Carriers, CutAnywhereNeverCrash) {
    for (const auto& [carrier, text] : support::carrier_samples()) {
        for (std::size_t length = 0; length < text.size(); ++length) {
            expect_sane(carrier, read(carrier, text.substr(0, length)));
        }
    }
}

TEST(Carriers, ChangedBytesNeverCrash) {
    std::mt19937 random(20261122);
    for (const auto& [carrier, text] : support::carrier_samples()) {
        for (int round = 0; round < 300; ++round) {
            std::string changed = text;
            for (int i = 0; i < 1 + round % 4; ++i) {
                changed[random() % changed.size()] = static_cast<char>(random());
            }
            expect_sane(carrier, read(carrier, changed));
        }
    }
}

TEST(Carriers, ForeignSamplesNeverCrash) {
    const auto samples = support::carrier_samples();
    for (const std::string_view name : carrier_names()) {
        for (const auto& sample : samples) expect_sane(name, read(name, sample.text));
    }
}

}  // namespace
}  // namespace curfew::lifetime
