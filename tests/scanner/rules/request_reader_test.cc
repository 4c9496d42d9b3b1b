#include "scanner/rules/request_reader.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scanner/rules/acme_file.h"

namespace curfew::rules {
namespace {

using ::testing::HasSubstr;

std::string fault_in(const std::string& lines) {
    return complaint_of(acme_with("[signature.example]", lines + "[signature.example]"));
}

TEST(RequestReader, AListingNeedsItsRequest) {
    EXPECT_THAT(fault_in("[signature.end]\nnote = \"x\"\n[signature.end.find]\nid = \"/id\"\n"),
                HasSubstr("signature.end.find needs method and url"));
}

TEST(RequestReader, AnEndingNeedsARequestOrAPersonsWay) {
    EXPECT_THAT(fault_in("[signature.end]\nbinding = \"none\"\n"),
                HasSubstr("needs method and url, a page or a note"));
}

TEST(RequestReader, AScriptedAnswerSaysToWhatWithWhatAndWhatItMeans) {
    const std::string fault = fault_in("[[signature.scripted]]\nbody = \"{}\"\n");
    EXPECT_THAT(fault, HasSubstr("needs to"));
    EXPECT_THAT(fault, HasSubstr("needs status"));
    EXPECT_THAT(fault, HasSubstr("needs means"));
    EXPECT_EQ(fault_in("[[signature.scripted]]\nto = \"ask\"\nstatus = 200\nmeans = \"live\"\n"),
              "");
}

TEST(RequestReader, SettlingIsADuration) {
    EXPECT_THAT(fault_in("[signature.end]\nnote = \"x\"\nsettles = \"soon\"\n"),
                HasSubstr("settles must be a duration"));
}

TEST(RequestReader, StatusesAreStatuses) {
    EXPECT_THAT(fault_in("[signature.ask]\nmethod = \"GET\"\nurl = \"https://a.example\"\n"
                         "answers = [{ status = [99], pointer = \"/a\", detail = \"live\" }]\n"),
                HasSubstr("HTTP statuses from 100 to 599"));
}

}  // namespace
}  // namespace curfew::rules
