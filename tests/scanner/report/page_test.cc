#include "scanner/report/page.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace curfew::report {
namespace {

TEST(Page, AFieldIsAlignedBehindItsLabel) {
    Page page(80, false);
    page.field("where", "a.txt:1");

    EXPECT_EQ(std::move(page).take(), "  where          a.txt:1\n");
}

TEST(Page, LongTextWrapsAtBlanksUnderItsBeginning) {
    Page page(60, false);
    page.field("why", "one two three four five six seven eight nine ten");

    EXPECT_EQ(std::move(page).take(),
              "  why            one two three four five six seven eight\n"
              "                 nine ten\n");
}

TEST(Page, ALongWordStaysWholeSoThatItCanBeCopied) {
    Page page(60, false);
    const std::string path(90, 'x');
    page.field("where", "in " + path);

    EXPECT_EQ(std::move(page).take(), "  where          in\n                 " + path + "\n");
}

TEST(Page, ALineBreakInAFieldStaysOne) {
    Page page(80, false);
    page.field("to do", "first\nsecond");

    EXPECT_EQ(std::move(page).take(), "  to do          first\n                 second\n");
}

TEST(Page, WidthsOutOfReasonAreHeldIn) {
    EXPECT_EQ(Page(10, false).width(), 60U);
    EXPECT_EQ(Page(9'999, false).width(), 200U);
}

TEST(Page, ColoursAppearOnlyWhenWanted) {
    EXPECT_EQ(Page(80, false).painted(Paint::red, "x"), "x");
    EXPECT_EQ(Page(80, true).painted(Paint::red, "x"), "\x1b[31mx\x1b[0m");
    EXPECT_EQ(Page(80, true).painted(Paint::plain, "x"), "x");
}

TEST(Page, ColoursTakeNoColumns) {
    Page plain(60, false);
    Page colored(60, true);
    const std::string text = "one two three four five six seven eight nine ten";
    plain.field("why", text);
    colored.field("why", text);

    std::string without = std::move(colored).take();
    for (const std::string code : {"\x1b[2m", "\x1b[0m"}) {
        for (auto at = without.find(code); at != without.npos; at = without.find(code))
            without.erase(at, code.size());
    }
    EXPECT_EQ(without, std::move(plain).take());
}

}  // namespace
}  // namespace curfew::report
