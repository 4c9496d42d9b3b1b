#include "scanner/rules/document.h"

#include <gtest/gtest.h>

namespace curfew::rules {
namespace {

TEST(Complaints, AreSortedByFileAndPlace) {
    Complaints complaints;
    complaints.add("b.toml", {1, 1}, "third");
    complaints.add("a.toml", {10, 2}, "second");
    complaints.add("a.toml", {9, 7}, "first");

    EXPECT_EQ(complaints.to_text(), "a.toml:9:7: first\na.toml:10:2: second\nb.toml:1:1: third");
}

TEST(Complaints, OfOnePlaceKeepTheirOrder) {
    Complaints complaints;
    complaints.add("a.toml", {1, 1}, "said first");
    complaints.add("a.toml", {1, 1}, "a later one");

    EXPECT_EQ(complaints.to_text(), "a.toml:1:1: said first\na.toml:1:1: a later one");
}

TEST(Node, MarkOfAMissingMemberIsTheTablesOwn) {
    Node table;
    table.mark = {4, 1};
    Node value;
    value.mark = {5, 9};
    table.members.push_back({"there", {5, 1}, value});

    EXPECT_EQ(table.mark_of("there").column, 9U);
    EXPECT_EQ(table.mark_of("missing").line, 4U);
    EXPECT_EQ(table.find("missing"), nullptr);
}

}  // namespace
}  // namespace curfew::rules
