#include "integrations/providers/aws_xml.h"

#include <string>

#include <rapidcheck.h>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace curfew::providers {
namespace {

XmlDocument document(std::string_view text) {
    return XmlDocument(core::SecretString(text));
}

TEST(AwsXml, TextIsFoundByItsPathAndByName) {
    const XmlDocument read =
        document("<?xml version='1.0'?>\n<!-- c --><R xmlns='u'><A><B>x &amp; y</B></A></R>");

    EXPECT_EQ(read.root(), "R");
    EXPECT_EQ(read.text("A/B"), "x & y");
    EXPECT_EQ(read.first("B"), "x & y");
    EXPECT_TRUE(read.has("A/B"));
    EXPECT_FALSE(read.has("A/C"));
    EXPECT_EQ(read.text("B"), "");
}

TEST(AwsXml, AnElementThatStandsThereTwiceIsNotRead) {
    const XmlDocument read = document("<R><A>one</A><A>two</A></R>");

    EXPECT_EQ(read.text("A"), "");
    EXPECT_FALSE(read.has("A"));
    EXPECT_EQ(field_of(read.fields(""), "A"), "");
}

TEST(AwsXml, MembersComeWithTheirFieldsInOrder) {
    const XmlDocument read = document(
        "<R><L><member><I>1</I></member><other/><member><I>2</I><I>3</I></member></L></R>");

    const auto members = read.members("L");

    ASSERT_EQ(members.size(), 2U);
    EXPECT_EQ(field_of(members[0], "I"), "1");
    EXPECT_EQ(field_of(members[1], "I"), "");
    EXPECT_EQ(members[1].size(), 2U);
}

TEST(AwsXml, WhatIsNoSingleDocumentHasNoRoot) {
    for (const std::string_view text :
         {"", " ", "plain words", "<R>", "<R><A></R>", "<R/><S/>", "<html><body><br></body></html>",
          R"({"Code": "ExpiredToken"})", "<R", "<!DOCTYPE R", "<R><A>cut"}) {
        const XmlDocument read = document(text);
        EXPECT_EQ(read.root(), "") << text;
        EXPECT_EQ(read.first("A"), "") << text;
        EXPECT_TRUE(read.members("").empty()) << text;
    }
}

TEST(AwsXml, EntitiesOfTheDocumentsOwnAreNotReplaced) {
    const XmlDocument read = document(
        "<!DOCTYPE R [<!ENTITY a \"aaaa\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
        "<R><A>&a;</A><B>&f;</B></R>");

    EXPECT_EQ(read.text("A"), "&a;");
    EXPECT_EQ(read.text("B"), "&f;");
}

TEST(AwsXml, DepthIsBounded) {
    const auto nested = [](int depth) {
        std::string text;
        for (int i = 0; i < depth; ++i) text += "<d>";
        text += "x";
        for (int i = 0; i < depth; ++i) text += "</d>";
        return text;
    };

    EXPECT_EQ(document(nested(10)).root(), "d");
    EXPECT_EQ(document(nested(kXmlDepthMax + 2)).root(), "");
    EXPECT_EQ(document(nested(100'000)).root(), "");
}

TEST(AwsXml, NulBytesDoNotReachBeyondTheBody) {
    const std::string text = std::string("<R><A>x") + char{} + "y</A></R>";

    EXPECT_NE(document(text).text("A"), "xy");
}

RC_GTEST_PROP(AwsXml, AnyBytesAreReadWithoutHarm, (const std::string& text)) {
    const XmlDocument read = document(text);
    RC_ASSERT(read.root().size() <= text.size());
    RC_ASSERT(read.first("Code").size() <= text.size());
}

RC_GTEST_PROP(AwsXml, DamagedAnswersAreReadWithoutHarm, (std::size_t at, char byte)) {
    std::string text =
        "<E><Errors><Error><Code>Throttling</Code><Message>&#65;<![CDATA[m]]></Message></Error>"
        "</Errors></E>";
    text[at % text.size()] = byte;
    const XmlDocument read = document(text);
    RC_ASSERT(read.first("Code").size() <= text.size());
    RC_ASSERT(read.members("Errors").empty());
}

}  // namespace
}  // namespace curfew::providers
