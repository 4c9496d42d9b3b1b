#include "integrations/providers/pem_text.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::providers {
namespace {

std::string clean(std::string_view text) {
    return std::string(normalised_pem(text).reveal());
}

const std::string kHead = std::string("-----BEGIN PRIVATE") + " KEY-----";
const std::string kFoot = std::string("-----END PRIVATE") + " KEY-----";
const std::string kLine(64, 'A');

TEST(NormalisedPem, LinesAreMadeFromWhateverWasThere) {
    const std::string wanted = kHead + "\n" + kLine + "\nBB==\n" + kFoot + "\n";

    EXPECT_EQ(clean(kHead + "\n" + kLine + "\nBB==\n" + kFoot), wanted);
    EXPECT_EQ(clean(kHead + "\\n" + kLine + "\\nBB==\\n" + kFoot + "\\n"), wanted);
    EXPECT_EQ(clean("  " + kHead + "\r\n\t" + kLine + "\r\n\tBB==\r\n\t" + kFoot), wanted);
    EXPECT_EQ(clean(kHead + " " + kLine + "BB== " + kFoot), wanted);
}

TEST(NormalisedPem, HeadersOfOldPassphrasesStay) {
    const std::string text =
        kHead + "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n" + kFoot;

    EXPECT_NE(clean(text).find("\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"), std::string::npos);
}

TEST(NormalisedPem, WhatIsNoPemStaysAsItIs) {
    for (const std::string& text : {std::string(), std::string("text"), std::string("-----"), kHead,
                                    kHead + "AAAA", kHead + "-----END x", std::string(9, '-')}) {
        EXPECT_EQ(clean(text), text);
    }
}

}  // namespace
}  // namespace curfew::providers
