#include "scanner/sources/pack_reader.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scanner/sources/git_library.h"
#include "scanner/sources/pack_entry.h"
#include "scanner/sources/reading_order.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

using support::RepoBuilder;
using support::TempDir;

/// A history whose objects pack into long chains of deltas.
void fill(RepoBuilder& builder) {
    std::vector<support::CommitPlan> plans;
    std::string text;
    for (int line = 0; line < 300; ++line) text += "line " + std::to_string(line * 7919) + "\n";
    for (std::size_t at = 0; at < 80; ++at) {
        text.insert((at * 131) % text.size(), "change " + std::to_string(at) + "\n");
        text.erase((at * 37) % (text.size() / 2), 5);
        plans.push_back(
            {.files = {{"a", text}, {"d/b", text + text}, {"empty", ""}},
             .parents = at == 0 ? std::vector<std::size_t>{} : std::vector<std::size_t>{at - 1}});
    }
    builder.commit_all(plans);
    builder.git({"tag", "-a", "v1", "-m", "text", "main"});
}

/// Whether our reader and the library agree on every object of the repository.
void expect_agreement(const RepoBuilder& builder) {
    const std::vector<std::string> folders = {builder.git_directory() + "/objects"};
    const auto inventory = ObjectInventory::take(folders);
    PackReader ours(folders);
    const auto theirs = library_opinion(folders.front());
    const auto order = ReadingOrder::plan(inventory);
    ASSERT_GT(order.size(), 200U);
    for (std::size_t at = 0; at < order.size(); ++at) {
        const core::ObjectId id = inventory.id_of(order.at(at).slot);
        const auto facts = ours.header(id);
        const auto object = ours.read(id);
        const auto twin = theirs->read(id);
        ASSERT_TRUE(facts.has_value() && object.has_value() && twin.has_value()) << id.hex();
        EXPECT_EQ(core::as_text(object.value().bytes()), core::as_text(twin.value().bytes()));
        EXPECT_EQ(object.value().type(), twin.value().type());
        EXPECT_EQ(facts.value().bytes, twin.value().bytes().size());
        EXPECT_EQ(facts.value().type, twin.value().type());
        EXPECT_EQ(theirs->header(id).value().bytes, facts.value().bytes);
        EXPECT_EQ(id_of_object(object.value().bytes(), object.value().type()), id);
        if (order.at(at).type != ObjectType::unknown) {
            EXPECT_EQ(order.at(at).type, twin.value().type());
        }
    }
}

TEST(PackReader, AgreesWithTheLibraryOnEveryObject) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    fill(builder);

    expect_agreement(builder);
    builder.git({"repack", "-adfq", "--depth=50", "--window=50"});
    expect_agreement(builder);
    builder.git({"-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq"});
    expect_agreement(builder);
    builder.git({"-c", "pack.indexVersion=1", "repack", "-adfq"});
    expect_agreement(builder);
}

TEST(PackReader, ReadsLooseObjectsWithoutCompression) {
    const TempDir folder;
    const RepoBuilder builder(folder.path());
    builder.git({"-c", "core.compression=0", "hash-object", "-w", "--stdin"}, "stored");
    PackReader reader(std::vector<std::string>{builder.git_directory() + "/objects"});

    EXPECT_EQ(reader.header(builder.blob_id("stored")).value().bytes, 6U);
    EXPECT_EQ(core::as_text(reader.read(builder.blob_id("stored")).value().bytes()), "stored");
}

TEST(PackReader, FindsAnObjectThatARepackMovedMeanwhile) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "one"}}});
    PackReader reader(std::vector<std::string>{builder.git_directory() + "/objects"});
    ASSERT_TRUE(reader.read(builder.id(0)).has_value());

    builder.git({"repack", "-adq"});

    EXPECT_TRUE(reader.read(builder.blob_id("one")).has_value());
}

TEST(PackReader, LooksAgainWhenAPackIsGoneThatWasListed) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "one"}}});
    builder.git({"repack", "-dq"});
    builder.git({"hash-object", "-w", "--stdin"}, "two");
    builder.commit({.files = {{"a", "one"}, {"b", "two"}}, .parents = {0}});
    builder.git({"repack", "-dq"});
    PackReader reader(std::vector<std::string>{builder.git_directory() + "/objects"});
    ASSERT_TRUE(reader.read(builder.id(0)).has_value());

    // Both packs become one; of the second, only the index was opened.
    builder.git({"repack", "-adq"});

    EXPECT_EQ(core::as_text(reader.read(builder.blob_id("two")).value().bytes()), "two");
    EXPECT_EQ(reader.header(builder.blob_id("one")).value().bytes, 3U);
}

TEST(PackReader, WhatIsNotThereIsNotFound) {
    const TempDir folder;
    const RepoBuilder builder(folder.path());
    PackReader reader(std::vector<std::string>{builder.git_directory() + "/objects"});

    EXPECT_EQ(reader.read(builder.blob_id("nothing")).error().kind(), core::ErrorKind::not_found);
    EXPECT_EQ(reader.header(builder.blob_id("nothing")).error().kind(), core::ErrorKind::not_found);
}

TEST(PackReader, CompletesAnIdOnlyWhenItIsTheOnlyOne) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "one"}}});
    builder.git({"repack", "-adq"});
    builder.git({"hash-object", "-w", "--stdin"}, "loose");
    PackReader reader(std::vector<std::string>{builder.git_directory() + "/objects"});

    EXPECT_EQ(reader.complete(builder.blob_id("one").hex().substr(0, 12)), builder.blob_id("one"));
    EXPECT_EQ(reader.complete(builder.blob_id("loose").hex().substr(0, 12)),
              builder.blob_id("loose"));
    EXPECT_EQ(reader.complete("ffffffffffff"), std::nullopt);
    EXPECT_EQ(reader.complete("not digits"), std::nullopt);
}

RC_GTEST_PROP(PackEntry, AnyBytesAreNoDeltaThatWritesOutside,
              (const std::vector<std::uint8_t>& raw)) {
    const auto delta = std::as_bytes(std::span(raw));
    const std::string base(100, 'b');
    std::vector<std::byte> result(*rc::gen::inRange<std::size_t>(0, 300));

    (void)apply_delta(delta, core::as_bytes(base), result);
    const auto header = read_pack_entry(delta, *rc::gen::inRange<std::uint64_t>(0, 20));

    RC_ASSERT(header.data_offset <= delta.size());
}

}  // namespace
}  // namespace curfew::sources
