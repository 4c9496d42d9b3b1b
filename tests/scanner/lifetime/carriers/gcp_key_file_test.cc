#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

TEST(GcpKeyFile, NamesKeyAndAccountAndNoTime) {
    const auto facts =
        read_gcp_key_file(R"({"type":"service_account","project_id":"p","private_key_id":"ab12",)"
                          R"("client_email":"svc@p.iam.gserviceaccount.com"})");

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.name, "ab12");
    EXPECT_EQ(facts.account, "svc@p.iam.gserviceaccount.com");
    EXPECT_FALSE(facts.issued_at || facts.expires_at || facts.never_expires);
}

TEST(GcpKeyFile, OtherJsonIsNone) {
    EXPECT_NE(read_gcp_key_file("").problem, "");
    EXPECT_NE(read_gcp_key_file("{}").problem, "");
    EXPECT_NE(read_gcp_key_file(R"({"type":"authorized_user"})").problem, "");
    EXPECT_NE(read_gcp_key_file(R"({"type":"service_account"})").problem, "");
    EXPECT_NE(read_gcp_key_file(R"(["service_account"])").problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
