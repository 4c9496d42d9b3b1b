#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

TEST(PresignedGcs, BothFormsAreRead) {
    const auto four = read_presigned_gcs(
        "https://storage.googleapis.com/b/k?X-Goog-Date=20261122T093000Z&X-Goog-Expires=60"
        "&X-Goog-Credential=svc%40p.test%2F20261122%2Fauto%2Fstorage%2Fgoog4_request");
    const auto two = read_presigned_gcs(
        "https://storage.googleapis.com/b/k?GoogleAccessId=svc@p.test&Expires=1764003600");

    EXPECT_EQ(four.expires_at, at("2026-11-22T09:31:00Z"));
    EXPECT_EQ(four.account, "svc@p.test");
    EXPECT_EQ(two.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_EQ(two.account, "svc@p.test");
}

TEST(PresignedGcs, WhatCannotBeReadIsAProblem) {
    EXPECT_NE(read_presigned_gcs("?X-Goog-Date=x&X-Goog-Expires=60").problem, "");
    EXPECT_NE(read_presigned_gcs("?X-Goog-Date=20261122T093000Z").problem, "");
    EXPECT_NE(read_presigned_gcs("?GoogleAccessId=a&Expires=soon").problem, "");
    EXPECT_NE(read_presigned_gcs("?Expires=1764003600").problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
