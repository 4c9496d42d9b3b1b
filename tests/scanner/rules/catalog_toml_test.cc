#include <string>

#include <gtest/gtest.h>

#include "scanner/core/limits.h"
#include "tests/scanner/rules/acme_file.h"

namespace curfew::rules {
namespace {

TEST(CatalogToml, SyntaxErrorSaysWhereItIs) {
    EXPECT_TRUE(complaint_of("format = 1\nid = = 2\n").starts_with("acme.toml:2:6: not TOML: "));
}

// The library would stop the program here.
TEST(CatalogToml, TableHeaderWithoutAKeyIsAComplaint) {
    for (const std::string_view text :
         {"[", "[[", "[=]", "[[\n]]", "[,", "[[[a]]]", "[a.]", "[.a]"})
        EXPECT_TRUE(complaint_of(std::string(text)).starts_with("acme.toml:1:")) << text;
}

TEST(CatalogToml, FileOverTheLimitIsRefused) {
    const std::string complaint = complaint_of(std::string(core::kCatalogBytesMax + 1, '#'));

    EXPECT_TRUE(complaint.starts_with("acme.toml:1:1: the file has 4194305 bytes")) << complaint;
}

TEST(CatalogToml, BytesThatAreNotUtf8AreNoToml) {
    EXPECT_NE(complaint_of("format = \"\xff\""), "");
}

TEST(CatalogToml, EmptyFileSaysWhatItNeeds) {
    const std::string complaint = complaint_of("");

    EXPECT_NE(complaint.find("needs its format"), std::string::npos) << complaint;
    EXPECT_NE(complaint.find("needs [provider]"), std::string::npos) << complaint;
    EXPECT_NE(complaint.find("needs a signature"), std::string::npos) << complaint;
}

TEST(CatalogToml, DeepNestingIsRefusedNotFollowed) {
    const std::string deep = "x = " + std::string(200, '[') + std::string(200, ']');

    EXPECT_NE(complaint_of(deep), "");
}

}  // namespace
}  // namespace curfew::rules
