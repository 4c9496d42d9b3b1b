#include "scanner/provider/minting_order.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/scanner/provider/acme_kinds.h"

namespace curfew::provider {
namespace {

class MintingOrderTest : public testing::Test {
  protected:
    static support::AcmeKind kind(const std::string& id, const std::string& mints) {
        return {id, "note = \"x\"\n", "note = \"x\"\n", "mints = [" + mints + "]\n"};
    }

    std::vector<unsigned> rounds(const std::vector<std::string>& ids) {
        std::vector<const rules::Signature*> signatures;
        for (const std::string& id : ids) signatures.push_back(catalog_.find(id));
        return minting_rounds(signatures, catalog_);
    }

    rules::Catalog catalog_ = support::acme_catalog(
        {kind("acme-role", "\"acme-refresh\""), kind("acme-refresh", "\"acme-access\""),
         kind("acme-access", ""), kind("acme-other", "")});
};

TEST_F(MintingOrderTest, WhatMintsIsEndedFirst) {
    EXPECT_EQ(rounds({"acme-access", "acme-refresh", "acme-role", "acme-other"}),
              (std::vector<unsigned>{2, 1, 0, 0}));
}

TEST_F(MintingOrderTest, OverKindsThatAreNotThereAsWell) {
    EXPECT_EQ(rounds({"acme-access", "acme-role"}), (std::vector<unsigned>{1, 0}));
}

TEST_F(MintingOrderTest, TheSameKindIsOneRound) {
    EXPECT_EQ(rounds({"acme-access", "acme-access", "acme-refresh", "acme-refresh"}),
              (std::vector<unsigned>{1, 1, 0, 0}));
    EXPECT_TRUE(rounds({}).empty());
}

}  // namespace
}  // namespace curfew::provider
