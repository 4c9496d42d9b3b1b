#include "scanner/core/http.h"

#include <gtest/gtest.h>

namespace curfew::core {
namespace {

TEST(HttpDate, IsReadAsItIsSent) {
    EXPECT_EQ(to_text(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").value()),
              "1994-11-06T08:49:37Z");
    EXPECT_EQ(to_text(parse_http_date("Sat, 29 Feb 2020 23:59:60 GMT").value()),
              "2020-02-29T23:59:59Z");
}

TEST(HttpDate, OtherTextIsRefused) {
    for (const char* const text : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                                   "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 30 Feb 1994 08:49:37 GMT",
                                   "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
                                   "Sun, 06 Nix 1994 08:49:37 GMT"}) {
        EXPECT_FALSE(parse_http_date(text).has_value()) << text;
    }
}

TEST(HttpResponse, FindsTheFirstHeaderOfAName) {
    HttpResponse response;
    response.headers = {{"a", "1"}, {"b", "2"}, {"a", "3"}};
    EXPECT_EQ(response.header("a"), "1");
    EXPECT_EQ(response.header("c"), std::nullopt);
}

}  // namespace
}  // namespace curfew::core
