#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

using support::gitlab_routable;

TEST(GitlabRoutable, PayloadTellsTheOwner) {
    const auto facts = read_gitlab_routable(gitlab_routable("glpat-", "c:1\no:2\nu:16\np:zz\nt:9"));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.account, "cell 1, organisation 2, user 42, project 1295");
    EXPECT_FALSE(facts.issued_at || facts.expires_at || facts.never_expires);
}

TEST(GitlabRoutable, TheOlderFormTellsNothingAndIsNoProblem) {
    const auto facts = read_gitlab_routable("glpat-" + std::string(20, 'x'));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.account, "");
}

TEST(GitlabRoutable, AWrongChecksumIsAProblem) {
    std::string token = gitlab_routable("glpat-", "o:1");
    token[10] = token[10] == 'A' ? 'B' : 'A';

    EXPECT_EQ(read_gitlab_routable(token).problem, "its length or checksum is wrong");
}

TEST(GitlabRoutable, WhatIsNoneSaysSo) {
    EXPECT_NE(read_gitlab_routable("a.b").problem, "");
    EXPECT_NE(read_gitlab_routable(".").problem, "");
    EXPECT_NE(read_gitlab_routable("a.01.000000000").problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
