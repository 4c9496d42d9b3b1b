#include "scanner/secret_table.h"

#include <utility>

#include <gtest/gtest.h>

#include "tests/support/acme.h"

namespace curfew {
namespace {

const rules::Catalog& catalog() {
    static const rules::Catalog made = support::acme_catalog();
    return made;
}

match::Detection detection(double confidence, bool is_confirmed = false) {
    match::Detection made;
    made.signature = catalog().find("acme-key");
    made.secret = core::SecretString(support::acme_key(1));
    made.confidence.value = confidence;
    made.is_confirmed = is_confirmed;
    return made;
}

RawSighting sighting(const std::string& path) {
    RawSighting seen;
    seen.place.path = path;
    return seen;
}

lifetime::CarrierFacts ends_at(int second) {
    lifetime::CarrierFacts facts;
    facts.expires_at = core::Instant{std::chrono::seconds{second}};
    return facts;
}

TEST(SecretTable, OneSecretInTwoPlacesIsOneEntry) {
    const core::RunFingerprinter fingerprinter;
    const auto who = fingerprinter.of(core::SecretString(support::acme_key(1)));
    SecretTable table;

    table.add(who, detection(0.9), {}, sighting("a"));
    table.add(who, detection(0.9), {}, sighting("b"));

    ASSERT_EQ(table.entries().size(), 1U);
    EXPECT_EQ(table.entries().begin()->second.sightings.size(), 2U);
}

TEST(SecretTable, TheBetterFoundedDetectionNamesTheSecret) {
    const core::RunFingerprinter fingerprinter;
    const auto who = fingerprinter.of(core::SecretString(support::acme_key(1)));
    SecretTable table;

    table.add(who, detection(0.99), {}, sighting("a"));
    table.add(who, detection(0.5, true), {}, sighting("b"));

    EXPECT_TRUE(table.entries().at(who).best.is_confirmed);
}

TEST(SecretTable, JoiningGivesTheSameWhicheverComesFirst) {
    const core::RunFingerprinter fingerprinter;
    const auto who = fingerprinter.of(core::SecretString(support::acme_key(1)));
    const auto filled = [&](double confidence, int end, const std::string& path) {
        SecretTable table;
        table.add(who, detection(confidence), ends_at(end), sighting(path));
        return table;
    };
    SecretTable forth = filled(0.4, 10, "a");
    SecretTable back = filled(0.8, 20, "b");

    forth.absorb(filled(0.8, 20, "b"));
    back.absorb(filled(0.4, 10, "a"));

    const SecretEntry& one = forth.entries().at(who);
    const SecretEntry& two = back.entries().at(who);
    EXPECT_EQ(one.best.confidence.value, two.best.confidence.value);
    EXPECT_EQ(one.adjacent, two.adjacent);
    EXPECT_EQ(one.sightings.size(), two.sightings.size());
}

}  // namespace
}  // namespace curfew
