#include "scanner/sources/object_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace curfew::sources {
namespace {

const std::string kId(40, 'a');

TEST(ObjectText, TakesACommitApart) {
    const std::string text =
        "tree " + kId + "\nparent " + std::string(40, 'b') +
        "\nauthor A <a@example.invalid> 1 +0000\ncommitter C "
        "<c@example.invalid> 1700000000 -0130\ngpgsig x\n y\n\nsubject\n\nbody\n";

    const auto commit = read_commit(core::as_bytes(text));

    ASSERT_TRUE(commit.has_value());
    EXPECT_EQ(commit.value().tree.hex(), kId);
    ASSERT_EQ(commit.value().parents.size(), 1U);
    EXPECT_EQ(commit.value().author, "A <a@example.invalid>");
    EXPECT_EQ(commit.value().committed, 1'700'000'000);
    EXPECT_EQ(commit.value().message, "subject\n\nbody\n");
}

TEST(ObjectText, BrokenDatesAreTheEpochAndBrokenIdsCorrupt) {
    const std::string text = "tree " + kId + "\nauthor nobody\ncommitter x <> y\n\nm";
    const auto undated = read_commit(core::as_bytes(text));
    const auto broken = read_commit(core::as_bytes("tree " + kId + "\nparent zz\n\nm"));

    EXPECT_EQ(undated.value().committed, 0);
    EXPECT_EQ(undated.value().message, "m");
    EXPECT_EQ(broken.error().kind(), core::ErrorKind::corrupt);
    EXPECT_EQ(read_commit({}).error().kind(), core::ErrorKind::corrupt);
    EXPECT_EQ(read_tag({}).error().kind(), core::ErrorKind::corrupt);
}

TEST(ObjectText, TakesATagApart) {
    const std::string text = "object " + kId +
                             "\ntype commit\ntag v1\ntagger T "
                             "<t@example.invalid> 5 +0000\n\ntext\n";
    const auto tag = read_tag(core::as_bytes(text));

    ASSERT_TRUE(tag.has_value());
    EXPECT_EQ(tag.value().target.hex(), kId);
    EXPECT_TRUE(tag.value().is_commit);
    EXPECT_EQ(tag.value().tagger, "T <t@example.invalid>");
    EXPECT_EQ(tag.value().tagged, 5);
    EXPECT_EQ(tag.value().message, "text\n");
}

std::string tree_entry(std::string_view mode, std::string_view name) {
    std::string text = std::string(mode) + " " + std::string(name);
    text += '\0';
    return text + std::string(20, '\x11');
}

TEST(ObjectText, WalksATreesEntriesByKind) {
    const std::string text = tree_entry("100644", "file") + tree_entry("40000", "folder") +
                             tree_entry("120000", "link") + tree_entry("160000", "module");
    TreeEntries entries(core::as_bytes(text));
    TreeEntry entry;
    std::vector<EntryKind> kinds;

    while (entries.next(entry)) kinds.push_back(entry.kind);

    EXPECT_EQ(kinds, (std::vector<EntryKind>{EntryKind::blob, EntryKind::tree, EntryKind::link,
                                             EntryKind::submodule}));
    EXPECT_FALSE(entries.is_corrupt());
}

TEST(ObjectText, ACutTreeIsCorrupt) {
    const std::string text = tree_entry("100644", "file");
    TreeEntries entries(core::as_bytes(std::string_view(text).substr(0, text.size() - 1)));
    TreeEntry entry;

    EXPECT_FALSE(entries.next(entry));
    EXPECT_TRUE(entries.is_corrupt());
}

RC_GTEST_PROP(ObjectText, AnyBytesEnd, (const std::string& text)) {
    TreeEntries entries(core::as_bytes(text));
    TreeEntry entry;
    while (entries.next(entry)) RC_ASSERT(entry.name.size() < text.size());
    (void)read_commit(core::as_bytes("tree " + kId + text)).has_value();
    (void)read_tag(core::as_bytes("object " + kId + text)).has_value();
}

}  // namespace
}  // namespace curfew::sources
