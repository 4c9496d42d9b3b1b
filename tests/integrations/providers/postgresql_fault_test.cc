#include "integrations/providers/postgresql_fault.h"

#include <gtest/gtest.h>

namespace curfew::providers {
namespace {

using provider::Detail;

TEST(PostgresqlFault, WithoutAQuestionForThePasswordNothingIsSaidOfIt) {
    EXPECT_EQ(
        answer_of({.sql_state = "28000", .function = "InitializeSessionUserId"}, false).detail,
        Detail::unclear);
    EXPECT_EQ(answer_of({.sql_state = "28000", .function = "ClientAuthentication"}, true).detail,
              Detail::unclear);
    EXPECT_EQ(answer_of({.sql_state = "53300", .function = "ProcessStartupPacket"}, false).detail,
              Detail::unclear);
    EXPECT_EQ(answer_of({.sql_state = "57P03", .function = ""}, false).detail, Detail::unclear);
}

TEST(PostgresqlFault, IsReadFromTheServersFieldsNotFromNamesInItsText) {
    const auto fault = login_fault_from(
        "connection to server at \"127.0.0.1\", port 1 failed: FATAL:  28P01: password "
        "authentication failed for user \":  28000: x\nLOCATION:  InitializeSessionUserId, "
        "a.c:1\"\n"
        "LOCATION:  auth_failed, auth.c:330\n");

    EXPECT_EQ(fault.sql_state, "28P01");
    EXPECT_EQ(fault.function, "auth_failed");
    EXPECT_EQ(login_fault_from("could not connect: timeout").sql_state, "");
}

}  // namespace
}  // namespace curfew::providers
