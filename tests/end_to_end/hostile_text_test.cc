// Terminal escape sequences wherever text from outside can stand: no report and no error message
// may hand them on.
#include <string>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

/// Clears the screen and sets the title; the second begins with the one-byte form in UTF-8.
constexpr const char* kEscapes =
    "\x1b[2J\x1b]0;owned\x07\xc2\x9b"
    "31m";

bool holds_controls(const std::string& text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto letter = static_cast<unsigned char>(text[at]);
        const bool is_plain = letter >= 0x20U || letter == '\n' || letter == '\r' || letter == '\t';
        if (!is_plain || letter == 0x7fU) return true;
        const bool is_c1 = letter == 0xc2U && at + 1 < text.size() &&
                           static_cast<unsigned char>(text[at + 1]) < 0xa0U;
        if (is_c1) return true;
    }
    return false;
}

void expect_no_controls(const Workshop& shop, std::vector<std::string> call) {
    for (const char* format : {"text", "json", "jsonl", "sarif", "csv"}) {
        SCOPED_TRACE(call.front() + " as " + format);
        std::vector<std::string> words = call;
        words.insert(words.end(), {"--format", format, "-v", "--show-secrets"});

        const Outcome outcome = shop.curfew(words);

        EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
        EXPECT_FALSE(holds_controls(outcome.output)) << outcome.output;
        EXPECT_FALSE(holds_controls(outcome.errors));
    }
}

TEST(HostileText, InNamesOfFilesAndFolders) {
    const Workshop shop;
    shop.write(std::string("dir") + kEscapes + "/name" + kEscapes + ".env",
               "GITHUB_TOKEN=" + github_token(1) + "\n");

    expect_no_controls(shop, {"scan", "."});
}

TEST(HostileText, InSecrets) {
    const Workshop shop;
    const std::string secret = password(2);
    shop.write("app.properties", "db.url=postgres://admin:" + secret.substr(0, 9) + kEscapes +
                                     secret.substr(9) + "@db.internal:5432/shop\n" +
                                     "GITHUB_TOKEN=" + github_token(2) + "\n");

    expect_no_controls(shop, {"scan", "."});
}

TEST(HostileText, InAuthorsMessagesReferencesAndPathsOfAHistory) {
    Workshop shop;
    shop.init();
    shop.set("GIT_AUTHOR_NAME", std::string("Eve") + kEscapes);
    shop.set("GIT_COMMITTER_NAME", std::string("Eve") + kEscapes);
    shop.write(std::string("a") + kEscapes + ".env", "GITHUB_TOKEN=" + github_token(3) + "\n");
    shop.commit("Message " + github_token(4) + kEscapes);
    shop.git({"branch",
              "b\xc2\x9b"
              "31m"});
    shop.git({"rm", "-q", "-r", "."});
    shop.commit("Gone", "2024-06-01T12:00:00Z");

    expect_no_controls(shop, {"scan", "."});
}

TEST(HostileText, InWhatAGateSays) {
    Workshop shop;
    shop.init();
    shop.write("README", "a shop\n");
    shop.commit("Begin");
    shop.write(std::string("a") + kEscapes + ".env", "GITHUB_TOKEN=" + github_token(5) + "\n");
    shop.git({"add", "-A"});

    expect_no_controls(shop, {"gate", "--staged"});
}

TEST(HostileText, InErrorMessages) {
    const Workshop shop;

    const Outcome outcome = shop.curfew({"scan", std::string("no") + kEscapes});

    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_FALSE(holds_controls(outcome.errors)) << outcome.errors;
}

}  // namespace
}  // namespace curfew::end_to_end
