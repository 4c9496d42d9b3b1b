#include "scanner/foreign/csv_text.h"

#include <gtest/gtest.h>

namespace curfew::foreign {
namespace {

TEST(CsvText, QuotedFieldsHoldCommasQuotesAndLines) {
    CsvText csv("a,\"b,\"\"c\"\"\nz\"\r\n\r\ne,");
    ASSERT_TRUE(csv.next().value());
    EXPECT_EQ(csv.fields(), (std::vector<std::string>{"a", "b,\"c\"\nz"}));
    ASSERT_TRUE(csv.next().value());
    EXPECT_EQ(csv.fields(), (std::vector<std::string>{"e", ""}));
    EXPECT_EQ(csv.line(), 4U);
    EXPECT_FALSE(csv.next().value());
}

TEST(CsvText, OpenQuoteIsAnErrorWithItsLine) {
    CsvText csv("a\nb,\"c\nz");
    ASSERT_TRUE(csv.next().value());
    const auto broken = csv.next();
    ASSERT_FALSE(broken.has_value());
    EXPECT_EQ(broken.error().kind(), core::ErrorKind::corrupt);
    EXPECT_TRUE(broken.error().message().starts_with("line 2:"));
}

}  // namespace
}  // namespace curfew::foreign
